"""Registration: a card under a code after one spoken sentence. Never refuses a person, never says 'already exists'."""

import datetime as dt
import itertools
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from twofold.core import bulk, clock, derived, ids
from twofold.core.access import Actor, Compartment, Consent, Door
from twofold.core.actions import action, note, nothing_to_do, require
from twofold.core.crypto import keyring
from twofold.core.errors import Invalid
from twofold.people import reach, rules, uic
from twofold.people.codes import card_index, outside_index, recipe_index
from twofold.people.kinds import kinds as known_kinds
from twofold.people.models import (
    Client,
    ClientFact,
    ConsentGiven,
    DuplicateCandidate,
    Gender,
    InjectingStated,
    KindStated,
    OutsideId,
    Placement,
    Profile,
)
from twofold.programme.models import Caseload, Organisation, Site

EARLIEST = dt.date(2000, 1, 1)
OLDEST_BIRTH_YEAR = 1900
TEXT_LENGTH = 500
MOST_INJECTIONS_A_DAY = 50
AT_REGISTRATION = (Compartment.SERVICE, Compartment.IDENTITY, Compartment.DRUG_USE)


@dataclass(frozen=True)
class NewClient:
    """What is said at registration. Everything but the site may be left unsaid."""

    site: uuid.UUID
    caseload: uuid.UUID | None = None
    gender: str = Gender.NOT_SAID
    birth_year: int | None = None
    kinds: Sequence[str] = ()
    nickname: str = ""
    reach: dict[str, str] = field(default_factory=dict)
    injections_a_day: float | None = None
    ingredients: uic.Ingredients = field(default_factory=uic.Ingredients)
    consent: Consent = Consent.CARD
    outside_id: str = ""  # under which another list knows the client
    outside_said: dict[str, str] = field(default_factory=dict)  # marks of what that list says, to see what it says anew
    occurred_at: dt.datetime | None = None
    id: uuid.UUID | None = None


@action("client.registered")
def register_clients(*, by: Actor, clients: Sequence[NewClient]) -> list[Client]:
    """Open a file for each, under a new random code. All or none.

    Possible duplicates go to the data manager's queue. The same id by the same author again changes nothing.
    """
    require(by, Door.REGISTER)
    assert by.organisation is not None
    known = _known(clients)
    done = {row.id: row for row in known.values() if row.author == by.id}
    fresh = [_unused(new, known) for new in clients if new.id not in done]
    if not fresh:
        nothing_to_do()
        return [done[new.id] for new in clients if new.id]
    made = iter(_register(by, fresh))
    return [done[new.id] if new.id in done else next(made) for new in clients]


def _register(by: Actor, clients: Sequence[NewClient]) -> list[Client]:
    organisation = Organisation.objects.get(pk=by.organisation)
    _check(by, clients)
    codes = _codes(organisation.id, len(clients))
    made = [_client(by, organisation, new, code) for new, code in zip(clients, codes, strict=True)]
    # A key for what they may say in confidence, too: that a file gets one later would tell that somebody spoke.
    keyring.load([row.id for row in made], *AT_REGISTRATION, Compartment.COUPLE, make=True)
    Client.objects.unscoped("registers").bulk_create(made)
    _append_facts(by, organisation, list(zip(made, clients, strict=True)))
    derived.refold([row.id for row in made])
    _queue_duplicates(organisation, made)
    _queue_same_outside_id(organisation, {row.id for row in made})
    for row in made:
        note("client.registered", "client", row.id)
    return made


def _known(clients: Sequence[NewClient]) -> dict[uuid.UUID, Client]:
    """Files under the ids that were sent: the same registration again, or somebody else's."""
    given = [new.id for new in clients if new.id]
    return Client.objects.unscoped("the same entry again").in_bulk(given) if given else {}


def _unused(new: NewClient, known: dict[uuid.UUID, Client]) -> NewClient:
    """An id that stands on somebody else's registration is not used, and not spoken of."""
    return replace(new, id=None) if new.id in known else new


def _check(by: Actor, clients: Sequence[NewClient]) -> None:
    sites = set(Site.objects.filter(organisation=by.organisation).values_list("id", flat=True))
    caseloads = dict(Caseload.objects.visible_to(by).values_list("id", "site_id"))
    for new in clients:
        if new.site not in sites:
            raise Invalid(_("Choose a site from the list."), field="site")
        if new.caseload is not None and caseloads.get(new.caseload) != new.site:
            raise Invalid(_("Choose a caseload of this site."), field="caseload")
        check_profile(new.gender, new.birth_year, new.nickname, new.reach)
        known = known_kinds().by_code()
        if any(kind not in known or known[kind].compartment not in AT_REGISTRATION for kind in new.kinds):
            raise Invalid(
                _("Choose kinds from the list; the rest is asked once the client has agreed in full."),
                field="kinds",
            )
        check_injections(new.injections_a_day)


def when(told: dt.datetime | None, timezone: str) -> dt.datetime:
    """When it happened. A moment in the future is taken as now: clocks are wrong, entries are not thrown away."""
    moment = min(told or clock.now(), clock.now())
    if clock.local_day(moment, timezone) < EARLIEST:
        raise Invalid(_("This day lies too far back. Check the year."), field="day")
    return moment


def check_profile(gender: str, birth_year: int | None, nickname: str, told: dict[str, str]) -> None:
    """Raise Invalid for a profile that cannot be right."""
    if gender not in Gender.values:
        raise Invalid(_("Choose an answer from the list."), field="gender")
    if birth_year is not None and not OLDEST_BIRTH_YEAR <= birth_year <= clock.now().year:
        raise Invalid(_("Write the year of birth in four digits, or leave it empty."), field="birth_year")
    for name, text in {"nickname": nickname, **told}.items():
        if len(text) > TEXT_LENGTH:
            raise Invalid(_("Keep this to %(n)s characters.") % {"n": TEXT_LENGTH}, field=name)
    for name, choices in reach.CHOICES.items():
        if told.get(name) and told[name] not in choices.values:
            raise Invalid(_("Choose an answer from the list."), field=name)


def check_injections(times: float | None) -> None:
    """Raise Invalid for a frequency that cannot be right. Unknown (None) is a fine answer."""
    if times is not None and not 0 <= times <= MOST_INJECTIONS_A_DAY:
        raise Invalid(
            _("Write a number between 0 and %(n)s, or leave it empty.") % {"n": MOST_INJECTIONS_A_DAY},
            field="injections_a_day",
        )


def _codes(organisation: uuid.UUID, count: int) -> list[str]:
    """Random codes that no card of this organisation bears yet, and no two alike."""
    found: dict[str, str] = {}
    while len(found) < count:
        made = {card_index(organisation, code): code for code in (uic.random_code() for _ in range(count - len(found)))}
        taken = Client.objects.unscoped("a code is made once").filter(code_mac__in=made)
        for mac in taken.values_list("code_mac", flat=True):
            del made[mac]
        found |= made
    return list(found.values())


def _client(by: Actor, organisation: Organisation, new: NewClient, code: str) -> Client:
    moment = when(new.occurred_at, organisation.timezone)
    return bulk.row(
        Client,
        id=new.id or ids.new_person_id(),
        organisation_id=organisation.pk,
        registered_on=clock.local_day(moment, organisation.timezone),
        received_at=clock.now(),
        author=by.id,
        device=by.device,
        code=code,
        code_mac=card_index(organisation.id, code),
        uic_mac=recipe_index(organisation.id, organisation.uic_scheme, new.ingredients),
    )


def _append_facts(by: Actor, organisation: Organisation, pairs: list[tuple[Client, NewClient]]) -> None:
    facts: dict[type[ClientFact], list[ClientFact]] = defaultdict(list)

    def told(model: type[ClientFact], row: Client, **columns: object) -> None:
        common = {"client_id": row.pk, "day": row.registered_on, "received_at": row.received_at}
        facts[model].append(bulk.row(model, **common, author=by.id, device=by.device, **columns))

    for row, new in pairs:
        band, body = rules.birth_band(new.birth_year), {"nickname": new.nickname, "birth_year": new.birth_year}
        told(Profile, row, id=row.pk, gender=new.gender, birth_band=band, body=body | {"reach": new.reach})
        told(Placement, row, site_id=new.site, caseload_id=new.caseload)
        told(ConsentGiven, row, stage=new.consent)
        for kind in dict.fromkeys(new.kinds):
            told(KindStated, row, kind=kind, holds=True)
        if new.injections_a_day is not None:
            told(InjectingStated, row, body={"times_a_day": new.injections_a_day})
        if new.outside_id:
            mac = outside_index(organisation.id, new.outside_id)
            told(OutsideId, row, mac=mac, body={"id": new.outside_id, "said": new.outside_said})
    for model, rows in facts.items():
        model.objects.unscoped("registers").bulk_create(rows)


def _queue_duplicates(organisation: Organisation, made: list[Client]) -> None:
    """The same recipe code again: a candidate for the data manager, invisible to whoever registers."""
    macs = {row.uic_mac for row in made if row.uic_mac}
    if not macs:
        return
    alike = Client.objects.unscoped("looks for duplicates").filter(organisation=organisation, uic_mac__in=macs)
    files = alike.order_by().values_list("uic_mac", "received_at", "pk", "pk")
    _queue(organisation, {row.pk for row in made}, files, "same_uic")


def _queue_same_outside_id(organisation: Organisation, new: set[uuid.UUID]) -> None:
    """An id of another list on a second file, which happens where whoever registers may not know of the first."""
    named = OutsideId.objects.unscoped("looks for duplicates").order_by()
    macs = set(named.filter(client__in=new).values_list("mac", flat=True))
    alike = named.filter(mac__in=macs, client__organisation=organisation) if macs else named.none()
    _queue(organisation, new, alike.values_list("mac", "received_at", "pk", "client_id"), "same_outside_id")


def _queue(organisation: Organisation, new: set[uuid.UUID], alike: Iterable[Any], reason: str) -> None:
    """Each pair of files under the same mark (mark, when, fact, client) of which at least one is new.

    A new file is also paired with itself, which no queue shows: a code that is new is written down in the same
    statements, and takes as long, as one that somebody has already.
    """
    files: dict[str, dict[uuid.UUID, None]] = defaultdict(dict)
    for mark, _when, _fact, client in sorted(alike, key=lambda row: (row[3] in new, *row[1:3])):
        files[mark][client] = None
    now = clock.now()
    DuplicateCandidate.objects.unscoped("queues duplicates").bulk_create(
        bulk.row(
            DuplicateCandidate,
            organisation_id=organisation.pk,
            raised_at=now,
            first_id=first,
            second_id=second,
            reason=reason,
        )
        for clients in files.values()
        for first, second in itertools.combinations_with_replacement(clients, 2)
        if (first in new or second in new) and (first != second or first in new)
    )
