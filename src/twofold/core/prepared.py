"""Reads that are asked with every request, built once: Django takes ten times as long over the text of a small query as the
database takes to answer it. What is asked stays written as a queryset; its statement is kept, and filled in each time.

Only reads whose text depends on nothing but how many values are compared with. The walls around tables stand where they stood.
"""

import copy
import datetime as dt
import functools
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models

# What stands for an argument while a statement is made, by its type: nothing that a query would hold of itself. Each is made
# twice: a statement that does anything with an argument but hold it comes out otherwise than by the argument.
_MARKS: dict[type, Callable[[int], Any]] = {
    uuid.UUID: lambda n: uuid.UUID(int=0x7F0F_5EED_0000_0000_0000_0000_0000_0000 + n),
    str: lambda n: f"\ue000 prepared {n}",
    dt.date: lambda n: dt.date(9871, 1, 1) + dt.timedelta(n),
    dt.datetime: lambda n: dt.datetime(9871, 1, 1, 1, 2, 3, tzinfo=dt.UTC) + dt.timedelta(n),
}
# Longer lists of values are of every number. They are filled up, with their last value once more, to the next of few lengths:
# a value is in the list or not, however often it stands there. Beyond the longest the query is built as it comes.
MOST = 24
LENGTHS = (32, 48, 64, 96, 128, 192, 256, 384, 512)
_APART = 20_000


_kept: list[dict[Any, "_Statement"]] = []


class Unprepared(TypeError):
    """A programming error: a statement does more with its arguments than hold them."""


def prepared[**P](build: Callable[P, models.QuerySet[Any]]) -> Callable[P, list[Any]]:
    """Make `build(*args) -> queryset` a function that gives its rows. Ids, words and days, one or a tuple of them, may be any;
    each other argument (a set of relations, None) makes a statement of its own, so there must be few of them. What a tuple
    is compared with is whether a value is in it, nothing else.
    """
    kept: dict[Any, _Statement] = {}
    _kept.append(kept)

    @functools.wraps(build)
    def ask(*args: P.args, **kwargs: P.kwargs) -> list[Any]:
        told: tuple[Any, ...] = args
        if any(type(one) is tuple and len(one) > MOST for one in told):
            if any(type(one) is tuple and len(one) > LENGTHS[-1] for one in told):
                return list(build(*args, **kwargs))
            told = tuple(map(_filled, told))
        key = tuple(map(_shape, told))
        if key not in kept:
            kept[key] = _Statement(build, told)
        return kept[key].rows(told)

    return ask


def forget() -> None:
    """Build all of them anew: for tests, in which the code behind a statement may be replaced."""
    for statements in _kept:
        statements.clear()


def _filled(value: Any) -> Any:
    """A long list of values at one of the lengths."""
    if type(value) is not tuple or len(value) <= MOST:
        return value
    return value + value[-1:] * (next(length for length in LENGTHS if length >= len(value)) - len(value))


def _shape(value: Any) -> Any:
    """What of an argument decides how the statement reads."""
    kind = type(value)
    if kind in _MARKS:
        return kind
    return (kind, *map(type, value)) if kind is tuple else (kind, value)


def _flat(args: tuple[Any, ...]) -> Iterator[Any]:
    """The values that are compared with, in order."""
    for one in args:
        if type(one) is tuple:
            yield from one
        elif type(one) in _MARKS:
            yield one


def _marked(args: tuple[Any, ...], number: Iterator[int]) -> tuple[Any, ...]:
    """The same arguments with marks for values."""
    return tuple(
        _marked(one, number) if type(one) is tuple else _MARKS[type(one)](next(number)) if type(one) in _MARKS else one
        for one in args
    )


class _Statement:
    """A statement: the queryset that it came from, and where in it the values stand."""

    def __init__(self, build: Callable[..., models.QuerySet[Any]], args: tuple[Any, ...]) -> None:
        self.ready = [_ready(type(one)) for one in _flat(args)]
        first, other = (_marked(args, iter(range(start, start + _APART))) for start in (0, _APART))
        self.asked = build(*first)
        self.compiler, self.sql, self.params = self._made(self.asked, first)
        if self._made(build(*other), other)[1:] != (self.sql, self.params):
            raise Unprepared(build.__name__)

    def _made(self, asked: models.QuerySet[Any], args: tuple[Any, ...]) -> tuple[Any, str, list[Any]]:
        """Compiler, text, and for each of its places the number of a value, or what stands there always."""
        connection = connections[asked.db]
        told = [ready(one, connection) for ready, one in zip(self.ready, _flat(args), strict=True)]
        compiler: Any = asked.query.get_compiler(using=asked.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None, "", []
        places = {one: (place,) for place, one in enumerate(told)}
        return compiler, sql, [places.get(one, one) if one.__hash__ else one for one in params]

    def rows(self, args: tuple[Any, ...]) -> list[Any]:
        if self.compiler is None:
            return []
        connection = connections[self.asked.db]
        told = [ready(one, connection) for ready, one in zip(self.ready, _flat(args), strict=True)]
        params = tuple(told[one[0]] if type(one) is tuple else one for one in self.params)
        compiler, asked = copy.copy(self.compiler), self.asked.all()
        compiler.connection, compiler.as_sql = connection, lambda *_, **__: (self.sql, params)
        asked.query.get_compiler = lambda *_, **__: compiler
        return list(asked)


def _ready(kind: type) -> Callable[[Any, Any], Any]:
    """What makes a value of this type ready for the database, as its column would."""
    if kind is uuid.UUID:
        return lambda value, to: value if to.features.has_native_uuid_field else value.hex
    if kind is dt.date:
        return lambda value, to: to.ops.adapt_datefield_value(value)
    if kind is dt.datetime:
        return lambda value, to: to.ops.adapt_datetimefield_value(value)
    return lambda value, to: value
