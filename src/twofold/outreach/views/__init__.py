"""Pages of clients, cards and contacts."""
