"""Put a copy in place of what is here. Stop `twofold serve` first.

The copy is looked through before anything is touched. Afterwards phones offer again what they still keep, so that what came
after the copy comes back. An SQLite file that is replaced is kept beside the new one.
"""

import argparse
import json
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="the folder that `twofold backup` made")
    parser.add_argument("--replace", action="store_true", help="what is here now may be replaced")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def run(arguments: argparse.Namespace) -> int:
    from twofold.config.commands import copies
    from twofold.config.opening import open_installation
    from twofold.core import access
    from twofold.fieldwork import actions

    done = copies.put_back(arguments.folder, replace=arguments.replace)
    open_installation()
    number = actions.raise_epoch(by=access.operator(), above=done["before"], at_least=copies.seconds())
    told = {"restored": done["folder"], "made_at": done["made_at"], "epoch": number}
    print(
        json.dumps(told)
        if arguments.json
        else f"The copy of {done['made_at']} is in place. Phones will offer what came after it."
    )
    return 0
