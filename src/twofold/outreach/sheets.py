"""A week on paper: the clients of a caseload in one order, and under which ids the week's contacts are recorded.

An id comes from caseload, week and client: whoever keys a sheet again, keys what is there already.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from twofold.core import ids
from twofold.core.access import Actor, Compartment
from twofold.core.crypto import keyring
from twofold.outreach.models import Contact
from twofold.people.models import Client
from twofold.people.reads import opened
from twofold.people.rules import ACTIVE
from twofold.programme.models import Caseload

MOST_LINES = 300
# What a column of the sheet stands for in the catalogue of supplies.
GIVEN = {"out": "syringe_1ml", "condoms": "condom_external", "naloxone": "naloxone_kit"}
BACK = {"back": "syringe_1ml"}


@dataclass(frozen=True)
class Line:
    """One client on a sheet. `entry` is the id of the week's contact; `keyed`: it is recorded already."""

    client: uuid.UUID
    code: str
    entry: uuid.UUID
    keyed: bool


def monday(day: dt.date) -> dt.date:
    """The Monday of that week."""
    return day - dt.timedelta(days=day.weekday())


def lines(by: Actor, caseload: Caseload, week: dt.date) -> list[Line]:
    """Who stands on the sheet: the longest known first, so that who is new stands below."""
    rows = Client.objects.visible_to(by).filter(state__caseload=caseload, state__status=ACTIVE)
    clients = list(rows.order_by("registered_on", "pk")[:MOST_LINES])
    keyring.load({row.pk for row in clients}, Compartment.SERVICE)
    entries = {row.pk: ids.named(keyring.index("sheet", f"{caseload.pk}|{week}|{row.pk}")) for row in clients}
    there = Contact.objects.unscoped("of clients that came by visible_to").filter(client__in=entries)
    keyed = set(there.filter(pk__in=entries.values()).values_list("pk", flat=True))
    return [Line(row.pk, opened(row, "code") or "–", entries[row.pk], entries[row.pk] in keyed) for row in clients]
