"""Proof that sync loses nothing, doubles nothing and shows nothing to whom it may not: real endpoints on a bus of faults."""
