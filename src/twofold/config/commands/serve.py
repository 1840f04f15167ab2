"""Serve the office pages and the phones.

Without --lan only this machine is answered. With it everybody on the same network is, by HTTPS: a local authority is made
once, in the folder of the installation, and each phone installs it once. docs/manual/phones.md says how.

Asks for the phrase of the installation if it has one and TWOFOLD_KEY does not hold it.
"""

import argparse
import os
import shutil
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from twofold.core.errors import Invalid

if TYPE_CHECKING:
    from twofold.config.commands.lan import Address, Papers


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, help="port on this machine (default 8000)")
    parser.add_argument(
        "--lan",
        nargs="?",
        const="auto",
        metavar="ADDRESS",
        help="answer phones in the same network, by HTTPS; ADDRESS is this machine's own there, if it has several",
    )
    parser.add_argument("--workers", type=int, default=1, help="processes (default 1; PostgreSQL can use more)")


def run(arguments: argparse.Namespace) -> int:
    from twofold.config.commands import lan
    from twofold.config.opening import open_installation

    check_port(arguments.port)
    own = lan.address(arguments.lan) if arguments.lan else None
    open_installation(ask=True)
    return start(arguments.port, arguments.workers, own)


def check_port(port: int) -> None:
    """Raise Invalid for what is no port."""
    if not 1 <= port <= 65535:
        raise Invalid("A port is a number between 1 and 65535.")


def address(port: int) -> str:
    """Where the pages are."""
    return f"http://127.0.0.1:{port}/"


def start(port: int, workers: int = 1, own: "Address | None" = None) -> int:
    """Serve an installation that is open, until it is stopped; to the local network too where `own` stands in one."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    from twofold.config.opening import say

    call_command("collectstatic", verbosity=0, interactive=False)
    connections.close_all()
    if own is None:
        say(f"Twofold answers at {address(port)}   (Ctrl-C stops it)")
        return serve(port, workers)
    papers = open_to_network(own)
    host = f"[{own}]" if own.version == 6 else str(own)
    say(
        f"Twofold answers at https://{host}:{port}/   (Ctrl-C stops it)\n"
        f"Each phone installs https://{host}:{port}/static/{settings.LOCAL_AUTHORITY_FILE} once, as a CA certificate, and opens "
        f"https://{host}:{port}/field/ then.\nIts fingerprint: {papers.fingerprint()}"
    )
    return serve(port, workers, str(own), papers)


def open_to_network(own: "Address") -> "Papers":
    """Papers for this address, what phones install among the public files, and settings for the processes that answer."""
    from django.conf import settings

    from twofold.config.commands import lan

    papers = lan.papers(Path(settings.TWOFOLD_HOME) / "lan", own)
    shutil.copyfile(papers.authority, Path(settings.STATIC_ROOT) / settings.LOCAL_AUTHORITY_FILE)
    hosts = [*settings.ALLOWED_HOSTS, f"[{own}]" if own.version == 6 else str(own)]
    told = {"HTTPS": "1", "LOCAL_AUTHORITY": papers.fingerprint(), "HOSTS": ",".join(hosts)}
    os.environ |= {f"TWOFOLD_{name}": value for name, value in told.items()}
    return papers


def serve(port: int, workers: int, host: str = "127.0.0.1", papers: "Papers | None" = None) -> int:
    """Run the web server until it is stopped."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.errors import ConfigurationError
    from granian.log import LogLevels

    try:
        _check_free(host, port)
        Granian(
            "twofold.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=4,
            log_level=LogLevels.error,
            ssl_cert=papers and papers.certificate,
            ssl_key=papers and papers.key,
        ).serve()
    except (ConfigurationError, OSError):
        sys.stderr.write(f"twofold: port {port} cannot be used. Choose another with --port.\n")
        return 1
    return 0


def _check_free(host: str, port: int) -> None:
    """Raise OSError where somebody answers there: the web server would share the port, and each answer be another's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
