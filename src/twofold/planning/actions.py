"""What changes in planning: a version is added, a run asked for, taken up and ended, a brief opened to funders.

How an answer is worked out is in `answers`; who works is in `work`.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from twofold.core import clock
from twofold.core.access import Actor, Door
from twofold.core.actions import action, note, nothing_to_do, require
from twofold.core.errors import Invalid, NotThere
from twofold.planning.inputs import Values, inputs
from twofold.planning.models import NAME_LENGTH, Run, Scenario, ScenarioOpening, ScenarioVersion

YEARS = (1, 30)
MOST_RUNS_OPEN = 4
CUT = "cut"


@dataclass(frozen=True)
class NewVersion:
    """What is asked. `scenario` names the one that it is a version of; without it a new one begins."""

    name: str
    values: Values
    years: int = 10
    budget: int = 0
    grounds: Mapping[str, Any] = field(default_factory=dict)
    scenario: uuid.UUID | None = None


@action("scenario.saved")
def save_versions(*, by: Actor, versions: Sequence[NewVersion]) -> list[ScenarioVersion]:
    """Keep what is asked, beside what was asked before."""
    require(by, Door.PLANNING)
    made = []
    for new in versions:
        name = new.name.strip()
        if not name or len(name) > NAME_LENGTH or "\x00" in name:
            raise Invalid(_("Give it a name of at most %(n)d characters.") % {"n": NAME_LENGTH}, field="name")
        if new.scenario is None:
            scenario = Scenario.objects.create(organisation_id=by.organisation)
        else:
            scenario = _scenario(by, new.scenario)
        last = scenario.versions.order_by("-number").first()
        row = ScenarioVersion.objects.create(
            organisation_id=scenario.organisation_id,
            scenario=scenario,
            number=last.number + 1 if last else 1,
            name=name,
            values=dict(new.values),
            grounds=dict(new.grounds),
            years=new.years,
            budget=new.budget,
            inputs_version=inputs().version,
            author=by.id,
            author_name=by.name,
        )
        note("scenario.saved", "scenario", scenario.pk, version=row.number)
        made.append(row)
    return made


def _scenario(by: Actor, pk: uuid.UUID) -> Scenario:
    row = Scenario.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotThere
    return row


@action("scenario.opened")
def open_to_funders(*, by: Actor, scenarios: Sequence[uuid.UUID], is_open: bool) -> None:
    """Let the organisation's funders read the briefs of these, or no longer."""
    require(by, Door.PLANNING)
    for pk in scenarios:
        scenario = _scenario(by, pk)
        held = scenario.openings.filter(replaced_by=None).first()
        if (held.is_open if held else False) == is_open:
            nothing_to_do()
            continue
        row = ScenarioOpening.objects.create(
            organisation_id=scenario.organisation_id, scenario=scenario, is_open=is_open, author=by.id
        )
        if held:
            ScenarioOpening.objects.filter(pk=held.pk).update(replaced_by=row)
        note("scenario.opened" if is_open else "scenario.closed", "scenario", pk)


@action("run.asked")
def ask_runs(*, by: Actor, scenarios: Sequence[uuid.UUID]) -> list[Run]:
    """Have the latest version of these worked out. One that waits or is at work already is not asked for twice."""
    require(by, Door.PLANNING)
    made = []
    for pk in scenarios:
        scenario = _scenario(by, pk)
        version = scenario.versions.order_by("-number").first()
        assert version is not None
        waiting = _waiting(scenario)
        same = next((run for run in waiting if run.version_id == version.pk), None)
        if same is not None:
            nothing_to_do()
            made.append(same)
            continue
        if len(waiting) >= MOST_RUNS_OPEN:
            raise Invalid(_("Several are being worked out already. Wait for one to end, or cancel one."))
        run = Run.objects.create(organisation_id=scenario.organisation_id, scenario=scenario, version=version)
        note("run.asked", "run", run.pk, version=version.number)
        made.append(run)
    return made


_OPEN = {"state__in": (Run.State.WAITING, Run.State.WORKING)}


def _waiting(scenario: Scenario) -> list[Run]:
    """The organisation's runs of which something may still come. Those that were cut are ended here, and say so."""
    found = list(Run.objects.filter(organisation=scenario.organisation_id, **_OPEN))
    for run in found:
        if run.was_cut:
            run.problem = CUT
            _end(run, Run.State.FAILED)
    return [run for run in found if run.is_open]


@action("run.cancelled")
def cancel_runs(*, by: Actor, runs: Sequence[uuid.UUID]) -> list[Run]:
    """End these without an answer. What works on them hears of it within seconds."""
    require(by, Door.PLANNING)
    found = []
    for pk in runs:
        run = Run.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=pk).first()
        if run is None:
            raise NotThere
        found.append(run)
        if run.state not in _OPEN["state__in"]:
            nothing_to_do()
            continue
        _end(run, Run.State.CANCELLED)
        note("run.cancelled", "run", pk)
    return found


@action("run.taken")
def take_run(*, by: Actor) -> Run | None:
    """The run that waits longest, or nothing. Only one of several who ask gets it."""
    require(by, Door.EXACT)
    waiting = Run.objects.filter(state=Run.State.WAITING).order_by("asked_at", "id").first()
    now = clock.now()
    taken = waiting is not None and Run.objects.filter(pk=waiting.pk, state=Run.State.WAITING).update(
        state=Run.State.WORKING, heard_at=now
    )
    nothing_to_do()  # who asked for it stands in the log already
    return Run.objects.select_related("version").get(pk=waiting.pk) if waiting and taken else None


@action("run.heard")
def report_progress(*, by: Actor, run: uuid.UUID, done: int, total: int) -> bool:
    """Note how far it is. False where it was cancelled meanwhile, or taken for lost."""
    require(by, Door.EXACT)
    nothing_to_do()
    going = Run.objects.filter(pk=run, state=Run.State.WORKING)
    return bool(going.update(done=done, total=total, heard_at=clock.now()))


@action("run.ended")
def end_run(*, by: Actor, run: uuid.UUID, result: dict[str, Any] | None = None, problem: str = "") -> None:
    """The answer, or why there is none. One that was cancelled stays so."""
    require(by, Door.EXACT)
    row = Run.objects.select_for_update(of=("self",)).filter(pk=run, state=Run.State.WORKING).first()
    if row is None:
        nothing_to_do()
        return
    row.result, row.problem = result, problem
    _end(row, Run.State.FAILED if result is None else Run.State.DONE)
    note("run.ended", "run", run, problem=problem)


def _end(row: Run, state: Any) -> None:
    row.state, row.ended_at = state, clock.now()
    row.save()
