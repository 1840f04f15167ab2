"""The two lists that this project made for its tests, what a right import finds in them, and the same list told otherwise."""

import datetime as dt
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.writer.excel import save_workbook

from twofold.exchange.incoming import reading
from twofold.exchange.incoming.reading import Sheet

DATA = Path(__file__).parents[2] / "data"
TODAY = dt.date(2026, 11, 20)
HEADING = 3  # the line, from nought
MEASURES = ("Contacts", "N/S given", "N/S returned", "Condoms")


def content(until: str = "sep") -> bytes:
    return (DATA / f"line_list_2026_apr_{until}.xlsx").read_bytes()


def few(rows: int = 30, until: str = "sep") -> bytes:
    """The first rows of the list, as a workbook."""
    book = load_workbook(io.BytesIO(content(until)))
    book["Line list"].delete_rows(5 + rows, 1000)
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()


def truth(until: str = "sep") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / f"line_list_2026_apr_{until}.truth.json").read_text())
    return found


def sheets(until: str = "sep") -> list[Sheet]:
    return reading.read(content(until))


ENGLISH = {
    "S.No.": ["Sl No", "#", "Serial Number", "SNO"],
    "Client ID": ["Unique ID", "Client code", "UID No.", "Reg. No", "PWID ID"],
    "Nick name": ["Nickname", "Alias", "Name"],
    "Sex (M/F/TG)": ["Gender", "SEX", "Sex", "Gender (M/F/TG)"],
    "Date of birth / age": ["DOB", "Age", "Date of Birth", "D.O.B./Age"],
    "Date of registration": ["Registration Date", "Regn. date", "Enrolled on", "Date of enrolment"],
    "Site / hotspot": ["DIC", "Hotspot", "Site name", "Drop-in centre"],
    "Inj. per day": ["Injections/day", "Injecting frequency", "No. of injections per day"],
    "Spouse of (ID)": ["Partner of", "Husband ID", "Spouse ID", "Linked PWID ID"],
    "Status": ["Current status", "Client Status"],
    "Remarks": ["Comments", "Any other information"],
}
HINDI = {
    "S.No.": ["क्रमांक"], "Client ID": ["क्लाइंट आईडी", "पहचान संख्या"], "Nick name": ["उपनाम"], "Sex (M/F/TG)": ["लिंग"],
    "Date of birth / age": ["जन्म तिथि / आयु", "उम्र"], "Date of registration": ["पंजीकरण तिथि"], "Site / hotspot": ["केंद्र"],
    "Inj. per day": ["प्रतिदिन इंजेक्शन"], "Spouse of (ID)": ["किसके साथी"], "Status": ["स्थिति"], "Remarks": ["टिप्पणी"],
}  # fmt: skip
MEASURE_WORDS = {
    "Contacts": ["Contacts", "No. of contacts", "Times met", "संपर्क"],
    "N/S given": ["N/S given", "Needles given", "NS distributed", "Syringes issued", "दी गई सुई"],
    "N/S returned": ["N/S returned", "Needles returned", "NS ret.", "Returned", "वापस सुई"],
    "Condoms": ["Condoms", "Condoms given", "Cond.", "कंडोम"],
}
_HINDI_MONTHS = {4: "अप्रैल", 5: "मई", 6: "जून", 7: "जुलाई", 8: "अगस्त", 9: "सितंबर", 10: "अक्टूबर"}
MONTHS: list[Callable[[dt.date], Any]] = [
    lambda day: f"{day:%b-%y}", lambda day: f"{day:%B %Y}", lambda day: f"{day:%Y-%m}", lambda day: f"{day:%b'%y}",
    lambda day: f"{_HINDI_MONTHS[day.month]} {day:%Y}", lambda day: f"{day:%B}", lambda day: _HINDI_MONTHS[day.month],
    lambda day: f"{day:%m/%Y}",
]  # fmt: skip


def told_otherwise(seed: int, until: str = "sep") -> Sheet:
    """The same list in another order, with other headings, months, values, a heading line elsewhere, perhaps in two lines."""
    luck = random.Random(seed)
    rows = sheets(until)[0].rows
    heads, body = list(rows[HEADING]), [list(row) for row in rows[HEADING + 1 : -3]]
    words = HINDI if luck.random() < 0.3 else ENGLISH
    month_style = luck.choice(MONTHS)
    measures = {name: luck.choice(known) for name, known in MEASURE_WORDS.items()}
    new = [_heading(head, words, month_style, measures, luck) for head in heads]
    order = list(range(11))
    luck.shuffle(order)
    order = order + list(range(11, len(heads))) if luck.random() < 0.7 else list(range(11, len(heads))) + order
    body = [_values([row[n] for n in order], [heads[n] for n in order], luck) for row in body]
    title = [[f"LINE LIST APRIL TO {until.upper()} 2026"], ["NGO: Example"], [], ["Prepared by the office"]]
    above = title[: luck.randrange(1, 5)] + [[]] * luck.randrange(4)
    lines = _in_lines([new[n] for n in order], two=luck.random() < 0.4)
    below = [["TOTAL"], [], ["Prepared by: ____"]] if luck.random() < 0.7 else []
    return Sheet(luck.choice(["Sheet1", "LL", "Master", "सूची"]), [*above, *lines, *body, *below])


def _heading(head: str, words: dict[str, list[str]], style: Callable[[dt.date], Any], measures: dict[str, str],
             luck: random.Random) -> tuple[str, str]:  # fmt: skip
    """(upper line, lower line) of one column."""
    if head in words:
        return "", luck.choice(words[head])
    month, _, measure = head.partition(" ")
    return str(style(dt.datetime.strptime(month, "%b-%y").date())), measures[measure]


def _in_lines(heads: list[tuple[str, str]], *, two: bool) -> list[list[str]]:
    if not two:
        return [[" ".join(filter(None, head)) for head in heads]]
    upper, before = [], ""
    for month, name in heads:
        upper.append((month if month != before else "") if month else name)
        before = month
    return [upper, [name if month else "" for month, name in heads]]


_SEX = {"m": ["M", "Male", "पुरुष", "MALE "], "f": ["F", "Female", "महिला"], "t": ["TG", "Transgender", "ट्रांसजेंडर"]}


def _values(row: list[Any], heads: list[str], luck: random.Random) -> list[Any]:
    return [_value(cell, head, luck) for cell, head in zip(row, heads, strict=True)]


def _value(cell: Any, head: str, luck: random.Random) -> Any:
    if head.startswith("Sex") and cell != "?":
        return luck.choice(_SEX[cell.strip().lower()[0]])
    if isinstance(cell, dt.date) and luck.random() < 0.6:
        serial = (cell - dt.date(1899, 12, 30)).days
        forms = (
            f"{cell:%d/%m/%Y}",
            f"{cell:%d-%m-%Y}",
            f"{cell:%d %b %Y}",
            f"{cell:%Y-%m-%d}",
            serial,
            _hindi(f"{cell:%d/%m/%Y}"),
        )
        return luck.choice(forms)
    if isinstance(cell, float) and head.split(" ", maxsplit=1)[0][3:4] == "-" and luck.random() < 0.3:
        return luck.choice([str(int(cell)), _hindi(str(int(cell))), f"{int(cell)} "])
    return cell


def _hindi(text: str) -> str:
    return text.translate({ord("0") + n: 0x0966 + n for n in range(10)})
