"""Every planted fault turns an unchanged test of months red."""

import pytest

from tests.machinery.measured import of_today
from tests.unit.reporting.faults import FAULTS, Fault
from tests.universe import Universe


@pytest.mark.proof
@pytest.mark.parametrize("fault", of_today(FAULTS, 2), ids=lambda fault: fault.name)
def test_a_planted_fault_is_found(universe: Universe, monkeypatch: pytest.MonkeyPatch, fault: Fault) -> None:
    fault.plant(monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        fault.walk(universe)
