"""A scenario that cannot be is refused, with the place and the reason."""

import pytest

from twofold import epi

WRONG = {
    "people = 1000\npeeple = 3": ("peeple", "did you mean 'people'"),
    "[services.now]\nost = 1.4": ("services.now.ost", "1.4 cannot be"),
    "[services.now]\nost = 0.99": ("services.now.ost", "more than any programme reaches"),
    "[place]\nwomen = 0.9\nwomen_access = 0.1\n[services.now]\nnsp = 0.5": ("services.now.nsp", "of men"),
    "[services.now]\ntesting = -1": ("services.now.testing", "-1 cannot be"),
    "[services.planned]\nnspp = 0.2": ("services.planned.nspp", "did you mean 'nsp'"),
    "[services.later]\nnsp = 0.2": ("services.later", "there is no such setting"),
    "[parameters]\nsyringe_risk = -0.1": ("parameters.syringe_risk", "-0.1 cannot be"),
    "[parameters]\nhe_first = 1.2": ("parameters.he_first", "between 0 and 1"),
    "[parameters]\ncouple_months = 0": ("parameters.couple_months", "too short"),
    "[parameters]\nhe_first = true": ("parameters.he_first", "is not a number"),
    "[costs]\nnsp = 'cheap'": ("costs.nsp", "is not a number"),
    "people = 12.5": ("people", "not a whole number"),
    "people = 3": ("people", "from 20"),
    "years = 0": ("years", "from 1 to 50"),
    "seeds = nan": ("seeds", "not a whole number"),
    "budget = inf": ("budget", "inf cannot be"),
    "[place]\nhiv_men = nan": ("place.hiv_men", "nan cannot be"),
    "name = 3": ("name", "text"),
    "place = 3": ("place", "a table"),
    "start = 'soon'": ("start", "not a date"),
    "start = 2027-01-01T10:00:00": ("start", "not a date"),
    "change = 2027-01-01": ("change", "needs a start"),
    "start = 2027-01-01\nchange = 2026-01-01": ("change", "before the start"),
    "start = 2027-01-01\nchange = 2028-01-01\nchange_month = 3": ("change", "not both"),
    "years = 2\nchange_month = 40\n[services.planned]\nnsp = 0.5": ("change_month", "after the last"),
    "people = = 3": ("the file", "not TOML"),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_cannot_be_is_refused(text: str) -> None:
    where, why = WRONG[text]
    with pytest.raises(epi.Wrong) as caught:
        epi.loads(text)
    assert caught.value.where == where
    assert why in str(caught.value)


def test_a_file_says_only_what_differs() -> None:
    scenario = epi.loads(
        'name = "More"\nstart = 2027-01-01\nchange = 2028-04-01\n[services.now]\nnsp = 0.4\n[services.planned]\nost = 0.3'
    )
    assert scenario.change_month == 15
    assert scenario.levels(0).nsp == 0.4
    assert scenario.levels(0).ost == epi.Services().ost
    assert scenario.levels(119).nsp == 0.4
    assert scenario.levels(119).ost == 0.3
    on_the_way = scenario.levels(20).ost
    assert epi.Services().ost < on_the_way < 0.3


def test_a_file_that_is_not_there(tmp_path: object) -> None:
    with pytest.raises(epi.Wrong, match="cannot be read"):
        epi.load(f"{tmp_path}/nothing.toml")


def test_two_scenarios_of_different_people_are_not_compared() -> None:
    with pytest.raises(epi.Wrong, match="person by person"):
        epi.compare(epi.Scenario(people=100), epi.Scenario(people=200))


def test_a_budget_that_buys_nothing_is_said_to() -> None:
    with pytest.raises(epi.Wrong, match="buys nothing"):
        epi.optimise(epi.Scenario(people=50, years=1, seeds=1), 0.0)
    with pytest.raises(epi.Wrong, match="buys no step"):
        epi.optimise(epi.Scenario(people=50, years=1, seeds=1), 1e-6)


def test_money_is_spent_to_the_last_fine_step_and_on_nothing_that_cannot_be() -> None:
    place = epi.Place(women=0.5, women_access=0.3, hiv_men=0.3, hiv_women=0.3)  # here 65 % of all are all men
    scenario = epi.Scenario(people=150, years=2, seeds=4, place=place)
    frontier = epi.optimise(scenario, 50_000.0)
    costs = [point.cost for point in frontier]
    assert costs == sorted(costs)
    assert costs[-1] <= 50_000
    assert [point.averted for point in frontier] == sorted(point.averted for point in frontier)
    assert frontier[-1].services.nsp <= 0.64
    told = epi.landmarks(frontier, 2)
    assert told[0] is frontier[0]
    assert told[-1].services == frontier[-1].services
    assert len(told) <= 3
    added = {point.added for point in frontier[1:]}
    assert set("+".join(point.added for point in told[1:]).split("+")) == added
