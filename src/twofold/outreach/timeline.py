"""What happened with one client, newest first, cut into pages by key: contacts, groups, agreements, kinds, leaving, coming
back.

Each entry says only what stands in the parts of the file that the reader may open. What stands on sealed ground is no
entry at all.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from twofold.core.access import Compartment, Consent
from twofold.core.paging import beyond
from twofold.outreach import grouping
from twofold.outreach.models import Beneficiary, Contact, ContactTally, Mode
from twofold.outreach.topics import topics
from twofold.people.kinds import kinds
from twofold.people.models import Client, ConsentGiven, InjectingStated, KindStated, Standing
from twofold.people.reads import opened
from twofold.people.rules import ACTIVE
from twofold.programme.catalogue import supplies
from twofold.programme.models import Staff

PAGE = 25
_WHY = "of a client that came by visible_to"
_ORDER = ("-day", "-id")
_C = Compartment


@dataclass
class Entry:
    """One thing that happened. `told` are words of a person, to be shown inert."""

    day: dt.date
    id: uuid.UUID
    title: str
    author: uuid.UUID
    facts: list[tuple[str, str]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    taken_back: bool = False
    contact: uuid.UUID | None = None
    listed: bool = False
    before: list["Entry"] = field(default_factory=list)
    by: str = ""


@dataclass(frozen=True)
class Timeline:
    """Some entries, and where the older ones begin: (day, id) or None."""

    entries: list[Entry]
    older: tuple[dt.date, uuid.UUID] | None


Start = tuple[dt.date, uuid.UUID] | None


def timeline(row: Client, parts: frozenset[Compartment], start: Start, *, taken_back: bool) -> Timeline:
    """Entries older than `start`. `taken_back`: whether contacts that were taken back are shown, struck through."""
    found = _contacts(row, parts, start, taken_back=taken_back)
    found += [_consent(fact) for fact in _facts(ConsentGiven, row, start)]
    found += [_standing(fact, parts) for fact in _facts(Standing, row, start)]
    if _C.DRUG_USE in parts:
        found += [_need(fact) for fact in _facts(InjectingStated, row, start)]
    if _C.IDENTITY in parts:
        found += _groups(row, start)
    readable = [kind.code for kind in kinds().kind if kind.compartment in parts and kind.filterable]
    found += _kinds(_facts(KindStated, row, start, kind__in=readable))
    found.sort(key=lambda entry: (entry.day, entry.id), reverse=True)
    shown, more = found[:PAGE], len(found) > PAGE
    _name_authors(shown)
    return Timeline(shown, (shown[-1].day, shown[-1].id) if more else None)


def _groups(row: Client, start: Start) -> list[Entry]:
    """The groups that this client attended: nobody else who was there is in it, nor how many they were."""
    found = []
    for attended, group in grouping.of_client(row):
        if start is None or (group.day, attended.pk) < start:
            entry = Entry(group.day, attended.pk, group.kind, attended.author, [("", _("Group"))])
            if group.topics:
                entry.facts.append((_("Talked about"), ", ".join(group.topics)))
            found.append(entry)
    return found[: PAGE + 1]


def _facts(model: Any, row: Client, start: Start, **only: Any) -> list[Any]:
    rows = model.objects.unscoped(_WHY).filter(client=row, **only)
    if start is not None:
        rows = rows.filter(beyond(_ORDER, start))
    return list(rows.order_by(*_ORDER)[: PAGE + 1])


def _contacts(row: Client, parts: frozenset[Compartment], start: Start, *, taken_back: bool) -> list[Entry]:
    """The contacts that show; with `taken_back`, also those whose last word is that they were taken back."""
    shows = Q(tally__isnull=False)
    if taken_back:
        tallies = ContactTally.objects.unscoped(_WHY).filter(root=OuterRef("root"))
        shows |= Q(void=True) & ~Exists(tallies)
    rows = Contact.objects.unscoped(_WHY).filter(shows, client=row)
    if start is not None:
        rows = rows.filter(beyond(_ORDER, start))
    heads = list(rows.order_by(*_ORDER)[: PAGE + 1])
    families = _families(heads)
    return [
        _told_several_times(head, families[head.root], parts) if head.root in families else contact(head, parts)
        for head in heads
    ]


def _families(heads: Sequence[Contact]) -> dict[uuid.UUID, list[Contact]]:
    """All versions of those contacts that were told more than once, by root."""
    roots = {head.root for head in heads if head.root != head.pk}
    found: dict[uuid.UUID, list[Contact]] = defaultdict(list)
    if roots:
        for version in Contact.objects.unscoped(_WHY).filter(root__in=roots).order_by("-received_at", "-id"):
            found[version.root].append(version)
    return found


def _told_several_times(head: Contact, family: Iterable[Contact], parts: frozenset[Compartment]) -> Entry:
    others = [version for version in family if version.pk != head.pk and not version.void]
    if not head.void:
        entry = contact(head, parts)
        entry.tags.append(_("Corrected"))
        entry.before = [contact(version, parts) for version in others]
        return entry
    corrected = next((version for version in others if version.pk == head.corrects_id), None)
    entry = contact(corrected or head, parts)
    entry.id, entry.day, entry.author = head.pk, head.day, head.author
    entry.taken_back, entry.contact = True, None
    entry.tags.append(_("Taken back"))
    return entry


def contact(row: Contact, parts: frozenset[Compartment] = frozenset()) -> Entry:
    """A contact in words. Place and note are shown to whoever may read who the client is."""
    details = opened(row, "details") or {}
    found = Entry(row.day, row.pk, str(Mode(row.mode).label), row.author, contact=row.pk)
    found.listed = row.mode == Mode.LISTED
    if found.listed:
        found.facts.append((_("Meetings"), str(row.meetings)))
    if row.supplies:
        found.facts.append((_("Given"), pieces(row.supplies)))
    if row.returned:
        found.facts.append((_("Taken back in"), pieces(row.returned)))
    known = topics()
    if talked := [known[code] for code in details.get("topics", []) if code in known]:
        found.facts.append((_("Talked about"), ", ".join(_in_language(topic) for topic in talked)))
    if _C.IDENTITY in parts:
        found.told = [
            (name, details[key]) for key, name in (("place", _("Place")), ("note", _("Note"))) if details.get(key)
        ]
    if row.beneficiary == Beneficiary.CARRIED:
        found.tags.append(str(Beneficiary.CARRIED.label))
    return found


def _in_language(words: dict[str, str]) -> str:
    return words["hi" if (get_language() or "").startswith("hi") else "en"]


def pieces(quantities: dict[str, int]) -> str:
    """'20 × Syringe with needle, 1 ml; 12 × Condom', in the order of the catalogue."""
    language = get_language() or "en"
    items = [item for item in supplies().item if quantities.get(item.code)]
    return "; ".join(f"{quantities[item.code]} × {item.label(language)}" for item in items)


def _consent(fact: ConsentGiven) -> Entry:
    words = {
        Consent.CARD: _("Agreed to a card under a code"),
        Consent.FULL: _("Agreed to records in full"),
        Consent.WITHDRAWN: _("Took the agreement back"),
        Consent.NONE: _("Has not agreed to anything yet"),
    }
    how = _("Written") if fact.how == "written" else _("Spoken")
    return Entry(fact.day, fact.pk, words[Consent(fact.stage)], fact.author, [("", how)])


def _standing(fact: Standing, parts: frozenset[Compartment]) -> Entry:
    if fact.status == ACTIVE:
        return Entry(fact.day, fact.pk, _("Came back"), fact.author)
    entry = Entry(fact.day, fact.pk, _("Left"), fact.author)
    if _C.IDENTITY in parts:
        entry.facts.append(("", str(Standing.Status(fact.status).label)))
    return entry


def _need(fact: InjectingStated) -> Entry:
    return Entry(
        fact.day, fact.pk, _("How often"), fact.author, [("", how_often((opened(fact) or {}).get("times_a_day")))]
    )


def how_often(times_a_day: float | None) -> str:
    """A frequency as people say it: by the day, or by the week where it is less than once a day."""
    if times_a_day is None:
        return _("not known")
    if 0 < times_a_day < 1:
        return _("%(n)s a week") % {"n": f"{times_a_day * 7:.1f}".removesuffix(".0")}
    return _("%(n)s a day") % {"n": f"{times_a_day:.1f}".removesuffix(".0")}


def _kinds(facts: Sequence[KindStated]) -> list[Entry]:
    """One entry for what was said in one breath."""
    known, language = kinds().by_code(), get_language() or "en"
    found: dict[tuple[Any, ...], Entry] = {}
    for fact in facts:
        title = _("Noted") if fact.holds else _("No longer so")
        entry = found.setdefault(
            (fact.received_at, fact.author, fact.holds), Entry(fact.day, fact.pk, title, fact.author)
        )
        entry.facts.append(("", known[fact.kind].label(language)))
    return list(found.values())


def _name_authors(entries: Sequence[Entry]) -> None:
    everyone = [*entries, *(version for entry in entries for version in entry.before)]
    wanted = {entry.author for entry in everyone}
    names = dict(Staff.objects.filter(pk__in=wanted).values_list("pk", "name"))
    for entry in everyone:
        entry.by = names.get(entry.author, "")
