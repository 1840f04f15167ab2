"""Faults on the way to a partner: what is said, decided and done there stands in one file and shows nowhere else."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse

from tests.proofs.twin_worlds import worlds
from tests.proofs.twin_worlds.planting import WHY, Fault, Patch, world
from tests.proofs.twin_worlds.worlds import ABSENT, IN_FULL, UNLINKED, World
from tests.universe import TODAY
from twofold.core.access import Compartment
from twofold.core.crypto import keyring
from twofold.couples import actions, forms, reads, rules, stored, views
from twofold.couples.models import PartnerStep, speaker_ref
from twofold.people.models import Client, ClientQuerySet


def _walked() -> bool:
    """Somebody is on the way to a partner."""
    return bool(PartnerStep.objects.unscoped(WHY).exists())


def other_side(patch: Patch) -> None:
    """The way to a partner stands on the partner's own page too."""
    real = reads.walked

    def walked(by: Any, row: Client, today: Any) -> Any:
        found = real(by, row, today)
        return found if found is None or row.pk == worlds.A else found + (real_of(worlds.A) if _walked() else [])

    def real_of(client: Any) -> list[Any]:
        said = stored.opened_statements([client])[client]
        return rules.paths(said, stored.opened_steps([client])[client], TODAY.date())

    patch.setattr(reads, "walked", walked)


def next_step(patch: Patch) -> None:
    """The page of B's talk proposes what comes next where somebody has invited B."""
    real = views._path

    def path(request: Any, row: Client) -> HttpResponse:
        titles = list(forms.TITLES.items())
        patch.setattr(forms, "TITLES", dict(titles[::-1] if _walked() else titles))
        try:
            return real(request, row)
        finally:
            patch.setattr(forms, "TITLES", dict(titles))

    patch.setattr(views, "_path", path)


def any_card(patch: Patch) -> None:
    """A code of somebody's card is known to every worker who says that a partner has it."""
    patch.setattr(reads, "card", lambda by, code: Client.objects.unscoped(WHY).filter(
        code_mac=reads.card_index(by.organisation, code)).first())  # fmt: skip
    patch.setattr(actions, "open_files", lambda by, clients, *told: Client.objects.unscoped(WHY).in_bulk(clients))


def way_costs(patch: Patch) -> None:
    """The page asks once more where somebody is on the way to a partner, and shows nothing of it."""
    real = views._shown

    def shown(*told: Any, **more: Any) -> HttpResponse:
        if _walked():
            PartnerStep.objects.unscoped(WHY).aggregate(n=Count("pk"))
        return real(*told, **more)

    patch.setattr(views, "_shown", shown)


def late_key(patch: Patch) -> None:
    """The key of what is said in confidence is made when something is: the first word costs more than the second."""
    real = keyring.load

    def load(persons: Any, *parts: Compartment, make: bool = False) -> None:
        registers = make and Compartment.IDENTITY in parts
        real(persons, *(part for part in parts if not (registers and part is Compartment.COUPLE)), make=make)

    patch.setattr(keyring, "load", load)


def said_of_two(patch: Patch) -> None:
    """Whoever writes down a step on B's page is told that there is one on the other side."""
    real = views._save

    def save(request: Any, *told: Any) -> None:
        real(request, *told)
        if any(row.speaker_ref == speaker_ref(worlds.A) for row in PartnerStep.objects.unscoped(WHY)):
            messages.info(request, "The partner has named this client too.")

    patch.setattr(views, "_save", save)


def all_talks(patch: Patch) -> None:
    """The list of talks that are due is one of the whole programme."""
    patch.setattr(ClientQuerySet, "visible_to", lambda self, actor: self.select_related("state"))
    patch.setattr(reads, "readable_part", lambda actor, part: Q())


WALKS = (IN_FULL, world("A walks the way to B"))
OF_PEER = (World("A, a peer's client", (worlds.PLAIN, worlds.AGREED, worlds.AT_PEERS)),
           world("A, a peer's client, walks the way to B"))  # fmt: skip
HERE = (ABSENT, UNLINKED)
B_SIDE = ("tomba",)
FAULTS = [
    Fault("partner path: talks of everybody", all_talks, (IN_FULL, world("A is to be asked again today")), ("lata",), ("talks",)),
    Fault("partner path: on the partner's own page", other_side, WALKS, ("lata",), ("client_talk",)),
    Fault("partner path: an order", next_step, WALKS, B_SIDE, ("client_talk",)),
    Fault("partner path: any card", any_card, HERE, B_SIDE, ("client_talk",)),
    Fault("partner path: one query more", way_costs, WALKS, B_SIDE, ("client_talk",)),
    Fault("partner path: the first word costs more", late_key, OF_PEER, ("wahida",), ("client_talk",)),
    Fault("partner path: a message of the other side", said_of_two, WALKS, B_SIDE, ("client_talk",)),
]  # fmt: skip
