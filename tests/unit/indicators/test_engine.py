"""The fast engine and the slow reference give the same number for every figure, split, place and period."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.machinery.measured import Proof, full, measured, of_today
from tests.unit.indicators import programmes
from tests.unit.indicators.faults import FAULTS, Fault
from twofold.indicators import engine, periods, reference
from twofold.indicators.definitions import DIMENSIONS, Measure, definitions
from twofold.indicators.facts import Scope
from twofold.programme.models import Site

pytestmark = pytest.mark.django_db
CODES = ("2026-09", "2026-10", "2026-Q3", "2026-Q4", "2026", "2026-08", "FY2026-Q4", "FY2027-H1", "FY2026-27")
PERIODS = [periods.parse(code) for code in CODES]
MEASURES = list(dict.fromkeys(measure for one in definitions().values() for measure in one.measures))
SPLITS = [(), ("sex",), ("age",), ("kind",), ("sex", "age"), ("sex", "kind"), ("age", "kind"), DIMENSIONS]


class Undo(Exception):
    """Takes an example's rows back."""


def counted(
    sites: dict[str, Site], chosen: Iterable[str], spans: list[periods.Period], by: tuple[str, ...]
) -> dict[tuple[Measure, str], engine.Table]:
    scope = Scope(sites=frozenset(sites[code].id for code in chosen))
    return engine.count_measures(MEASURES, spans, scope, by)


def differences(
    programme: reference.Programme,
    tables: dict[tuple[Measure, str], engine.Table],
    chosen: set[str],
    spans: list[periods.Period],
    by: tuple[str, ...] = (),
) -> list[str]:
    """Cells in which the two disagree, in words."""
    found = []
    for one in MEASURES:
        for span in spans:
            slow = reference.count(one, programme, span.start, span.end, chosen)
            for cell, fast in tables[one, span.code].items():
                right = slow.get(cell, reference.Count())
                people = len(right.people)
                if (fast.value, fast.people) != (right.value, people):
                    found.append(f"{one} {span.code} {cell}: {fast}, and by the reference {right}")
    return found


@pytest.fixture
def sites(keys: None) -> dict[str, Site]:
    return programmes.ground()


ASKED = {
    "programme": programmes.programmes(),
    "chosen": st.sets(st.sampled_from(programmes.SITES), min_size=1),
    "spans": st.lists(st.sampled_from(PERIODS), min_size=1, max_size=3, unique=True),
    "by": st.sampled_from(SPLITS),
}


def compared(sites: dict[str, Site], proof: Proof, tries: int, **how: Any) -> None:
    """Both count random programmes; fails at the first that they count differently."""

    @settings(
        max_examples=tries,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        **how,
    )
    @given(**ASKED)
    def agree(programme, chosen, spans, by):
        proof.count += 1
        with pytest.raises(Undo), transaction.atomic():
            programmes.lay_down(programme, sites)
            assert not differences(programme, counted(sites, chosen, spans, by), chosen, spans, by)
            raise Undo

    agree()


@pytest.mark.proof
def test_the_engine_counts_as_the_reference_does(sites: dict[str, Site]) -> None:
    with measured("engine against reference", unit="programmes", floor=2000) as proof:
        compared(sites, proof, 2200 if full() else 15)


@pytest.mark.proof
@pytest.mark.parametrize("fault", of_today(FAULTS, 3), ids=lambda fault: fault.name)
def test_a_planted_fault_is_found(sites: dict[str, Site], monkeypatch: pytest.MonkeyPatch, fault: Fault) -> None:
    fault.plant(monkeypatch)
    with pytest.raises(AssertionError):
        compared(sites, Proof(fault.name, "programmes", 0), 100, phases=[Phase.generate], derandomize=True)
