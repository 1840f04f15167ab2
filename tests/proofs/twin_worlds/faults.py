"""Faults to be planted in the software, one for each surface on which a partner could be told: patches to product code.

The harness is the unchanged one, asked in two worlds only. A fault that it does not see says that it proves nothing.
"""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpResponse

from tests.proofs.authorisation.faults import everything, forbidden, grant, on, telling
from tests.proofs.twin_worlds import partner_faults, worlds
from tests.proofs.twin_worlds.planting import WHY, Fault, Patch, world
from tests.proofs.twin_worlds.worlds import ABSENT, IN_FULL, UNLINKED
from twofold.core import audit, ids, paging
from twofold.core.access import Actor, Compartment, Role
from twofold.core.crypto import keyring
from twofold.core.errors import Invalid
from twofold.core.models import AuditEvent
from twofold.couples.models import PartnerNamed
from twofold.fieldwork import cards
from twofold.fieldwork.actions import taking
from twofold.home import log, tiles, waiting
from twofold.indicators import places, spreadsheet
from twofold.indicators.facts import Scope
from twofold.outreach import actions as outreach
from twofold.outreach import file as files
from twofold.outreach import grouping, lists, referrals, state, timeline
from twofold.outreach.models import ContactQuerySet, Covering, GroupAttended, ReferralState, ServiceState
from twofold.outreach.models.referrals import IdentityQuerySet
from twofold.outreach.views import clients, contacts
from twofold.people import models as people
from twofold.people import reads, served
from twofold.people.actions import register
from twofold.people.models import Client, DuplicateCandidate, OwnWord, StaffBlock
from twofold.people.served import Served
from twofold.quality import reads as quality
from twofold.quality.models import Finding


def _named() -> bool:
    """Somebody has named a partner."""
    return bool(PartnerNamed.objects.unscoped(WHY).exists())


def _files() -> int:
    return int(Client.objects.unscoped(WHY).count())


def order(patch: Patch) -> None:
    """Whoever was named as a partner stands last."""
    real = lists.page

    def page(*args: Any) -> paging.Page:
        found = real(*args)
        return replace(found, rows=found.rows[::-1]) if _named() else found

    patch.setattr(lists, "page", page)


def badge(patch: Patch) -> None:
    """A mark on the line of whoever was named."""
    real = lists._line
    patch.setattr(lists, "_line", lambda *told: replace(real(*told), groups=["Couple"]) if _named() else real(*told))


def hint(patch: Patch) -> None:
    """B's page says that the partner is in care."""
    real = clients.open_file

    def opened(*told: Any) -> files.File:
        found = real(*told)
        return replace(found, groups=[*found.groups, "Partner in care"]) if _named() else found

    patch.setattr(clients, "open_file", opened)


def flag(patch: Patch) -> None:
    """A word on every list of a worker whom somebody keeps out."""
    real = lists.due_words

    def words(*told: Any) -> list[str]:
        closed = StaffBlock.objects.unscoped(WHY).count() > 1
        return [*real(*told), "Take care"] if closed else real(*told)

    patch.setattr(lists, "due_words", words)


def covering_tells(patch: Patch) -> None:
    """Whoever covers hears whether code and own word fit."""
    real = outreach.cover_clients

    def cover(**told: Any) -> None:
        real(**told)
        if Covering.objects.unscoped(WHY).filter(mark__in=OwnWord.objects.unscoped(WHY).values("mark")).exists():
            raise Invalid("they fit")

    patch.setattr(outreach, "cover_clients", cover)


def companion(patch: Patch) -> None:
    """Whoever went along finds the referral on the own list, whosever client it is."""
    real = referrals.page

    def page(*told: Any, **how: Any) -> paging.Page:
        found = real(*told, **how)
        rows = (
            ReferralState.objects.unscoped(WHY).filter(step="accompanied").select_related("referral", "client__state")
        )
        return replace(found, rows=[*found.rows, *rows])

    patch.setattr(referrals, "page", page)


def everybody_there(patch: Patch) -> None:
    """The page of a group shows all who attended."""

    def attending(by: Any, groups: Any) -> list[GroupAttended]:
        rows = GroupAttended.objects.unscoped(WHY).filter(group__in=groups, there=True)
        return list(rows.select_related("client__state"))

    patch.setattr(grouping, "attending", attending)


def touched(patch: Patch) -> None:
    """Whatever is written in A's file is also written down at B."""
    real = state.refold

    def refold(written: Any) -> None:
        written = list(written)
        real(written)
        if worlds.A in written:
            ServiceState.objects.unscoped(WHY).update(quiet_since="2026-11-19", due_on="2026-11-19")

    patch.setattr(state, "refold", refold)
    # What B's own contacts write is kept, so that the trace stays.
    patch.setattr(state, "refold_contacts", lambda written: None)


def etag(patch: Patch) -> None:
    """A version of the page that moves with everything that is written."""
    real = clients.render

    def render(*told: Any, **more: Any) -> HttpResponse:
        answer = real(*told, **more)
        answer["ETag"] = f'"{AuditEvent.objects.count()}"'
        return answer

    patch.setattr(clients, "render", render)


def cookie(patch: Patch) -> None:
    """A cookie that says how many files there are."""
    real = clients.render

    def render(*told: Any, **more: Any) -> HttpResponse:
        answer = real(*told, **more)
        answer.set_cookie("seen", str(_files()))
        return answer

    patch.setattr(clients, "render", render)


def warned(patch: Patch) -> None:
    """Whoever registers is told that there is a card already."""

    def queue(organisation: Any, made: list[Client]) -> None:
        alike = Client.objects.unscoped(WHY).filter(uic_mac__in=[row.uic_mac for row in made if row.uic_mac])
        if alike.filter(pk=worlds.A).exists() and made[0].pk != worlds.A:
            raise Invalid("This client has a card already.")

    patch.setattr(register, "_queue_duplicates", queue)


def unpaired(patch: Patch) -> None:
    """A row is written where the answers are known, and none where they are new."""

    def queue(organisation: Any, made: list[Client]) -> None:
        for row in made:
            alike = (
                Client.objects.unscoped(WHY).filter(organisation=organisation, uic_mac=row.uic_mac).exclude(pk=row.pk)
            )
            DuplicateCandidate.objects.unscoped(WHY).bulk_create(
                DuplicateCandidate(organisation=organisation, raised_at=row.received_at, first=one, second=row)
                for one in (alike if row.uic_mac else [])
            )

    patch.setattr(register, "_queue_duplicates", queue)


def ids_as_told(patch: Patch) -> None:
    """The id that a form tells is the id of the row."""
    for name in ("person_as_sent", "entry_as_sent"):
        patch.setattr(ids, name, lambda told, author: told)


def one_query_more(patch: Patch) -> None:
    """A page asks once more where somebody has named a partner, and shows nothing of it."""
    real = lists.lines

    def lines(*told: Any) -> list[lists.Line]:
        if _named():
            Client.objects.unscoped(WHY).aggregate(n=Count("pk"))
        return real(*told)

    patch.setattr(lists, "lines", lines)


def block_costs(patch: Patch) -> None:
    """The key of the blocks is fetched where there is a block."""

    def blocked(actor: Any) -> set[Any]:
        reference = keyring.person_ref(actor.id, Compartment.BLOCKS)
        rows = StaffBlock.objects.unscoped(WHY).filter(staff_ref=reference)
        return {people.uuid.UUID(row.body["client"]) for row in rows if row.body["blocked"]}

    patch.setattr(people, "blocked_clients", blocked)


def first_of_a_kind(patch: Patch) -> None:
    """A list takes another way where nobody at all is of a kind."""

    def of_kind(by: Any, kind: Any, at: str) -> Any:
        spells = lists.KindSpell.objects.unscoped(WHY).filter(kind=kind.code, until=None)
        return lists.Q(**{f"{at}pk__in": list(spells.values_list("client", flat=True))})

    patch.setattr(lists, "_of_kind", of_kind)


def search_everywhere(patch: Patch) -> None:
    def found(by: Any, text: str) -> Client | None:
        index = lists.card_index(by.organisation, text)
        return Client.objects.unscoped(WHY).filter(code_mac=index).first()

    patch.setattr(lists, "found_by_code", found)


def answers_everywhere(patch: Patch) -> None:
    def found(by: Any, scheme: str, given: Any) -> list[Client]:
        index = lists.recipe_index(by.organisation, scheme, given)
        rows = Client.objects.unscoped(WHY).select_related("state__site", "state__caseload", "service")
        return list(rows.filter(uic_mac=index))

    patch.setattr(lists, "found_by_answers", found)


def cursor(patch: Patch) -> None:
    """The address of the next page says how many there are."""
    real = paging.address
    patch.setattr(paging, "address", lambda *told: f"{real(*told)}&of={_files()}")


def message(patch: Patch) -> None:
    """What is said after saving speaks of somebody else."""
    real = contacts._saved

    def saved(request: Any, contact: Any) -> None:
        real(request, contact)
        if _named():
            messages.info(request, "The partner has a card too.")

    patch.setattr(contacts, "_saved", saved)


def names_in_log(patch: Patch) -> None:
    """The log of B's file names A."""
    real = log.Reader.sentence
    patch.setattr(log.Reader, "sentence", lambda self, row: real(self, row) + (" (with A)" if _named() else ""))


def log_of_couple(patch: Patch) -> None:
    """Rows about A are written under B's reference."""
    real = audit.Trail.add

    def add(trail: audit.Trail, verb: str, kind: str, about: object, detail: dict[str, Any]) -> None:
        b = people.KindStated.objects.unscoped(WHY).filter(kind="sells_sex").values_list("client", flat=True).first()
        real(trail, verb, kind, b if about == worlds.A and b else about, detail)

    patch.setattr(audit.Trail, "add", add)


def due_of_all(patch: Patch) -> None:
    patch.setattr(
        waiting, "due", lambda actor, today: ServiceState.objects.unscoped(WHY).filter(due_on__lte=today).count()
    )


def figures_of_all(patch: Patch) -> None:
    patch.setattr(tiles.places, "own", lambda actor: places.Where(None, "", Scope(actor.organisation)))


def file_name(patch: Patch) -> None:
    """The file that is downloaded says how many there are."""
    real = spreadsheet.figures
    patch.setattr(spreadsheet, "figures", lambda *told, **more: real(*told, **more) + f"{_files()}\n")


def position(patch: Patch) -> None:
    """A card's version on the phone is the position in one stream of everybody's."""
    real = cards._card
    patch.setattr(cards, "_card", lambda *told: real(*told) | {"version": AuditEvent.objects.count()})


def payload(patch: Patch) -> None:
    """A card on the phone says that somebody has named a partner."""
    real = cards._card
    patch.setattr(cards, "_card", lambda *told: real(*told) | {"couple": _named()})


def pushed_anywhere(patch: Patch) -> None:
    """What a phone sends is taken for every file there is."""

    def files(_by: Actor, found: set[uuid.UUID]) -> tuple[dict[uuid.UUID, Served], set[uuid.UUID]]:
        rows = Client.objects.unscoped(WHY).filter(pk__in=found).values_list(*served._COLUMNS)
        return {row[0]: Served(*row) for row in rows}, set()

    patch.setattr(taking, "_files", files)


def looked_at(patch: Patch) -> None:
    """The page of data quality says when something new was found, about whomever."""
    patch.setattr(quality, "looked_at", lambda by: Finding.objects.unscoped(WHY).aggregate(at=Max("found_at"))["at"])


def all_kinds(patch: Patch) -> None:
    """The page shows every kind that was stated."""
    patch.setattr(timeline, "_C", Compartment)
    patch.setattr(files.people, "kinds_shown", lambda held, parts: [k for k in reads.kinds().kind if k.code in held])


NAMED = (IN_FULL, world("A names B"))
HERE = (ABSENT, UNLINKED)
B_SIDE = ("tomba",)
FAULTS = [
    Fault("order", order, NAMED, B_SIDE, ("clients",)),
    Fault("couple badge", badge, NAMED, B_SIDE, ("clients",)),
    Fault("total: who is due", due_of_all, HERE, B_SIDE, ("home",)),
    Fault("total: figures of one's own", figures_of_all, HERE, B_SIDE, ("home",)),
    Fault("403 for what is hidden", forbidden, HERE, B_SIDE, ("client",)),
    Fault("the answer says that the file was seen", telling, HERE, B_SIDE, ("client",)),
    Fault("every file opens", on(people.ClientQuerySet, "visible_to", everything), HERE, B_SIDE, ("client",)),
    Fault("every contact opens", on(ContactQuerySet, "visible_to", everything),
          (UNLINKED, world("A is met")), B_SIDE, ("contact_undo", "contact_correct")),
    Fault("whoever went along sees the file", companion, (UNLINKED, world("A is referred")), B_SIDE, ("referrals",)),
    Fault("every referral opens", on(IdentityQuerySet, "visible_to", everything),
          (UNLINKED, world("A is referred")), B_SIDE, ("referrals", "referral", "home")),
    Fault("a group shows everybody", everybody_there,
          (UNLINKED, world("A attends B's group")), B_SIDE, ("group", "group_who")),
    Fault("partner hint", hint, NAMED, B_SIDE, ("client",)),
    Fault("safety flag on B", flag, (UNLINKED, world("A keeps B's workers out")), ("marta", "tomba"), ("clients", "due")),
    Fault("A's facts touch B", touched, (ABSENT, world("A is a partner")), B_SIDE, ("clients", "client", "due")),
    Fault("ETag", etag, HERE, B_SIDE, ("client",)),
    Fault("cookie", cookie, HERE, B_SIDE, ("client",)),
    Fault("duplicate warning", warned, HERE, B_SIDE, ("register",)),
    Fault("a row more for a duplicate", unpaired, HERE, B_SIDE, ("register",)),
    Fault("unique error: a file's id", ids_as_told, HERE, B_SIDE, ("register",)),
    Fault("unique error: a contact's id", ids_as_told, (UNLINKED, world("A is met")), B_SIDE, ("contact_new", "stranger")),
    Fault("covering tells who is there", covering_tells,
          (UNLINKED, world("A chose a word")), B_SIDE, ("cover",)),
    Fault("one query more", one_query_more, NAMED, B_SIDE, ("clients", "due")),
    Fault("a block costs a query", block_costs, (UNLINKED, world("A keeps B's workers out")), B_SIDE, ("client",)),
    Fault("first of a kind", first_of_a_kind, (UNLINKED, world("A is of a family")), B_SIDE, ("clients",)),
    Fault("search across caseloads, by code", search_everywhere, HERE, B_SIDE, ("client_find", "clients")),
    Fault("search across caseloads, by answers", answers_everywhere, HERE, B_SIDE, ("client_find",)),
    Fault("paging cursor", cursor, HERE, B_SIDE, ("clients", "due")),
    Fault("message", message, NAMED, B_SIDE, ("contact_new",)),
    Fault("the log of B names A", names_in_log, NAMED, ("omar",), ("audit",)),
    Fault("A's rows stand in B's log", log_of_couple, (IN_FULL, world("A speaks of B")), ("omar",), ("audit",)),
    Fault("a global head", on(log, "waiting", lambda by: AuditEvent.objects.count()), HERE, ("bashir",), ("audit", "home")),
    Fault("phone: a position in a stream of all", position, HERE, B_SIDE, ("api_pull",)),
    Fault("phone: the couple on a card", payload, NAMED, B_SIDE, ("api_pull",)),
    Fault("phone: entries for any file", pushed_anywhere, HERE, B_SIDE, ("api_push",)),
    Fault("data quality of all", looked_at, (ABSENT, worlds.WORLDS[-1]), B_SIDE, ("quality",)),
    Fault("download", file_name, HERE, ("beena",), ("report_file",)),
    Fault("report of all", on(places, "within", lambda actor, code: places.Where(None, "", Scope())), HERE, ("beena", "bina"),
          ("report", "report_file")),
    Fault("P2: a nurse reads sex work", grant(Role.NURSE, reads={Compartment.SEX_WORK}),
          (IN_FULL, world("A sells sex")), ("wangoi",), ("client",)),
    Fault("P2: a page shows all kinds", all_kinds, (IN_FULL, world("A sells sex")), ("wangoi", "ibemhal"), ("client",)),
    Fault("P2: a peer's own client's answers", grant(Role.FACILITATOR, reads={Compartment.DRUG_USE}),
          (IN_FULL, world("A says how often")), ("wilson",), ("client",)),
    *partner_faults.FAULTS,
]  # fmt: skip
