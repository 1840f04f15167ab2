"""Synthetic people and facts, laid down in bulk with their derived state, in a private home only. No action is asked: this
is the one place that writes past the walls, because ten million facts by actions would take a day. SQLite only.
"""

import datetime as dt
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from twofold.core import access, clock
from twofold.core.access import Role
from twofold.outreach.models import Contact, ContactTally, ServiceState
from twofold.people.models import Client, ClientState, KindSpell, RegisterSpell
from twofold.programme import actions as programme
from twofold.programme.models import Caseload, Organisation, Site, Staff

MARK = "bench.home"  # stands in a home folder that a bench made; without it nothing is laid down
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
    if not Path(settings.TWOFOLD_HOME, MARK).exists() or connection.vendor != "sqlite":
        raise NotPrivate
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
    caseloads = [
        programme.open_caseload(by=by, site=site.id, name=site.name, holder=staff["worker"].id if not n else None)
        for n, site in enumerate(sites)
    ]
    last = clock.today(organisation.timezone)
    first = dt.date(last.year - MONTHS // 12, last.month, 1)
    return World(organisation, sites, caseloads, staff, first, last)


def lay_down(there: World, clients: int, facts: int) -> None:
    """So many people, and so many contacts over three years, evenly; tallies, states and spells with them."""
    with connection.cursor() as cursor:
        for pragma in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -400000", "temp_store = MEMORY"):
            cursor.execute(f"PRAGMA {pragma}")
        _people(cursor, there, clients)
        for start in range(0, facts, BATCH):
            _contacts(cursor, there, range(start, min(start + BATCH, facts)), clients, facts)
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")


def one_more(there: World, clients: int, facts: int) -> None:
    """One more contact, on the last day. The crowd that was laid down has to be there still."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        _contacts(cursor, there, range(facts, facts + 1), clients, facts + 1)
        cursor.execute("PRAGMA foreign_keys = ON")


def _people(cursor: Any, there: World, clients: int) -> None:
    sites = " ".join(f"WHEN {n} THEN '{site.id.hex}'" for n, site in enumerate(there.sites))
    loads = " ".join(f"WHEN {n} THEN '{row.id.hex}'" for n, row in enumerate(there.caseloads))
    with transaction.atomic():
        cursor.execute(
            f"""CREATE TEMP TABLE crowd AS
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {clients - 1})
            SELECT i AS rowid_, lower(hex(randomblob(16))) AS id, CASE i % {SITES} {sites} END AS site,
              CASE i % {SITES} {loads} END AS caseload,
              CASE i % 10 WHEN 0 THEN 'woman' WHEN 1 THEN 'trans_woman' ELSE 'man' END AS gender,
              1960 + 5 * (i % 9) AS band, CASE i % 10 WHEN 0 THEN 'partner' ELSE 'injects' END AS kind,
              date('{there.first}', '-' || (i % 700) || ' days') AS since FROM n"""  # noqa: S608 - our own values
        )
        cursor.execute("CREATE UNIQUE INDEX crowd_by_number ON crowd(rowid_)")
        told = {"organisation_id": f"'{there.organisation.id.hex}'", "site_id": "site", "caseload_id": "caseload",
                "client_id": "id", "registered_on": "since", "received_at": "since || ' 06:00:00'",
                "author": f"'{there.staff['worker'].id.hex}'", "since": "since"}  # fmt: skip
        _insert(cursor, Client, told | {"id": "id", "code_mac": "id", "code": "x'00'"}, "crowd")
        state = {"gender": "gender", "birth_band": "band", "status": "'active'", "consent": "'full'"}
        _insert(cursor, ClientState, told | state | {"kinds": "json_array(kind)"}, "crowd")
        _insert(cursor, KindSpell, told | {"kind": "kind"}, "crowd", without="id")
        _insert(cursor, RegisterSpell, told, "crowd", without="id")
        due = f"date('{there.last}', '-' || (rowid_ % 40) || ' days')"
        service = {"contacts": "5", "last_day": due, "quiet_since": due, "due_on": due, "need_per_week": "14"}
        _insert(cursor, ServiceState, told | service, "crowd")


def _contacts(cursor: Any, there: World, numbers: range, clients: int, facts: int) -> None:
    days = (there.last - there.first).days + 1
    row = f"SELECT i, crowd.* FROM n JOIN crowd ON crowd.rowid_ = (i * 7919) % {clients}"  # noqa: S608 - our own values
    until = numbers.stop - 1
    counted = f"SELECT {numbers.start} UNION ALL SELECT i + 1 FROM n WHERE i < {until}"  # noqa: S608
    source = f"(WITH RECURSIVE n(i) AS ({counted}) {row})"
    moment = int(dt.datetime.combine(there.first, dt.time(), dt.UTC).timestamp() * 1000)
    told = {
        "id": f"printf('%012x7%03x8%015x', {moment} + i, i % 4096, i)",
        "day": f"date('{there.first}', '+' || (i * {days} / {facts}) || ' days')",
        "received_at": f"date('{there.first}', '+' || (i * {days} / {facts}) || ' days') || ' 12:00:00'",
        "organisation_id": f"'{there.organisation.id.hex}'", "author": f"'{there.staff['worker'].id.hex}'",
        "site_id": "site", "client_id": "id", "beneficiary": "'client'", "mode": "'outreach'",
        "supplies": "json_object('syringe_1ml', 5 + i % 20)", "details": "x'00'", "meetings": "1",
        "needles_out": "5 + i % 20", "needles_returned": "i % 9", "condoms": "i % 6",
    }  # fmt: skip
    told |= {"contact_id": told["id"], "root": told["id"]}
    with transaction.atomic():
        _insert(cursor, Contact, told, source)
        _insert(cursor, ContactTally, told, source)


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
    if isinstance(field, models.BooleanField | models.IntegerField):
        return "0"
    return "''"
