"""What comes out: who was at risk for how long, trials inside a place, cohorts of couples, single routes."""

import dataclasses

import numpy as np
import pytest

from tests.model.scenarios import CROWDED, everything
from twofold import epi
from twofold.epi import states as s

RUN = epi.run(everything(people=300, years=3, place=CROWDED))


@pytest.mark.parametrize(
    "by", [(), ("sex",), ("year", "sex"), ("sex", "group"), ("sex", "couple", "partner"), ("group",)]
)
def test_incidence_holds_all_infections_and_all_time_at_risk(by: tuple[str, ...]) -> None:
    table = RUN.incidence(*by)
    assert sum(table.columns["infections"]) == pytest.approx(RUN.all_infections().mean())
    negative = RUN.counts.person_steps[:, :, (np.arange(s.CODES) & s.STAGE) == 0].sum() / 12 / len(RUN.seeds)
    assert sum(table.columns["person_years"]) == pytest.approx(negative)
    assert all(row["low90"] <= row["high90"] for row in table.rows())


def test_people_hold_everybody_and_a_cascade_that_narrows() -> None:
    rows = list(RUN.people("sex", "group").rows())
    assert sum(row["person_years"] for row in rows) == pytest.approx(
        RUN.counts.person_steps.sum() / 12 / len(RUN.seeds)
    )
    assert all(row["suppressed"] <= row["on_art"] <= row["diagnosed"] <= 1 for row in rows)
    assert next(row for row in rows if row["group"] == "injects" and row["sex"] == "man")["prison"] > 0


def test_what_cannot_be_split_is_said() -> None:
    with pytest.raises(ValueError, match="not by 'route'"):
        RUN.incidence("route")
    with pytest.raises(ValueError, match="not by both"):
        RUN.incidence("group", "couple")
    with pytest.raises(ValueError, match="not by 'couple'"):
        RUN.people("couple")


def test_a_cohort_is_couples_as_it_says() -> None:
    cohort = epi.Cohort(couples=2000, index_women=0.3, both_inject=0.2, he_injects=0.3, index_on_art=0.5)
    done = epi.run(epi.Scenario(years=1, seeds=1, cohort=cohort, without=("test", "art", "progress", "inject", "part")))
    first = done.counts.pair_steps[0, 0].reshape(2, 2, 2, 2, 2, 2).sum(axis=(0, 3)) / 12  # his and hers: injects, HIV
    assert first.sum() == pytest.approx(2000, abs=20)
    his, hers = (
        done.counts.pair_steps[0, 0].reshape(8, 8).sum(axis=1),
        done.counts.pair_steps[0, 0].reshape(8, 8).sum(axis=0),
    )
    assert his[:4].sum() > 0 and his[4:].sum() == 0 and hers[:4].sum() == 0
    assert (his[2] + his[3]) / his.sum() == pytest.approx(0.5, abs=0.04)
    women_first = epi.run(epi.Scenario(years=1, seeds=1, cohort=dataclasses.replace(cohort, index_women=1.0)))
    assert women_first.infections("sex").columns["mean"][1] == 0, "only men can be infected"


def test_each_route_can_be_had_alone() -> None:
    none = {"syringe_risk": 0.0, "main_acts": 0.0, "casual_acts": 0.0, "paying_acts": 0.0}
    place = dataclasses.replace(CROWDED, outside_acts=0.0)
    silent = epi.Scenario(
        people=300, years=3, seeds=2, place=place, parameters=dataclasses.replace(epi.Parameters(), **none)
    )
    assert epi.run(silent).all_infections().sum() == 0
    for name, route in (
        ("syringe_risk", {1, 2, 4, 5}), ("main_acts", {0}), ("casual_acts", {3}), ("paying_acts", {6}),
    ):  # fmt: skip
        value = getattr(epi.Parameters(), name) * 5
        one = dataclasses.replace(silent, parameters=dataclasses.replace(silent.parameters, **{name: value}))
        hits = epi.run(one).counts.infections.sum(axis=(0, 1, 2, 3, 4, 6, 7))
        assert {int(at) for at in np.flatnonzero(hits)} <= route
        assert hits.sum() > 0


def test_what_is_left_out_does_not_happen() -> None:
    without = ("overdose", "death", "migrate", "inject", "she_starts", "he_starts", "part")
    done = epi.run(everything(people=200, years=2, place=CROWDED, without=without))
    for name in ("overdose", "death", "migrate", "inject"):
        assert done.counts.events[:, :, s.CLOCK_NAMES.index(name)].sum() == 0
    assert done.counts.events[:, :, s.OST].sum() > 0
    assert done.counts.couple_events[:, :, 4:].sum() == 0


def test_a_trial_sees_an_effect_and_what_it_cannot_see() -> None:
    scenario = epi.Scenario(people=1000, years=3, seeds=6, place=epi.Place(hiv_men=0.3, hiv_women=0.3))
    found = epi.trial(scenario, "ost", 0.5)
    assert found.ratio.mean() < 0.9
    assert found.spill_over.mean() <= 1.0
    idle = dataclasses.replace(epi.Parameters(), prep_injecting=0.0, prep_sex=0.0)
    nothing = epi.trial(dataclasses.replace(scenario, parameters=idle, seeds=2), "prep", 0.5)
    assert np.array_equal(nothing.without_it, nothing.nowhere), "a service without effect spills nothing, exactly"


def test_a_trial_that_cannot_be_is_refused() -> None:
    with pytest.raises(epi.Wrong, match="no trial of 'gym'"):
        epi.trial(epi.Scenario(), "gym")
    with pytest.raises(epi.Wrong, match="leaves nobody"):
        epi.trial(epi.Scenario(), "ost", 1.0)


def test_women_start_with_a_partner_more_often_than_men() -> None:
    scenario = everything(people=2000, years=3, without=("inject",))
    events = epi.run(scenario).counts.couple_events.sum(axis=(0, 1))
    assert events[s.SHE_STARTS] > 2 * events[s.HE_STARTS] > 0
