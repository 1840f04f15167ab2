"""What may be wrong in the records."""
