"""`python -m twofold` is the same as the command `twofold`."""

import sys

from twofold.config.cli import main

sys.exit(main())
