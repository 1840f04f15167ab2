"""Derive all current state anew from the facts, and compare it field by field with what stood there."""

import argparse
import json
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def run(arguments: argparse.Namespace) -> int:
    from twofold.config.opening import open_installation
    from twofold.core import access, audit, derived

    open_installation()
    rebuilt = derived.rebuild()
    audit.record_event(access.operator(), "state.rebuilt", "installation", "", differing=rebuilt.differing)
    if arguments.json:
        print(json.dumps({"rows": rebuilt.rows, "differing": rebuilt.differing, "equal": not rebuilt.differing}))
    else:
        for table, rows in rebuilt.rows.items():
            differing = rebuilt.differing.get(table, 0)
            print(f"{table:20} {rows:>9} rows, {'equal' if not differing else f'{differing} differed and were mended'}")
    if rebuilt.differing:
        sys.stderr.write("twofold: state differed from the facts. It is mended now; please report how it came about.\n")
    return 1 if rebuilt.differing else 0
