"""The password hash of the tests: the product's algorithm at the least cost it allows.

A test world has some twenty accounts; at the real cost they would take longer than all else together. Commands that
run as processes of their own use the real one.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Argon2id with one pass over eight kilobytes."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
