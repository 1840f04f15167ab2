"""How SQLite and PostgreSQL say what bulk facts are made of. No table stands here, and no measure."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Words:
    """Expressions of one kind of database; where a day or a number is asked for, any expression may stand."""

    numbers: str  # from one number to another, as i of n
    random_id: str
    an_id: str
    entry_id: str  # of a moment in milliseconds and of i: such ids follow one another
    days_after: str
    at: str  # a time of a day
    object: str
    array: str
    nothing: str  # no bytes
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def id(self, one: uuid.UUID) -> str:
        return self.an_id.format(f"'{one.hex}'")

    def entry(self, moment: int) -> str:
        """The id of an entry that follows that of the i before."""
        return self.an_id.format(self.entry_id.format(moment=moment))

    def day(self, first: dt.date, expression: str, sign: str = "+") -> str:
        """The day so many days after another (or before it)."""
        return self.days_after.format(first=first, expression=expression, sign=sign)

    def series(self, first: int, stop: int) -> str:
        return self.numbers.format(first=first, last=stop - 1)


_SQLITE = Words(
    numbers="n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})",
    random_id="lower(hex(randomblob(16)))",
    an_id="{}",
    entry_id="printf('%012x7%03x8%015x', {moment} + i, i % 4096, i)",
    days_after="date('{first}', '{sign}' || ({expression}) || ' days')",
    at="{day} || ' {hour}:00:00'",
    object="json_object",
    array="json_array",
    nothing="x'00'",
    before=(
        "PRAGMA foreign_keys = OFF",
        "PRAGMA synchronous = OFF",
        "PRAGMA cache_size = -400000",
        "PRAGMA temp_store = MEMORY",
    ),
    after=("PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON", "PRAGMA cache_size = -2000"),
)
_POSTGRES = Words(
    numbers="n(i) AS (SELECT generate_series({first}::bigint, {last}::bigint))",
    random_id="gen_random_uuid()",
    an_id="({})::uuid",
    entry_id="lpad(to_hex({moment} + i), 12, '0') || '7' || lpad(to_hex(i % 4096), 3, '0') || '8' || lpad(to_hex(i), 15, '0')",
    days_after="(DATE '{first}' {sign} ({expression})::int)",
    at="({day} + TIME '{hour}:00') AT TIME ZONE 'UTC'",
    object="jsonb_build_object",
    array="jsonb_build_array",
    nothing="'\\x00'::bytea",
    before=("SET synchronous_commit = off", "SET maintenance_work_mem = '256MB'"),
    after=("SET synchronous_commit = on", "ANALYZE"),
)


def words() -> Words:
    """Those of the database that is open."""
    return _SQLITE if connection.vendor == "sqlite" else _POSTGRES
