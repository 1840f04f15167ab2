"""The small words of the model as numbers: bits of a person, bits of a dyad, clocks, routes, kinds of couple.

A person is one number of twelve bits, a dyad one of eight; what a bit means is said here and nowhere else.
"""

from typing import Final

# A person: two bits of stage, ten of what is going on
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
IN_PRISON: Final = 1 << 11
CODES: Final = 1 << 12
SELLS: Final = 1 << 13  # only in what a place is born as: who sells sex goes on doing so
FRESH: Final = 1 << 14  # only while dyads part: somebody new in this place
DEAD: Final = 0xFFFF  # never kept: whoever becomes one of these makes room for a newcomer
GONE: Final = 0xFFFE  # moved away

# The clocks of a person, in the order of a month; the last is what runs out when somebody is infected
PROGRESS, TEST, ART, SUPPRESS, OST, NSP, PREP, INJECT, PRISON, OVERDOSE, DEATH, MIGRATE = range(12)
CLOCKS: Final = 12
INFECTION: Final = 12
CLOCK_NAMES: Final = (
    "progress", "test", "art", "suppress", "ost", "nsp", "prep", "inject", "prison", "overdose", "death", "migrate",
    "infection",
)  # fmt: skip

# A dyad: two bits of kind, six of what is going on in it
KIND: Final = 3
MAIN, CASUAL, INJECTING, PAYING = range(4)
KINDS: Final = ("main", "casual", "injecting", "paying")
VIOLENT: Final = 1 << 2
SAFE: Final = 1 << 3
COUPLE_SESSIONS: Final = 1 << 4
OWN_SESSIONS: Final = 1 << 5
SESSIONS: Final = COUPLE_SESSIONS | OWN_SESSIONS
TOGETHER: Final = 1 << 6  # they inject together: here the two networks overlap
SHE_OBTAINS: Final = 1 << 7
DYAD_CODES: Final = 1 << 8

# The clocks of a main couple, in the order of a month
JOINT, SOLO, SAFETY, COUPLE_TEST, SHE_STARTS, HE_STARTS = range(6)
COUPLE_CLOCKS: Final = 6
COUPLE_CLOCK_NAMES: Final = (
    "couple_sessions", "individual_sessions", "safety", "couple_test", "she_starts", "he_starts",
)  # fmt: skip

# Streams of random numbers beyond the clocks of a person (0 to 12)
SOURCE, ENTRY, AGE, PARTNER, FORMED, ENDING, COUPLE_STREAM = range(13, 20)
SETUP: Final = 40  # streams from here on are drawn once, before the first month

# What passes between two people, and where an infection came from
SEX, SYRINGE, EQUIPMENT = range(3)
ROUTES: Final = (
    "sex, main partner", "syringe, main partner", "equipment, main partner", "sex, casual partner",
    "syringe, other pair", "equipment, other pair", "sex, paying partner", "sex, outside partner",
)  # fmt: skip
BY_SEX_CASUAL, BY_SEX_PAYING, OUTSIDE = 3, 6, 7
SOURCES: Final = ("outside", "acute", "chronic", "late")  # the stage of who gave it
GROUPS: Final = ("injects", "stopped injecting", "never injected")

# The kind of couple somebody lives in: derived when it is asked for, never stored
SINGLE, BOTH_INJECT, HE_INJECTS, SHE_INJECTS, NEITHER_INJECTS, SAME_SEX = range(6)
COUPLE_TYPES: Final = (
    "no main partner", "both inject", "he injects", "she injects", "neither injects", "same sex",
)  # fmt: skip
PARTNER_STATUS: Final = ("no HIV or no partner", "partner has HIV")
SEXES: Final = ("man", "woman")
PAIRS: Final = 64  # a couple in six bits: of each, whether a woman, who injects, with HIV

# Time burns in whole ticks, so that sums do not depend on the order they are made in
TICKS: Final = 1 << 25  # of the clocks, in 32 bits
FINE_TICKS: Final = 1 << 40  # of infection, in 64 bits
NEVER: Final = 1 << 30  # a step that does not come
