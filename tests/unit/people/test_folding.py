"""How facts fold into state: the same whatever order they are given in, and spells that say what held at each day's end."""

import datetime as dt
import hashlib
import itertools
import random
import uuid

from hypothesis import given
from hypothesis import strategies as st

from twofold.core.access import Consent
from twofold.people import rules
from twofold.people.models import Standing
from twofold.people.rules import Dated

FIRST = dt.date(2026, 1, 1)
days = st.integers(0, 30).map(lambda n: FIRST + dt.timedelta(days=n))
moments = st.integers(0, 3).map(lambda n: dt.datetime(2026, 3, 1, n, tzinfo=dt.UTC))


def facts(values: st.SearchStrategy) -> st.SearchStrategy[list[Dated]]:
    return st.lists(st.builds(Dated, day=days, value=values, step=st.integers(0, 4), id=st.uuids()), max_size=6)


places = st.tuples(st.uuids(), st.none() | st.uuids())
told = st.fixed_dictionaries(
    {
        "profiles": facts(st.tuples(st.sampled_from(["woman", "man"]), st.sampled_from([None, 1990]))),
        "placements": facts(places),
        "kinds": facts(st.tuples(st.sampled_from(["injects", "partner"]), st.booleans())),
        "consents": facts(st.sampled_from([c.value for c in Consent])),
        "standings": facts(st.sampled_from(Standing.Status.values)),
    }
)


@given(told, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_given_does_not_matter(
    told: dict[str, list[Dated]], chance: random.Random
) -> None:
    shuffled = {name: chance.sample(rows, len(rows)) for name, rows in told.items()}
    assert rules.fold(FIRST, **told) == rules.fold(FIRST, **shuffled)


@given(facts(st.sampled_from([c.value for c in Consent])))
def test_what_was_said_last_holds(said: list[Dated]) -> None:
    last = max(said, key=lambda fact: fact.turn, default=None)
    assert rules.fold(FIRST, consents=said).consent == (Consent(last.value) if last else Consent.NONE)


def test_of_one_day_what_knew_of_the_other_holds() -> None:
    said = [Dated(FIRST, "card", 2, uuid.UUID(int=1)), Dated(FIRST, "full", 1, uuid.UUID(int=2))]
    assert rules.fold(FIRST, consents=said).consent is Consent.CARD


def test_of_two_that_knew_nothing_of_each_other_the_smaller_hash_holds() -> None:
    said = [Dated(FIRST, stage, 1, uuid.UUID(int=n)) for n, stage in ((1, "card"), (2, "full"))]
    smaller = min(said, key=lambda fact: hashlib.sha256(fact.id.bytes).digest())
    assert rules.fold(FIRST, consents=said).consent == smaller.value
    assert rules.fold(FIRST, consents=said[::-1]).consent == smaller.value


@given(st.lists(st.tuples(days, st.booleans()), max_size=12))
def test_spells_say_what_held_at_the_end_of_each_day(changes: list[tuple[dt.date, bool]]) -> None:
    changes.sort(key=lambda change: change[0])
    found = rules.spells(changes)
    for n in range(32):
        day = FIRST + dt.timedelta(days=n)
        said = [holds for at, holds in changes if at <= day]
        inside = [spell for spell in found if spell.since <= day and (spell.until is None or day < spell.until)]
        assert len(inside) == (1 if said and said[-1] else 0)


@given(st.lists(st.tuples(days, st.booleans()), max_size=12))
def test_spells_are_apart_and_not_empty(changes: list[tuple[dt.date, bool]]) -> None:
    changes.sort(key=lambda change: change[0])
    found = rules.spells(changes)
    assert all(spell.until is None or spell.since < spell.until for spell in found)
    assert all(one.until is not None and one.until < other.since for one, other in itertools.pairwise(found))
