"""Put the installation under a phrase that is typed at start, instead of a weak key file.

The phrase is asked for twice. Whoever loses it loses the files: write it down and lock it away.
"""

import argparse
import getpass
import os

from twofold.core.errors import Invalid

SHORTEST = 16


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--set-phrase", action="store_true", required=True, help="choose a new phrase")


def run(arguments: argparse.Namespace) -> int:
    from twofold.config.opening import open_installation, say
    from twofold.core import access, audit
    from twofold.core.crypto import keyring

    open_installation(ask=True)
    phrase = os.environ.get("TWOFOLD_NEW_KEY") or getpass.getpass("New phrase (four plain words or more): ")
    if len(phrase) < SHORTEST:
        raise Invalid(f"Choose at least {SHORTEST} characters; four plain words do well. Nothing was changed.")
    if not os.environ.get("TWOFOLD_NEW_KEY") and getpass.getpass("Once more: ") != phrase:
        raise Invalid("The two differ. Nothing was changed.")
    keyring.change_phrase(phrase)
    audit.record_event(access.operator(), "key.changed", "installation", "")
    say("Done. From now on the phrase is asked for at start. Old backups still open with the old one.")
    return 0
