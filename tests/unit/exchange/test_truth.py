"""Both lists are met to the last figure, and so is the same list told otherwise: order, headings, language, heading line."""

from typing import Any

import pytest

from tests.machinery.measured import full, measured
from tests.unit.exchange import lists
from twofold.exchange import bringing
from twofold.exchange.incoming import mapping
from twofold.exchange.incoming.reading import Sheet

NUMBERS = ("clients", "by_month", "sex", "partner_only", "partner_statements_resolved", "partner_statements_unresolved",
           "need_unknown", "under_18")  # fmt: skip


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


def differences(sheet: Sheet, until: str) -> dict[str, Any]:
    """What a list told otherwise comes to, where it is not the truth."""
    notes = Sheet("Notes", [["Do not write names."]])
    found, true = bringing.understand([notes, sheet], lists.TODAY).totals(), lists.truth(until)
    wrong = {name: (found[name], true[name]) for name in NUMBERS if found[name] != true[name]}
    whys = [[one["why"] for one in told["rows_rejected"]] for told in (found, true)]
    return wrong if whys[0] == whys[1] else {**wrong, "why": whys}


@pytest.mark.proof
def test_the_same_list_told_otherwise() -> None:
    with measured("lists told otherwise", unit="lists", floor=300) as proof:
        for seed in range(300 if full() else 8):
            until = ("sep", "oct")[seed % 2]
            assert differences(lists.told_otherwise(seed, until), until) == {}, seed
            proof.count += 1
