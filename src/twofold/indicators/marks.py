"""Marks: by what the extract knows that it is still true. The database leaves one with every change, whoever makes it.

The tables that figures are counted from fall into parts: contacts by the week of their day, people by the first two signs of
their random ids. Triggers add a mark of its part to each change, with a random number; how many there are and what the numbers
come to is the state of a part. It is never the same twice, not even after a copy was put back, and asks for no order of commits:
what was read while the state stayed the same is what stands there. Where a trigger is missing nothing is known of any part.
"""

import functools
import tomllib
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from twofold.outreach.models import ContactTally, NeedSpell
from twofold.people.models import ClientState, KindSpell, RegisterSpell

DAYS = 7  # of contacts that stand in one part
State = tuple[int, int]  # how many changes, and what their numbers come to
NEVER: State = (0, 0)
TABLES = {ContactTally: "contacts", **dict.fromkeys((ClientState, KindSpell, RegisterSpell, NeedSpell), "people")}
_EVENTS = (("insert", "new"), ("delete", "old"), ("update", "old"), ("update", "new"))
_WALLS, _MANY_ROWS = "walls", 5_000


def week(part_of: int) -> str:
    """The part in which contacts of this week since 1970 stand."""
    return f"w{part_of}"


def bucket(first: int) -> str:
    """The part of people whose ids begin with this byte."""
    return f"p{first:02x}"


@functools.cache
def _words(vendor: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data" / "marks" / f"{vendor}.toml").read_text(encoding="utf-8"))


def states() -> Mapping[str, State] | None:
    """The state of every part that was ever changed; None where a trigger is missing, or a table. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_words(connection.vendor)["states"])
        rows = cursor.fetchall()
    found = {part: (int(number), int(nonce)) for part, number, nonce, _ in rows}
    if found.pop(_WALLS)[0] != len(_walls()):
        return None
    if "together" in _words(connection.vendor) and sum(row[3] for row in rows) > _MANY_ROWS + len(rows):
        put_together()
    return found


def put_together() -> None:
    """One row for each part, with the same state. Only where statements add rows."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_words(connection.vendor)["together"])


def ensure() -> bool:
    """See to it that every trigger stands; True where some were missing, and every part begins anew."""
    words = _words(connection.vendor)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words["names"])
        if {name for (name,) in cursor.fetchall()} == _walls().keys():
            return False
        for statement in words["ground"]:
            cursor.execute(statement)
        for name, (table, sql) in _walls().items():
            cursor.execute(words["drop"].format(name=name, table=table))
            cursor.execute(sql)
        for model, what in TABLES.items():
            cursor.execute(words["begin"].format(part=words[what].format(row=""), table=model._meta.db_table))
    return True


def _walls() -> dict[str, tuple[str, str]]:
    """Every trigger by name: its table, and how it is made."""
    words = _words(connection.vendor)
    found = {}
    for (model, what), (event, row), wall in product(TABLES.items(), _EVENTS, words["walls"]):
        told = {"table": model._meta.db_table, "event": event, "row": row, "what": what}
        told |= {"part": words[what].format(row=f"{row}."), "name": wall["name"].format(**told)}
        found[told["name"]] = (told["table"], wall["sql"].format(**told))
    return found
