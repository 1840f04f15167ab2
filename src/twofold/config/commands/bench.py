"""Measure how quick Twofold is on this machine, beside baselines that are measured in the same run.

Everything is measured in private home folders that are gone afterwards; no real one is touched. --quick takes about a
minute at small sizes; in full it takes an hour and some ten gigabytes. With --server all is measured on PostgreSQL.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

NEEDS_INSTALLATION = False


def arguments(parser: argparse.ArgumentParser) -> None:
    from twofold.bench.registry import PARTS

    known = ", ".join(one.name for one in PARTS)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"which of {known} (all, if none is named)")
    parser.add_argument("--quick", action="store_true", help="small sizes, about a minute")
    parser.add_argument(
        "--at", metavar="SIZE", type=_size, help="at this size only: facts, clients or rows (10_000_000)"
    )
    parser.add_argument("--plot", metavar="FILE", type=Path, help="draw how the cost grows with the facts (SVG)")
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.add_argument(
        "--server",
        metavar="URL",
        default="",
        help="on PostgreSQL: a server on which we may make databases and drop them",
    )
    parser.add_argument("--lay", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--inside", metavar="PART", help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, default=0, help=argparse.SUPPRESS)


def _size(text: str) -> int:
    size = int(text)
    if size < 1:
        raise argparse.ArgumentTypeError("a size is at least 1")
    return size


def run(arguments: argparse.Namespace) -> int:
    from twofold.bench import plot, running
    from twofold.bench.registry import PARTS, part

    if arguments.inside:
        import django

        django.setup()
        from twofold.config.opening import open_installation

        open_installation(first=False)
        running.prepare()
        if arguments.inside != running.NOTHING:
            print(json.dumps(running.inside(part(arguments.inside).module, arguments.size, lay=arguments.lay)))
        return 0
    known = [one.name for one in PARTS]
    if set(arguments.parts) - set(known):
        sys.stderr.write(f"twofold: there is no such bench. There are: {', '.join(known)}.\n")
        return 2
    chosen = [one for one in PARTS if not arguments.parts or one.name in arguments.parts]
    results: list[dict[str, Any]] = []
    for name, found in running.run(chosen, quick=arguments.quick, at=arguments.at, server=arguments.server):
        told = ", ".join(f"{one['what']} {_value(one)}" for one in found)
        sys.stderr.write(f"{name}: {told}\n")
        results += found
    if arguments.plot:
        model = [one.name for one in chosen] == ["model"]
        across = "people" if model else "facts"
        title = "Ten years of the model as people grow" if model else "What it costs as facts grow"
        arguments.plot.write_text(plot.svg(results, title, across=across), encoding="utf-8")
    if arguments.json:
        print(json.dumps({"quick": arguments.quick, "database": _on(arguments.server), "results": results}))
    else:
        _draw(results)
    return 0 if all(one["value"] is not None or one.get("absent") for one in results) else 1


def _on(server: str) -> str:
    return "postgresql" if server else "sqlite"


def _value(one: dict[str, Any]) -> str:
    if one.get("absent"):
        return str(one["note"])
    return f"{one['value']:g} {one['unit']}" if one["value"] is not None else "-"


def _draw(results: list[dict[str, Any]]) -> None:
    """A line for each: plain text, so that it can be pasted anywhere."""
    print(f"{'what':44} {'at':>11} {'measured':>18} {'target':>16} {'':7} {'baseline':>9} {'ratio':>7}")
    for one in results:
        target = f"{one['direction']} {one['target']:g}" if one.get("target") is not None else ""
        met = {True: "met", False: "missed", None: ""}[one.get("met")]
        beside = f"{one['baseline']:g}" if one.get("baseline") is not None else ""
        ratio = f"{one['ratio']:g}" if one.get("ratio") is not None else ""
        print(
            f"{one['what']:44} {one['size']:>11,} {_value(one):>18} {target:>16} {met:7} {beside:>9} {ratio:>7}".rstrip()
        )
