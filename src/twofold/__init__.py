"""Twofold: the record system of a harm-reduction programme, for people who inject drugs and their partners."""

import os

# Before NumPy is loaded: its small matrices (disclosure control) take milliseconds on one thread, and on two that wait for
# each other on a busy server a second.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
