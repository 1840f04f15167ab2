"""Opens an installation: brings its tables up to date, makes what an empty one needs, checks it before anything is done."""

import getpass
import os
import secrets
import sys

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from twofold.core import access, audit, checks
from twofold.core.access import Role
from twofold.core.crypto import keyring
from twofold.core.models import KeyHeader
from twofold.indicators import marks
from twofold.programme import actions
from twofold.programme.models import Organisation


class Broken(SystemExit):
    """The audit log does not hold."""


def say(line: str) -> None:
    """One line to the person at the terminal; results go to standard output, this does not."""
    sys.stderr.write(f"{line}\n")


def open_installation(*, ask: bool = False, first: bool = True) -> None:
    """Make this installation ready for a command. With `ask`, a missing phrase is asked for at the terminal.

    With `first`, an empty installation gets an organisation, a site and a first account. Raises UnsafeDatabase, Locked.
    """
    checks.assert_durable()
    _migrate()
    phrase = os.environ.get("TWOFOLD_KEY")
    if keyring.initialise(phrase):
        how = "the phrase in TWOFOLD_KEY" if phrase else f"a weak key file ({keyring.weak_key_path().name})"
        say(f"New installation: its files are under {how}.")
    _unlock(ask)
    if first and not Organisation.objects.exists():
        _first_organisation()
    verdict = audit.verify()
    if not verdict.holds:
        say(f"WARNING: the audit log does not hold at row {verdict.broken_at}. Run `twofold verify` and call for help.")


def _migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    marks.ensure()  # a table that was remade lost its own


def _unlock(ask: bool) -> None:
    header = KeyHeader.objects.get()
    if ask and not header.weak and not os.environ.get("TWOFOLD_KEY"):
        os.environ["TWOFOLD_KEY"] = getpass.getpass("Phrase of this installation: ")
    keyring.ring()


def _first_organisation() -> None:
    operator = access.operator()
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    actions.create_places(by=operator, places=[("our-area", "Our area", "district", None)])
    organisation = actions.create_organisation(by=operator, code="our-programme", name="Our programme")
    site = actions.open_site(
        by=operator, organisation=organisation.id, place="our-area", code="our-site", name="Our site"
    )
    actions.create_staff(
        by=operator,
        organisation=organisation.id,
        login="operator",
        name="Operator",
        password=password,
        held=[Role.ADMINISTRATOR, Role.MANAGER, Role.DATA_MANAGER],
        sites=[site.id],
    )
    say("It has one organisation, one site, and one account to begin with:")
    say(f"  login operator, password {password}  (shown once; the second factor is set up at the first sign-in)")
