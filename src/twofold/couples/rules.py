"""Pure rules of statements about partners: which of several about the same partner holds. No database."""

from collections.abc import Iterable, Sequence
from typing import Any


def in_turn(statements: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Statements by day, then by arrival, then by id."""
    return sorted(statements, key=lambda told: (told["day"], told["received_at"], told["id"]))


def held(statements: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What holds of one client's statements: the corrected ones fall away, and of those under one `known_as` the last stays."""
    corrected = {told["corrects"] for told in statements}
    latest: dict[str, dict[str, Any]] = {}
    for told in in_turn(statements):
        if told["id"] not in corrected:
            latest[told["known_as"] or told["id"]] = told
    return list(latest.values())
