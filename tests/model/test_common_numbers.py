"""What a service does not touch stays as it was: exactly, not on average."""

import dataclasses

import numpy as np
import pytest

from tests.model.scenarios import FULL, everything
from twofold import epi

# Each service, and what has to be set so that it reaches many people and changes nothing for them
WITHOUT_EFFECT = {
    "nsp": {"nsp_receiving": 1.0, "nsp_passing": 1.0, "nsp_equipment": 1.0, "nsp_testing": 1.0},
    "ost": {
        "ost_receiving": 1.0, "ost_passing": 1.0, "ost_art_start": 1.0, "ost_art_stop": 1.0, "ost_suppression": 1.0,
        "ost_mortality": 1.0,
    },
    "prep": {"prep_injecting": 0.0, "prep_sex": 0.0},
    "prep_partners": {"prep_injecting": 0.0, "prep_sex": 0.0},
    "couple_sessions": {"session_unprotected": 1.0, "session_sharing": 1.0},
    "individual_sessions": {"individual_unprotected": 1.0, "individual_sharing": 1.0},
    "safety": {"safety_effect": 0.0},
    "naloxone": {"naloxone_effect": 0.0},
}  # fmt: skip


@pytest.mark.parametrize("service", WITHOUT_EFFECT)
def test_a_service_without_effect_changes_no_infection(service: str) -> None:
    parameters = dataclasses.replace(epi.Parameters(), **WITHOUT_EFFECT[service])
    before = epi.Scenario(people=400, years=4, seeds=2, parameters=parameters)
    after = before.with_services(**{service: getattr(FULL, service)})
    found = epi.compare(before, after)
    assert found.before.all_infections().sum() > 0
    assert np.array_equal(found.before.counts.infections, found.after.counts.infections)
    if service not in ("naloxone", "safety"):
        assert found.extra_cost().min() > 0, "it must have reached people"


def test_the_same_services_planned_as_now_change_nothing_at_all() -> None:
    scenario = epi.Scenario(people=300, years=3, seeds=2)
    found = epi.compare(scenario, dataclasses.replace(scenario, planned=scenario.now))
    assert [a.tobytes() for a in found.before.counts] == [a.tobytes() for a in found.after.counts]


def test_pairing_by_seed_is_worth_many_runs() -> None:
    """Infections averted by NSP scatter less between paired runs than between runs of different seeds."""
    before = epi.Scenario(people=500, years=5, seeds=24)
    after = before.with_services(nsp=0.5)
    found = epi.compare(before, after)
    paired = found.all_averted().std()
    apart = (found.before.all_infections()[:12] - found.after.all_infections()[12:]).std()
    assert paired < 0.6 * apart


def test_what_is_planned_later_changes_nothing_before() -> None:
    scenario = everything(people=300, years=2)
    later = epi.compare(
        dataclasses.replace(scenario, planned=None, change_month=0), dataclasses.replace(scenario, change_month=18)
    )
    assert np.array_equal(later.before.counts.infections[:, 0], later.after.counts.infections[:, 0])
    assert not np.array_equal(later.before.counts.person_steps, later.after.counts.person_steps)
