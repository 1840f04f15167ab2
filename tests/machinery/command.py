"""`twofold` as the tests run it in processes of its own: the product's command, with passwords hashed at the least cost.

A demonstration has thirty accounts; at the real cost they take longer than all else in a small one. Nothing else differs.
"""

import sys

from django.contrib.auth.hashers import Argon2PasswordHasher

from tests.machinery.hashing import QuickArgon2
from twofold.config import cli


def main() -> int:
    for cost in ("time_cost", "memory_cost", "parallelism"):
        setattr(Argon2PasswordHasher, cost, getattr(QuickArgon2, cost))
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
