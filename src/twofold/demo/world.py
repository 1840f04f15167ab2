"""The invented programme and its rates, read from data files and checked. What happens in it: `people`, `contacts`."""

import functools
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from twofold.core.access import Role

_DATA = Path(__file__).parent / "data"


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Data):
    """A country, state or district, by its public name."""

    code: str
    name: str
    level: str
    parent: str | None = None


class Organisation(_Data):
    """An invented organisation. `months`: how many people are met in each calendar month, January first."""

    code: str
    name: str
    uic_scheme: str
    not_offered: tuple[str, ...]
    months: tuple[float, ...] = Field(min_length=12, max_length=12)


class Site(_Data):
    """An invented site."""

    code: str
    name: str
    organisation: str
    place: str
    kind: str


class Worker(_Data):
    """An invented worker. `caseload` is a share of the site's clients; nought for those who hold none."""

    login: str
    name: str
    sites: tuple[str, ...]
    roles: tuple[Role, ...]
    caseload: float = 0
    women: bool = False


class Handover(_Data):
    """A caseload that changes hands in the middle of the story."""

    caseload: str
    to: str
    by: str
    after_months: int


class Gap(_Data):
    """Some weeks at one site, counted back from the last day."""

    site: str
    began_days_ago: int
    lasted_days: int


class Estimate(_Data):
    """A size estimate, with an interval only where there is one."""

    place: str
    population: str
    year: int
    value: int
    source: str
    gender: str = ""
    low: int | None = None
    high: int | None = None


class World(_Data):
    """All of it."""

    version: str
    source: str
    password: str = Field(min_length=12)
    opened_days_before: int
    place: tuple[Place, ...]
    organisation: tuple[Organisation, ...]
    site: tuple[Site, ...]
    staff: tuple[Worker, ...]
    handover: tuple[Handover, ...]
    stock_out: tuple[Gap, ...]
    silence: tuple[Gap, ...]
    estimate: tuple[Estimate, ...]

    def organisation_of(self, site: str) -> Organisation:
        """Who runs this site."""
        code = next(row.organisation for row in self.site if row.code == site)
        return next(row for row in self.organisation if row.code == code)

    def employer(self, worker: Worker) -> Organisation:
        """Whom this worker works for: whoever runs the sites, or the organisation of the colleagues listed before."""
        for row in reversed(self.staff[: self.staff.index(worker) + 1]):
            if row.sites:
                return self.organisation_of(row.sites[0])
        return self.organisation[0]

    def holders(self, site: str) -> list[Worker]:
        """Workers with a caseload at this site."""
        return [row for row in self.staff if row.caseload and site in row.sites]

    def site_wide(self, site: str, *roles: Role) -> list[Worker]:
        """Workers who open every file of this site, not only their own caseload's."""
        return [row for row in self.staff if site in row.sites and set(row.roles) & set(roles)]


class Published(_Data):
    """Rates with a source: a test holds the demonstration to them."""

    source: str
    contacted_in_month: float
    needles_per_month: float
    condoms_per_month: float


class Women(_Data):
    """The share of women, with its source."""

    source: str
    of_people_who_inject: float


class Invented(_Data):
    """Rates without a source. `_a_month` are chances for each person and month."""

    inject: float
    partners: float
    widowed: float
    family: float
    trans_of_people_who_inject: float
    injecting_known: float
    registered_at_start: float
    full_consent: float
    no_card_at_first: float
    withdrawn: float
    returned: float
    second_contacts: float
    late: float
    corrected: float
    taken_back: float
    carries_for_others: float
    chose_a_month: float
    moved_a_month: float
    prison_a_month: float
    died_a_month: float
    silent_a_month: float


class Rates(_Data):
    """What the demonstration keeps to."""

    version: str
    published: Published
    women: Women
    invented: Invented


class Facility(_Data):
    """An invented place to which people are referred."""

    organisation: str
    name: str
    kind: str
    services: tuple[str, ...]
    hours: str = ""
    slip_name: str = ""
    slip_where: str = ""


class Company(_Data):
    """Going along, groups and partners: how often, and where to."""

    version: str
    referred: float
    offered_lately: float
    agreed: float
    broken: float
    given_up: float
    most_visits: int
    series: tuple[str, ...]
    with_whom: tuple[str, ...]
    why: tuple[str, ...]
    months_of_groups: int
    groups: tuple[str, ...]
    talk: tuple[str, ...]
    speak_of_partner: float
    partner_nicknames: tuple[str, ...]
    services: dict[str, tuple[str, ...]]
    facility: tuple[Facility, ...]


def _read(name: str) -> dict[str, object]:
    return tomllib.loads((_DATA / name).read_text(encoding="utf-8"))


@functools.cache
def world() -> World:
    """The invented programme."""
    return World.model_validate(_read("world.toml"))


@functools.cache
def rates() -> Rates:
    """The rates it keeps to."""
    return Rates.model_validate(_read("rates.toml"))


@functools.cache
def company() -> Company:
    """Going along, groups and partners."""
    return Company.model_validate(_read("company.toml"))
