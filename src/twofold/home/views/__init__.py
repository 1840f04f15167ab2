"""Pages of the home: one module each."""
