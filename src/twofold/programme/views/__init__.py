"""Pages of the programme: sites, staff and their accounts, supplies."""
