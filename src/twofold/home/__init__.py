"""The landing page of each role and the log viewer: a leaf that may read everything."""
