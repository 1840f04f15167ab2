"""What pages read of planning. Each begins with who asks."""

import uuid
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from twofold.core.access import Actor
from twofold.core.errors import NotThere
from twofold.planning import fitting
from twofold.planning.inputs import Values
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


def fit(by: Actor, values: Values) -> fitting.Fit | None:
    """The model brought in line with what these values say is known, where that was worked out already."""
    return _fit(Run.objects.visible_to(by), values)


def fit_for(run: Run) -> fitting.Fit | None:
    """The same, of the organisation whose run this is: for who works on it, since nobody is signed in."""
    return _fit(Run.objects.filter(organisation=run.organisation_id), run.version.values)


def _fit(runs: QuerySet[Run], values: Values) -> fitting.Fit | None:
    if fitting.targets(values) is None:
        return None
    found = runs.filter(state=Run.State.DONE, result__fit__of=fitting.question(values)).first()
    return fitting.read(found.result["fit"]) if found and found.result else None


def known(by: Actor) -> ScenarioVersion | None:
    """What a colleague who plans said last of HIV here: the version that it stands in."""
    versions = ScenarioVersion.objects.filter(
        scenario__in=Scenario.objects.visible_to(by), grounds__has_key=fitting.SAID_OF
    )
    return versions.order_by("-made_at", "-pk").first()


def _rows(by: Actor) -> QuerySet[Scenario]:
    return Scenario.objects.visible_to(by).prefetch_related(
        Prefetch("versions", ScenarioVersion.objects.order_by("-number"), to_attr="all_versions"),
        Prefetch("runs", Run.objects.visible_to(by).select_related("version"), to_attr="all_runs"),
        Prefetch("openings", ScenarioOpening.objects.filter(replaced_by=None, is_open=True), to_attr="open_now"),
    )


def _held(row: Scenario) -> Held:
    runs: list[Run] = row.all_runs
    return Held(
        row,
        row.all_versions,
        runs[0] if runs else None,
        next((run for run in runs if run.state == Run.State.DONE), None),
        bool(row.open_now),
    )
