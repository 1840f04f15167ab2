"""Derived state in its one order: the modules listed in settings.TWOFOLD_DERIVED, lowest first.

Each module offers refold(clients), rebuild() and snapshot(). An action that appends a fact calls `refold` here, so that
an app above hears of it without the app below knowing that it exists.
"""

import importlib
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.conf import settings
from django.db import transaction

from twofold.core.crypto import keyring
from twofold.core.guarded import writing


def _modules() -> list[ModuleType]:
    return [importlib.import_module(name) for name in settings.TWOFOLD_DERIVED]


def refold(clients: Collection[uuid.UUID]) -> None:
    """Derive the state of these clients anew, in every module in order. Belongs inside an action."""
    for module in _modules():
        module.refold(clients)


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild found: rows per table, and the rows that differ from before ('table: number of rows')."""

    rows: dict[str, int]
    differing: dict[str, int]


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """Every derived row, as plain values."""
    return {table: rows for module in _modules() for table, rows in module.snapshot().items()}


def rebuild() -> Rebuilt:
    """Throw all derived state away, derive it anew from the facts, and compare field by field. All or nothing."""
    with transaction.atomic(), writing(), keyring.keychain():
        before = snapshot()
        for module in reversed(_modules()):
            module.clear()
        for module in _modules():
            module.rebuild()
        after = snapshot()
    differing = {table: _difference(before[table], after[table]) for table in after}
    return Rebuilt({t: len(rows) for t, rows in after.items()}, {t: n for t, n in differing.items() if n})


def _difference(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> int:
    first = {repr(sorted(row.items(), key=str)) for row in before}
    second = {repr(sorted(row.items(), key=str)) for row in after}
    return len(first ^ second) or abs(len(before) - len(after))
