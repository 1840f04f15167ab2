"""Twin worlds: nobody who may not know of A's secrets can tell two worlds apart that differ in nothing else.

The daily run asks a sample that rotates; TWOFOLD_PROOFS=full asks about everything in every world.
"""

import itertools
import json
from collections.abc import Sequence

import pytest

from tests.machinery.measured import full, measured
from tests.proofs.twin_worlds import harness, people, samples, worlds
from tests.proofs.twin_worlds.conftest import SEED
from tests.proofs.twin_worlds.harness import Choice, Found, Stage
from tests.proofs.twin_worlds.worlds import ABSENT, IN_FULL, UNLINKED, World
from twofold.couples.models import PartnerNamed
from twofold.indicators import periods, places, report
from twofold.indicators.definitions import DIMENSIONS, definitions

pytestmark = pytest.mark.proof
HAVE_B = ("tomba", "peter", "nina", "faisal", "lata", "gopal", "tara")
NARROW = ("tomba", "peter", "gopal")  # fewer pages open to them: more of each are asked
OTHERS = [login for login in people.EVERYBODY if login not in HAVE_B]
EVERYTHING = worlds.WORLDS[-1]
AT_ONCE = 4  # whoever is asked together in a full run: no test may take ten minutes on a busy machine


def of_the_day(some: Sequence[str], number: int) -> list[str]:
    """So many of them, others every day."""
    return [some[(SEED * number + turn) % len(some)] for turn in range(number)]


def walked(
    stage: Stage, ones: Sequence[World], references: Sequence[World], logins: Sequence[str], share: float
) -> Found:
    found = harness.compare(stage, ones, references, logins, Choice(share=share, seed=SEED))
    assert not found.complaints, f"seed {SEED}: {len(found.complaints)} answers differ, such as {found.complaints[:3]}"
    return found


def worlds_of_the_day() -> list[World]:
    """The world with everything in it, or one that is drawn, turn by turn."""
    return [EVERYTHING] if SEED % 2 else worlds.drawn(1, SEED)


@pytest.mark.parametrize("login", HAVE_B if full() else of_the_day(HAVE_B, 1))
def test_whoever_has_b_cannot_tell_the_worlds_apart(keys: None, stage: Stage, login: str) -> None:
    """P1 with B's file before them: most of these answers are pages with B's code."""
    with measured(f"twin worlds, {login} who has B ({', '.join(sorted(people.roles_of(login)))})", unit="cells",
                  floor=2_900) as proof:  # fmt: skip
        if full():
            ones = [*worlds.WORLDS, *worlds.drawn(4, SEED)]
            found = walked(stage, ones, (ABSENT, UNLINKED, IN_FULL), [login], 0.55 if login in NARROW else 0.34)
        else:
            found = walked(stage, worlds_of_the_day(), (ABSENT,), [login], 0.7)
        proof.count = len(found.cells)
    wanted = proof.count / (2 if full() else 3)
    assert found.of_b > wanted, f"only {found.of_b} of {proof.count} answers show a page with B's code"


@pytest.mark.parametrize("turn", range(0, len(OTHERS), AT_ONCE) if full() else [0])
def test_nobody_else_can_tell_the_worlds_apart(keys: None, stage: Stage, turn: int) -> None:
    """P1 without B, P2 who has A's file but not all of it, P5 who sees totals: whatever the tables close to them."""
    logins = OTHERS[turn : turn + AT_ONCE] if full() else of_the_day(OTHERS, 2)
    with measured(f"twin worlds, {', '.join(logins)}", unit="cells", floor=200) as proof:
        ones = worlds.WORLDS if full() else worlds_of_the_day()
        references = (ABSENT, UNLINKED, IN_FULL) if full() else (ABSENT, IN_FULL)
        proof.count = len(walked(stage, ones, references, logins, 0.12).cells)


def printed(stage: Stage, world: World) -> list[str]:
    """What `twofold report --json` prints: every figure, split in every way, of everything and of one site."""
    found = []
    splits = ([], ["sex"], ["kind"], list(DIMENSIONS)) if full() else ([], ["kind"])
    with stage.set(world):
        for period, by, place in itertools.product(("2026-11", "2026-Q3"), splits, (None, "imphal-west")):
            where = places.anywhere(place)
            told = report.figures(list(definitions().values()), periods.parse(period), where, by)
            found.append(json.dumps([figure.as_json() for figure in told]))
    return found


def test_printed_figures_tell_of_nothing_that_they_do_not_count(
    keys: None, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    uncounted = [w for w in worlds.WORLDS if not any(s.counted for s in worlds.differing(w, UNLINKED))]
    chosen = uncounted if full() else [uncounted[SEED % len(uncounted)]]
    reference = printed(stage, UNLINKED)
    with measured("twin worlds, printed figures", unit="tables", floor=150) as proof:
        for world in chosen:
            assert printed(stage, world) == reference, world.name
            proof.count += len(reference)
    monkeypatch.setattr(
        report.Figure, "as_json", lambda self: {"named": PartnerNamed.objects.unscoped("planted").count()}
    )
    named = next(world for world in worlds.WORLDS if worlds.NAMES_B in world.secrets)
    assert printed(stage, named) != printed(stage, UNLINKED), (
        "nobody saw a figure that counts what was said of a partner"
    )


def test_everybody_plays_a_part() -> None:
    """The tables, not the software, say who has B and not A; every role of the programme is among those who look."""
    for login in HAVE_B:
        assert people.sees_b(login), login
        assert not people.finds(login, UNLINKED.place), login
    roles = {role for login in people.EVERYBODY for role in people.roles_of(login)}
    assert len(roles) >= 13
    assert sum(people.finds(login, UNLINKED.place) for login in people.EVERYBODY) >= 8


def test_every_address_says_what_is_asked_of_it() -> None:
    assert not samples.unknown(), "\n".join(samples.unknown())
