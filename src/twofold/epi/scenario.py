"""What is asked of the model: a place, the services it has now, the services it might have, what they cost.

Read from TOML by `scenario_file`, or made in Python. Every figure is checked here, with words a manager understands.
"""

import dataclasses
from dataclasses import dataclass, field

from twofold.epi import states
from twofold.epi.beliefs import Parameters, table

MOST = 0.98  # nobody reaches everybody; beyond this the time to get there has no meaning
LEFT_OUT = (*states.CLOCK_NAMES[: states.CLOCKS], *states.COUPLE_CLOCK_NAMES, "part")
CLOSED = ("part", "overdose", "death", "migrate", "inject", "prison", "she_starts", "he_starts")  # nobody comes or goes


class Wrong(ValueError):
    """A scenario that cannot be: where, and why, in one sentence."""

    def __init__(self, where: str, why: str) -> None:
        self.where, self.why = where, why
        super().__init__(f"{where}: {why}")


@dataclass(frozen=True, kw_only=True)
class Place:
    """What is known of the people; shares are of the group that is named."""

    women: float = 0.2  # of people who inject
    hiv_men: float = 0.15
    hiv_women: float = 0.18
    hiv_partners: float = 0.05  # main partners who never injected
    men_with_partner: float = 0.55
    women_with_partner: float = 0.75
    her_partner_injects: float = 0.65  # of the women with a main partner
    same_sex: float = 0.02  # main couples of two men or two women, share of people who inject
    casual: float = 0.25  # who inject and have a casual partner
    sells_sex: float = 0.10  # of women who inject
    outside_acts: float = 20.0  # a month, with partners outside the model, of those who sell sex
    outside_hiv: float = 0.03
    outside_condoms: float = 0.70
    newcomer_hiv: float = 0.02
    diagnosed: float = 0.70  # of those with HIV, at the start
    pays: float = 0.05  # men who inject and pay a woman who does for sex, at one time
    prison: float = 0.0  # imprisonments a year, per person who injects; 0 leaves prison out
    migration: float = 0.0  # share who move away in a year; as many move here
    migrant_hiv: float = 0.10  # of those who move here
    women_access: float = 0.6  # women's coverage of services, times men's, without services of their own


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """Couples only, as many as a trial followed: nobody else is there, and no couple is made anew."""

    couples: int = 1000
    hiv_in_one: float = 1.0  # share of couples with HIV on one side only
    hiv_in_both: float = 0.0
    index_women: float = 0.5  # of those with one: she is the one with HIV
    both_inject: float = 0.0  # kinds of couple; the rest inject neither
    he_injects: float = 0.0
    she_injects: float = 0.0
    index_acute: float = 0.0  # of those with HIV at the start; the rest is chronic
    index_late: float = 0.0
    index_on_art: float = 0.0  # diagnosed and on ART, not yet suppressed
    index_suppressed: float = 0.0  # of these, suppressed already
    on_prep: float = 0.0  # of partners without HIV
    on_nsp: float = 0.0  # of those who inject
    on_ost: float = 0.0
    sessions: float = 0.0  # couples that had couple sessions in the first month
    individual: float = 0.0  # couples of whom one had sessions of his or her own


@dataclass(frozen=True, kw_only=True)
class Services:
    """How much of each there is. Coverage is a share of those it is meant for; `a year` is a rate per person or couple."""

    nsp: float = 0.30  # of people who inject
    ost: float = 0.16
    prep: float = 0.0
    prep_partners: float = 0.0  # of partners who do not inject
    testing: float = 0.35  # tests a year, of people with HIV who do not know it
    art: float = 0.60  # of the diagnosed
    suppressed: float = 0.80  # of those on ART for some time
    couple_sessions: float = 0.0  # courses a year, per couple
    individual_sessions: float = 0.0  # courses a year, per couple of which one is seen
    couple_testing: float = 0.0  # a year, per couple
    safety: float = 0.0  # safety responses a year, per couple with violence
    naloxone: float = 0.10  # of overdoses where it is at hand
    womens_services: float = 0.0  # share of the gap in women's access that is closed


@dataclass(frozen=True, kw_only=True)
class Costs:
    """In the currency of the scenario, for one year of a person unless it says otherwise."""

    nsp: float = 47.0
    ost: float = 700.0
    prep: float = 200.0
    testing: float = 10.0  # one test
    art: float = 1500.0
    couple_sessions: float = 150.0  # one course
    individual_sessions: float = 90.0  # one course
    couple_testing: float = 25.0  # one couple
    safety: float = 60.0  # one response
    naloxone: float = 12.0  # a person who injects, times coverage
    womens_services: float = 60.0  # a woman who injects, times the share of the gap closed


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One question. `now` holds until `change_month`; then services move to `planned` over `ramp_months`."""

    name: str = "As now"
    people: int = 1000  # who inject now, in the model; results are scaled to `size`
    size: float = 0.0  # who inject now, in truth; 0 for as many as in the model
    years: int = 10
    steps_per_month: int = 1
    start: str = ""  # the date of month 0, for labels
    change_month: int = 0
    ramp_months: int = 12
    seeds: int = 40
    first_seed: int = 1
    currency: str = "US$"
    budget: float = 0.0  # for all the years together; 0 for none said
    without: tuple[str, ...] = ()  # processes left out: clocks by name, or `part`
    place: Place = field(default_factory=Place)
    cohort: Cohort | None = None  # couples only, instead of the whole network
    now: Services = field(default_factory=Services)
    planned: Services | None = None
    costs: Costs = field(default_factory=Costs)
    parameters: Parameters = field(default_factory=Parameters)

    def __post_init__(self) -> None:
        check(self)

    @property
    def months(self) -> int:
        return self.years * 12

    @property
    def steps(self) -> int:
        return self.months * self.steps_per_month

    def with_services(self, **changed: float) -> "Scenario":
        """The same, with these services planned otherwise than now."""
        return dataclasses.replace(self, planned=dataclasses.replace(self.planned or self.now, **changed))

    def levels(self, month: float) -> Services:
        """What is there in this month: now, planned, or on the way."""
        if self.planned is None or month < self.change_month:
            return self.now
        if self.ramp_months == 0 or month >= self.change_month + self.ramp_months:
            return self.planned
        part = (month - self.change_month + 1) / (self.ramp_months + 1)
        return between(self.now, self.planned, part)


def between(first: Services, last: Services, part: float) -> Services:
    """Services part of the way from one to the other."""
    mixed = {
        name: getattr(first, name) + part * (getattr(last, name) - getattr(first, name))
        for name in (f.name for f in dataclasses.fields(Services))
    }
    return Services(**mixed)


_RATES = {"testing": 12.0, "couple_sessions": 4.0, "individual_sessions": 4.0, "couple_testing": 12.0, "safety": 12.0}
_COVERED = {"nsp": "people who inject", "ost": "people who inject", "prep": "people without HIV"}


def check(scenario: Scenario) -> None:
    """Refuse what cannot be, with the place and the reason."""
    _counted(scenario)
    for name in (f.name for f in dataclasses.fields(Place)):
        value = getattr(scenario.place, name)
        if name == "outside_acts":
            _within(f"place.{name}", value, 0.0, 1000.0, "acts a month")
        elif name == "prison":
            _within(f"place.{name}", value, 0.0, 12.0, "imprisonments a year")
        else:
            _within(f"place.{name}", value, 0.0, 1.0, "a share between 0 and 1")
    if scenario.cohort is not None:
        _cohort(scenario.cohort)
    unknown = [name for name in scenario.without if name not in LEFT_OUT]
    if unknown:
        raise Wrong("without", f"there is no process {unknown[0]!r}; known are {', '.join(LEFT_OUT)}")
    _services("services.now", scenario.now, scenario.place)
    if scenario.planned is not None:
        _services("services.planned", scenario.planned, scenario.place)
    for name in (f.name for f in dataclasses.fields(Costs)):
        _within(f"costs.{name}", getattr(scenario.costs, name), 0.0, 1e9, "an amount, not less than 0")
    for known in table(scenario.parameters):
        _within(f"parameters.{known.name}", known.value, 0.0, 1e6, f"{known.unit}, not less than 0")
        if known.unit.startswith(("share", "probability")):
            _within(f"parameters.{known.name}", known.value, 0.0, 1.0, f"{known.unit}, between 0 and 1")
        if known.unit == "months" and known.value < 0.1:
            raise Wrong(f"parameters.{known.name}", f"{known.value:g} months is too short to be counted in months")


def _cohort(cohort: Cohort) -> None:
    _whole("cohort.couples", cohort.couples, 1, 10_000_000)
    for name in (f.name for f in dataclasses.fields(Cohort) if f.name != "couples"):
        _within(f"cohort.{name}", getattr(cohort, name), 0.0, 1.0, "a share between 0 and 1")
    for names in (
        ("hiv_in_one", "hiv_in_both"), ("both_inject", "he_injects", "she_injects"), ("index_acute", "index_late"),
        ("sessions", "individual"),
    ):  # fmt: skip
        whole = sum(getattr(cohort, name) for name in names)
        if whole > 1 + 1e-9:
            raise Wrong(f"cohort.{names[0]}", f"{' and '.join(names)} together are {whole:.0%}, more than all couples")


def _whole(name: str, value: object, low: int, high: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Wrong(name, f"{value!r} is not a whole number")
    _within(name, value, low, high, f"a whole number from {low} to {high}")


def _counted(scenario: Scenario) -> None:
    whole = {
        "people": (20, 20_000_000), "years": (1, 50), "steps_per_month": (1, 64), "seeds": (1, 100_000),
        "change_month": (0, 600), "ramp_months": (0, 600), "first_seed": (0, 2**62),
    }  # fmt: skip
    for name, (low, high) in whole.items():
        _whole(name, getattr(scenario, name), low, high)
    _within("size", scenario.size, 0.0, 1e9, "a number of people")
    _within("budget", scenario.budget, 0.0, 1e15, "an amount, not less than 0")
    if scenario.planned is not None and scenario.change_month >= scenario.months:
        raise Wrong(
            "change_month", f"the change comes in month {scenario.change_month}, after the last of {scenario.months}"
        )


def _within(where: str, value: float, low: float, high: float, what: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong(where, f"{value!r} is not a number; it should be {what}")
    if not low <= value <= high:
        raise Wrong(where, f"{value:g} cannot be; it should be {what}")


def _services(where: str, services: Services, place: Place) -> None:
    for name in (f.name for f in dataclasses.fields(Services)):
        value = getattr(services, name)
        if name in _RATES:
            _within(f"{where}.{name}", value, 0.0, _RATES[name], f"a number a year, from 0 to {_RATES[name]:g}")
        else:
            _within(f"{where}.{name}", value, 0.0, 1.0, "a share between 0 and 1")
    for name in ("nsp", "ost", "prep", "prep_partners", "art", "suppressed"):
        if getattr(services, name) > MOST:
            raise Wrong(
                f"{where}.{name}",
                f"{getattr(services, name):.0%} is more than any programme reaches; at most {MOST:.0%}",
            )
    for name, whom in _COVERED.items():
        men, women = by_sex(getattr(services, name), services, place)
        if max(men, women) > MOST:
            sex = "men" if men > women else "women"
            raise Wrong(
                f"{where}.{name}", f"{getattr(services, name):.0%} of {whom} would mean {max(men, women):.0%} of {sex}"
            )


def by_sex(coverage: float, services: Services, place: Place) -> tuple[float, float]:
    """Coverage of men and of women, when women's access is less and the whole is as said."""
    access = place.women_access + (1.0 - place.women_access) * services.womens_services
    men = coverage / (1.0 - place.women + place.women * access)
    return men, men * access
