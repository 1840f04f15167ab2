"""Keeps what one test has built, row by row as stored, and lays it down again for the next in a few milliseconds.

It knows tables, not their meaning: what is built is said in `tests/conftest.py`. Rows are laid down inside the test's
own transaction, or are flushed with all else after a test that commits; so no test sees another's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction


@dataclass(frozen=True)
class Rows:
    """All rows of one table."""

    table: str
    columns: list[str]
    values: list[tuple[Any, ...]]


def tables() -> list[str]:
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return sorted({model._meta.db_table for model in models if not model._meta.proxy})


def is_filled(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")
        return cursor.fetchone() is not None


def rows_of(table: str) -> Rows:
    quote = connection.ops.quote_name
    # The plus hides the declared type from SQLite's driver, which else makes dates of what is stored as text.
    sign = "+" if connection.vendor == "sqlite" else ""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        cursor.execute(f"SELECT {', '.join(sign + quote(name) for name in columns)} FROM {quote(table)}")
        return Rows(table, columns, cursor.fetchall())


def lay_down(rows: Rows) -> None:
    quote = connection.ops.quote_name
    names, marks = ", ".join(map(quote, rows.columns)), ", ".join(["%s"] * len(rows.columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(rows.table)} ({names}) VALUES ({marks})", rows.values)


def reset_sequences(laid: set[str]) -> None:
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in laid]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


class Snapshot[T]:
    """What `build` made and returned: built the first time, laid down from memory from then on."""

    def __init__(self, build: Callable[[], T]) -> None:
        self.build = build
        self.kept: tuple[T, list[Rows]] | None = None

    def bring(self) -> T:
        """Have it in the database of the running test."""
        with transaction.atomic():
            if self.kept is None:
                self.kept = self._make()
            else:
                for rows in self.kept[1]:
                    lay_down(rows)
                reset_sequences({rows.table for rows in self.kept[1]})
        return self.kept[0]

    def _make(self) -> tuple[T, list[Rows]]:
        empty = [table for table in tables() if not is_filled(table)]
        made = self.build()
        return made, [rows_of(table) for table in empty if is_filled(table)]
