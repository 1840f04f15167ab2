"""Counting from the extract is counting from the tables: whatever changes between reports, and whatever befalls its files."""

import dataclasses
import uuid
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.machinery.measured import Proof, full, measured, of_today
from tests.unit.indicators import changing, programmes
from tests.unit.indicators.changing import Desk, Step
from tests.unit.indicators.extract_faults import FAULTS
from tests.unit.indicators.faults import Fault
from tests.unit.indicators.test_engine import PERIODS, SPLITS, Undo, counted, differences
from twofold.indicators import engine, kept, marks
from twofold.indicators.held import Held
from twofold.indicators.periods import Period
from twofold.programme.models import Site

pytestmark = pytest.mark.django_db
ASKED = {
    "programme": programmes.programmes(),
    "steps": st.lists(changing.steps, min_size=1, max_size=5),
    "chosen": st.sets(st.sampled_from(programmes.SITES), min_size=1),
    "spans": st.lists(st.sampled_from(PERIODS), min_size=1, max_size=2, unique=True),
    "by": st.sampled_from(SPLITS),
}


class Office:
    """Somebody asks for figures, things change, and somebody asks again."""

    def __init__(self, desk: Desk, chosen: set[str], spans: list[Period], by: tuple[str, ...]) -> None:
        self.desk, self.chosen, self.spans, self.by = desk, chosen, spans, by

    def report(self) -> None:
        """There are figures, and they are those of now; whoever is gone stands in no file."""
        try:
            tables = counted(self.desk.sites, self.chosen, self.spans, self.by)
        except Exception as problem:
            raise AssertionError("there are no figures") from problem
        assert not differences(self.desk.programme, tables, self.chosen, self.spans, self.by)
        held = kept.listed().ids
        known = kept.load(held)["ids"].tobytes() if held else b""
        assert not [one for one in self.desk.erased if uuid.UUID(one).bytes in known]

    def after(self, step: Step) -> None:
        if step.kind == "copy put back":
            now = self.desk.copy()
            with pytest.raises(Undo), transaction.atomic():
                self.desk.entry(step.contact)
                self.report()
                raise Undo
            self.desk = now
            self.desk.entry(dataclasses.replace(step.contact, needles_out=step.contact.needles_out + 3))
        elif step.kind in ("damage", "swap", "loss", "anew"):
            changing.befall(step)
            if step.kind != "anew":
                engine._held = Held()  # as a process that has just begun
        else:
            self.desk.take(step)
        if step.kind == "meanwhile":
            with changing.meanwhile(self.desk, step):
                counted(self.desk.sites, self.chosen, self.spans, self.by)
        self.report()


def compared(sites: dict[str, Site], proof: Proof, tries: int, **how: Any) -> None:
    """Random programmes change at random; fails at the first figure that is not the reference's."""

    @settings(
        max_examples=tries,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        **how,
    )
    @given(**ASKED)
    def agree(programme, steps, chosen, spans, by):
        with pytest.raises(Undo), transaction.atomic():
            marks.ensure()
            kept.clear()
            engine._held = Held()
            office = Office(Desk(sites), chosen, spans, by)
            office.desk.begin(programme)
            office.report()
            for step in steps:
                proof.count += 1
                office.after(step)
            raise Undo

    agree()


@pytest.mark.proof
def test_the_extract_counts_as_the_reference_does_whatever_changes(kept_sites: dict[str, Site]) -> None:
    with measured("extract against reference", unit="changes", floor=3000) as proof:
        compared(kept_sites, proof, 1500 if full() else 15)


@pytest.mark.proof
@pytest.mark.parametrize("fault", of_today(FAULTS, 3), ids=lambda fault: fault.name)
def test_a_planted_fault_is_found(kept_sites: dict[str, Site], monkeypatch: pytest.MonkeyPatch, fault: Fault) -> None:
    fault.plant(monkeypatch)
    with pytest.raises(AssertionError):
        compared(kept_sites, Proof(fault.name, "changes", 0), 150, phases=[Phase.generate], derandomize=True)
