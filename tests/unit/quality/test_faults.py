"""Every planted fault turns an unchanged test of data quality red."""

import pytest

from tests.machinery.measured import of_today
from tests.unit.quality.faults import FAULTS, Fault
from tests.universe import Universe

# ValueError: there is not the one finding that was asked for.
RED = (AssertionError, ValueError, pytest.fail.Exception)


@pytest.mark.proof
@pytest.mark.parametrize("fault", of_today(FAULTS, 3), ids=lambda fault: fault.name)
def test_a_planted_fault_is_found(universe: Universe, monkeypatch: pytest.MonkeyPatch, fault: Fault) -> None:
    fault.plant(monkeypatch)
    with pytest.raises(RED):
        fault.walk(universe)
