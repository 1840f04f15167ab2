"""Databases of a bench's own on a PostgreSQL server that an operator names, made and dropped by its own tools."""

import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

DATABASE = "twofold_bench_"  # how their names begin


@contextmanager
def database_on(server: str, like: str = "") -> Iterator[str]:
    """The address of a database that is gone afterwards, a copy of another if there is one; none without a server."""
    if not server:
        yield ""
        return
    name = f"{DATABASE}{secrets.token_hex(6)}"
    copied = [f"--template={urlsplit(like).path.strip('/')}"] if like else []
    _tool("createdb", f"--maintenance-db={server}", *copied, name)
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        _tool("dropdb", f"--maintenance-db={server}", "--force", "--if-exists", name)


def _tool(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603 - PostgreSQL's own tools
