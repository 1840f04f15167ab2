"""Build a demonstration: two invented organisations, three states, two years of work; then serve it.

Everything in it is invented, and made by the same steps that a real programme takes. A demonstration that is there
already is served as it is.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from twofold.core.errors import Invalid

MOST_CLIENTS = 20_000
CLIENTS, SEED = 500, 1


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--clients", type=int, help=f"how many people, 1 to {MOST_CLIENTS} (default {CLIENTS})")
    parser.add_argument("--seed", type=int, help=f"the same seed makes the same story (default {SEED})")
    parser.add_argument("--port", type=int, default=8000, help="port on this machine (default 8000)")
    parser.add_argument("--no-serve", action="store_true", help="build only")
    parser.add_argument("--json", action="store_true", help="print the logins as JSON")


def run(arguments: argparse.Namespace) -> int:
    from twofold.config.commands import serve
    from twofold.config.opening import open_installation, say
    from twofold.demo import marker

    if arguments.clients is not None and not 1 <= arguments.clients <= MOST_CLIENTS:
        raise Invalid(f"A demonstration has between 1 and {MOST_CLIENTS} clients.")
    if arguments.seed is not None and not 0 <= arguments.seed < 2**63:
        raise Invalid("A seed is a whole number, not below zero.")
    serve.check_port(arguments.port)
    open_installation(ask=True, first=False)
    there = marker.standing()
    if there is None:
        _build(arguments.clients or CLIENTS, SEED if arguments.seed is None else arguments.seed)
    else:
        _check_same(there, arguments)
        say("The demonstration is there already; it is not built again.")
    _tell(arguments)
    return 0 if arguments.no_serve else serve.start(arguments.port)


def _build(clients: int, seed: int) -> None:
    import datetime as dt

    from twofold.config.progress import progress
    from twofold.core import clock
    from twofold.demo import marker
    from twofold.demo.build import build
    from twofold.demo.calendar import ZONE

    yesterday = clock.now().astimezone(ZONE).date() - dt.timedelta(days=1)
    marker.write(marker.Marker(clients=clients, seed=seed, ends=yesterday))
    try:
        with progress() as told:
            build(clients=clients, seed=seed, end=yesterday, progress=told)
    except BaseException:
        marker.remove()
        raise


def _check_same(there: Any, arguments: argparse.Namespace) -> None:
    asked = (arguments.clients or there.clients, there.seed if arguments.seed is None else arguments.seed)
    if asked != (there.clients, there.seed):
        raise Invalid(
            f"A demonstration of {there.clients} clients (seed {there.seed}) stands in this folder. For another one, "
            "name another folder in TWOFOLD_HOME, or remove this one first."
        )


def _tell(arguments: argparse.Namespace) -> None:
    """The address, and a login for each role of each organisation."""
    from django.conf import settings

    from twofold.config.commands import serve
    from twofold.demo.accounts import logins

    found, address = logins(), serve.address(arguments.port)
    if arguments.json:
        print(json.dumps({"home": str(settings.TWOFOLD_HOME), "address": address, "logins": found}))
        return
    print(f"\nTwofold, with an invented programme: {address}")
    print(f"The password is the same everywhere: {found[0]['password']}\n")
    print(f"{'role':24}{'login':14}{'code now':12}{'organisation'}")
    for row in found:
        print(f"{row['role']:24}{row['login']:14}{row['code']:12}{row['organisation']}")
    home, command = _from_here(settings.TWOFOLD_HOME), _from_here(Path(sys.executable).with_name("twofold"))
    print(f"\nThe code changes every 30 seconds; the next one: TWOFOLD_HOME={home} {command} code LOGIN\n")


def _from_here(path: Path) -> Path:
    """As it is typed in the folder where somebody stands: the command is on nobody's search path."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
