"""Synthetic people and facts, laid down in bulk with their derived state, in a private home only. No action is asked: this
is the one place that writes past the walls, because ten million facts by actions would take a day.
"""

import datetime as dt
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from twofold.bench.running import MARK  # in a home that a bench made; elsewhere nothing is laid down
from twofold.bench.servers import DATABASE
from twofold.bench.words import words
from twofold.core import access, clock
from twofold.core.access import Role
from twofold.indicators import marks
from twofold.outreach.models import Contact, ContactTally, ServiceState
from twofold.people.models import Client, ClientState, KindSpell, RegisterSpell
from twofold.programme import actions as programme
from twofold.programme.models import Caseload, Organisation, Site, Staff

SITES, MONTHS, BATCH = 10, 36, 250_000
PASSWORD = secrets.token_urlsafe(18)
ROLES = {"officer": Role.ME_OFFICER, "keeper": Role.DATA_MANAGER, "worker": Role.OUTREACH_WORKER}


class NotPrivate(RuntimeError):
    """A programming error: bulk facts belong into a home that a bench made for itself."""


@dataclass(frozen=True)
class World:
    """What stands in the home folder."""

    organisation: Organisation
    sites: list[Site]
    caseloads: list[Caseload]
    staff: dict[str, Staff]
    first: dt.date
    last: dt.date


def world() -> World:
    """An organisation with ten sites, a caseload at each, and somebody in each role that is measured."""
    _check_private()
    by = access.operator()
    programme.create_places(by=by, places=[("bench", "Bench", "district", None)])
    organisation = programme.create_organisation(by=by, code="bench", name="Bench")
    sites = [
        programme.open_site(by=by, organisation=organisation.id, place="bench", code=f"site-{n}", name=f"Site {n}")
        for n in range(SITES)
    ]
    staff = {
        login: programme.create_staff(
            by=by,
            organisation=organisation.id,
            login=login,
            name=login,
            password=PASSWORD,
            held=[role],
            sites=[sites[0].id],
        )
        for login, role in ROLES.items()
    }
    for n, site in enumerate(sites):
        programme.open_caseload(by=by, site=site.id, name=site.name, holder=staff["worker"].id if not n else None)
    return standing()


def stands() -> bool:
    """Whether anything was made here."""
    return Organisation.objects.exists()


def standing() -> World:
    """What a process before this one made."""
    organisation = Organisation.objects.get()
    last = clock.today(organisation.timezone)
    first = dt.date(last.year - MONTHS // 12, last.month, 1)
    caseloads = list(Caseload.objects.order_by("site__code"))
    staff = {row.login: row for row in Staff.objects.filter(login__in=ROLES)}
    return World(organisation, [row.site for row in caseloads], caseloads, staff, first, last)


def _check_private() -> None:
    made_here = connection.vendor == "sqlite" or str(connection.settings_dict["NAME"]).startswith(DATABASE)
    if not (made_here and Path(settings.TWOFOLD_HOME, MARK).exists()):
        raise NotPrivate


def lay_down(there: World, clients: int, facts: int) -> None:
    """So many people, and so many contacts over three years, evenly; tallies, states and spells with them.

    Indexes and marks are made when all lies there: a tenth of the time of keeping them up row by row.
    """
    _check_private()
    with connection.cursor() as cursor:
        for statement in words().before:
            cursor.execute(statement)
        _people(cursor, there, clients)
        with _bare(cursor):
            for start in range(0, facts, BATCH):
                _contacts(cursor, there, range(start, min(start + BATCH, facts)), clients, facts)
        for statement in words().after:
            cursor.execute(statement)
    marks.ensure()


def a_day(there: World, contacts: int) -> None:
    """So many more contacts on the last day, with anybody."""
    day = words().day(there.last, "0")
    drawn = f"SELECT {words().random_id} AS contact, 5 AS i, client_id AS id, site_id AS site"
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(
            f"CREATE TEMP TABLE met AS {drawn} FROM people_clientstate ORDER BY client_id DESC LIMIT {contacts}"
        )
        _insert(cursor, Contact, _told(there, "contact", day), "met")
        _insert(cursor, ContactTally, _told(there, "contact", day), "met")
        cursor.execute("DROP TABLE met")


def _people(cursor: Any, there: World, clients: int) -> None:
    said = words()
    sites = " ".join(f"WHEN {n} THEN {said.id(site.id)}" for n, site in enumerate(there.sites))
    loads = " ".join(f"WHEN {n} THEN {said.id(row.id)}" for n, row in enumerate(there.caseloads))
    with transaction.atomic():
        cursor.execute(
            f"""CREATE TEMP TABLE crowd AS WITH RECURSIVE {said.series(0, clients)}
            SELECT i AS rowid_, {said.random_id} AS id, CASE i % {SITES} {sites} END AS site,
              CASE i % {SITES} {loads} END AS caseload,
              CASE i % 10 WHEN 0 THEN 'woman' WHEN 1 THEN 'trans_woman' ELSE 'man' END AS gender,
              1960 + 5 * (i % 9) AS band, CASE i % 10 WHEN 0 THEN 'partner' ELSE 'injects' END AS kind,
              {said.day(there.first, "i % 700", "-")} AS since FROM n"""  # noqa: S608 - our own values
        )
        cursor.execute("CREATE UNIQUE INDEX crowd_by_number ON crowd(rowid_)")
        told = {"organisation_id": said.id(there.organisation.id), "site_id": "site", "caseload_id": "caseload",
                "client_id": "id", "registered_on": "since", "received_at": said.at.format(day="since", hour="06"),
                "author": said.id(there.staff["worker"].id), "since": "since"}  # fmt: skip
        _insert(cursor, Client, told | {"id": "id", "code_mac": "id", "code": said.nothing}, "crowd")
        state = {"gender": "gender", "birth_band": "band", "status": "'active'", "consent": "'full'"}
        _insert(cursor, ClientState, told | state | {"kinds": f"{said.array}(kind)"}, "crowd")
        _insert(cursor, KindSpell, told | {"kind": "kind"}, "crowd", without="id")
        _insert(cursor, RegisterSpell, told, "crowd", without="id")
        due = said.day(there.last, "rowid_ % 40", "-")
        service = {"contacts": "5", "last_day": due, "quiet_since": due, "due_on": due, "need_per_week": "14"}
        _insert(cursor, ServiceState, told | service, "crowd")


def _contacts(cursor: Any, there: World, numbers: range, clients: int, facts: int) -> None:
    said, days = words(), (there.last - there.first).days + 1
    row = f"SELECT i, crowd.* FROM n JOIN crowd ON crowd.rowid_ = (i * 7919) % {clients}"  # noqa: S608 - our own values
    source = f"(WITH RECURSIVE {said.series(numbers.start, numbers.stop)} {row}) AS laid"
    moment = int(dt.datetime.combine(there.first, dt.time(), dt.UTC).timestamp() * 1000)
    told = _told(there, said.entry(moment), said.day(there.first, f"i * {days} / {facts}"))
    with transaction.atomic():
        _insert(cursor, Contact, told, source)
        _insert(cursor, ContactTally, told, source)


def _told(there: World, contact: str, day: str) -> dict[str, str]:
    """What is said of a contact, of people who have an id and a site; how much was handed out follows from i."""
    said = words()
    return {
        "id": contact, "contact_id": contact, "root": contact, "day": day, "received_at": said.at.format(day=day, hour="12"),
        "organisation_id": said.id(there.organisation.id), "author": said.id(there.staff["worker"].id),
        "site_id": "site", "client_id": "id", "beneficiary": "'client'", "mode": "'outreach'",
        "supplies": f"{said.object}('syringe_1ml', 5 + i % 20)", "details": said.nothing, "meetings": "1",
        "needles_out": "5 + i % 20", "needles_returned": "i % 9", "condoms": "i % 6",
    }  # fmt: skip


@contextmanager
def _bare(cursor: Any) -> Iterator[None]:
    """Meanwhile the tables of contacts have no marks, and no index but that of their keys."""
    tables = [model._meta.db_table for model in (ContactTally, Contact)]
    asked = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexdef NOT LIKE '%% UNIQUE %%'",
    }[connection.vendor]
    marks.let_go()
    there: list[tuple[str, str]] = []
    for table in tables:
        cursor.execute(asked, [table])
        there += cursor.fetchall()
    for name, _ in there:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    for _, made in there:
        cursor.execute(made)


def _insert(cursor: Any, model: type[models.Model], told: dict[str, str], source: str, without: str = "") -> None:
    """One table, from expressions by column; a column that is not named gets its nothing, so that new columns do no harm."""
    columns = {
        field.column: told.get(field.column) or _nothing(field)
        for field in model._meta.concrete_fields
        if field.column != without
    }
    names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values())
    cursor.execute(f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {values} FROM {source}')  # noqa: S608


def _nothing(field: models.Field) -> str:
    if field.null:
        return "NULL"
    if isinstance(field, models.JSONField):
        return "'{}'" if field.default is dict else "'[]'"
    if isinstance(field, models.BooleanField):
        return "FALSE"
    if isinstance(field, models.IntegerField):
        return "0"
    return "''"
