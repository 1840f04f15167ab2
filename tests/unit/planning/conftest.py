"""Kept questions whose answers are worked out in a second: few people, few seeds, two years."""

import uuid
from collections.abc import Callable

import pytest

from tests.universe import Universe
from twofold import epi
from twofold.planning import actions, answers, work
from twofold.planning.actions import NewVersion
from twofold.planning.inputs import PLAN, defaults

SMALL = answers.Effort(
    most_people=60, seeds=4, mix_people=60, mix_seeds=3, doubt_people=20, doubt_seeds=1, fit_people=60, fit_draws=4, fit_keep=2,
    fit_rounds=2,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "EFFORT", SMALL)
    monkeypatch.setattr(answers, "doubted", lambda: list(epi.parameters())[:3])
    monkeypatch.setattr(answers, "QUICK_PEOPLE", 60)
    monkeypatch.setattr(answers, "QUICK_SEEDS", 4)


def values(**changed: float) -> dict[str, float]:
    """Every input at its default, but for these."""
    return defaults() | {"size": 400.0} | changed


Keep = Callable[..., uuid.UUID]


@pytest.fixture
def keep(universe: Universe) -> Keep:
    """Keeps a question of Priya's and, if told so, has it worked out."""

    def kept(name: str = "More", *, worked: bool = True, budget: int = 0, **changed: float) -> uuid.UUID:
        by = universe.actor("priya")
        told = values(**({PLAN + "nsp": 80.0} | changed))
        new = NewVersion(name=name, values=told, years=2, budget=budget)
        pk = actions.save_versions(by=by, versions=[new])[0].scenario_id
        if worked:
            actions.ask_runs(by=by, scenarios=[pk])
            work.all_waiting()
        return pk

    return kept
