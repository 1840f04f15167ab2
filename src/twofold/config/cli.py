"""The command line: reads arguments, opens the installation, runs one command, turns problems into plain words.

Exit codes: 0 done, 1 something is wrong with the data or the installation, 2 the command was not understood or refused,
3 (import) done, and some rows were held back.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

COMMANDS = ("demo", "serve", "rebuild", "verify", "key", "code", "device")
COMMANDS += ("import", "report", "submit", "quality", "indicators", "plan", "extract", "bench")
COMMANDS += ("backup", "restore")


def parser() -> argparse.ArgumentParser:
    """All commands with their help."""
    top = argparse.ArgumentParser(prog="twofold", description="Twofold, for one programme or a whole country.")
    subparsers = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        try:
            module = importlib.import_module(f"twofold.config.commands.{name}")
        except ModuleNotFoundError as missing:  # where the model alone is installed, what needs the office is not there
            if (missing.name or "twofold").partition(".")[0] == "twofold":
                raise
            continue
        summary = (module.__doc__ or "").splitlines()[0]
        sub = subparsers.add_parser(name, help=summary, description=module.__doc__)
        module.arguments(sub)
        sub.set_defaults(run=module.run, alone=not getattr(module, "NEEDS_INSTALLATION", True))
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command in `argv`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twofold.config.settings")
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments) or 0) if arguments.alone else _run(arguments)
    except KeyboardInterrupt:
        return _say("Stopped. What was committed before stays.", 130)
    except BrokenPipeError:
        return 0


def _run(arguments: argparse.Namespace) -> int:
    import django

    from twofold.config.installation import Unusable

    try:
        django.setup()
    except Unusable as problem:
        return _say(str(problem), 1)
    except PermissionError:
        return _say("A file in the folder of TWOFOLD_HOME cannot be read or written. Mend its permissions.", 1)
    from django.db import Error

    from twofold.core.checks import UnsafeDatabase
    from twofold.core.crypto.keyring import Locked
    from twofold.core.errors import Problem

    try:
        return int(arguments.run(arguments) or 0)
    except Problem as problem:
        return _say(problem.message, 2)
    except (UnsafeDatabase, Locked) as problem:
        return _say(str(problem), 1)
    except Error as problem:
        return _say(f"The database did not answer as it should ({type(problem).__name__}). Nothing was changed.", 1)


def _say(message: str, code: int) -> int:
    sys.stderr.write(f"twofold: {message}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
