"""Ground: ids, clock, policy, actions, audit, encryption and privacy classes. Knows no other app."""
