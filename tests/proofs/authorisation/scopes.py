"""Random worlds for `visible_to`: files anywhere, actors of any shape, blocks given and taken back."""

import itertools
import random
import uuid
from dataclasses import dataclass

from tests.proofs.authorisation import evaluator
from tests.proofs.authorisation.harness import Walk, roles_in_words
from tests.universe import REGISTERED, Universe
from twofold.core import clock
from twofold.core.access import Actor, Consent, Role
from twofold.people import actions as people
from twofold.people.actions import NewClient
from twofold.people.models import Client


@dataclass(frozen=True)
class Placed:
    """Where a file was put, and who may never see it: as told to the software, not as it understood."""

    organisation: uuid.UUID
    site: uuid.UUID
    caseload: uuid.UUID | None
    never: frozenset[uuid.UUID] = frozenset()


def populate(universe: Universe, dice: random.Random, size: int) -> dict[uuid.UUID, Placed]:
    """Files of both organisations at random sites and caseloads, some closed to some workers."""
    found: dict[uuid.UUID, Placed] = {}
    managers = {"asha": universe.actor("dev"), "beacon": universe.actor("ravi")}
    for name, by in managers.items():
        organisation = universe.organisations[name].pk
        sites = [site for site in universe.sites.values() if site.organisation_id == organisation]
        for _ in range(size):
            site = dice.choice(sites)
            within = [None, *(row for row in universe.caseloads.values() if row.site_id == site.pk)]
            caseload = dice.choice(within)
            new = NewClient(
                site=site.pk, caseload=caseload.pk if caseload else None, consent=dice.choice(list(Consent))
            )
            with clock.held(REGISTERED):
                made = people.register_clients(by=by, clients=[new])[0]
            found[made.pk] = Placed(organisation, site.pk, caseload.pk if caseload else None)
    close_some(universe, dice, found)
    return found


def close_some(universe: Universe, dice: random.Random, found: dict[uuid.UUID, Placed]) -> None:
    """The supervisor writes down whom clients of her organisation never want to see; some change their mind."""
    by, own = universe.actor("sushila"), universe.organisations["asha"].pk
    staff = [row.pk for row in universe.staff.values() if row.organisation_id == own]
    minutes = itertools.count()
    for client, placed in list(found.items()):
        if placed.organisation != own or dice.random() < 0.5:
            continue
        refused = dice.sample([pk for pk in staff if pk != by.id], 4)
        kept = set(refused[1:])
        for worker, blocked in [*((pk, True) for pk in refused), (refused[0], False)]:
            with clock.held(clock.now().replace(minute=0, second=next(minutes) % 60, microsecond=next(minutes))):
                people.block_staff(by=by, client=client, staff=worker, blocked=blocked)
        found[client] = Placed(placed.organisation, placed.site, placed.caseload, frozenset(kept))


def actor(universe: Universe, dice: random.Random) -> Actor:
    """Somebody with one to three roles, some sites and some caseloads, perhaps of another organisation's."""
    worker = dice.choice(list(universe.staff.values()))
    sites, caseloads = [row.pk for row in universe.sites.values()], [row.pk for row in universe.caseloads.values()]
    return Actor(
        id=worker.pk,
        organisation=worker.organisation_id,
        roles=frozenset(dice.sample(list(Role), dice.randint(1, 3))),
        sites=frozenset(dice.sample(sites, dice.randint(0, 2))),
        caseloads=frozenset(dice.sample(caseloads, dice.randint(0, 3))),
        second_factor=dice.random() > 0.05,
    )


def near(by: Actor, placed: Placed) -> str:
    if by.organisation != placed.organisation:
        return "elsewhere"
    if placed.caseload in by.caseloads:
        return "caseload"
    return "site" if placed.site in by.sites else "organisation"


def scopes(walk: Walk, universe: Universe, *, seed: int, files: int, actors: int) -> None:
    """`visible_to` holds exactly the files that the table lets each actor find."""
    dice = random.Random(seed)
    found = populate(universe, dice, files)
    for number in range(actors):
        by = actor(universe, dice)
        seen = set(Client.objects.visible_to(by).filter(pk__in=found).values_list("pk", flat=True))
        for client, placed in found.items():
            wanted = evaluator.may(
                roles_in_words(by.roles), "find", "supplies", near(by, placed), "none",
                blocked=by.id in placed.never, key=by.second_factor,
            )  # fmt: skip
            walk.compare(("scope", number, client), wanted, client in seen)
