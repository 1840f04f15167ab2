"""The manual's page about the model, printed from what is executed and what is believed."""

from twofold.epi.month import explain
from twofold.epi.parameters import table

HEAD = """# The planning model

`twofold plan` asks: which services avert most infections here, for whom, at what cost? It simulates people who inject
and their partners, month by month, person by person and couple by couple. It reads a scenario file and nothing else:
no record of any person.

    twofold plan run ours.toml              infections by sex and kind of couple, prevalence, deaths, cost
    twofold plan compare now.toml more.toml what the second averts, on the same people with the same luck
    twofold plan optimise ours.toml --budget 500000
    twofold plan validate                   what should come out, what does, and the verdict

A scenario says only what differs from the defaults; what is not known, or cannot be, is refused with the reason.

    name = "More methadone"
    people = 1000                 # who inject now, in the model
    size = 24000                  # who inject now, in truth
    years = 10
    start = 2027-01-01
    change = 2027-07-01

    [place]
    women = 0.07

    [services.now]
    nsp = 0.40

    [services.planned]
    ost = 0.30

## The order of a month

"""
MIDDLE = """
## What it believes

*Verified* means that somebody of the project read the source. What is not verified is a prior: its interval is wide on
purpose, and `--unsure` carries it into every answer. Change a value in `[parameters]` of a scenario.

| parameter | what | value | interval | unit | source | verified |
|---|---|---:|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    rows = [
        f"| `{k.name}` | {k.about} | {k.value:g} | {k.low:g} to {k.high:g} | {k.unit} | {k.source} "
        f"| {'yes' if k.verified else 'no'} |"
        for k in table()
    ]
    return HEAD + explain() + "\n" + MIDDLE + "\n".join(rows) + "\n"
