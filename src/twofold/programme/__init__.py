"""The programme: organisations, places, sites, staff and their roles, caseloads, targets, size estimates, catalogue."""
