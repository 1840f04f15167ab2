"""Runs: one at a time, with progress, cancelled within a second, cut without loss, and never a fault that stops the next."""

import datetime as dt

import pytest

from tests.unit.planning.conftest import values
from twofold.core import access, clock
from twofold.core.errors import Denied, Invalid, NotThere
from twofold.planning import actions, answers, reads, work
from twofold.planning.actions import NewVersion
from twofold.planning.models import Run, ScenarioVersion

OPERATOR = access.operator()


def held(universe, pk, login="priya"):
    return reads.scenario(universe.actor(login), pk)


def test_a_kept_question_is_answered(universe, keep):
    pk = keep(budget=50_000_000)
    run = held(universe, pk).answered
    assert run.state == Run.State.DONE
    assert {"summary", "who", "couple", "partner", "mix", "doubt", "doubt_base"} <= set(run.result)
    assert len(run.result["who"]) == 12, "two sexes, six kinds of couple"
    assert next(row["mean"] for row in run.result["mix"]["steps"]) == 0


def test_a_budget_that_buys_nothing_says_so_and_the_rest_is_answered(universe, keep):
    result = held(universe, keep(budget=1)).answered.result
    assert result["mix"] == {"none": True, "steps": []}
    assert result["summary"]


def test_the_same_question_has_the_same_answer(universe, keep):
    one, other = (held(universe, keep(name)).answered.result for name in ("One", "Other"))
    assert one == other


def test_nothing_planned_averts_exactly_nothing(universe, keep):
    result = held(universe, keep(plan_nsp=values()["nsp"])).answered.result
    assert result["summary"]["infections averted"]["mean"] == 0


def test_one_run_at_a_time_for_one_version(universe, keep):
    pk, by = keep(worked=False), universe.actor("priya")
    first = actions.ask_runs(by=by, scenarios=[pk])[0]
    assert actions.ask_runs(by=by, scenarios=[pk])[0].pk == first.pk
    assert Run.objects.count() == 1


def test_an_organisation_cannot_pile_up_runs(universe, keep):
    by = universe.actor("priya")
    for number in range(actions.MOST_RUNS_OPEN):
        actions.ask_runs(by=by, scenarios=[keep(f"No {number}", worked=False)])
    with pytest.raises(Invalid):
        actions.ask_runs(by=by, scenarios=[keep("One more", worked=False)])


def test_a_cancelled_run_ends_where_it_is(universe, keep, monkeypatch):
    pk, by = keep(worked=False), universe.actor("priya")
    run = actions.ask_runs(by=by, scenarios=[pk])[0]
    monkeypatch.setattr(work, "REPORT_SECONDS", 0.0)
    reported = []

    def cancelling(**said):
        reported.append(said["done"])
        actions.cancel_runs(by=by, runs=[run.pk])
        return False

    monkeypatch.setattr(actions, "report_progress", cancelling)
    assert work.all_waiting() == 1
    run.refresh_from_db()
    assert (run.state, run.result, len(reported)) == (Run.State.CANCELLED, None, 1)


def test_a_run_that_was_cut_says_so_and_can_be_asked_for_again(universe, keep):
    pk, by = keep(worked=False), universe.actor("priya")
    run = actions.ask_runs(by=by, scenarios=[pk])[0]
    assert actions.take_run(by=OPERATOR).pk == run.pk  # and then the process is gone
    assert actions.take_run(by=OPERATOR) is None
    with clock.held(clock.now() + dt.timedelta(minutes=5)):
        assert held(universe, pk).last_run.was_cut
        again = actions.ask_runs(by=by, scenarios=[pk])[0]
        assert again.pk != run.pk
        run.refresh_from_db()
        assert (run.state, run.problem) == (Run.State.FAILED, "cut")
        work.all_waiting()
        assert held(universe, pk).answered.pk == again.pk


def test_what_breaks_one_run_does_not_stop_the_next(universe, keep, monkeypatch):
    by, whole = universe.actor("priya"), answers.whole
    first, second = keep("First", worked=False), keep("Second", worked=False)
    actions.ask_runs(by=by, scenarios=[first, second])
    calls = iter([True, False])

    def breaking(*args, **named):
        if next(calls):
            raise ZeroDivisionError
        return whole(*args, **named)

    monkeypatch.setattr(answers, "whole", breaking)
    assert work.all_waiting() == 2
    assert {held(universe, pk).last_run.state for pk in (first, second)} == {Run.State.FAILED, Run.State.DONE}


def test_versions_are_added_and_earlier_ones_stay(universe, keep):
    pk, by = keep(worked=False), universe.actor("meera")
    actions.save_versions(by=by, versions=[NewVersion(name="Fewer", values=values(), scenario=pk)])
    assert [(v.number, v.name) for v in held(universe, pk).versions] == [(2, "Fewer"), (1, "More")]
    assert ScenarioVersion.objects.count() == 2


def test_who_may(universe, keep):
    pk = keep(worked=False)
    with pytest.raises(Denied):
        actions.ask_runs(by=universe.actor("dora"), scenarios=[pk])
    with pytest.raises(Denied):
        actions.take_run(by=universe.actor("priya"))
    for call in (
        lambda by: actions.ask_runs(by=by, scenarios=[pk]),
        lambda by: actions.open_to_funders(by=by, scenarios=[pk], is_open=True),
        lambda by: actions.save_versions(by=by, versions=[NewVersion(name="x", values=values(), scenario=pk)]),
        lambda by: reads.scenario(by, pk),
    ):
        with pytest.raises(NotThere):
            call(universe.actor("bina"))


def test_funders_see_what_was_opened_and_no_longer_what_was_closed(universe, keep):
    pk, by, dora = keep(worked=False), universe.actor("priya"), universe.actor("dora")
    for is_open in (False, True, True, False, True):
        actions.open_to_funders(by=by, scenarios=[pk], is_open=is_open)
        assert [one.scenario.pk for one in reads.scenarios(dora)] == ([pk] if is_open else [])
