"""The inputs as data: bounds hold the default, every service has a cost, every parameter has its Hindi words."""

import dataclasses

import pytest
from django.utils import translation

from tests.unit.planning.conftest import values
from twofold import epi
from twofold.planning import inputs, words


def test_every_default_lies_in_its_bounds():
    assert [one.code for one in inputs.inputs().input if not one.low <= one.value <= one.high] == []


def test_every_service_that_costs_the_model_something_has_a_cost_in_rupees():
    """A cost that was left out would stand there in the model's own dollars."""
    named = {one.code.removeprefix(inputs.COST) for one in inputs.of("cost")}
    assert named == {field.name for field in dataclasses.fields(epi.Costs)}


def test_every_service_that_a_mix_may_hold_can_be_moved_and_named():
    from twofold.epi.optimising import MOST_OF

    assert set(MOST_OF) <= {one.code for one in inputs.services()}


def test_shares_reach_the_model_as_shares():
    asked = inputs.scenario(values(nsp=40, plan_nsp=60, women=7), people=100, seeds=1, years=3, budget=5)
    assert (asked.now.nsp, asked.planned.nsp, asked.place.women, asked.size) == (0.4, 0.6, 0.07, 400)
    assert asked.budget == 5


def test_every_parameter_has_words_in_hindi():
    known = list(epi.parameters())
    with translation.override("hi"):
        assert [one.name for one in known if words.parameter(one.name, one.about) == one.about] == []
        assert [one.name for one in known if words.unit(one.unit) == one.unit] == []


@pytest.mark.parametrize(
    ("value", "shown"), [(10_000_000, "₹1,00,00,000"), (-180000, "−₹1,80,000"), (0, "₹0"), (None, "–"), (99.6, "₹100")]
)
def test_money_is_written_in_lakhs_and_crores(value, shown):
    assert words.money(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(1290.4, "1,290"), (9.96, "10"), (5.03, "5"), (0.44, "0.4"), (-0.01, "0")]
)
def test_people_are_whole_unless_they_are_few(value, shown):
    assert words.people(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(1293, "1,293"), (16.0, "16"), (0.0063, "0.0063"), (32.25, "32.2")])
def test_levels_have_as_many_decimals_as_they_need(value, shown):
    assert words.plain(value) == shown
