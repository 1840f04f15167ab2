"""Verify the whole audit log against its chain."""

import argparse
import json
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")


def run(arguments: argparse.Namespace) -> int:
    from twofold.config.opening import open_installation
    from twofold.core import audit

    open_installation()
    audit.seal_all()
    verdict = audit.verify(whole=True)
    if arguments.json:
        print(json.dumps({"rows": verdict.rows, "holds": verdict.holds, "broken_at": verdict.broken_at}))
    elif verdict.holds:
        print(f"The audit log holds: {verdict.rows} rows.")
    else:
        sys.stderr.write(
            f"twofold: the audit log does not hold at row {verdict.broken_at}. Keep a copy and call for help.\n"
        )
    return 0 if verdict.holds else 1
