"""The manual's page about the model, printed from what is executed and what is believed."""

import inspect
import re
from collections.abc import Iterator

from twofold.epi.beliefs import table
from twofold.epi.month import explain
from twofold.epi.scenario import LEFT_OUT, Cohort, Costs, Place, Scenario, Services

HEAD = """# The planning model

`twofold plan` asks: which services avert most infections here, for whom, at what cost? It simulates people who inject
and their partners, month by month, person by person and couple by couple. It reads a scenario file and nothing else:
no record of any person.

    twofold plan run ours.toml              infections by sex and kind of couple, prevalence, deaths, cost
    twofold plan compare now.toml more.toml what the second averts, on the same people with the same luck
    twofold plan optimise ours.toml --budget 500000
    twofold plan calibrate ours.toml --out posterior.toml     parameters in line with prevalence and incidence
    twofold plan trial ours.toml --service ost --share 0.5    a service for some of a closed cohort, and what spills over
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

`run`, `compare` and `optimise` take `--posterior posterior.toml` and carry it through the answer; `--json` prints tables as
JSON, `--out` writes them as CSV or Parquet, `--by sex,couple,route` says how they are split. `run` gives infections,
person-years at risk, incidence per 100 person-years with bands, and the cascade by sex. Exit codes: 0 done, 1 something is
wrong with the machine, 2 refused. [What the model is held against](model-validation.md), and [how to use it from
Python](model-tutorial.md), and [how quick it is](model-speed.md), are pages of their own.

## Couples only, closed cohorts, single routes

A trial of couples is a scenario: `[cohort]` replaces the network by so many couples. Two arms are two files, compared.

    name = "ART at once"
    years = 2
    closed = true                 # nobody dies, moves, parts, starts or stops
    [cohort]
    couples = 1763
    index_women = 0.5             # she is the one with HIV
    index_on_art = 1.0
    [services.now]
    art = 0.98
    suppressed = 0.98
    [parameters]
    main_condoms = 0.95

`without = ["death", "part"]` leaves single processes out; `closed = true` leaves out all by which people come, go, start or
stop. A route is had alone by setting the others to 0 in `[parameters]` (`syringe_risk`, `main_acts`, `casual_acts`,
`paying_acts`) and `outside_acts` in `[place]`. To calibrate, say what is known of people who inject, as 95 % intervals:

    [targets]
    hiv_men = [0.13, 0.17]
    hiv_women = [0.17, 0.23]
    incidence_women = [1.5, 3.0]  # per 100 person-years, over the last three years

## All settings

"""
ORDER = """
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
    return HEAD + "".join(settings()) + ORDER + explain() + "\n" + MIDDLE + "\n".join(rows) + "\n"


FIELD = r"^    (\w+): [\w., \[\]|]+ = (.+?)(?:  # (.+))?$"


def settings() -> Iterator[str]:
    """Every setting of a scenario with its default, as the code says it."""
    kinds = {
        "": Scenario, "[place]": Place, "[cohort]": Cohort, "[services.now] and [services.planned]": Services, "[costs]": Costs,
    }  # fmt: skip
    for where, kind in kinds.items():
        about = " ".join((inspect.getdoc(kind) or "").split())
        yield f"**{where or 'At the top'}** {about}\n\n| setting | default | |\n|---|---:|---|\n"
        for name, default, remark in re.findall(FIELD, inspect.getsource(kind), re.MULTILINE):
            if not default.startswith("field("):
                yield f"| `{name}` | {default.strip(chr(34)) or '-'} | {remark} |\n"
        yield "\n"
    yield f"Processes for `without`: {', '.join(f'`{name}`' for name in LEFT_OUT)}.\n"
