"""Make the extract anew from which figures of a large programme are counted, or do away with it.

It is kept up to date by itself, and nobody needs this command for right figures. It holds no name, code or word of anybody, is
sealed under the keys of the installation, and stands in no backup. docs/manual/extract.md says more.
"""

import argparse
import json

WHAT = ("rebuild", "clear")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", choices=WHAT, help="rebuild: throw it away and read everything anew; clear: throw it away"
    )
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def run(arguments: argparse.Namespace) -> int:
    from twofold.config.opening import open_installation, say
    from twofold.indicators import extract, kept

    open_installation()
    if arguments.what == "clear":
        kept.clear()
    elif not extract.rebuild():
        say("twofold: another process is reading everything anew already. Try again in a few minutes.")
        return 1
    weeks, size = len(kept.listed().weeks), kept.size()
    if arguments.json:
        print(json.dumps({"weeks": weeks, "bytes": size}))
    else:
        print(f"{weeks} weeks of contacts are kept, in {size / 1e6:.1f} MB." if weeks else "Nothing is kept.")
    return 0
