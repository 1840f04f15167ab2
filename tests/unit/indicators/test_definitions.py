"""Definitions are data that cannot be wrong in silence; periods are days of a calendar."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from twofold.core.errors import Invalid
from twofold.indicators import periods, targets
from twofold.indicators.definitions import Definition, chosen, definitions, load, named
from twofold.programme.models import Target

FIRST = {
    "registered", "reached", "reached_twice", "needles_out", "needles_returned", "condoms", "new_registrations",
    "partners_reached",
}  # fmt: skip
IDS = set(definitions())


def test_the_first_figures_keep_their_names() -> None:
    assert FIRST <= IDS


@pytest.mark.parametrize("one", definitions().values(), ids=lambda one: one.id)
def test_each_is_explained_in_both_languages(one: Definition) -> None:
    assert len(one.en.boundaries) >= 2
    assert len(one.en.boundaries) == len(one.hi.boundaries)
    assert one.by == ("sex", "age", "kind") if one.id in FIRST else one.by
    for words in (one.en, one.hi):
        assert words.meaning.rstrip().endswith((".", "।"))
    assert one.source and one.version and one.effective <= dt.date(2026, 12, 31)


def test_an_address_names_a_definition_by_number() -> None:
    for one in definitions().values():
        assert named(str(one.number)) is one
        assert named(one.id) is one
    assert named("nothing") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": "pieces", "unit": "pieces"},
        {"sum": "condoms"},
        {"fact": "register", "filters": {"own_right": True}},
        {"filters": {"kinds": ["unheard of"]}},
        {"filters": {"kinds": ["partner"], "one_kind": True}},
        {"filters": {"met": 1}},
        {"filters": {"received": ["shoes"]}},
        {"unit": "percent"},
        {"over": {"count": "people", "fact": "contact"}},
        {"estimate": "everybody", "unit": "percent", "by": ["sex"]},
        {"estimate": "injects", "unit": "percent"},
        {"calendar": "moon"},
        {"package": [{"en": "a", "hi": "b", "any": ["condoms"]}]},
        {"filters": {"at_most": 2}},
        {"filters": {"at_least": 0}},
        {"count": "registrations"},
        {"by": ["shoe size"]},
        {"status": "perhaps"},
        {"id": "Not An Id"},
        {"surprise": 1},
    ],
)
def test_a_wrong_definition_is_refused(wrong: dict[str, Any]) -> None:
    told = definitions()["reached"].model_dump()
    with pytest.raises(ValidationError):
        Definition.model_validate(told | wrong)


def test_a_file_that_defines_something_else_is_refused(tmp_path: Path) -> None:
    folder = Path(__file__).parents[3] / "src" / "twofold" / "indicators" / "definitions"
    text = (folder / "reached.toml").read_text()
    (tmp_path / "reached.toml").write_text(text)
    assert list(load(tmp_path)) == ["reached"]
    (tmp_path / "other.toml").write_text(text)
    with pytest.raises(ValueError, match="other"):
        load(tmp_path)


def test_an_unknown_figure_is_answered_with_those_there_are() -> None:
    assert [one.id for one in chosen(["condoms", "condoms"])] == ["condoms"]
    assert {one.id for one in chosen([])} == IDS
    with pytest.raises(Invalid) as said:
        chosen(["reached", "shoes"])
    assert all(name in str(said.value.message) for name in IDS)


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("2026-09", dt.date(2026, 9, 1), dt.date(2026, 9, 30)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2026-Q1", dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
        ("2026-Q4", dt.date(2026, 10, 1), dt.date(2026, 12, 31)),
        ("2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        ("2026-H2", dt.date(2026, 7, 1), dt.date(2026, 12, 31)),
        ("FY2026-27", dt.date(2026, 4, 1), dt.date(2027, 3, 31)),
        ("FY2026-27-Q4", dt.date(2027, 1, 1), dt.date(2027, 3, 31)),
        ("FY2026", dt.date(2025, 10, 1), dt.date(2026, 9, 30)),
        ("FY2026-Q1", dt.date(2025, 10, 1), dt.date(2025, 12, 31)),
        ("FY2026-H2", dt.date(2026, 4, 1), dt.date(2026, 9, 30)),
    ],
)
def test_periods(code: str, start: dt.date, end: dt.date) -> None:
    period = periods.parse(code)
    assert (period.start, period.end, str(period)) == (start, end, code)


@pytest.mark.parametrize(
    "text",
    ["", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "26-09", "2026-9", "09-2026", "1999", "2101", "9999999999",
     "-2026", "2026-09-01", "2026-09\n", " 2026", "२०२६", "2026-q3", "last month", "\x00", "FY2026-28",
     "FY26", "2026-H3", "FY2026-27-09", "FY2000", "FY1999-00", "2026-27", "2026-04-Q1"],
)  # fmt: skip
def test_what_is_no_period_is_told_so(text: str) -> None:
    with pytest.raises(Invalid, match="2026-Q3"):
        periods.parse(text)


def test_the_last_months_run_over_new_year() -> None:
    assert [p.code for p in periods.last_months(dt.date(2026, 2, 5), 4)] == ["2025-11", "2025-12", "2026-01", "2026-02"]


def test_only_quarters_that_are_over() -> None:
    assert [p.code for p in periods.quarters_over(dt.date(2026, 4, 1), 3)] == ["2025-Q3", "2025-Q4", "2026-Q1"]
    assert [p.code for p in periods.quarters_over(dt.date(2026, 3, 31), 3)] == ["2025-Q2", "2025-Q3", "2025-Q4"]


@pytest.mark.parametrize(("indicator", "share"), [("reached", 1200), ("needles_out", 100), ("new_registrations", 100)])
def test_a_years_target_in_one_month(indicator: str, share: int) -> None:
    """As many people are to be reached in any month; pieces and registrations pile up over the year."""
    row = Target(indicator=indicator, start=dt.date(2026, 1, 1), end=dt.date(2026, 12, 31), value=1200)
    assert targets.share(definitions()[indicator], row, periods.parse("2026-09")) == share


@pytest.mark.parametrize(
    ("told", "code"), [("2026April", "FY2026-27"), ("2025Oct", "FY2026"), ("2099April", "FY2099-00")]
)
def test_what_dhis2_calls_a_year(told: str, code: str) -> None:
    assert periods.parse(told).code == code


@pytest.mark.parametrize(
    ("code", "before"),
    [
        ("2026-01", ["2025-11", "2025-12", "2026-01"]),
        ("2026-Q1", ["2025-Q3", "2025-Q4", "2026-Q1"]),
        ("FY2026-H1", ["FY2025-H1", "FY2025-H2", "FY2026-H1"]),
        ("FY2026-27", ["FY2024-25", "FY2025-26", "FY2026-27"]),
        ("2000-02", ["2000-02"]),
    ],
)
def test_a_trend_is_made_of_periods_alike(code: str, before: list[str]) -> None:
    assert [period.code for period in periods.before(periods.parse(code), 3)] == before


def test_spans_of_thirty_days() -> None:
    assert len(periods.parse("2026").thirties) == 12
    assert len(periods.parse("2026-Q3").thirties) == 3
    assert periods.parse("2026-10").thirties == [(dt.date(2026, 10, 1), dt.date(2026, 10, 30))]
    assert periods.parse("2026-02").thirties == [(dt.date(2026, 2, 1), dt.date(2026, 2, 28))]
