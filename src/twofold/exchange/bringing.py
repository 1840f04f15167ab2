"""A file on its way in: read, understood, planned, matched with sites. The page and the command share it."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from twofold.exchange.incoming import guessing, layout, mapping, reading, totals
from twofold.exchange.incoming import plan as planning
from twofold.exchange.incoming.mapping import Mapping as ListMapping
from twofold.exchange.incoming.plan import NO_SITE, Plan, Trouble


@dataclass
class Brought:
    """What a file says, and how it was understood."""

    sheets: list[reading.Sheet]
    mapping: ListMapping
    layouts: list[layout.Layout]
    plan: Plan
    sure: float = 1.0
    doubts: list[str] = field(default_factory=list)

    def hold_unplaced(self, sites: Mapping[str, uuid.UUID]) -> None:
        """Hold back the rows whose site is not known here."""
        plan = self.plan
        for row in [*plan.clients, *plan.contacts]:
            if row.site not in sites and (row.site or isinstance(row, planning.ClientRow)):
                plan.held.append(self._at(row.list, row.row, "site", NO_SITE))
        plan.clients = [row for row in plan.clients if row.site in sites]
        plan.contacts = [row for row in plan.contacts if row.site in sites or not row.site]
        left = {(row.list, row.row) for row in plan.clients}
        held = plan.held_rows()
        plan.notes = [note for note in plan.notes if (note.list, note.row) in left or (note.list, note.row) not in held]

    def hold(self, found: Iterable[tuple[int, int, str]]) -> None:
        """Note what the actions held back."""
        self.plan.held += [self._at(n, row, "id", why) for n, row, why in found]

    def _at(self, n: int, row: int, code: str, why: str) -> Trouble:
        return Trouble(n, row, self.layouts[n].fields.get(code, 0), why)

    def totals(self) -> dict[str, Any]:
        return totals.totals(self.plan)

    def in_detail(self, troubles: Iterable[Trouble]) -> list[dict[str, Any]]:
        return totals.in_detail(troubles, self.layouts)


def bring(content: bytes, today: dt.date, told: ListMapping | None = None) -> Brought:
    """Read a file by a mapping, or by the best guess. Raises Invalid where it cannot be read or understood."""
    sheets = reading.read(content)
    return understand(sheets, today, told)


def understand(sheets: Sequence[reading.Sheet], today: dt.date, told: ListMapping | None = None) -> Brought:
    """The same of sheets that are read already."""
    guess = guessing.Guess(told, 1.0) if told else guessing.guess(sheets, today)
    layouts = [made for one in guess.mapping.list for made in layout.laid_out(one, sheets, today)]
    made = planning.plan(layouts, guess.mapping, today)
    return Brought(list(sheets), guess.mapping, layouts, made, guess.sure, guess.doubts)


def mapping_of(text: str) -> ListMapping:
    """The mapping in a TOML file."""
    return mapping.load(text)
