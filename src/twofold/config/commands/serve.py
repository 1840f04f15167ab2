"""Serve the office pages.

Asks for the phrase of the installation if it has one and TWOFOLD_KEY does not hold it.
"""

import argparse
import sys

from twofold.core.errors import Invalid


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, help="port on this machine (default 8000)")
    parser.add_argument("--workers", type=int, default=1, help="processes (default 1; PostgreSQL can use more)")


def run(arguments: argparse.Namespace) -> int:
    from twofold.config.opening import open_installation

    check_port(arguments.port)
    open_installation(ask=True)
    return start(arguments.port, arguments.workers)


def check_port(port: int) -> None:
    """Raise Invalid for what is no port."""
    if not 1 <= port <= 65535:
        raise Invalid("A port is a number between 1 and 65535.")


def address(port: int) -> str:
    """Where the pages are."""
    return f"http://127.0.0.1:{port}/"


def start(port: int, workers: int = 1) -> int:
    """Serve an installation that is open, until it is stopped."""
    from django.core.management import call_command
    from django.db import connections

    from twofold.config.opening import say

    call_command("collectstatic", verbosity=0, interactive=False)
    connections.close_all()
    say(f"Twofold answers at {address(port)}   (Ctrl-C stops it)")
    return serve(port, workers)


def serve(port: int, workers: int) -> int:
    """Run the web server until it is stopped."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.errors import ConfigurationError
    from granian.log import LogLevels

    try:
        Granian(
            "twofold.config.wsgi:application",
            address="127.0.0.1",
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=4,
            log_level=LogLevels.error,
        ).serve()
    except (ConfigurationError, OSError):
        sys.stderr.write(f"twofold: port {port} cannot be used. Choose another with --port.\n")
        return 1
    return 0
