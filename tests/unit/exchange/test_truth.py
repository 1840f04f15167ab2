"""Both lists are met to the last figure, and so is the same list told otherwise: order, headings, language, heading line.

Read, and once more from the reports of what was brought in.
"""

import datetime as dt
from typing import Any

import pytest

from tests.conftest import Command
from tests.machinery.measured import Proof, full, measured, of_today
from tests.unit.exchange import lists
from tests.unit.exchange.faults import FAULTS, Fault
from twofold.core import clock
from twofold.core.errors import Invalid
from twofold.couples.models import PartnerNamed
from twofold.exchange import bringing
from twofold.exchange.incoming import mapping
from twofold.exchange.incoming.reading import Sheet

NUMBERS = ("clients", "by_month", "sex", "partner_only", "partner_statements_resolved", "partner_statements_unresolved",
           "need_unknown", "under_18")  # fmt: skip
FIGURES = {"reached": "reached", "contacted_twice": "reached_twice", "contacts": "contacts", "needles_out": "needles_out",
           "needles_in": "needles_returned", "condoms": "condoms"}  # fmt: skip


@pytest.mark.parametrize("until", ["sep", "oct"])
def test_the_truth_to_the_last_figure(until: str) -> None:
    found = bringing.bring(lists.content(until), lists.TODAY)
    assert found.totals() == lists.truth(until)
    assert found.sure > 0.9 and found.doubts == []


def test_september_s_mapping_reads_october() -> None:
    first = bringing.bring(lists.content(), lists.TODAY)
    told = mapping.load(mapping.dump(first.mapping))
    assert told == first.mapping
    assert bringing.bring(lists.content("oct"), lists.TODAY, told).totals() == lists.truth("oct")


@pytest.mark.django_db
def test_reports_of_what_was_brought_in_say_the_truth(twofold: Command) -> None:
    """September is 11,100 pieces by its own list, and 11,105 once October's has corrected a cell."""
    with clock.held(dt.datetime(2026, 11, 20, 6, tzinfo=dt.UTC)):
        for until in ("sep", "oct"):
            true = lists.truth(until)
            told = twofold("import", lists.DATA / f"line_list_2026_apr_{until}.xlsx", "--json", code=3)
            assert {name: told[name] for name in true} == true
            assert {month: reported(twofold, month) for month in true["by_month"]} == true["by_month"]
        known = twofold("report", "registered", "--period", "2026-09", "--by", "sex", "--exact", "--json")
        assert [one["value"] for one in known[:4]] == [401, 47, 340, 14]
        shown = twofold("report", *FIGURES.values(), "--period", "2026-10", "--json")
        assert [one["value"] for one in shown] == [true["by_month"]["2026-10"][name] for name in FIGURES]
    assert PartnerNamed.objects.unscoped("tests").count() == 23


def reported(twofold: Command, month: str) -> dict[str, int]:
    """A month as `twofold report` tells it, under the names of the truth."""
    told = twofold("report", *FIGURES.values(), "--period", month, "--by", "sex", "--exact", "--json")
    found = {(one["indicator"], one["by"].get("sex")): one["value"] for one in told}
    return {name: found[code, None] for name, code in FIGURES.items()} | {
        "needles_out_F": found["needles_out", "woman"]
    }


def differences(sheet: Sheet, until: str) -> dict[str, Any]:
    """What a list told otherwise comes to, where it is not the truth."""
    notes = Sheet("Notes", [["Do not write names."]])
    found, true = bringing.understand([notes, sheet], lists.TODAY).totals(), lists.truth(until)
    wrong = {name: (found[name], true[name]) for name in NUMBERS if found[name] != true[name]}
    whys = [[one["why"] for one in told["rows_rejected"]] for told in (found, true)]
    return wrong if whys[0] == whys[1] else {**wrong, "why": whys}


def compared(seeds: range, proof: Proof) -> None:
    for seed in seeds:
        until = ("sep", "oct")[seed % 2]
        assert differences(lists.told_otherwise(seed, until), until) == {}, seed
        proof.count += 1


@pytest.mark.proof
def test_the_same_list_told_otherwise() -> None:
    with measured("lists told otherwise", unit="lists", floor=300) as proof:
        compared(range(300 if full() else 8), proof)


@pytest.mark.proof
@pytest.mark.parametrize("fault", of_today(FAULTS, 3), ids=lambda fault: fault.name)
def test_a_planted_fault_is_found(monkeypatch: pytest.MonkeyPatch, fault: Fault) -> None:
    fault.plant(monkeypatch)
    with pytest.raises((AssertionError, Invalid)):
        compared(range(8), Proof(fault.name, "lists", 0))
