"""Lists in other languages and of other shapes than the two of the project come to the same figures; doubts are said."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.unit.exchange import lists
from tests.unit.exchange.test_truth import NUMBERS, differences
from twofold.core.errors import Invalid
from twofold.exchange import bringing
from twofold.exchange.incoming import headings, mapping, words
from twofold.exchange.incoming.reading import Sheet

TONGUES: dict[str, dict[str, list[str]]] = tomllib.loads((Path(__file__).parent / "tongues.toml").read_text())
FIELDS, PER_MONTH = 11, 4
ROWS = lists.sheets()[0].rows
HEADS, BODY = ROWS[lists.HEADING], ROWS[lists.HEADING + 1 : -3]


def told_in(tongue: dict[str, list[str]]) -> Sheet:
    """The list with the headings and words of a language, under one line that says the year."""
    man, woman, trans, active = tongue["words"]
    sexes = {"m": man, "f": woman, "t": trans}
    heads = tongue["heads"] + [f"{month} 2026 {count}" for month in tongue["months"] for count in tongue["counts"]]
    body = []
    for row in BODY:
        sex, status = row[3], row[9]
        sex = sex if sex == "?" else sexes[sex.strip().lower()[0]]
        status = active if str(status).strip().lower() in ("a", "active") else status
        body.append([*row[:3], sex, *row[4:9], status, *row[10:]])
    return Sheet("1", [["2026"], heads, *body])


@pytest.mark.parametrize("tongue", TONGUES)
def test_a_list_in_another_language(tongue: str) -> None:
    assert differences(told_in(TONGUES[tongue]), "sep") == {}


def test_every_language_that_is_known_is_tried() -> None:
    assert set(words.languages()) == set(TONGUES)


def numbers(sheet: Sheet) -> dict[str, Any]:
    return bringing.understand([sheet], lists.TODAY).totals()


def by_measure(*, two_lines: bool) -> Sheet:
    """All months of a measure beside one another, instead of all measures of a month."""
    order = [FIELDS + month * PER_MONTH + n for n in range(PER_MONTH) for month in range(6)]
    names = [HEADS[n].split(" ", 1) for n in order]
    body = [[*row[:FIELDS], *(row[n] for n in order)] for row in BODY]
    if not two_lines:
        return Sheet("1", [[*HEADS[:FIELDS], *(f"{measure} {month}" for month, measure in names)], *body])
    upper = [measure if month == "Apr-26" else "" for month, measure in names]
    return Sheet("1", [[""] * FIELDS + upper, [*HEADS[:FIELDS], *(month for month, _measure in names)], *body])


@pytest.mark.parametrize("two_lines", [False, True])
def test_measures_beside_one_another(two_lines: bool) -> None:
    assert differences(by_measure(two_lines=two_lines), "sep") == {}


def month_by_month() -> Sheet:
    """A row for each client and month."""
    heads = ["Month", *HEADS[:FIELDS], *lists.MEASURES]
    body = []
    for month in range(6):
        of_month = slice(FIELDS + month * PER_MONTH, FIELDS + (month + 1) * PER_MONTH)
        body += [[dt.date(2026, 4 + month, 1), *row[:FIELDS], *row[of_month]] for row in BODY]
    return Sheet("1", [heads, *body])


def test_a_row_for_each_month() -> None:
    """Only the months below nought are held back, with nobody's other months: eight clients more than where a row is all."""
    found, true = numbers(month_by_month()), lists.truth()
    assert found["clients"] == true["clients"] + 8
    assert sum(one["why"] == "negative" for one in found["rows_rejected"]) == 8
    assert sum(one["why"] == "repeats an earlier id" for one in found["rows_rejected"]) == 3 * 6
    rows = sound()
    whole = numbers(Sheet("1", [HEADS, *rows]))["by_month"]
    again = numbers(Sheet("1", [month_by_month().rows[0], *(row for row in month_by_month().rows if row[1:12] in [
        list(one[:FIELDS]) for one in rows])]))["by_month"]  # fmt: skip
    assert again == whole == true["by_month"]


def a_month(number: int, name: str, rows: list[list[Any]]) -> Sheet:
    of_month = slice(FIELDS + (number - 4) * PER_MONTH, FIELDS + (number - 3) * PER_MONTH)
    heads = [*HEADS[:FIELDS], *lists.MEASURES]
    return Sheet(name, [["Monthly list"], heads, *([*row[:FIELDS], *row[of_month]] for row in rows)])


def sound() -> list[list[Any]]:
    """The rows that the truth does not hold back."""
    held = {one["row"] for one in lists.truth()["rows_rejected"]}
    return [list(row) for n, row in enumerate(BODY, lists.HEADING + 2) if n not in held]


def test_a_sheet_for_each_month() -> None:
    names = [f"{dt.date(2026, number, 1):%b %Y}" for number in range(4, 10)]
    book = [a_month(number, name, sound()) for number, name in enumerate(names, 4)]
    found = bringing.understand([Sheet("Notes", [["Do not write names."]]), *book[::-1]], lists.TODAY).totals()
    assert {name: found[name] for name in NUMBERS} == {name: lists.truth()[name] for name in NUMBERS}
    assert found["rows_rejected"] == []


def test_a_list_of_one_month_is_read_as_the_month_that_it_names() -> None:
    """September's mapping does not make September of October's list."""
    first = bringing.understand([a_month(8, "August 2026", sound())], lists.TODAY)
    assert list(first.totals()["by_month"]) == ["2026-08"]
    told = mapping.load(mapping.dump(first.mapping))
    second = bringing.understand([a_month(9, "Sept 2026", sound())], lists.TODAY, told)
    assert second.totals()["by_month"] == {"2026-09": lists.truth()["by_month"]["2026-09"]}
    with pytest.raises(Invalid, match="one month"):
        bringing.understand([a_month(9, "Sheet1", sound())], lists.TODAY, told)
    fixed = told.model_copy(update={"list": (told.list[0].model_copy(update={"month": "2026-09"}),)})
    assert list(bringing.understand([a_month(9, "Sheet1", sound())], lists.TODAY, fixed).totals()["by_month"]) == [
        "2026-09"
    ]
    unnamed = bringing.understand([a_month(9, "Sheet1", sound())], lists.TODAY)
    assert any("which month" in doubt for doubt in unnamed.doubts)


def test_a_register_of_contacts_is_one_whatever_else_it_says_of_clients() -> None:
    heads = ["Date", "Client ID", "Sex", "N/S given", "N/S returned"]
    rows = [[dt.date(2026, 4, 1 + n % 28), f"A/{n % 7:03}", "M", 10, 5] for n in range(60)]
    found = bringing.understand([Sheet("Register", [heads, *rows])], lists.TODAY)
    assert found.mapping.list[0].what == "contacts" and len(found.plan.contacts) == 60


def test_a_month_that_a_row_tells_twice_is_held_back() -> None:
    heads = ["Month", "Client ID", "Sex", "Contacts", "Needles given"]
    rows = [["Apr 2026", "A/001", "M", 1, 10], ["May 2026", "A/001", "M", 2, 20], ["May 2026", "A/001", "M", 3, 30],
            ["?", "A/002", "F", 1, 5], ["June 2026", "A/003", "F", 1, 5], ["June 2026", "A/001", "M", 1, 5]]  # fmt: skip
    found = numbers(Sheet("1", [heads, *rows]))
    assert [(one["row"], one["why"]) for one in found["rows_rejected"]] == [
        (4, "repeats an earlier id"),
        (5, "unreadable"),
    ]
    assert {month: told["needles_out"] for month, told in found["by_month"].items()} == {
        "2026-04": 10,
        "2026-05": 20,
        "2026-06": 10,
    }


def test_what_is_not_known_is_said_and_not_left_out_in_silence() -> None:
    """A column that counts something in a month and is not understood may be half of the report."""
    renamed = [f"Apr-26 {name}" if name != "N/S returned" else "Apr-26 Zilch" for name in lists.MEASURES]
    rows = [[f"A/{n:03}", "M", 2, 10, 8, 4] for n in range(20)]
    found = bringing.understand([Sheet("1", [["Client ID", "Sex", *renamed], *rows])], lists.TODAY)
    assert any("Columns E name a month" in doubt for doubt in found.doubts)
    known = bringing.understand([Sheet("1", [HEADS, *BODY])], lists.TODAY)
    assert known.doubts == []


@pytest.mark.parametrize(
    "heading",
    [
        "Apr-26 N/S demand",
        "Needles needed",
        "Condom stock balance",
        "Condom demonstrations",
        "Test kits",
        "IEC distributed",
    ],
)
def test_what_is_wanted_or_shown_is_not_what_was_given(heading: str) -> None:
    said = headings.in_month(heading)
    assert (said[1] if said else headings.meant(heading, "measure")) is None


@pytest.mark.parametrize(
    ("heading", "values"),
    [("Partner tested", ["Y", "N", ""]), ("Spouse name", ["Rani", "", "Mary"]), ("Partner's phone", ["", "98", ""]),
     ("Introduced by (ID)", ["MN01/0002", "", "MN01/0003"])],
)  # fmt: skip
def test_nobody_is_called_a_partner_by_mistake(heading: str, values: list[str]) -> None:
    rows = [[f"MN01/{n:04}", "M", values[n % 3]] for n in range(30)]
    found = bringing.understand([Sheet("1", [["Client ID", "Sex", heading], *rows])], lists.TODAY)
    assert "partner_of" not in found.mapping.list[0].columns
    assert not any(row.partner_of for row in found.plan.clients)


def test_letters_mean_what_they_mean_in_the_language_of_the_headings() -> None:
    """M is a man here and a woman (mujer) there; the mapping says so, for a person to see."""
    found = bringing.understand([told_in(TONGUES["es"])], lists.TODAY)
    assert found.mapping.sex == {"H": "man", "M": "woman"}
    assert any("“M” is read as: Woman" in doubt for doubt in found.doubts)
    assert bringing.understand([told_in(TONGUES["hi"])], lists.TODAY).mapping.sex == {}
    lone = bringing.understand(
        [Sheet("1", [["Client ID", "Sex"], *([f"A/{n:03}", "H"] for n in range(9))])], lists.TODAY
    )
    assert len(lone.plan.held) == 9, "H may be a man or a hijra: a person says which"


def test_a_column_of_centres_needs_no_heading() -> None:
    rows = [
        [f"A/{n:03}", "M", ["DIC North", "DIC South", "Moreh"][n % 3], ["Married", "Single"][n % 2]] for n in range(30)
    ]
    found = bringing.understand([Sheet("1", [["Client ID", "Sex", "Wing", "Home"], *rows])], lists.TODAY)
    assert found.mapping.list[0].columns["site"] == "Wing"
    assert any("not sure" in doubt for doubt in found.doubts)
