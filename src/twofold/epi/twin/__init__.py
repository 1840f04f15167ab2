"""The month in NumPy: the readable twin of the kernel, its oracle, and what runs where numba is missing.

Written apart from the kernel on purpose; a test holds the two equal to the last bit.
"""
