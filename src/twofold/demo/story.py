"""The story as entries in the order in which they reach the office: what `build` plays through the actions. Pure."""

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Any

from twofold.core.access import Consent, Role
from twofold.demo.calendar import Story, moment
from twofold.demo.contacts import Meeting, counsellor_of, keeper_of, meetings
from twofold.demo.people import Person, people
from twofold.demo.together import together

# What is written first when several things arrive together: nobody is met in the books before being registered.
ORDER = (
    "hand_over", "place", "register", "contact", "consent", "block", "correct", "take_back", "injecting", "kind", "standing",
    "offer", "step", "group", "partner", "path",
)  # fmt: skip
_OFFICE_HOUR, _MINUTES_APART = 17, 2


@dataclass(frozen=True)
class Entry:
    """One thing that a worker writes down. Entries of one worker, day, kind and `happened` are one batch."""

    arrives: dt.date
    author: str
    kind: str
    what: Any
    happened: dt.datetime | None = None

    def batch(self, places: dict[str, int]) -> tuple[Any, ...]:
        """Sorts entries, and groups those that go through one action together."""
        happened = self.happened.timestamp() if self.happened else 0.0
        return self.arrives, places[self.author], ORDER.index(self.kind), happened


def entries(story: Story, count: int, seed: int) -> list[Entry]:
    """Everything that happens to `count` people in 24 months, from one seed, as it arrives."""
    rng = Random(seed)  # noqa: S311 - a story that can be told again, no secret
    persons = people(story, count, rng)
    held = meetings(story, persons, rng)
    found = _handovers(story)
    by_person: dict[int, list[Meeting]] = {person.number: [] for person in persons}
    for made in held:
        if made.person is not None:
            by_person[made.person.number].append(made)
        found += _contact(story, made)
    for person in persons:
        found += _life(story, person, by_person[person.number], rng)
    found += [Entry(*told) for told in together(story, persons, held, seed)]
    return sorted(found, key=lambda entry: entry.batch(story.places))


def arrival(entry: Entry, places: dict[str, int], step: int) -> dt.datetime:
    """The moment at which a batch reaches the office: each worker in turn, one second between batches."""
    minutes = places[entry.author] * _MINUTES_APART
    return moment(entry.arrives, _OFFICE_HOUR, 0) + dt.timedelta(minutes=minutes, seconds=step)


def _handovers(story: Story) -> list[Entry]:
    months = story.months
    return [Entry(months[row.after_months].first, row.by, "hand_over", row) for row in story.world.handover]


def _contact(story: Story, made: Meeting) -> list[Entry]:
    """The contact as it arrives; at a later time what is set right."""
    found = [Entry(made.arrives, made.author, "contact", made)]
    later = story.arrives(made.author, made.site, made.arrives + dt.timedelta(days=7))
    if made.corrected:
        found.append(Entry(later, made.author, "correct", made, moment(made.day, made.minute // 60, made.minute % 60)))
    if made.taken_back:
        found.append(
            Entry(later, made.author, "take_back", made, moment(made.day, made.minute // 60, made.minute % 60))
        )
    return found


def _life(story: Story, person: Person, met: list[Meeting], rng: Random) -> list[Entry]:
    """Registration, consent, kinds, injecting, leaving and coming back, placement, a block."""

    def entry(day: dt.date, kind: str, what: Any, happened: dt.datetime | None = None, by: str | None = None) -> Entry:
        author = by or keeper_of(story, person, day)
        return Entry(story.arrives(author, person.site, day), author, kind, (person, what), happened)

    found = [entry(person.registered, "register", None)]
    found += _consents(story, person, met, rng)
    for day, status in person.standings:
        found.append(entry(day, "standing", status, moment(day, 8)))
    if person.learns_injections and _agreed(found, person.learns_injections[0]):
        day, times = person.learns_injections
        found.append(entry(day, "injecting", times, by=counsellor_of(story, person)))
    if person.stops_injecting and _agreed(found, person.stops_injecting):
        counsellor = counsellor_of(story, person)
        found.append(entry(person.stops_injecting, "kind", ("injects", False), by=counsellor))
        found.append(entry(person.stops_injecting, "kind", ("uses", True), by=counsellor))
    if person.moves:
        day, caseload = person.moves
        found.append(Entry(day, _manager(story, person), "place", (person, caseload)))
    if person.blocks:
        found.append(entry(person.registered + dt.timedelta(days=7), "block", person.blocks))
    return [one for one in found if one.arrives <= story.end]


def _manager(story: Story, person: Person) -> str:
    """Who leads the organisation that runs the person's site."""
    runs = story.world.organisation_of(person.site)
    managers = [row for row in story.world.staff if Role.MANAGER in row.roles]
    return next(row.login for row in managers if story.world.employer(row) == runs)


def _consents(story: Story, person: Person, met: list[Meeting], rng: Random) -> list[Entry]:
    """A card at the latest by the second contact, everything by the third, unhurried; a few withdraw later."""
    held = sorted(met, key=lambda made: (made.arrives, made.day, made.minute))
    found = []
    if not person.card_at_first and len(held) > 1:
        found.append(Entry(held[1].arrives, held[1].author, "consent", (person, Consent.CARD)))
    if person.full_consent and len(held) > 2:
        agreed = held[2 if rng.random() < 0.8 else min(len(held) - 1, 5)]
        found.append(Entry(agreed.arrives, agreed.author, "consent", (person, Consent.FULL)))
        if person.sells_sex:
            by = counsellor_of(story, person)
            day = story.arrives(by, person.site, agreed.arrives + dt.timedelta(days=1))
            found.append(Entry(day, by, "kind", (person, ("sells_sex", True))))
        if person.withdraws:
            by = counsellor_of(story, person)
            day = story.arrives(by, person.site, agreed.arrives + dt.timedelta(days=rng.randrange(200, 420)))
            found.append(Entry(day, by, "consent", (person, Consent.WITHDRAWN)))
    return [entry for entry in found if entry.arrives <= story.end]


def _agreed(found: list[Entry], day: dt.date) -> bool:
    """Whether full consent stands well before `day` and is not withdrawn at all."""
    stages = [(entry.arrives, entry.what[1]) for entry in found if entry.kind == "consent"]
    full = any(stage == Consent.FULL and arrives < day for arrives, stage in stages)
    return full and not any(stage == Consent.WITHDRAWN for _, stage in stages)
