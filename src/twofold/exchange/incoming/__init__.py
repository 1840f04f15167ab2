"""Lists that programmes bring: reading a file, guessing what its columns mean, and saying row by row what would be done.

Nothing here writes: what is done with a plan is in `exchange.actions`. Nothing here speaks of a person but by cell.
"""
