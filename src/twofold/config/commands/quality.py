"""Look through the records for what may be wrong, and say how much waits, rule by rule.

The findings themselves stand on the pages of those who can mend them. Small counts are hidden here as everywhere.
"""

import argparse
import json


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--place", metavar="CODE", help="an organisation (needed where there are several)")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def run(arguments: argparse.Namespace) -> int:
    from twofold.config.opening import open_installation
    from twofold.core import access
    from twofold.quality import actions, reads
    from twofold.reporting.where import organisation_of

    open_installation()
    by = access.operator()
    organisation = organisation_of(by, arguments.place)
    looked = actions.look_through(by=by, organisation=organisation)
    tallies = reads.tallies(organisation)
    if arguments.json:
        waiting = {one.rule.code: "hidden" if one.open is None else one.open for one in tallies}
        print(json.dumps({"new": looked.new, "mended": looked.mended, "waiting": waiting}))
        return 0
    print(f"{looked.new} new, {looked.mended} no longer there.")
    for one in tallies:
        print(f"{one.rule.en.name:36} {'hidden' if one.open is None else one.open:>8}")
    return 0
