"""Reads a story and lives it through the software's own actions; then counts it by the engine and by the reference.

    when         | who   | what
    1 Sep        | Asha  | registers: woman, born 2003, partner
    30 Sep 23:59 | Asha  | takes 10 syringes

The year is 2026 where none is said, the time noon by the programme's own clock, the site East. Words that are not known
here are a mistake in the story.
"""

import datetime as dt
import re
import uuid
from dataclasses import dataclass, field, replace

from twofold.core import access, clock
from twofold.core.access import Actor, Consent, Role
from twofold.indicators import engine, periods, reference, report
from twofold.indicators.definitions import DIMENSIONS, definitions
from twofold.indicators.facts import Scope
from twofold.indicators.places import Where
from twofold.indicators.report import Figure
from twofold.outreach import actions as outreach
from twofold.outreach.actions import NewContact
from twofold.outreach.models import Contact, ContactTally, NeedSpell
from twofold.people import actions as people
from twofold.people.actions import NewClient
from twofold.people.models import ClientState, KindSpell, RegisterSpell
from twofold.programme import actions as programme
from twofold.programme.actors import actor_for
from twofold.programme.models import Site, Staff

ZONE = "Asia/Kolkata"
AFTER = dt.datetime(2027, 3, 1, 6, 30, tzinfo=dt.UTC)
ITEMS = {
    "syringe": "syringe_1ml",
    "barrel": "syringe_2ml",
    "loose needle": "needle_24g",
    "condom": "condom_external",
    "internal condom": "condom_internal",
    "lubricant": "lubricant",
    "naloxone kit": "naloxone_kit",
}
KINDS = {"partner", "injects", "family", "child", "uses", "widowed", "sells_sex"}
STRANGER, OFFICE = "somebody", "the programme"


@dataclass
class Story:
    """What has happened so far."""

    sites: dict[str, Site] = field(default_factory=dict)
    workers: dict[str, Actor] = field(default_factory=dict)
    clients: dict[str, uuid.UUID] = field(default_factory=dict)
    contacts: dict[str, NewContact] = field(default_factory=dict)

    def figure(self, indicator: str, period: str, site: str | None = None, **split: str) -> Figure:
        """The figure as a report would hand it out to the operator; engine and reference agree on what it is made of."""
        span, one = periods.parse(period), definitions()[indicator]
        inside = {code: row for code, row in self.sites.items() if site in (None, code)}
        where = Where(site, "", Scope(sites=frozenset(row.id for row in inside.values())), site=site is not None)
        found = next(f for f in report.figures([one], span, where, list(split), exact=True) if f.by == split)
        cell, told = tuple(split.get(name) for name in DIMENSIONS), [found.numerator, found.denominator]
        for measure, fast in zip(one.measures if not one.estimate_only else (), told, strict=False):
            slow = reference.count(measure, plain_rows(), span.start, span.end, {str(r.id) for r in inside.values()})
            assert fast == slow.get(cell, reference.Count()).value, "the engine and the reference disagree"
        return found

    def counts(self, indicator: str, period: str, site: str | None = None, **split: str) -> int:
        """The number, by the engine and by the reference; `site` is 'East' or 'West', `split` names a cell."""
        span, one = periods.parse(period), definitions()[indicator]
        inside = {code: row for code, row in self.sites.items() if site in (None, code)}
        cell = tuple(split.get(name) for name in DIMENSIONS)
        scope = Scope(sites=frozenset(row.id for row in inside.values()))
        fast = engine.count([one], [span], scope, DIMENSIONS)[indicator, period][cell].value
        slow = reference.count(one, plain_rows(), span.start, span.end, {str(row.id) for row in inside.values()})
        assert fast == slow.get(cell, reference.Count()).value, "the engine and the reference disagree"
        return fast


def tell(text: str) -> Story:
    """Live through a story."""
    story = Story()
    _open_the_doors(story)
    lines = [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]
    assert lines[0] == ["when", "who", "what"], "a story has the columns when, who, what"
    for when, who, what in lines[1:]:
        moment = _moment(when)
        with clock.held(moment):
            _happens(story, who, what, moment)
    return story


def plain_rows() -> reference.Programme:
    """The database as plain rows for the reference."""
    why = "the reference counts them"
    spells = [(row.client_id, reference.Spell(row.since, row.until)) for row in RegisterSpell.objects.unscoped(why)]
    kinds = [(r.client_id, (r.kind, reference.Spell(r.since, r.until))) for r in KindSpell.objects.unscoped(why)]
    needs = [(r.client_id, (r.per_week, reference.Spell(r.since, r.until))) for r in NeedSpell.objects.unscoped(why)]
    known = tuple(
        reference.Person(
            str(row.pk), str(row.site_id), row.gender, row.birth_band, row.registered_on,
            tuple(spell for client, spell in spells if client == row.pk),
            tuple(kind for client, kind in kinds if client == row.pk),
            tuple(need for client, need in needs if client == row.pk),
        )
        for row in ClientState.objects.unscoped(why)
    )  # fmt: skip
    met = tuple(
        reference.Contact(
            row.day, str(row.site_id), str(row.client_id) if row.client_id else None, row.beneficiary,
            row.needles_out, row.needles_returned, row.condoms, row.condoms_internal, row.naloxone, row.meetings, row.mode,
        )
        for row in ContactTally.objects.unscoped(why)
    )  # fmt: skip
    return reference.Programme(known, met)


def _open_the_doors(story: Story) -> None:
    by = access.operator()
    with clock.held(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)):
        programme.create_places(by=by, places=[("town", "Town", "district", None)])
        owner = programme.create_organisation(by=by, code="we", name="We", timezone=ZONE)
        for name in ("East", "West"):
            site = programme.open_site(by=by, organisation=owner.id, place="town", code=name.lower(), name=name)
            story.sites[name] = site
            worker = programme.create_staff(
                by=by, organisation=owner.id, login=f"worker-{name.lower()}", name=name, password="four plain quiet words",
                held=[Role.NURSE, Role.COUNSELLOR], sites=[row.id for row in story.sites.values()],
            )  # fmt: skip
            row = Staff.objects.select_related("organisation").get(pk=worker.pk)
            story.workers[name] = actor_for(row, second_factor=True)
    story.workers = dict.fromkeys(story.workers, story.workers["West"])  # posted at both sites


def _moment(when: str) -> dt.datetime:
    found = re.fullmatch(r"(\d{1,2}) (\w{3})(?: (\d{4}))?(?: (\d{1,2}):(\d{2}))?", when)
    assert found, f"when is '{when}'?"
    day, month, year, hour, minute = found.groups()
    date = dt.datetime.strptime(f"{day} {month} {year or 2026}", "%d %b %Y").date()
    return clock.at_local(date, ZONE, int(hour or 12), int(minute or 0))


def _happens(story: Story, who: str, what: str, moment: dt.datetime) -> None:
    what, _, place = what.partition(" at ")
    site = place or "East"
    by = story.workers[site]
    if who == OFFICE:
        _estimate(story, what)
    elif what.startswith("says "):
        people.record_injecting(by=by, statements=[(story.clients[who], float(what.split()[1]))], occurred_at=moment)
    elif what.startswith("registers"):
        story.clients[who] = _register(by, story.sites[site], what.partition(":")[2])
    elif what == "agrees in full":
        people.record_consents(by=by, consents=[(story.clients[who], Consent.FULL)])
    elif what in ("leaves", "comes back"):
        status = "moved" if what == "leaves" else "active"
        people.record_standings(by=by, standings=[(story.clients[who], status)])
    elif what.startswith(("becomes ", "stops being ")):
        kind, holds = what.split()[-1], what.startswith("becomes ")
        people.state_kinds(by=by, statements=[(story.clients[who], kind, holds)])
    else:
        _contact(story, who, what, site, moment)


def _estimate(story: Story, what: str) -> None:
    found = re.fullmatch(r"estimates (\d+) (\w+)( women)?(?: from (\d+) to (\d+))?", what)
    assert found, f"what is '{what}'?"
    value, population, women, low, high = found.groups()
    bounds = {"low": int(low), "high": int(high)} if low else {}
    new = programme.NewEstimate(
        "town", population, 2026, int(value), "A story", gender="woman" if women else "", **bounds
    )
    owner = story.sites["East"].organisation_id
    programme.record_estimates(by=access.operator(), organisation=owner, estimates=[new])


def _register(by: Actor, site: Site, told: str) -> uuid.UUID:
    said = {word.strip() for word in told.split(",") if word.strip()}
    genders = said & {"woman", "man", "trans woman"}
    born = [word for word in said if word.startswith("born ")]
    assert said <= KINDS | genders | set(born), f"registers as {said}?"
    client = NewClient(
        site=site.id,
        gender=(genders.pop() if genders else "not said").replace(" ", "_"),
        birth_year=int(born[0].split()[1]) if born else None,
        kinds=sorted(said & KINDS),
    )
    return people.register_clients(by=by, clients=[client])[0].id


def _contact(story: Story, who: str, what: str, site: str, moment: dt.datetime) -> None:
    by, last = story.workers[site], story.contacts.get(who)
    if what == "the contact is taken back":
        outreach.undo_contact(by=by, contact=_showing(last).id)
    elif what == "the same entry comes again":
        outreach.record_contacts(by=by, contacts=[last])
    elif what.startswith("the contact is corrected: "):
        words = what.removeprefix("the contact is corrected: ")
        changed = words.startswith("it was on ")
        day = _moment(words.removeprefix("it was on ")) if changed else last.occurred_at
        new = last if changed else _told(story, who, words, site, day)
        new = replace(new, id=None, occurred_at=day)
        outreach.correct_contact(by=by, contact=_showing(last).id, new=new)
    else:
        story.contacts[who] = _told(story, who, what, site, moment)
        outreach.record_contacts(by=by, contacts=[story.contacts[who]])


def _showing(told: NewContact) -> Contact:
    return Contact.objects.unscoped("tests").get(root=told.id, tally__isnull=False)


def _told(story: Story, who: str, what: str, site: str, moment: dt.datetime) -> NewContact:
    out: dict[str, int] = {}
    back: dict[str, int] = {}
    carries = False
    for part in what.split(" and "):
        found = re.fullmatch(r"(takes|carries|brings back)? ?(\d+) ([a-z ]+?)s?", part)
        assert found or part == "is met", f"what is '{part}'?"
        if found:
            verb, pieces, item = found.groups()
            carries = carries or verb == "carries"
            target = back if verb == "brings back" else out
            target[ITEMS[item]] = int(pieces)
    stranger = who == STRANGER
    return NewContact(
        site=story.sites[site].id,
        client=None if stranger else story.clients[who],
        beneficiary="stranger" if stranger else "carried" if carries else "client",
        supplies=out,
        returned=back,
        occurred_at=moment,
        id=uuid.uuid4(),
    )
