"""What a planted fault is: a patch to product code, the two worlds that it tells apart, who sees it and where."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.proofs.twin_worlds import worlds
from tests.proofs.twin_worlds.worlds import World

Patch = pytest.MonkeyPatch
WHY = "planted"


@dataclass(frozen=True)
class Fault:
    """`pair`: the two worlds that the fault tells apart; `by` and `at`: who sees it, and where."""

    name: str
    plant: Callable[[Patch], None]
    pair: tuple[World, World]
    by: tuple[str, ...]
    at: tuple[str, ...]


def world(name: str) -> World:
    return next(one for one in worlds.WORLDS if one.name == name)
