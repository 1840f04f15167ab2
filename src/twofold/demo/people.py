"""The invented people of the demonstration: who they are, when they came, when they were away. Pure, from one seed."""

import datetime as dt
import itertools
from dataclasses import dataclass, field
from random import Random

from twofold.core.access import Role
from twofold.demo.calendar import Story
from twofold.demo.world import Invented, Worker, rates

_DAY = dt.timedelta(days=1)
_LEAVE = {"prison": (0.6, 60, 240), "moved": (0.25, 90, 300), "chose": (0.35, 60, 300), "died": (0.0, 0, 1)}
_SELLS_SEX = {"woman": 0.25, "trans_woman": 0.6, "man": 0.02}
_ALSO_PARTNER = {"woman": 0.6, "trans_woman": 0.4, "man": 0.05}
_NICKNAMES = (
    "Heron",
    "Maple",
    "River",
    "Cedar",
    "Robin",
    "Amber",
    "Lotus",
    "Pebble",
    "Monsoon",
    "Kite",
    "Indigo",
    "Fern",
)
_WHERE = ("tea stall by the bridge", "bus stand", "behind the market", "the centre", "the river path", "the old mill")
_WHEN = ("mornings", "after four", "Tuesdays", "any weekday", "evenings", "market days")
_NEVER = ("at home", "by phone", "at work", "when family is near", "")
_SURNAMES = ("Kumar", "Devi", "Singh", "Das", "Khan", "Prasad", "Sharma", "Paswan", "Yadav", "Kaur", "Mishra", "Lal")


@dataclass
class Person:
    """One invented client. `standings`: (day, status) in order; `silent`: days between which nobody met them."""

    number: int
    gender: str
    kinds: list[str]
    site: str
    caseload: str
    registered: dt.date
    birth_year: int | None
    born: dt.date
    injections: float | None
    nickname: str
    reach: dict[str, str]
    surname: str
    by_recipe: bool
    pull: float
    full_consent: bool
    card_at_first: bool
    withdraws: bool
    sells_sex: bool
    carries: bool
    standings: list[tuple[dt.date, str]] = field(default_factory=list)
    silent: list[tuple[dt.date, dt.date]] = field(default_factory=list)
    moves: tuple[dt.date, str] | None = None
    blocks: str | None = None
    learns_injections: tuple[dt.date, float] | None = None
    stops_injecting: dt.date | None = None

    @property
    def injects(self) -> bool:
        return "injects" in self.kinds

    def on_register(self, day: dt.date) -> bool:
        """Whether this person stands on the register at the end of `day`."""
        before = [status for when, status in self.standings if when <= day]
        return self.registered <= day and (not before or before[-1] == "active")

    def registered_in(self, first: dt.date, last: dt.date) -> bool:
        """Whether this person stood on the register on at least one of these days: how `registered` counts."""
        turns = [first, self.registered, *(day for day, _ in self.standings)]
        return any(first <= day <= last and self.on_register(day) for day in turns)

    def can_be_met(self, day: dt.date) -> bool:
        """Whether anybody from the programme can find this person on `day`."""
        return self.on_register(day) and not any(a <= day < b for a, b in self.silent)

    def away_between(self, first: dt.date, last: dt.date) -> bool:
        """Whether anything changes between these days, so that each has to be looked at."""
        turns = [self.registered, *(day for day, _ in self.standings), *itertools.chain(*self.silent)]
        return any(first < day <= last for day in turns)

    def injects_on(self, day: dt.date) -> bool:
        return self.injects and not (self.stops_injecting and self.stops_injecting <= day)


def people(story: Story, count: int, rng: Random) -> list[Person]:
    """`count` people, in the order in which they registered."""
    kinds = _kinds(count, rng)
    days = sorted(_registration_days(story, count, rng))
    found = [_person(story, rng, n, kind, day) for n, (kind, day) in enumerate(zip(kinds, days, strict=True))]
    for one in found:
        _live(story, one, rng)
    _twice_registered(found, rng)
    _change_caseload(story, found, rng)
    return found


def _kinds(count: int, rng: Random) -> list[tuple[str, str]]:
    """(kind, gender) for each, by the shares of the rates; in random order."""
    shares, women = rates().invented, rates().women.of_people_who_inject
    inject = max(1, round(count * shares.inject))
    women_who_inject, trans = round(inject * women), round(inject * shares.trans_of_people_who_inject)
    found = [("injects", "woman")] * women_who_inject
    found += [
        ("injects", g) for g in itertools.islice(itertools.cycle(("trans_woman", "trans_woman", "non_binary")), trans)
    ]
    found += [("injects", "man")] * (inject - len(found))
    for kind, share, men in (
        ("partner", shares.partners, 0.1),
        ("widowed", shares.widowed, 0.1),
        ("family", shares.family, 0.3),
    ):
        found += [(kind, "man" if rng.random() < men else "woman") for _ in range(round(count * share))]
    found = found[:count]
    found += [("child", rng.choice(("woman", "man"))) for _ in range(count - len(found))]
    rng.shuffle(found)
    return found


def _registration_days(story: Story, count: int, rng: Random) -> list[dt.date]:
    span = (story.end - story.start).days
    first = round(count * rates().invented.registered_at_start)
    days = [rng.randrange(60) if n < first else rng.randrange(60, span + 1) for n in range(count)]
    return [_working(story.start + dt.timedelta(days=n)) for n in days]


def _working(day: dt.date) -> dt.date:
    """The day itself, or the Saturday before a Sunday."""
    return day - _DAY if day.weekday() == 6 else day


def _person(story: Story, rng: Random, number: int, who: tuple[str, str], day: dt.date) -> Person:
    kind, gender = who
    shares = rates().invented
    holder = _holder(story, rng, kind, gender)
    age = rng.randrange(9, 17) if kind == "child" else min(64, max(18, round(rng.gauss(31, 8))))
    born = dt.date(day.year - age, rng.randrange(1, 13), rng.randrange(1, 29))
    adult_of = gender if kind != "child" else ""
    known = rng.random() < shares.injecting_known
    card = rng.random() >= shares.no_card_at_first
    return Person(
        number=number,
        gender=gender,
        kinds=_many_kinds(rng, kind, gender),
        site=rng.choice(holder.sites),
        caseload=holder.login,
        registered=max(day, story.start),
        birth_year=born.year if rng.random() < 0.93 and card else None,
        born=born,
        injections=rng.choice((0.5, 1, 1, 2, 2, 2, 3, 3, 4)) if kind == "injects" and known else None,
        nickname=rng.choice(_NICKNAMES) if card else "",
        reach=_reach(rng, holder) if card else {},
        surname=rng.choice(_SURNAMES),
        by_recipe=story.world.organisation_of(holder.sites[0]).uic_scheme != "random",
        pull=rng.gauss(0, 0.8),
        full_consent=rng.random() < shares.full_consent,
        card_at_first=card,
        withdraws=rng.random() < shares.withdrawn,
        sells_sex=rng.random() < _SELLS_SEX.get(adult_of, 0) * (1 if kind == "injects" else 0.3),
        carries=kind == "injects" and rng.random() < shares.carries_for_others,
    )


def _many_kinds(rng: Random, kind: str, gender: str) -> list[str]:
    found = [kind]
    if kind == "injects" and rng.random() < _ALSO_PARTNER.get(gender, 0):
        found.append("partner")
    if kind == "injects" and gender == "woman" and rng.random() < 0.1:
        found.append("widowed")
    if kind in ("partner", "family") and rng.random() < 0.1:
        found.append("uses")
    return found


def _holder(story: Story, rng: Random, kind: str, gender: str) -> Worker:
    """The worker whose caseload it is: women, partners and families are mostly with women outreach workers."""
    for_women = gender != "man" or kind != "injects"
    holders = [row for row in story.world.staff if row.caseload]
    weights = [
        row.caseload * ((6 if row.women else 0.5) if for_women else (0.25 if row.women else 1)) for row in holders
    ]
    return rng.choices(holders, weights)[0]


def _reach(rng: Random, holder: Worker) -> dict[str, str]:
    told = {
        "channel": rng.choice(("in_person", "in_person", "call", "they_come", "through")),
        "where": rng.choice(_WHERE),
        "when": rng.choice(_WHEN),
        "never": rng.choice(_NEVER),
        "by": "woman" if holder.women and rng.random() < 0.5 else "",
    }
    return {name: text for name, text in told.items() if text}


def _live(story: Story, one: Person, rng: Random) -> None:
    """Months on the register: leaving, coming back, going silent, injecting learnt or stopped."""
    shares = rates().invented
    day = one.registered + dt.timedelta(days=30)
    while day <= story.end:
        left = _leaves(one, shares, rng)
        if left:
            one.standings.append((day, left))
            chance, soonest, latest = _LEAVE[left]
            back = day + dt.timedelta(days=rng.randrange(soonest, latest))
            if rng.random() >= chance or back > story.end:
                return
            one.standings.append((back, "active"))
            day = back
        elif rng.random() < shares.silent_a_month:
            until = day + dt.timedelta(days=rng.randrange(75, 260)) if rng.random() < 0.6 else dt.date.max
            one.silent.append((day, until))
            day = min(until, story.end)
        elif one.injects and one.full_consent and rng.random() < 0.01 and not one.learns_injections:
            one.learns_injections = (day, rng.choice((0.5, 1, 2, 3)))
        elif one.injects and one.full_consent and rng.random() < 0.003 and not one.stops_injecting:
            one.stops_injecting = day
        day += dt.timedelta(days=rng.randrange(25, 36))


def _leaves(one: Person, shares: Invented, rng: Random) -> str | None:
    """Why this person leaves in this month, or None. Those who do not inject leave less, and not for prison."""
    less = 1 if one.injects else 0.4
    chances = {"chose": shares.chose_a_month, "moved": shares.moved_a_month, "died": shares.died_a_month}
    if one.injects:
        chances["prison"] = shares.prison_a_month
    draw = rng.random() / less
    for status, chance in chances.items():
        draw -= chance
        if draw < 0:
            return status
    return None


def _some(found: list[Person], share: float, rng: Random) -> list[Person]:
    """This share of the people; at least one, so that a small demonstration has everything too."""
    return rng.sample(found, min(len(found), max(1, round(len(found) * share))))


def _twice_registered(found: list[Person], rng: Random) -> None:
    """A few register again under the same name: candidates for the data manager, who looks at both files."""
    by_recipe = [one for one in found if one.injects and one.by_recipe]
    for again in _some(by_recipe[len(by_recipe) // 2 :], 0.02, rng):
        first = rng.choice(by_recipe[: len(by_recipe) // 2] or [again])
        again.surname, again.born, again.gender = first.surname, first.born, first.gender


def _change_caseload(story: Story, found: list[Person], rng: Random) -> None:
    """A few move to another caseload of their site; a few want never to be seen by the nurse."""
    for one in _some([one for one in found if len(story.world.holders(one.site)) > 1], 0.02, rng):
        others = [row.login for row in story.world.holders(one.site) if row.login != one.caseload]
        day = one.registered + dt.timedelta(days=rng.randrange(150, 400))
        if day < story.end - dt.timedelta(days=60):
            one.moves = (day, rng.choice(others))
    for one in _some([one for one in found if one.card_at_first and not one.moves], 0.01, rng):
        one.blocks = story.world.site_wide(one.site, Role.NURSE)[0].login
