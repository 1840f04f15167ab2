"""What pages read of planning. Each begins with who asks."""

import uuid
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from twofold.core.access import Actor
from twofold.core.errors import NotThere
from twofold.planning.models import Run, Scenario, ScenarioOpening, ScenarioVersion


@dataclass(frozen=True)
class Held:
    """A scenario with what holds of it now: the latest version, the latest run, the latest run with an answer."""

    scenario: Scenario
    versions: list[ScenarioVersion]
    last_run: Run | None
    answered: Run | None
    is_open: bool

    @property
    def version(self) -> ScenarioVersion:
        return self.versions[0]


def scenarios(by: Actor) -> list[Held]:
    """The newest first."""
    return [_held(row) for row in _rows(by).order_by("-made_at", "-pk")]


def scenario(by: Actor, pk: uuid.UUID) -> Held:
    """One. Raises NotThere."""
    row = _rows(by).filter(pk=pk).first()
    if row is None:
        raise NotThere
    return _held(row)


def _rows(by: Actor) -> QuerySet[Scenario]:
    return Scenario.objects.visible_to(by).prefetch_related(
        Prefetch("versions", ScenarioVersion.objects.order_by("-number"), to_attr="all_versions"),
        Prefetch("runs", Run.objects.visible_to(by).select_related("version"), to_attr="all_runs"),
        Prefetch("openings", ScenarioOpening.objects.filter(replaced_by=None, is_open=True), to_attr="open_now"),
    )


def _held(row: Scenario) -> Held:
    runs: list[Run] = row.all_runs  # type: ignore[attr-defined]
    return Held(
        row,
        row.all_versions,  # type: ignore[attr-defined]
        runs[0] if runs else None,
        next((run for run in runs if run.state == Run.State.DONE), None),
        bool(row.open_now),  # type: ignore[attr-defined]
    )
