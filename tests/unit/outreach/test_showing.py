"""Which of several corrections shows: the same wherever it is asked and in whatever order they came."""

import random
import uuid

from hypothesis import given
from hypothesis import strategies as st

from twofold.outreach import rules
from twofold.outreach.rules import Version


@st.composite
def families(draw: st.DrawFn) -> list[Version]:
    """A contact and its corrections; each corrects one that was there before it."""
    first = Version(draw(st.uuids(version=4)), None, void=False)
    family = [first]
    for entry in draw(st.lists(st.uuids(version=4), max_size=7, unique=True)):
        if entry not in {version.id for version in family}:
            family.append(Version(entry, draw(st.sampled_from(family)).id, draw(st.booleans())))
    return family


@given(families(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(family: list[Version], chance: random.Random) -> None:
    assert rules.showing(family) == rules.showing(chance.sample(family, len(family)))


@given(families())
def test_one_that_was_corrected_never_shows(family: list[Version]) -> None:
    assert rules.showing(family) not in {version.corrects for version in family if version.corrects}


@given(families())
def test_what_shows_was_not_taken_back(family: list[Version]) -> None:
    found = rules.showing(family)
    assert found is None or not next(version.void for version in family if version.id == found)


@given(families(), st.uuids(version=4))
def test_another_family_member_far_away_changes_nothing_it_does_not_correct(
    family: list[Version], entry: uuid.UUID
) -> None:
    stray = Version(entry, uuid.UUID(int=7), void=False)
    assert rules.showing([*family, stray]) == rules.showing(family)


def test_of_rivals_the_smallest_hash_shows() -> None:
    first, one, other = (uuid.UUID(int=n) for n in (1, 2, 3))
    family = [Version(first, None, void=False), Version(one, first, void=False), Version(other, first, void=False)]
    assert rules.showing(family) == min((one, other), key=rules.rank)
