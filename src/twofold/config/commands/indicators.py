"""List the figures that there are, and what each means."""

import argparse
import json


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the definitions as JSON")


def run(arguments: argparse.Namespace) -> int:
    from twofold.indicators.definitions import definitions

    if arguments.json:
        print(json.dumps([one.model_dump(mode="json") for one in definitions().values()], ensure_ascii=False))
        return 0
    for one in definitions().values():
        print(f"{one.id}: {one.en.name} ({one.unit}; version {one.version}, {one.status})")
        print(f"  {one.en.meaning}")
    return 0
