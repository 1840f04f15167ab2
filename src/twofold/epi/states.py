"""The small words of the model as numbers: bits of a person, bits of a dyad, clocks, routes, kinds of couple.

A person is one number of eleven bits; what a bit means is said here and nowhere else.
"""

from typing import Final

# A person: two bits of stage, nine of what is going on
STAGE: Final = 3
NEGATIVE, ACUTE, CHRONIC, LATE = range(4)
SUPPRESSED: Final = 1 << 2
ON_ART: Final = 1 << 3
DIAGNOSED: Final = 1 << 4
INJECTS: Final = 1 << 5
FEMALE: Final = 1 << 6
ON_OST: Final = 1 << 7
ON_NSP: Final = 1 << 8
ON_PREP: Final = 1 << 9
EVER_INJECTED: Final = 1 << 10
CODES: Final = 1 << 11
DEAD: Final = 0xFFFF  # never kept: whoever becomes this makes room for a newcomer

# The clocks of a person, in the order of a month; the last is what runs out when somebody is infected
PROGRESS, TEST, ART, SUPPRESS, OST, NSP, PREP, INJECT, OVERDOSE, DEATH = range(10)
CLOCKS: Final = 10
INFECTION: Final = 10
CLOCK_NAMES: Final = (
    "progress", "test", "art", "suppress", "ost", "nsp", "prep", "inject", "overdose", "death", "infection",
)  # fmt: skip

# A dyad: two bits of kind, four of what is going on in it
KIND: Final = 3
MAIN, CASUAL, INJECTING = range(3)
VIOLENT: Final = 1 << 2
SAFE: Final = 1 << 3
COUPLE_SESSIONS: Final = 1 << 4
OWN_SESSIONS: Final = 1 << 5
DYAD_CODES: Final = 1 << 6

# The clocks of a main couple, in the order of a month
JOINT, SOLO, SAFETY, COUPLE_TEST, SHE_STARTS, HE_STARTS = range(6)
COUPLE_CLOCKS: Final = 6
COUPLE_CLOCK_NAMES: Final = (
    "couple_sessions",
    "individual_sessions",
    "safety",
    "couple_test",
    "she_starts",
    "he_starts",
)

# Streams of random numbers beyond the clocks of a person (0 to 10)
(
    SOURCE, ENTRY, AGE, PARTNER, TOGETHER, OBTAINS, HARM, ENDING, COUPLE_STREAM,
) = range(11, 20)  # fmt: skip
SETUP: Final = 40  # streams from here on are drawn once, before the first month

# Where an infection came from
BY_SEX_MAIN, BY_SYRINGE_MAIN, BY_EQUIPMENT_MAIN, BY_SEX_CASUAL, BY_SYRINGE_PAIR, BY_EQUIPMENT_PAIR, OUTSIDE = range(7)
ROUTES: Final = (
    "sex, main partner", "syringe, main partner", "equipment, main partner", "sex, casual partner",
    "syringe, other pair", "equipment, other pair", "sex, outside partner",
)  # fmt: skip

# The kind of couple somebody lives in: derived when it is asked for, never stored
SINGLE, BOTH_INJECT, HE_INJECTS, SHE_INJECTS, NEITHER_INJECTS, SAME_SEX = range(6)
COUPLE_TYPES: Final = (
    "no main partner", "both inject", "he injects", "she injects", "neither injects", "same sex",
)  # fmt: skip
PARTNER_STATUS: Final = ("no HIV or no partner", "partner has HIV")
SEXES: Final = ("man", "woman")

# Time burns in whole ticks, so that sums do not depend on the order they are made in
TICKS: Final = 1 << 25  # of the clocks, in 32 bits
FINE_TICKS: Final = 1 << 40  # of infection, in 64 bits
