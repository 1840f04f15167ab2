"""The order of a month, written once. Both engines walk through this list; `twofold plan explain` prints it.

A clock is a length drawn once per spell, -log(u); each month burns the hazard of that month; what runs out
happens. So hazards add, and become a probability only once: 1 - exp(-sum of hazards).
"""

from typing import Final, NamedTuple

from twofold.epi import states


class Step(NamedTuple):
    """One thing that happens in a month."""

    number: int
    name: str
    about: str


PART, PAIR, COUPLES, COUNT, EXPOSE, INFECT, PEOPLE = range(7)

PHASES: Final = (
    Step(PART, "part", "Dyads end: in their time, or because one of the two has gone."),
    Step(PAIR, "pair", "Whoever is left finds somebody near in age, in the same locale."),
    Step(COUPLES, "couples", "Main couples: joint and individual sessions, safety response, joint tests, starting by a partner."),
    Step(COUNT, "count", "Everybody is counted in the state, and the couple, they are in."),
    Step(EXPOSE, "expose", "Every dyad with HIV on one side only lays its hazards, by sex, syringe and equipment, on the other."),
    Step(INFECT, "infect", "They add up on the infection clock; who runs out is infected, by a source drawn in proportion."),
    Step(PEOPLE, "people", "All other clocks of people burn what their state is worth; what ran out happens in this order:"),
)  # fmt: skip

PEOPLES: Final = (
    Step(states.PROGRESS, "progress", "Acute becomes chronic, chronic late, late death by AIDS; not while suppressed."),
    Step(states.TEST, "test", "People with HIV learn it: by tests offered, sooner in contact with NSP or when ill."),
    Step(states.ART, "art", "The diagnosed start ART, and interrupt it; OST helps both."),
    Step(states.SUPPRESS, "suppress", "On ART the virus is suppressed after some months; it may come back."),
    Step(states.OST, "ost", "OST begins and ends."),
    Step(states.NSP, "nsp", "Regular contact with the needle and syringe programme begins and ends."),
    Step(states.PREP, "prep", "PrEP begins and ends."),
    Step(states.INJECT, "inject", "People stop injecting, start again, or start without a partner's doing."),
    Step(states.PRISON, "prison", "People who inject are imprisoned, which ends OST and NSP, and released."),
    Step(states.OVERDOSE, "overdose", "Fatal overdoses, fewer with OST and where naloxone is at hand."),
    Step(states.DEATH, "death", "Deaths of other causes. Whoever died makes room for a newcomer of the same group."),
    Step(states.MIGRATE, "migrate", "People move away; others of the same group and age move here."),
)  # fmt: skip
MONTH: Final = (*PHASES, *PEOPLES)


def explain() -> str:
    """The month in words, from the list that is executed."""
    return "\n".join(f"{place:2d}. {step.name:9s} {step.about}" for place, step in enumerate(MONTH, start=1))
