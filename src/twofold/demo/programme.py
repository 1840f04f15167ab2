"""Sets up the invented programme through the actions: places, organisations, sites, staff, caseloads, plans, catalogue."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from twofold.core import access, clock
from twofold.core.access import Role
from twofold.demo.calendar import Story, moment
from twofold.demo.world import Estimate, company, rates
from twofold.demo.world import Facility as Told
from twofold.programme import actions, catalogue
from twofold.programme.actions import NewEstimate, NewFacility, NewTarget
from twofold.programme.actors import actor_for
from twofold.programme.models import Caseload, Facility, Organisation, Site, Staff

Progress = Callable[[str, int, int], None]


@dataclass
class Built:
    """The members of the programme by code or login."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    caseloads: dict[str, Caseload] = field(default_factory=dict)
    facilities: dict[str, list[tuple[Told, Facility]]] = field(default_factory=dict)

    def facility(self, organisation: str, service: str) -> Facility | None:
        """The first place to which this organisation refers for a service."""
        return next((row for told, row in self.facilities[organisation] if service in told.services), None)


def set_up(story: Story, clients: int, progress: Progress) -> Built:
    """The programme as it stands before the first client comes."""
    built = Built()
    with clock.held(moment(story.start - dt.timedelta(days=story.world.opened_days_before), 10)):
        _places_and_sites(story, built)
        _staff(story, built, progress)
        _caseloads(story, built)
        _catalogue(story, built)
        _facilities(built)
        _estimates(story, built)
        _targets(story, built, clients)
    return built


def _places_and_sites(story: Story, built: Built) -> None:
    by, told = access.operator(), story.world
    actions.create_places(by=by, places=[(row.code, row.name, row.level, row.parent) for row in told.place])
    for row in told.organisation:
        made = actions.create_organisation(by=by, code=row.code, name=row.name, uic_scheme=row.uic_scheme)
        built.organisations[row.code] = made
    for site in told.site:
        built.sites[site.code] = actions.open_site(
            by=by,
            organisation=built.organisations[site.organisation].id,
            place=site.place,
            code=site.code,
            name=site.name,
            kind=site.kind,
        )


def _staff(story: Story, built: Built, progress: Progress) -> None:
    told = story.world
    for done, row in enumerate(told.staff):
        progress("Opening accounts", done, len(told.staff))
        built.staff[row.login] = actions.create_staff(
            by=access.operator(),
            organisation=built.organisations[told.employer(row).code].id,
            login=row.login,
            name=row.name,
            password=told.password,
            held=row.roles,
            sites=[built.sites[code].id for code in row.sites],
        )


def _caseloads(story: Story, built: Built) -> None:
    for row in story.world.staff:
        if row.caseload:
            built.caseloads[row.login] = actions.open_caseload(
                by=access.operator(),
                site=built.sites[row.sites[0]].id,
                name=f"{row.name}'s clients",
                holder=built.staff[row.login].id,
            )


def _catalogue(story: Story, built: Built) -> None:
    for organisation in story.world.organisation:
        manager = next(
            row for row in story.world.staff if Role.MANAGER in row.roles and story.world.employer(row) == organisation
        )
        offered = {code: code not in organisation.not_offered for code in catalogue.supplies().by_code()}
        actions.offer_items(by=actor_for(built.staff[manager.login], second_factor=True), offered=offered)


def _facilities(built: Built) -> None:
    """The places to which each organisation refers people."""
    for code, organisation in built.organisations.items():
        told = [row for row in company().facility if row.organisation == code]
        new = [NewFacility(**row.model_dump(exclude={"organisation"})) for row in told]
        made = actions.add_facilities(by=access.operator(), organisation=organisation.id, facilities=new)
        built.facilities[code] = list(zip(told, made, strict=True))


def _estimates(story: Story, built: Built) -> None:
    """Each organisation plans by the estimates of the states that it works in."""
    parents = {row.code: row.parent for row in story.world.place}
    for organisation in story.world.organisation:
        districts = {row.place for row in story.world.site if row.organisation == organisation.code}
        own = districts | {parents[code] for code in districts}
        told = [_estimate(row) for row in story.world.estimate if row.place in own]
        actions.record_estimates(
            by=access.operator(), organisation=built.organisations[organisation.code].id, estimates=told
        )


def _estimate(row: Estimate) -> NewEstimate:
    return NewEstimate(**row.model_dump())


def _targets(story: Story, built: Built, clients: int) -> None:
    """For every calendar year of the story: what each organisation means to reach, as its register is meant to grow."""
    source, published = "Invented for the demonstration", rates().published
    all_caseloads = sum(row.caseload for row in story.world.staff)
    for organisation in story.world.organisation:
        held = sum(
            row.caseload for row in story.world.staff if row.caseload and story.world.employer(row) == organisation
        )
        told = []
        for since, year in enumerate(range(story.start.year, story.end.year + 1)):
            register = clients * held / all_caseloads * (0.45 + 0.2 * since)
            for indicator, value in (
                ("reached", register * 0.85),
                ("partners_reached", register * 0.12),
                ("needles_out", register * 12 * published.needles_per_month),
                ("condoms", register * 12 * published.condoms_per_month),
                ("new_registrations", register * 0.4),
            ):
                span = dt.date(year, 1, 1), dt.date(year, 12, 31)
                told.append(NewTarget(indicator, *span, max(1, round(value)), source))
        actions.set_targets(by=access.operator(), organisation=built.organisations[organisation.code].id, targets=told)
