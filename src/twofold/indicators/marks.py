"""Marks: by what the extract knows that it is still true. The database leaves one with every change, whoever makes it.

The tables that figures are counted from fall into parts: contacts by their day, people by the first three signs of their
random ids. Triggers add a mark of its part to each change, with a random number; how many there are and what the numbers
come to is the state of a part. It is never the same twice, not even after a copy was put back, and asks for no order of commits:
what was read while the state stayed the same is what stands there. Where a trigger is missing nothing is known of any part;
when all stand again, every part begins anew by one more number that is drawn for all of them, and no row is looked at.
"""

import functools
import tomllib
from collections.abc import Iterable, Mapping
from itertools import product
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from twofold.outreach.models import ContactTally, NeedSpell
from twofold.people.models import ClientState, KindSpell, RegisterSpell

State = tuple[int, int]  # how many changes, and what their numbers come to
TABLES = {ContactTally: "contacts", **dict.fromkeys((ClientState, KindSpell, RegisterSpell, NeedSpell), "people")}
BUCKETS = [f"p{first:03x}" for first in range(1 << 12)]
_EVENTS = (("insert", "new"), ("delete", "old"), ("update", "old"), ("update", "new"))
_MANY_ROWS, _MODULUS = 5_000, 1 << 58


def day(number: int) -> str:
    """The part in which the contacts of this day since 1970 stand."""
    return f"d{number}"


class States:
    """The state of every part. One that never changed since all began has that of the beginning."""

    def __init__(self, told: Mapping[str, State]) -> None:
        self.told = told
        there, self._began = told.get("contacts", (0, 0))
        self._a_day = there / max(1, told.get("days", (1, 0))[0])
        self._a_bucket = len(TABLES) * told.get("people", (0, 0))[0] / len(BUCKETS)
        self.contacts = there + sum(many for part, (many, _) in told.items() if part[0] == "d" and part != "days")

    def __getitem__(self, part: str) -> State:
        many, nonce = self.told.get(part, (0, 0))
        return many, (nonce + self._began) % _MODULUS

    @functools.cached_property
    def people(self) -> tuple[State, ...]:
        """Of all parts of people, in their order."""
        return tuple(self[part] for part in BUCKETS)

    def rows(self, parts: Iterable[str]) -> float:
        """About how many rows stand in these parts, or more."""
        return sum(self[part][0] + (self._a_day if part[0] == "d" else self._a_bucket) for part in parts)


_seen: dict[Any, States] = {}  # what all marks together said when they were last read, and what each of them did


@functools.cache
def _words(vendor: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data" / "marks" / f"{vendor}.toml").read_text(encoding="utf-8"))


def states() -> States | None:
    """The state of every part; None where a trigger is missing. One query where nothing changed since the last time."""
    words = _words(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(words["glance"])
        glance = cursor.fetchone()
        if glance[-1] != len(_walls()):
            return None
        if glance in _seen:
            return _seen[glance]
        cursor.execute(words["states"])
        rows = cursor.fetchall()
        cursor.execute(words["glance"])
        still = cursor.fetchone() == glance
    found = States({part: (int(number), int(nonce)) for part, number, nonce, _ in rows})
    if still:
        _seen.clear()
        _seen[glance] = found
    if "together" in words and sum(row[3] for row in rows) > _MANY_ROWS + len(rows):
        put_together()
    return found


def put_together() -> None:
    """One row for each part, with the same state. Only where statements add rows."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_words(connection.vendor)["together"])


def ensure() -> bool:
    """See to it that every trigger stands, and no other; True where that was not so, and every part begins anew."""
    words = _words(connection.vendor)
    tables = {"contacts": ContactTally._meta.db_table, "people": ClientState._meta.db_table}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words["names"])
        there = cursor.fetchall()
        if {name for name, _, works in there if works} == _walls().keys() and len(there) == len(_walls()):
            return False
        let_go()
        for statement in words["ground"]:
            cursor.execute(statement)
        for _, sql in _walls().values():
            cursor.execute(sql)
        for statement in words["begin"]:
            cursor.execute(statement.format(**tables))
    return True


def let_go() -> None:
    """Take every trigger away: nothing is known of any part until all stand again."""
    words = _words(connection.vendor)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words["names"])
        for name, table, _ in cursor.fetchall():
            cursor.execute(words["drop"].format(name=name, table=table))


def _walls() -> dict[str, tuple[str, str]]:
    """Every trigger by name: its table, and how it is made."""
    words = _words(connection.vendor)
    found = {}
    for (model, what), (event, row), wall in product(TABLES.items(), _EVENTS, words["walls"]):
        told = {"table": model._meta.db_table, "event": event, "row": row, "what": what}
        told |= {"part": words[what].format(row=f"{row}."), "name": wall["name"].format(**told)}
        found[told["name"]] = (told["table"], wall["sql"].format(**told))
    return found
