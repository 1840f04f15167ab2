"""What the programme's own figures say of the inputs: after disclosure control, with the ground of each value.

size estimates recorded                     | size  | ground
none                                        | 1000  | assumed
district 600 (500 to 700)                   | 600   | estimate, 500 to 700
district 600, and the state above it 24000  | 600   | estimate: the state is not added
only the state 24000                        | 24000 | estimate
"""

import pytest

from twofold.core import access
from twofold.planning import prefill
from twofold.programme import actions as programme
from twofold.programme.actions import NewEstimate

DISTRICT = NewEstimate("in-mn-imphal", "injects", 2024, 600, "a survey", low=500, high=700)
STATE = NewEstimate("in-mn", "injects", 2012, 24000, "a paper")


def recorded(universe, *estimates):
    asha = universe.organisations["asha"].pk
    if estimates:
        programme.record_estimates(by=access.operator(), organisation=asha, estimates=list(estimates))
    return prefill.prefilled(universe.actor("priya"))


@pytest.mark.parametrize(
    ("estimates", "size", "kind", "low"),
    [
        ([], 1000, "assumed", None),
        ([DISTRICT], 600, "estimate", 500),
        ([DISTRICT, STATE], 600, "estimate", 500),
        ([STATE], 24000, "estimate", None),
    ],
)
def test_size(universe, estimates, size, kind, low):
    found = recorded(universe, *estimates)
    assert (found.values["size"], found.grounds["size"]["kind"]) == (size, kind)
    assert found.grounds["size"].get("low") == low


def test_womens_share_comes_from_a_pair_of_estimates_of_one_year(universe):
    women = NewEstimate("in-mn", "uses", 2012, 1680, "the same paper", gender="woman")
    everybody = NewEstimate("in-mn", "uses", 2012, 24000, "a paper")
    found = recorded(universe, women, everybody)
    assert found.values["women"] == 7.0
    assert "Manipur" in prefill.words("women", found.grounds["women"])


def test_a_count_that_is_hidden_is_never_used(universe):
    """Three were reached: too few to show, so they are not shown through the model either."""
    found = recorded(universe, DISTRICT)
    assert found.grounds["nsp"]["kind"] in ("hidden", "assumed")
    assert found.values["nsp"] == 30.0


def test_a_figure_is_used_with_its_count_and_its_period(universe, monkeypatch):
    from twofold.indicators import report
    from twofold.indicators.report import Figure

    def figures(wanted, period, where, by, **_):
        if by == ["kind"]:
            return [Figure("reached", period.code, None, {"kind": "injects"}, 240, value=240)]
        told = {("man", "injects"): 200, ("woman", "injects"): 40}
        return [Figure("reached", period.code, None, {"sex": s, "kind": k}, n, value=n) for (s, k), n in told.items()]

    monkeypatch.setattr(report, "figures", figures)
    women = NewEstimate("in-mn-imphal", "injects", 2024, 180, "a survey", gender="woman")
    found = recorded(universe, DISTRICT, women)
    assert found.values["nsp"] == 40.0
    assert found.values["plan_nsp"] == 40.0, "what might be begins with what is"
    assert "240 of 600" in prefill.words("nsp", found.grounds["nsp"])
    assert found.values["women_access"] == pytest.approx(46.7), "40 of 180 women, 200 of 420 men"


def test_what_was_changed_stands_on_what_was_said(universe):
    found = recorded(universe, DISTRICT)
    said = prefill.grounds_said(found.values | {"ost": 40.0}, found)
    assert said["ost"] == {"kind": "said"}
    assert said["size"]["kind"] == "estimate"


def test_another_organisation_has_its_own(universe):
    recorded(universe, DISTRICT)
    assert prefill.prefilled(universe.actor("bina")).values["size"] == 1000
