"""Every parameter is known, plausible and alive: move it, and something that is published moves."""

import dataclasses

import numpy as np
import pytest

from tests.model.scenarios import CROWDED, everything
from twofold import epi
from twofold.epi.beliefs import WRITTEN
from twofold.epi.running import replicate

KNOWN = {known.name: known for known in epi.parameters()}
PLACE = [field.name for field in dataclasses.fields(epi.Place)]
SERVICES = [field.name for field in dataclasses.fields(epi.Services)]


@pytest.mark.parametrize("name", KNOWN)
def test_it_says_what_it_is_and_how_sure_we_are(name: str) -> None:
    known = KNOWN[name]
    assert known.low <= known.value <= known.high
    assert known.low < known.high
    assert known.unit
    assert known.about
    assert known.source
    if not known.verified:
        assert known.high - known.low >= 0.2 * abs(known.value), "a prior that nobody verified is wide"


def test_the_names_in_code_and_in_the_table_are_the_same() -> None:
    assert list(WRITTEN) == list(KNOWN)


def moved(one: epi.Scenario, other: epi.Scenario) -> bool:
    return any(not np.array_equal(a, b) for a, b in zip(replicate(one, 1), replicate(other, 1), strict=True))


BASE = everything(people=600, years=8, place=CROWDED)


@pytest.mark.parametrize("name", KNOWN)
def test_no_parameter_is_dead(name: str) -> None:
    known = KNOWN[name]
    far = known.high if known.high - known.value > known.value - known.low else known.low
    other = dataclasses.replace(BASE, parameters=dataclasses.replace(BASE.parameters, **{name: far}))
    assert moved(BASE, other)


@pytest.mark.parametrize("name", PLACE)
def test_nothing_known_of_the_place_is_dead(name: str) -> None:
    value = getattr(BASE.place, name)
    other = dataclasses.replace(BASE, place=dataclasses.replace(BASE.place, **{name: value * 0.5}))
    assert moved(BASE, other)


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_is_dead(name: str) -> None:
    services = dataclasses.replace(BASE.planned, **{name: getattr(BASE.planned, name) * 0.5})
    assert moved(BASE, dataclasses.replace(BASE, planned=services))


def test_parameters_drawn_from_their_intervals_stay_inside_and_centre() -> None:
    from twofold.epi.running import drawn

    sets = [drawn(epi.Parameters(), seed) for seed in range(200)]
    for known in KNOWN.values():
        values = np.array([getattr(each, known.name) for each in sets])
        assert known.low <= values.min() <= values.max() <= known.high
        triangle = (known.low + known.value + known.high) / 3
        assert abs(values.mean() - triangle) < 5 * (known.high - known.low) / 200**0.5 / 4
