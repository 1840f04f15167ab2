"""Clients: registration under a code, kinds, consent, contact preference, leaving and coming back, duplicates."""
