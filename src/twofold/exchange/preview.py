"""What the pages show of a list on its way in: for whoever brought it, and nobody else."""

import uuid
from dataclasses import dataclass
from typing import Any

from twofold.core.access import Actor
from twofold.core.errors import NotThere
from twofold.exchange import matching
from twofold.exchange.actions.wizard import understood
from twofold.exchange.bringing import Brought
from twofold.exchange.incoming import reasons
from twofold.exchange.incoming.plan import NO_SITE
from twofold.exchange.models import Import
from twofold.programme.models import Site

SHOWN = 100
MONTH_NAMES = ("reached", "contacted_twice", "contacts", "needles_out", "needles_in", "condoms")


def imports(by: Actor) -> list[Import]:
    """One's own lists that are not done with, newest first."""
    return list(Import.objects.visible_to(by).defer("content", "to_mend").order_by("-began_at", "id"))


def one(by: Actor, brought: uuid.UUID) -> Import:
    """One of one's own lists. Raises NotThere."""
    found = Import.objects.visible_to(by).filter(pk=brought).first()
    if found is None:
        raise NotThere
    return found


def sites(by: Actor) -> list[Site]:
    """Sites that are open."""
    return list(Site.objects.visible_to(by).filter(closed_on=None).order_by("name", "id"))


@dataclass(frozen=True)
class Preview:
    """What would be done."""

    brought: Brought
    places: dict[str, uuid.UUID]
    totals: dict[str, Any]
    months: list[tuple[str, list[int]]]
    held: list[dict[str, Any]]  # the first of them; rows whose site is asked for are a question, and not listed
    held_more: int
    held_rows: int
    warnings: list[tuple[str, str, int]]


def preview(by: Actor, row: Import) -> Preview:
    """Read the file by its mapping, and say what would come of it."""
    found = understood(row)
    places = matching.match(found.plan.sites, sites(by), found.mapping.sites, found.mapping.default_site)
    words = dict(found.plan.sites)
    found.hold_unplaced(places)
    found.plan.sites = words
    totals = found.totals()
    months = [(month, [counts[name] for name in MONTH_NAMES]) for month, counts in totals["by_month"].items()]
    listed = [one for one in found.plan.held if one.why != NO_SITE]
    held = [{**told, "words": reasons.words(told["why"])} for told in found.in_detail(listed[:SHOWN])]
    rows, more = len(found.plan.held_rows()), max(0, len(listed) - SHOWN)
    return Preview(found, places, totals, months, held, more, rows, _warnings(found))


def _warnings(found: Brought) -> list[tuple[str, str, int]]:
    """Heading, what is the matter under it, and in how many rows."""
    rows: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for note, told in zip(found.plan.notes, found.in_detail(found.plan.notes), strict=True):
        rows.setdefault((told["heading"], note.why), set()).add((note.list, note.row))
    return [(heading, reasons.words(why), len(where)) for (heading, why), where in rows.items()]


def headings_missing(found: Brought) -> list[str]:
    """Headings that the mapping names and this list does not have."""
    return [head for layout in found.layouts for head in layout.missing]
