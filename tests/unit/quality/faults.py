"""Faults to be planted in the rules of data quality, as data: patches to product code, and the unchanged test that each must
turn red.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from tests.unit.quality import test_quality as tests
from tests.universe import Universe
from twofold.people.models import ClientQuerySet
from twofold.quality import actions, checks
from twofold.quality.models import FindingQuerySet
from twofold.quality.rules import Rule

Patch = pytest.MonkeyPatch


@dataclass(frozen=True)
class Fault:
    name: str
    plant: Callable[[Patch], None]
    walk: Callable[[Universe], None]


def on(target: object, name: str, value: Any) -> Callable[[Patch], None]:
    return lambda patch: patch.setattr(target, name, value)


def with_threshold(code: str, **at: float) -> Callable[[Patch], None]:
    """A rule looks from another threshold on."""

    def plant(patch: Patch) -> None:
        right = checks.CHECKS[code]

        def check(look: checks.Look, rule: Rule) -> Any:
            return right(look, rule.model_copy(update={"at": {**rule.at, **at}}))

        patch.setitem(checks.CHECKS, code, check)

    return plant


def tens(numbers: Iterable[int]) -> int:
    return sum(number % 10 == 0 for number in numbers)


def of_the_organisation(rows: Any, actor: Any) -> Any:
    return rows.filter(organisation=actor.organisation)


def without_reason(patch: Patch) -> None:
    right = actions.settle_findings
    patch.setattr(actions, "settle_findings", lambda **told: right(**{**told, "reason": told.get("reason") or "so"}))


def never_mended(patch: Patch) -> None:
    right = actions._settle
    patch.setattr(actions, "_settle", lambda by, rows, how, reason: right(by, rows if reason else [], how, reason))


def planted(rule: str) -> Callable[[Universe], None]:
    return partial(tests.test_what_is_planted_in_one_file_is_found_and_goes_to_who_can_mend_it, rule=rule)


FAULTS = [
    Fault("ten thousand pieces are not very many", with_threshold("very_many", needles=10_000), planted("very_many")),
    Fault("a day has room for many contacts", with_threshold("several_a_day", contacts=5), planted("several_a_day")),
    Fault("sixty more back than out are usual", with_threshold("more_back_than_out", pieces=60), planted("more_back_than_out")),
    Fault("what is entered the same day is late", with_threshold("late_records", days=-1),
          tests.test_a_pattern_in_a_caseload_goes_to_its_holder_alone),
    Fault("only tens are round", on(checks, "ends_round", tens), tests.test_birth_years_that_heap_up),
    Fault("findings go to the whole organisation", on(FindingQuerySet, "visible_to", of_the_organisation),
          planted("no_birth_year")),
    Fault("files of others are named", on(ClientQuerySet, "visible_to", of_the_organisation),
          tests.test_copies_name_only_files_that_the_reader_may_know_of),
    Fault("looking again finds it once more", on(checks.Found, "mark", property(lambda self: uuid.uuid4().hex)),
          tests.test_looking_again_finds_the_same_once_and_sees_what_was_mended),
    Fault("what was mended waits on", never_mended, tests.test_looking_again_finds_the_same_once_and_sees_what_was_mended),
    Fault("right as it is needs no reason", without_reason, tests.test_right_as_it_is_stays_settled_and_needs_a_reason),
]  # fmt: skip
