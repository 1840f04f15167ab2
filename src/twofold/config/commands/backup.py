"""Keep a copy that is known to open: made while the office works, restored into a scratch place, looked through.

Only a copy that holds is kept, and only then phones are told that they may drop their own copies of what it holds.
"""

import argparse
import json
from pathlib import Path

from twofold.core.errors import Invalid


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, help="folder for the copies (default: backups in the data folder)")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    parser.add_argument("--look-through", action="store_true", help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    from twofold.config.commands import copies, dumping
    from twofold.config.opening import open_installation, say
    from twofold.core import access
    from twofold.core.crypto.cipher import Unreadable
    from twofold.fieldwork import actions

    if arguments.look_through:
        try:
            print(json.dumps(copies.look_through()))
        except Unreadable as problem:
            raise Invalid(str(problem)) from None
        return 0
    open_installation()
    copy = copies.take(arguments.to or copies.usual_folder())
    told = actions.publish_durable(by=access.operator(), entries=copy.found["entries"])
    if arguments.json:
        found = {name: value for name, value in copy.found.items() if name != "entries"}
        print(json.dumps({"folder": str(copy.folder), "entries_made_durable": told, **found}))
    else:
        print(f"{copy.folder}\n{dumping.describe(copy.found)}; {told} more entries need no copy on a phone.")
    if (copy.folder / copies.KEY_FILE).exists():
        say("This copy holds its own key file: whoever has the folder can read it. `twofold key` sets a phrase.")
    return 0
