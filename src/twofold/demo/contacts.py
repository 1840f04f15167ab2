"""The contacts of the demonstration: who is met when, by whom, and what is given, so that published rates hold. Pure."""

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from twofold.core.access import Role
from twofold.demo.calendar import Month, Story
from twofold.demo.people import Person
from twofold.demo.supplies import hand_out
from twofold.demo.world import rates

_AROUND_A_CHANGE = dt.timedelta(days=75)  # longer than any note is on its way
_FIRST_WEEKS = dt.timedelta(days=30)
_PLACES = ("market", "bus stand", "river side", "railway lines", "old town", "centre")
_NOTES = (
    "Asked about the night shelter.",
    "Was in a hurry.",
    "Came with a friend.",
    "Wants to come on a Tuesday next time.",
)


@dataclass
class Meeting:
    """One contact. `weight`: its share of the needles, `sex`: of the condoms; what that makes is settled at the end."""

    person: Person | None
    site: str
    author: str
    day: dt.date
    minute: int
    arrives: dt.date
    mode: str
    beneficiary: str = "client"
    weight: float = 0
    sex: float = 0
    supplies: dict[str, int] = field(default_factory=dict)
    returned: dict[str, int] = field(default_factory=dict)
    topics: list[str] = field(default_factory=list)
    place: str = ""
    note: str = ""
    taken_back: bool = False
    corrected: bool = False


def meetings(story: Story, people: list[Person], rng: Random) -> list[Meeting]:
    """Every contact of the story."""
    found: list[Meeting] = []
    for person, month, first in _met(story, people, rng):
        found += _month_of(story, person, month, first, rng)
    found += _strangers(story, len(people), rng)
    hand_out(story, people, found, rng)
    return found + _mistakes(story, found, rng)


def _reachable(person: Person, month: Month) -> list[dt.date]:
    """The days of a month on which this person can be met: not on Sundays, not while away."""
    if person.away_between(month.first, month.last):
        return [day for day in month.working if person.can_be_met(day)]
    return month.working if person.can_be_met(month.first) else []


def _met(story: Story, people: list[Person], rng: Random) -> Iterable[tuple[Person, Month, bool]]:
    """(person, month, whether it is the month of registration) for those who are met, at the published share."""
    months = story.months
    sure, maybe, register = [], [], 0
    for person in people:
        factors = story.world.organisation_of(person.site).months
        for month in months:
            first = month.first <= person.registered <= month.last
            register += month.whole and person.registered_in(month.first, month.last)
            if first:
                sure.append((person, month, True))
            elif _reachable(person, month):
                maybe.append((person, month, factors[month.first.month - 1]))
    whole = sum(month.whole for _, month, _ in sure)
    offset = _offset(maybe, rates().published.contacted_in_month * register - whole)
    rng.shuffle(maybe)
    return sure + [(person, month, False) for person, month in _systematic(maybe, offset, rng)]


def _chance(pull: float, factor: float, offset: float) -> float:
    return factor / (1 + math.exp(-pull - offset))


def _offset(maybe: list[tuple[Person, Month, float]], wanted: float) -> float:
    """The offset at which as many are met as wanted. Bisection: the sum grows with the offset."""
    low, high = -8.0, 8.0
    for _ in range(40):
        middle = (low + high) / 2
        total = sum(_chance(person.pull, factor, middle) for person, month, factor in maybe if month.whole)
        low, high = (middle, high) if total < wanted else (low, middle)
    return low


def _systematic(maybe: list[tuple[Person, Month, float]], offset: float, rng: Random) -> Iterable[tuple[Person, Month]]:
    """A systematic draw: each with their own chance, and the total as expected to within one."""
    mark = rng.random()
    for person, month, factor in maybe:
        mark += _chance(person.pull, factor, offset)
        if mark >= 1:
            mark -= 1
            yield person, month


def _month_of(story: Story, person: Person, month: Month, first: bool, rng: Random) -> list[Meeting]:
    """This person's contacts of one month; at registration supplies come first."""
    days = _reachable(person, month)
    passed = month.length / 30
    more = sum(rng.random() < rates().invented.second_contacts / 3 for _ in range(3))
    chosen = [person.registered] if first else []
    chosen += [rng.choice(days) for _ in range(more if first else 1 + more) if month.whole or rng.random() < passed]
    found = [_meeting(story, person, day, rng) for day in sorted(set(chosen))]
    if person.carries and found and rng.random() < 0.35:
        found.append(_carried(found[-1], rng))
    return found


def _meeting(story: Story, person: Person, day: dt.date, rng: Random) -> Meeting:
    mode = rng.choices(("outreach", "drop_in", "home"), (64, 29, 7) if person.injects else (40, 30, 30))[0]
    author = _author(story, person, day, mode, rng)
    late = rng.choice((7, 7, 14, 21)) if rng.random() < rates().invented.late else 0
    injects = person.injects_on(day)
    often = person.injections or 1.8
    made = Meeting(
        person=person,
        site=person.site,
        author=author,
        day=day,
        minute=rng.randrange(9 * 60, 17 * 60),
        arrives=story.arrives(author, person.site, day, late),
        mode=mode,
        weight=often**0.7 * rng.lognormvariate(0, 0.35) if injects else 0,
        sex=_condoms(person) * rng.choice((0, 1, 1, 2)),
        topics=_topics(person, rng),
        place=rng.choice(_PLACES) if mode == "outreach" else "",
        note=rng.choice(_NOTES) if rng.random() < 0.03 else "",
    )
    if story.within(story.world.stock_out, person.site, day):
        made.weight = 0
    return made


def _condoms(person: Person) -> float:
    if "child" in person.kinds:
        return 0
    return 4 if person.sells_sex else 1.5 if "partner" in person.kinds else 1


def _author(story: Story, person: Person, day: dt.date, mode: str, rng: Random) -> str:
    """Who records it: whoever keeps the file, or somebody at the centre."""
    keeper = keeper_of(story, person, day)
    if mode != "drop_in" or day - person.registered < _FIRST_WEEKS or rng.random() < 0.5:
        return keeper
    roles = (Role.NURSE, Role.COUNSELLOR, Role.PHYSICIAN, Role.FACILITATOR)
    return rng.choice([row.login for row in story.world.site_wide(person.site, *roles) if row.login != person.blocks])


def keeper_of(story: Story, person: Person, day: dt.date) -> str:
    """Who keeps this person's file on a day: the holder of the caseload; around a change the counsellor of the site.

    In the first weeks it is one and the same, so that nothing about a person arrives before the registration does.
    """
    first = day - person.registered < _FIRST_WEEKS
    day, around = (person.registered, _AROUND_A_CHANGE + _FIRST_WEEKS) if first else (day, _AROUND_A_CHANGE)
    moved = [person.moves] if person.moves else []
    held = [person.caseload, *(caseload for _, caseload in moved)]
    changes = [day for day, _ in moved] + [when for one in held for when, _ in story.holders(one)[1:]]
    if any(abs(day - change) < around for change in changes):
        return counsellor_of(story, person)
    caseload = person.moves[1] if person.moves and person.moves[0] <= day else person.caseload
    return [who for when, who in story.holders(caseload) if when <= day][-1]


def counsellor_of(story: Story, person: Person) -> str:
    """The counsellor of the person's site, who opens every file there."""
    return story.world.site_wide(person.site, Role.COUNSELLOR)[0].login


def _topics(person: Person, rng: Random) -> list[str]:
    if person.injects:
        pool = (
            "safer_injecting",
            "safer_injecting",
            "overdose",
            "wound_care",
            "testing",
            "treatment",
            "safer_sex",
            "rights",
        )
    else:
        pool = (
            ("family", "safer_sex", "testing", "overdose", "rights")
            if "child" not in person.kinds
            else ("family", "rights")
        )
    return sorted({rng.choice(pool) for _ in range(rng.choice((0, 1, 1, 2)))})


def _carried(with_whom: Meeting, rng: Random) -> Meeting:
    """The same meeting's supplies for others, whom this person carries them to."""
    return Meeting(
        person=with_whom.person,
        site=with_whom.site,
        author=with_whom.author,
        day=with_whom.day,
        minute=with_whom.minute + 1,
        arrives=with_whom.arrives,
        mode="secondary",
        beneficiary="carried",
        weight=2 * rng.lognormvariate(0, 0.3) if with_whom.weight else 0,
        sex=1,
    )


def _strangers(story: Story, clients: int, rng: Random) -> list[Meeting]:
    """Supplies for people without a card: nothing is asked of them."""
    found = []
    for month in story.months:
        for _ in range(round(clients * 0.03 * month.length / 30)):
            worker = rng.choice([row for row in story.world.staff if row.caseload])
            site, day = worker.sites[0], rng.choice(month.working or [month.first])
            found.append(
                Meeting(
                    person=None, site=site, author=worker.login, day=day, minute=rng.randrange(9 * 60, 17 * 60),
                    arrives=story.arrives(worker.login, site, day), mode="outreach", beneficiary="stranger",
                    weight=0 if story.within(story.world.stock_out, site, day) else 1, sex=1,
                )
            )  # fmt: skip
    return found


def _mistakes(story: Story, found: list[Meeting], rng: Random) -> list[Meeting]:
    """Marks contacts that are corrected later; returns contacts written twice, to be taken back."""
    shares, twice = rates().invented, []
    for made in found:
        latest = story.end - dt.timedelta(days=45)
        if (
            made.person is None
            or made.day > latest
            or made.person.moves
            or len(story.holders(made.person.caseload)) > 1
        ):
            continue
        if made.supplies and rng.random() < shares.corrected:
            made.corrected = True
        elif rng.random() < shares.taken_back:
            twice.append(Meeting(**{**vars(made), "supplies": dict(made.supplies), "returned": {}, "taken_back": True}))
    return twice
