"""Many new rows of one table at once, as Django's `bulk_create` does it and some three times as quick on SQLite.

Django builds one statement out of all rows: for hundreds of rows of twenty columns most of the time goes into its text. Here
the statement has one row and is executed for each, and a column's values are made ready together. Keys that the database
numbers are not read back: whoever adds rows in numbers asks for none. Anything out of the ordinary is left to Django.

Rows that nobody looks at afterwards are told by column (`put`): what is the same in all of them is made ready once.
"""

import datetime as dt
import functools
import gc
import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

from django.db import connections, models, transaction
from django.db.models.base import ModelState

# What stands in the database as it stands in Python, by the exact type of its column.
_PLAIN: dict[type[models.Field], tuple[type, ...]] = {
    models.CharField: (str,),
    models.TextField: (str,),
    models.IntegerField: (int,),
    models.PositiveIntegerField: (int,),
    models.PositiveSmallIntegerField: (int,),
    models.BigIntegerField: (int,),
    models.PositiveBigIntegerField: (int,),
    models.BooleanField: (bool,),
    models.FloatField: (float,),
}
# Of these the same few values stand in many rows, and making them ready is dear.
_REPEATED = (dt.date, dt.datetime)
# Of these a field may ask the clock by itself; where it does not, it gives what stands in the row.
_DATES = (models.DateField.pre_save, models.DateTimeField.pre_save)
# Rows in one statement, where a statement by itself is dear: SQLite takes at least 999 values in one.
_TOGETHER, _VALUES = 50, 900
_json = json.JSONEncoder().encode


def plain(kind: type[models.Field], *types: type) -> None:
    """Say of a kind of column that values of these types stand in SQLite as they stand in Python."""
    _PLAIN[kind] = types


@contextmanager
def uncollected() -> Iterator[None]:
    """Rows of a batch live until it ends: looking for cycles among them finds none and costs a fifth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def row[M: models.Model](model: type[M], **columns: Any) -> M:
    """A new row of these columns, a relation by its `..._id`. Django asks each field by itself, ten times as long."""
    table: Any = model
    fixed, made, names = _blank(table)
    if not names.issuperset(columns):
        raise TypeError(f"{model.__name__} has no such columns")
    found: M = object.__new__(model)
    found._state = ModelState()
    held = found.__dict__
    held.update(fixed)
    held.update(columns)
    for name, make in made.items():
        if name not in columns:
            held[name] = make()
    return found


@functools.cache
def _blank(model: type[models.Model]) -> tuple[dict[str, Any], dict[str, Callable[[], Any]], frozenset[str]]:
    """What columns hold that nobody names: by value, and by what makes one. And the names of all columns."""
    fields = model._meta.concrete_fields
    made = {field.attname: field.get_default for field in fields if callable(field.default)}
    fixed = {field.attname: field.get_default() for field in fields if field.attname not in made}
    return fixed, made, frozenset(fixed.keys() | made.keys())


def add(model: type[models.Model], using: str, rows: Sequence[models.Model], asked: Mapping[str, Any]) -> bool:
    """Add these rows where they and what is asked beside them are ordinary enough; else nothing is done, and False says so."""
    clause = _replacing(model, asked)
    if clause is None or not _suits(model, using, rows):
        return False
    _insert(model, using, rows, clause)
    return True


def _suits(model: type[models.Model], using: str, rows: Sequence[models.Model]) -> bool:
    meta = model._meta
    keyed = {row.pk is not None for row in rows}
    numbered = keyed == {False} and isinstance(meta.pk, models.AutoField)
    if connections[using].vendor != "sqlite" or meta.parents or (False in keyed and not numbered):
        return False
    made_there = [field for field in meta.local_concrete_fields if field.generated or field.has_db_default()]
    return not any(hasattr(getattr(row, one.attname), "resolve_expression") for one in made_there for row in rows)


def _replacing(model: type[models.Model], asked: Mapping[str, Any]) -> str | None:
    """How a statement says what becomes of rows that are there already: nothing where nothing is asked, None where Django
    has to say it. `asked` is what `bulk_create` was told beside the rows.
    """
    if not asked:
        return ""
    if asked == {"ignore_conflicts": True}:
        return " ON CONFLICT DO NOTHING"
    if asked.keys() != {"update_conflicts", "unique_fields", "update_fields"} or not asked["update_conflicts"]:
        return None
    table: Any = model
    return _in_place(table, tuple(asked["unique_fields"]), tuple(asked["update_fields"]))


@functools.cache
def _in_place(model: type[models.Model], *told: tuple[str, ...]) -> str:
    unique, others = ([f'"{model._meta.get_field(name).column}"' for name in names] for names in told)
    instead = ", ".join(f"{column} = excluded.{column}" for column in others)
    return f" ON CONFLICT ({', '.join(unique)}) DO UPDATE SET {instead}"


def put(
    rows: models.QuerySet, count: int, *, same: Mapping[str, Any], each: Mapping[str, list[Any]], **asked: Any
) -> None:
    """Add so many rows, told by column: what all of them hold, and what each holds; other columns hold their defaults."""
    model: Any = rows.model
    connection = connections[rows.db]
    clause = _replacing(model, asked)
    fixed, made, _ = _blank(model)
    alike = {**fixed, **same}
    if clause is None or connection.vendor != "sqlite" or not _ordinary(model):
        told = (dict(zip(each, values, strict=True)) for values in zip(*each.values(), strict=True))
        models.QuerySet.bulk_create(rows, [row(model, **{**alike, **one}) for one in told], **asked)
        return
    asks = {name: make for name, make in made.items() if name not in alike and name not in each}
    held = {**each, **{name: [make() for _ in range(count)] for name, make in asks.items()}}
    fields = model._meta.local_concrete_fields
    fields = [field for field in fields if field.attname in held or not isinstance(field, models.AutoField)]
    columns = [
        _ready(field, _sealed(field, held), connection)
        if field.attname in held
        else _ready(field, [alike[field.attname]], connection) * count
        for field in fields
    ]
    _execute(model, rows.db, fields, columns, clause)


def one_more(rows: models.QuerySet, column: str, keys: Sequence[Any]) -> None:
    """Raise a number by one in the rows of these keys: Django takes ten times as long over the text as the database over this."""
    connection, key = connections[rows.db], rows.model._meta.pk
    number, *names = map(connection.ops.quote_name, (column, rows.model._meta.db_table, key.column))
    told = ["UPDATE", names[0], "SET", number, "=", number, "+ 1 WHERE", names[1], "= %s"]
    with connection.cursor() as cursor:
        cursor.executemany(" ".join(told), [(key.get_db_prep_value(one, connection),) for one in keys])


@functools.cache
def _ordinary(model: type[models.Model]) -> bool:
    """Whether all that stands in a row of it comes from here."""
    table: Any = model
    fixed, *_ = _blank(table)
    made_there = any(field.generated for field in model._meta.local_concrete_fields)
    return not (model._meta.parents or made_there or any(hasattr(one, "resolve_expression") for one in fixed.values()))


def _sealed(field: models.Field, held: Mapping[str, list[Any]]) -> list[Any]:
    """The values of a column, sealed where it is a sealed one."""
    values = held[field.attname]
    if not hasattr(field, "sealed"):
        return values
    found: list[Any] = field.sealed(values, held[field.person], held[field.model._meta.pk.attname])
    return found


def _insert(model: type[models.Model], using: str, rows: Sequence[models.Model], clause: str = "") -> None:
    """Add these rows; with a clause of `_replacing`, put some in the place of others."""
    if not rows:
        return
    fields = model._meta.local_concrete_fields
    fields = [field for field in fields if not (field.primary_key and rows[0].pk is None)]
    _execute(model, using, fields, [_column(field, rows, connections[using]) for field in fields], clause)
    for row in rows:
        row._state.adding, row._state.db = False, using


def _execute(
    model: type[models.Model], using: str, fields: Sequence[models.Field], columns: list[list[Any]], clause: str
) -> None:
    """All or none goes in; where there are none, the database is not asked."""
    rows = list(zip(*columns, strict=True))
    if not rows:
        return
    connection = connections[using]
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields)
    one = f"({', '.join(['%s'] * len(fields))})"
    with transaction.atomic(using=using, savepoint=False), connection.cursor() as cursor:
        size = min(_TOGETHER, _VALUES // len(fields)) if len(rows) > 1 and _dear(connection, model, clause) else 1
        for many in (rows[: len(rows) - len(rows) % size], rows[len(rows) - len(rows) % size :]):
            if many:
                together = min(size, len(many))
                cursor.executemany(
                    f"INSERT INTO {table} ({names}) VALUES {', '.join([one] * together)}{clause}",  # noqa: S608 - names of our own
                    many
                    if together == 1
                    else [[*chain(*many[n : n + together])] for n in range(0, len(many), together)],
                )


def _dear(connection: Any, model: type[models.Model], clause: str) -> bool:
    """Whether each statement makes SQLite note down, in a file, how to take it back: where it may do more than add a row."""
    asked = "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? LIMIT 1"
    return bool(clause) or bool(connection.connection.execute(asked, [model._meta.db_table]).fetchall())


def _column(field: models.Field, rows: Sequence[models.Model], connection: Any) -> list[Any]:
    """The values of one column, ready for the database."""
    name, saves = field.attname, type(field).pre_save
    if hasattr(field, "sealed"):
        values = [row.__dict__.get(name) for row in rows]
        values = field.sealed(values, [getattr(row, field.person) for row in rows], [row.pk for row in rows])
    elif saves is models.Field.pre_save or (saves in _DATES and not (field.auto_now or field.auto_now_add)):
        values = [row.__dict__[name] for row in rows]
    else:
        values = [field.pre_save(row, add=True) for row in rows]
    return _ready(field, values, connection)


def _ready(field: models.Field, values: list[Any], connection: Any) -> list[Any]:
    """The values as the database takes them: all together where they are of the ordinary types, else by Django one by one."""
    target: Any = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    kind, kinds = type(target), {*map(type, values)} - {type(None)}

    def whole(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    if kinds.issubset(_PLAIN.get(kind, ())):
        return values
    if kind is models.UUIDField and kinds == {uuid.UUID}:
        if len({*map(id, values)}) == 1:
            return [values[0].hex] * len(values)
        return [value and value.hex for value in values]
    if kind is models.JSONField and target.encoder is None and kinds <= {dict, list} and None not in values:
        return [_json(value) if value else "[]" if type(value) is list else "{}" for value in values]
    if kind in (models.DateField, models.DateTimeField) and len(kinds) == 1 and kinds.issubset(_REPEATED):
        known = {value: whole(value) for value in {*values}}
        return [known[value] for value in values]
    return [whole(value) for value in values]
