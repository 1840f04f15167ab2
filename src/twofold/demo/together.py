"""What the story tells beside contacts: going along to services, groups, and the path to a partner. Pure, from one seed.

Only of people whose file rests with one worker throughout: who writes what down is then never in question.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from twofold.core.access import Role
from twofold.demo.calendar import SUNDAY, Story
from twofold.demo.contacts import Meeting, counsellor_of
from twofold.demo.people import Person
from twofold.demo.world import company

Told = tuple[dt.date, str, str, Any]  # when it arrives, who tells it, what sort of entry, what
WELL_KNOWN = 6  # contacts after which somebody asks for more than supplies
LATELY = 2  # contacts, the last ones
_DAY = dt.timedelta(days=1)


@dataclass(eq=False)
class Going:
    """A service that was offered to somebody, on which day, and the day of an appointment if one was made at once."""

    person: Person
    service: str
    day: dt.date
    on: dt.date | None


@dataclass(frozen=True)
class GoingStep:
    """What happened next on the way there, and on which day; `told` are the words of the step."""

    going: Going
    step: str
    day: dt.date
    hour: int
    visit: int = 1
    told: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Gathering:
    """A group that was held, and who of the clients attended."""

    site: str
    kind: str
    day: dt.date
    there: Sequence[Person]
    others: int
    topics: Sequence[str]


@dataclass(frozen=True)
class PartnerWord:
    """What somebody says of a partner, or a step towards one; `card` is the partner's own, once there is one."""

    person: Person
    day: dt.date
    hour: int
    told: dict[str, Any]
    card: Person | None = None


def together(story: Story, persons: Sequence[Person], held: Sequence[Meeting], seed: int) -> list[Told]:
    """All of it. Draws luck of its own, so that the story of contacts stays as it was."""
    rng = Random(f"together {seed}")  # noqa: S311 - a story that can be told again, no secret
    met: dict[int, list[Meeting]] = {}
    for made in sorted(held, key=lambda made: (made.arrives, made.day, made.minute)):
        if made.person is not None and not made.taken_back:
            met.setdefault(made.person.number, []).append(made)
    known = [one for one in persons if _is_steady(story, one) and len(met.get(one.number, ())) > WELL_KNOWN]
    found = list(_partners(story, known, persons, met, rng))
    for person in known:
        if rng.random() < company().referred:
            since = met[person.number][WELL_KNOWN:]
            lately = rng.random() < company().offered_lately
            found += _going(story, person, rng.choice(since[-LATELY:] if lately else since), rng)
    found += _gatherings(story, known, rng)
    return [told for told in found if told[0] <= story.end]


def _is_steady(story: Story, one: Person) -> bool:
    """Whether one worker keeps the file throughout, and the client agreed to all of it and stayed."""
    stays = not (one.standings or one.moves or one.blocks or one.withdraws)
    return stays and one.full_consent and len(story.holders(one.caseload)) == 1


def _working(day: dt.date) -> dt.date:
    return day + _DAY if day.weekday() == SUNDAY else day


def _going(story: Story, person: Person, asked: Meeting, rng: Random) -> Iterator[Told]:
    """Offered at a contact, agreed, an appointment, gone along, arrived, seen, what came of it; or broken with why."""
    author = person.caseload
    steps: list[GoingStep] = []
    service = rng.choice(_services(person))
    agrees = rng.random() < company().agreed
    going = Going(person, service, asked.day, _working(asked.day + _DAY * rng.randrange(3, 13)) if agrees else None)
    yield max(asked.arrives, story.arrives(author, person.site, asked.day)), author, "offer", going
    if going.on is None:
        steps.append(GoingStep(going, "stopped", _working(asked.day + _DAY * 10), 11, told={"why": "not_now"}))
    else:
        steps += _visits(going, going.on, rng)
    for step in steps:
        if step.day <= story.end:
            yield max(asked.arrives, story.arrives(author, person.site, step.day)), author, "step", step


def _services(person: Person) -> Sequence[str]:
    wanted = company().services
    found = [*wanted["injects"]] if person.injects else [*wanted["beside"]]
    return found + ([*wanted["women"]] if person.gender == "woman" else [])


def _visits(going: Going, day: dt.date, rng: Random) -> Iterator[GoingStep]:
    """One visit after another, to the last. Some do not come about, and are tried once more or given up."""
    if rng.random() < company().broken:
        yield GoingStep(going, "broken", day, 15, told={"why": rng.choice(company().why)})
        later = _working(day + _DAY * rng.randrange(5, 12))
        if rng.random() < company().given_up:
            yield GoingStep(going, "stopped", later, 11, told={"why": "not_now"})
            return
        day = _working(later + _DAY * rng.randrange(3, 9))
        yield GoingStep(going, "appointment", later, 11, told={"on": day, "at": "10:00"})
    last = company().most_visits if going.service in company().series else 1
    for visit in range(1, last + 1):
        yield GoingStep(going, "accompanied", day, 9, visit, {"with_whom": rng.choice(company().with_whom)})
        yield GoingStep(going, "arrived", day, 10, visit)
        yield GoingStep(going, "seen", day, 12, visit)
        if visit < last:
            seen, day = day, _working(day + _DAY * rng.randrange(14, 29))
            yield GoingStep(going, "appointment", seen, 13, visit + 1, {"on": day, "at": "10:00"})
    yield GoingStep(going, "outcome", day, 14, last, {"outcome": "continues" if last > 1 else "received"})


def _gatherings(story: Story, known: Sequence[Person], rng: Random) -> Iterator[Told]:
    """A group a month at each site, by the counsellor, who knows everybody there."""
    for month in story.months[-company().months_of_groups :]:
        for n, site in enumerate(row.code for row in story.world.site):
            day = month.working[min(len(month.working) - 1, 3 + 3 * n)]
            kind = company().groups[(month.first.month + n) % len(company().groups)]
            there = [one for one in known if one.site == site and _may_come(one, kind, day)]
            if not there or story.within(story.world.silence, site, day):
                continue
            there = rng.sample(there, min(len(there), rng.randrange(3, 9)))
            author = story.world.site_wide(site, Role.COUNSELLOR)[0].login
            made = Gathering(site, kind, day, there, rng.randrange(4), [rng.choice(company().talk)])
            yield story.arrives(author, site, day), author, "group", made


def _may_come(one: Person, kind: str, day: dt.date) -> bool:
    fits = {"women": one.gender == "woman", "partners": "partner" in one.kinds, "families": "family" in one.kinds}
    return fits.get(kind, True) and one.can_be_met(day) and day - one.registered > dt.timedelta(days=90)


def _partners(
    story: Story, known: Sequence[Person], persons: Sequence[Person], met: dict[int, list[Meeting]], rng: Random
) -> Iterator[Told]:
    """Men who inject and speak of a partner: of some, the partner has a card of her own since; others say not now, or never."""
    waiting = [
        one for one in persons if one.kinds == ["partner"] and one.gender == "woman" and one.registered > story.start
    ]
    for man in (
        one for one in known if one.injects and one.gender == "man" and rng.random() < company().speak_of_partner
    ):
        asked = met[man.number][WELL_KNOWN]
        hers = [
            one for one in waiting if one.site == man.site and one.registered - asked.arrives > dt.timedelta(days=60)
        ]
        her = hers[0] if hers else None
        if her:
            waiting.remove(her)
        author = counsellor_of(story, man)
        for word in _path(man, asked, her, rng):
            if word.day <= story.end:
                kind = "partner" if word.told.get("kind") else "path"
                yield max(asked.arrives, story.arrives(author, man.site, word.day)), author, kind, word


def _path(man: Person, asked: Meeting, her: Person | None, rng: Random) -> Iterator[PartnerWord]:
    """Named, decided together, invited, a first visit, a card of her own. 'Not now' and 'never' are answers."""
    known_as = rng.choice(company().partner_nicknames)
    day = _working(her.registered - _DAY * 40 if her else asked.arrives + _DAY * 3)
    yield PartnerWord(man, day, 15, {"kind": "spouse", "cohabiting": True, "nickname": known_as})
    if her is None:
        told = {"step": "decided", "outcome": rng.choice(("not_now", "not_now", "never")), "safe": "unsure"}
        yield PartnerWord(man, day, 16, told)
        return
    yield PartnerWord(man, day, 16, {"step": "decided", "outcome": "agreed", "how": "client", "safe": "safe"})
    yield PartnerWord(man, _working(day + _DAY * 12), 16, {"step": "invited", "outcome": "accepted", "how": "client"})
    yield PartnerWord(man, _working(day + _DAY * 25), 16, {"step": "visited", "outcome": "met", "how": "centre"})
    after = _working(her.registered + _DAY * 30)
    yield PartnerWord(man, after, 16, {"step": "enrolled", "outcome": "own_card", "how": "own_worker"}, card=her)
