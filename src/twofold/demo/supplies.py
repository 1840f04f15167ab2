"""What is handed out and comes back in the demonstration: scaled so that the published rates hold. Pure."""

import math
from random import Random
from typing import TYPE_CHECKING

from twofold.demo.calendar import Story
from twofold.demo.people import Person
from twofold.demo.world import rates

if TYPE_CHECKING:
    from twofold.demo.contacts import Meeting

NEEDLES_PACK, CONDOMS_PACK = 5, 3


def participant_months(story: Story, people: list[Person]) -> float:
    """Months on the register, between two bases: all on the register, and those of them who inject.

    Project ORCHID's participants all inject; one in eight on this register does not. The geometric mean of both bases
    lies within a few per cent of either, so the published rate holds whichever a reader divides by.
    """
    whole = [month for month in story.months if month.whole]
    stood = [(person, month) for person in people for month in whole if person.registered_in(month.first, month.last)]
    everybody, inject = len(stood), sum(person.injects_on(month.last) for person, month in stood)
    return math.sqrt(everybody * inject)


def hand_out(story: Story, people: list[Person], meetings: list["Meeting"], rng: Random) -> None:
    """Turn weights into pieces. Packs are whole; what is rounded off here is made up for there."""
    base, published = participant_months(story, people), rates().published
    until = max((month.last for month in story.months if month.whole), default=story.end)
    whole = [made for made in meetings if made.day <= until]
    needles = _per_weight(published.needles_per_month * base, sum(made.weight for made in whole))
    condoms = _per_weight(published.condoms_per_month * base, sum(made.sex for made in whole))
    outstanding: dict[int, int] = {}
    for made in sorted(meetings, key=lambda made: (made.day, made.minute)):
        refused = story.world.organisation_of(made.site).not_offered
        _needles(made, _packs(made.weight * needles, NEEDLES_PACK, rng), rng)
        pieces = _packs(made.sex * condoms, CONDOMS_PACK, rng)
        if pieces:
            inner = made.person is not None and made.person.gender == "woman" and rng.random() < 0.15
            made.supplies["condom_internal" if inner and "condom_internal" not in refused else "condom_external"] = (
                pieces
            )
        _besides(made, refused, rng)
        if made.person is not None and made.beneficiary == "client":
            _back(made, outstanding, rng)


def _per_weight(total: float, weights: float) -> float:
    return total / weights if weights else 0


def _packs(pieces: float, pack: int, rng: Random) -> int:
    """Whole packs, rounded by chance so that the sum comes out."""
    return pack * math.floor(pieces / pack + rng.random())


def _needles(made: "Meeting", pieces: int, rng: Random) -> None:
    if pieces and rng.random() < 0.2:
        made.supplies |= {"syringe_2ml": pieces, rng.choice(("needle_24g", "needle_26g")): pieces}
    elif pieces:
        made.supplies["syringe_1ml"] = pieces
    elif made.person is not None and made.person.injects and not made.weight and rng.random() < 0.3:
        made.supplies["needle_26g"] = rng.randrange(1, 5)  # what was left of the old stock


def _besides(made: "Meeting", refused: tuple[str, ...], rng: Random) -> None:
    """Wipes, cookers, naloxone, lubricant."""
    if made.weight:
        for item, share, pieces in (("wipe", 0.5, 10), ("cooker", 0.08, 2), ("naloxone_kit", 0.03, 1)):
            if item not in refused and rng.random() < share:
                made.supplies[item] = pieces
    if made.sex > 2 and rng.random() < 0.4:
        made.supplies["lubricant"] = 5


def _back(made: "Meeting", outstanding: dict[int, int], rng: Random) -> None:
    """Used syringes come back at the next contacts: most, not all."""
    assert made.person is not None
    before = outstanding.get(made.person.number, 0)
    given = sum(n for item, n in made.supplies.items() if item.startswith("syringe"))
    back = sum(rng.random() < rates().invented.returned for _ in range(before)) if rng.random() < 0.9 else 0
    if back:
        made.returned["syringe_1ml"] = back
        if rng.random() < 0.2:
            made.returned["needle_24g"] = rng.randrange(1, 4)
    outstanding[made.person.number] = given + (before if not back else 0)
