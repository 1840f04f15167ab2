"""What a list says, row by row: what would be brought in, what is held back whole and why, what is unknown. Pure, no database.

A row with an error is held back whole. Of a repeated id the first row stays. Optional cells that cannot be read are unknown.
"""

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from twofold.exchange.incoming import cells
from twofold.exchange.incoming.cells import Said
from twofold.exchange.incoming.layout import Layout
from twofold.exchange.incoming.mapping import Mapping
from twofold.exchange.incoming.words import fold, folded, meanings, written
from twofold.people.kinds import INJECTS, PARTNER
from twofold.people.models import Gender
from twofold.people.uic import normal_outside

NO_ID, REPEATED, NO_DATE = "no id", "repeats an earlier id", "no date"
AFTER_THE_LIST, NO_SITE, NOT_BEGUN = "registered after the list's last month", "no site", "the month has not begun"
TOO_LONG, NO_CLIENT, SOMEBODY_ELSE = "too long", "no such client", "the id stands for somebody else"
UNDER_18, NEED_UNKNOWN, ONE_MEETING = "under 18", "need unknown", "pieces without a contact"
ADULT = 18
_RETURNED = {"needles_in"}
MOST_MEETINGS = 500
LONGEST = 120


@dataclass(frozen=True)
class Trouble:
    """Something about one row: where, and a code of why. `month` and `measure` where the cell counts something."""

    list: int
    row: int
    column: int
    why: str
    month: str = ""
    measure: str = ""


@dataclass
class ClientRow:
    """One client as a row tells it."""

    list: int
    row: int
    id: str
    registered: str
    gender: str = Gender.NOT_SAID.value
    nickname: str = ""
    birth_year: int | None = None
    site: str = ""
    rate: float | None = None
    partner_of: str = ""
    kinds: tuple[str, ...] = ()
    status: str = ""
    months: dict[str, tuple[int, dict[str, int], dict[str, int]]] = field(default_factory=dict)


@dataclass
class ContactRow:
    """One contact as a row tells it; `key` is its day and which of that day's it is."""

    list: int
    row: int
    id: str
    key: str
    site: str = ""
    mode: str = ""
    meetings: int = 1
    supplies: dict[str, int] = field(default_factory=dict)
    returned: dict[str, int] = field(default_factory=dict)


@dataclass
class Plan:
    """All that would be done with a file."""

    clients: list[ClientRow] = field(default_factory=list)
    contacts: list[ContactRow] = field(default_factory=list)
    held: list[Trouble] = field(default_factory=list)
    notes: list[Trouble] = field(default_factory=list)
    rows: int = 0
    ends: dt.date | None = None
    months: list[str] = field(default_factory=list)
    measures: set[str] = field(default_factory=set)
    sites: dict[str, int] = field(default_factory=dict)

    def held_rows(self) -> set[tuple[int, int]]:
        return {(one.list, one.row) for one in self.held}


def plan(layouts: Sequence[Layout], mapping: Mapping, today: dt.date) -> Plan:
    """Read every row of every list."""
    made = Plan()
    known = _Known(today, max((month for layout in layouts for month in layout.months()), default=None))
    for n, layout in enumerate(layouts):
        _List(made, n, layout, mapping, known).read()
    return made


@dataclass
class _Known:
    """Today, the last month of all sheets, and whose months were told further up or on another sheet of the same file."""

    today: dt.date
    ends: dt.date | None
    clients: dict[str, ClientRow] = field(default_factory=dict)
    months: set[tuple[str, dt.date]] = field(default_factory=set)


class _List:
    """One list while it is read."""

    def __init__(self, made: Plan, n: int, layout: Layout, mapping: Mapping, known: _Known) -> None:
        self.plan, self.n, self.layout, self.mapping, self.today = made, n, layout, mapping, known.today
        self.seen: set[str] = set()
        # A row tells one month of somebody; the next month stands further down, or on another sheet.
        self.of_sheet = dt.date.fromisoformat(f"{layout.mapping.month}-01") if layout.mapping.month else None
        self.below = "month" in layout.fields or self.of_sheet is not None
        self.known = known
        self.times: dict[tuple[str, str], int] = {}
        self.months = self._months_below() if "month" in layout.fields else layout.months()
        last = max((month for month in (*self.months, known.ends) if month), default=None)
        self.ends = min(_month_end(last), known.today) if last else known.today
        self.own_sex = {fold(word): code for word, code in mapping.sex.items()}
        made.ends = max(made.ends or self.ends, self.ends)
        made.months = sorted({*made.months, *(f"{month:%Y-%m}" for month in self.months)})
        made.measures |= {code for _month, code, _column in layout.measures}
        self.troubles: list[Trouble] = []

    def read(self) -> None:
        heads = [fold(head) for head in self.layout.heads]
        reader = self._contact if self.layout.mapping.what == "contacts" else self._client
        for number, row in enumerate(self.layout.sheet.rows[self.layout.first_row :], start=self.layout.first_row + 1):
            if self._is_no_row(row, heads):
                continue
            self.plan.rows += 1
            self.troubles = []
            reader(number, row)
            self.plan.held += self.troubles

    def _is_no_row(self, row: Sequence[Any], heads: Sequence[str]) -> bool:
        """Blank lines, totals, signatures below the list, and headings that are said again on the next page."""
        said = [n for n, cell in enumerate(row) if cell not in ("", None) and written(cell)]
        about = [n for code, n in self.layout.fields.items() if code != "serial" and n in said]
        if not said or (not about and not any(n in said for _m, _c, n in self.layout.measures)):
            return True
        texts = [fold(row[n]) for n in said[:4] if isinstance(row[n], str)]
        if len(said) == 1 and (
            said[0] != self.layout.fields["id"] or not any(c.isdigit() for c in "".join(texts) or "0")
        ):
            return True
        if len(about) <= 1 and any(text in folded("totals") for text in texts):
            return True
        return all(fold(written(row[n])) in heads[n] for n in about if n < len(heads)) and len(about) > 1

    def cell(self, row: Sequence[Any], code: str) -> Any:
        column = self.layout.fields.get(code)
        return row[column] if column is not None and column < len(row) else ""

    def blame(self, number: int, code: str, why: str) -> None:
        self.troubles.append(Trouble(self.n, number, self.layout.fields.get(code, 0), why))

    def note(self, number: int, code: str, why: str) -> None:
        self.plan.notes.append(Trouble(self.n, number, self.layout.fields.get(code, 0), why))

    def _id(self, number: int, row: Sequence[Any]) -> str:
        text = written(self.cell(row, "id"))
        if not normal_outside(text) or fold(text) in folded("unknown"):
            self.blame(number, "id", NO_ID)
        elif len(text) > LONGEST:
            self.blame(number, "id", TOO_LONG)
        return " ".join(text.split())

    def _month(self, row: Sequence[Any]) -> dt.date | None:
        if self.of_sheet:
            return self.of_sheet
        told = cells.month(self.cell(row, "month"), self.layout.above(), self.layout.mapping.year, today=self.today)
        return told if told and 2000 <= told.year <= self.today.year + 1 else None

    def _months_below(self) -> list[dt.date]:
        rows = self.layout.sheet.rows[self.layout.first_row :]
        return sorted({month for row in rows if (month := self._month(row))})

    def _is_again(self, number: int, row: Sequence[Any], plain: str) -> bool:
        """Whether an id repeats an earlier one. Where rows tell months it may, but for a month that was told."""
        month = self._month(row) if self.below else None
        if self.below and month is None:
            self.blame(number, "month", cells.UNREADABLE)
        again = (plain, month) in self.known.months if month else plain in self.seen and not self.below
        self.seen.add(plain)
        if month:
            self.known.months.add((plain, month))
        return bool(plain) and again

    def _further(self, number: int, row: Sequence[Any], made: ClientRow) -> None:
        """One more month of somebody who stands further up."""
        also = replace(made, months={})
        self._months(number, row, also)
        if not self.troubles:
            made.months |= also.months

    def _client(self, number: int, row: Sequence[Any]) -> None:
        made = ClientRow(self.n, number, self._id(number, row), "")
        plain = normal_outside(made.id)
        if self._is_again(number, row, plain):
            self.blame(number, "id", REPEATED)
        if plain in self.known.clients and self.below:
            return self._further(number, row, self.known.clients[plain])
        self._new_client(number, row, made)
        if not self.troubles:
            self.known.clients[plain] = made
            self.plan.clients.append(made)
            self.plan.sites[made.site] = self.plan.sites.get(made.site, 0) + 1
        return None

    def _new_client(self, number: int, row: Sequence[Any], made: ClientRow) -> None:
        told = cells.sex(self.cell(row, "sex"), self.own_sex)
        if told.why:
            self.blame(number, "sex", told.why)
        made.gender = told.value or Gender.NOT_SAID.value
        made.registered = self._registered(number, row)
        made.birth_year = self._birth(number, row)
        made.nickname = self._nickname(number, row)
        made.site = self._site(number, row)
        made.rate = self._rate(number, row)
        made.partner_of = self._partner(number, row)
        made.kinds = self._kinds(number, row, made)
        made.status = self._optional(number, "status", cells.coded(self.cell(row, "status"), "status")) or ""
        self._months(number, row, made)
        if self.troubles:
            return
        if made.birth_year is not None and self.ends.year - made.birth_year < ADULT:
            self.note(number, "birth", UNDER_18)
        if made.rate is None:
            self.note(number, "rate" if "rate" in self.layout.fields else "id", NEED_UNKNOWN)

    def _optional(self, number: int, code: str, told: Said) -> Any:
        """An optional cell that cannot be read is unknown, and noted."""
        if told.why:
            self.note(number, code, told.why)
        return told.value

    def _registered(self, number: int, row: Sequence[Any]) -> str:
        if "registered" not in self.layout.fields:
            first = self.months[0] if self.months else self.today
            return min(first, self.today).isoformat()
        told = cells.date(self.cell(row, "registered"), month_first=self.layout.mapping.month_first, today=self.today)
        if told.value is None:
            self.blame(number, "registered", told.why or NO_DATE)
            return ""
        if told.value > self.ends:
            self.blame(number, "registered", AFTER_THE_LIST)
        elif told.value.year < 2000:
            self.blame(number, "registered", cells.IMPOSSIBLE)
        return str(told.value.isoformat())

    def _birth(self, number: int, row: Sequence[Any]) -> int | None:
        told = cells.birth_year(
            self.cell(row, "birth"), month_first=self.layout.mapping.month_first, until=self.ends, today=self.today
        )
        found: int | None = self._optional(number, "birth", told)
        return found

    def _nickname(self, number: int, row: Sequence[Any]) -> str:
        text = " ".join(written(self.cell(row, "nickname")).split())
        if len(text) > LONGEST:
            self.note(number, "nickname", TOO_LONG)
            return ""
        return text

    def _site(self, number: int, row: Sequence[Any]) -> str:
        text = " ".join(written(self.cell(row, "site")).split())
        if not text and not self.mapping.default_site and "site" in self.layout.fields:
            self.blame(number, "site", NO_SITE)
        return text

    def _rate(self, number: int, row: Sequence[Any]) -> float | None:
        weekly = "rate" not in self.layout.fields
        told = cells.rate(self.cell(row, "rate_week" if weekly else "rate"))
        value = self._optional(number, "rate_week" if weekly else "rate", told)
        if value is None:
            return None
        daily = value / 7 if weekly else value
        if daily > cells.MOST_A_DAY:
            self.note(number, "rate_week" if weekly else "rate", cells.TOO_LARGE)
            return None
        return float(daily)

    def _partner(self, number: int, row: Sequence[Any]) -> str:
        cell = self.cell(row, "partner_of")
        text = " ".join(written(cell).split())
        if cells.is_unknown(text) or not normal_outside(text):
            return ""
        if len(text) > LONGEST:
            self.note(number, "partner_of", TOO_LONG)
            return ""
        return text

    def _kinds(self, number: int, row: Sequence[Any], made: ClientRow) -> tuple[str, ...]:
        """What the list's own column says; else a partner is whoever names one, and injects where a rate says so."""
        told = self._optional(number, "kind", cells.coded(self.cell(row, "kind"), "kind"))
        found = {told} if told else {PARTNER} if made.partner_of else {self.mapping.kind}
        if made.partner_of:
            found.add(PARTNER)
            if made.rate:
                found.add(INJECTS)
        return tuple(sorted(found))

    def _months(self, number: int, row: Sequence[Any], made: ClientRow) -> None:
        told: dict[dt.date, dict[str, int]] = {}
        of_row = self._month(row) if self.below else None
        for first, measure, column in self.layout.measures:
            month = first or of_row
            cell = row[column] if column < len(row) else ""
            if month is None or cell in ("", "-") or cell is None:
                continue
            value = self._counted(number, cell, measure, column, f"{month:%Y-%m}")
            if value:
                told.setdefault(month, {})[measure] = value
        for month, counted in told.items():
            if month > self.today:
                column = next(n for first, _measure, n in self.layout.measures if first in (month, None))
                self.troubles.append(Trouble(self.n, number, column, NOT_BEGUN, f"{month:%Y-%m}"))
                continue
            meetings = counted.pop("contacts", 0)
            if not meetings and counted:
                self._one_meeting(number, month)
            made.months[f"{month:%Y-%m}"] = (meetings or 1, *self._pieces(counted))

    def _one_meeting(self, number: int, month: dt.date) -> None:
        """Nothing is given to nobody: pieces without a contact are one contact."""
        if "contacts" in self.plan.measures:
            column = next(n for first, _measure, n in self.layout.measures if first in (month, None))
            self.plan.notes.append(Trouble(self.n, number, column, ONE_MEETING, f"{month:%Y-%m}"))

    def _counted(self, number: int, cell: Any, measure: str, column: int, month: str) -> int:
        told = cells.count(cell, MOST_MEETINGS if measure == "contacts" else cells.MOST_PIECES)
        if told.why in (cells.NEGATIVE, cells.TOO_LARGE):
            self.troubles.append(Trouble(self.n, number, column, told.why, month, measure))
        elif told.why:
            self.plan.notes.append(Trouble(self.n, number, column, told.why, month, measure))
        return told.value or 0

    def _pieces(self, counted: dict[str, int]) -> tuple[dict[str, int], dict[str, int]]:
        items = self.mapping.items
        out = {items[code]: n for code, n in counted.items() if code not in _RETURNED and code in items}
        back = {items[code]: n for code, n in counted.items() if code in _RETURNED and code in items}
        return out, back

    def _contact(self, number: int, row: Sequence[Any]) -> None:
        made = ContactRow(self.n, number, self._id(number, row), "")
        told = cells.date(self.cell(row, "day"), month_first=self.layout.mapping.month_first, today=self.today)
        if told.value is None:
            self.blame(number, "day", told.why or NO_DATE)
        elif told.value > self.today or told.value.year < 2000:
            self.blame(number, "day", cells.IMPOSSIBLE)
        made.site = " ".join(written(self.cell(row, "site")).split())
        made.mode = meanings("mode").get(fold(written(self.cell(row, "mode"))), "")
        counted = {}
        for _month, measure, column in self.layout.measures:
            value = self._counted(number, row[column] if column < len(row) else "", measure, column, "")
            if value:
                counted[measure] = value
        made.meetings = max(1, counted.pop("contacts", 1))
        made.supplies, made.returned = self._pieces(counted)
        if self.troubles:
            return
        assert told.value is not None
        nth = (normal_outside(made.id), told.value.isoformat())
        self.times[nth] = self.times.get(nth, 0) + 1
        made.key = f"{told.value.isoformat()}#{self.times[nth]}"
        self.plan.contacts.append(made)
        self.plan.sites[made.site] = self.plan.sites.get(made.site, 0) + 1


def _month_end(first: dt.date) -> dt.date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])
