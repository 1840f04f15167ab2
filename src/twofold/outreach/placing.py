"""Finds for whom coverings were, in a thread beside the pages: never while whoever covered waits for an answer.

Each goes in as its own worker's contact. Several processes may run it: each covering is locked by one.
"""

import logging
import threading
import time
import uuid

from django.db import Error, connection

from twofold.core.access import Actor, Door, may_enter
from twofold.core.crypto import keyring
from twofold.outreach.actions import place_coverings
from twofold.outreach.models import Covering
from twofold.people.models import OwnWord
from twofold.people.reads import who_said
from twofold.programme.actors import actor_for
from twofold.programme.models import Staff

PAUSE_SECONDS = 5.0
MOST = 500
_log = logging.getLogger("twofold.outreach")


def start() -> threading.Thread:
    """Start the thread."""
    thread = threading.Thread(target=_live, name="placing", daemon=True)
    thread.start()
    return thread


def _live() -> None:
    while True:
        try:
            place_all()
        except Error:  # the database is away for a moment: try again, and say so
            _log.error("placing waits", exc_info=True)
            connection.close()
        except Exception:  # noqa: BLE001 - whatever is wrong with one, the others come with the next round
            _log.error("coverings could not be placed", exc_info=True)
        time.sleep(PAUSE_SECONDS)


def place_all() -> int:
    """Look for whom every covering was whose code and word are known; how many went into a file."""
    known = OwnWord.objects.unscoped("marks only").values("mark")
    rows = Covering.objects.unscoped("they wait").filter(settled_at=None, mark__in=known)
    found = list(rows.order_by("pk").values_list("author", "pk", "mark", "day")[:MOST])
    if not found:  # so it is nearly always
        return 0
    staff = Staff.objects.select_related("organisation").in_bulk({author for author, *_ in found})
    actors = {pk: actor_for(row, second_factor=True) for pk, row in staff.items()}
    said = {(author, mark, day) for author, _, mark, day in found if _may(actors[author])}
    with keyring.keychain():
        fits = {key for key in said if len(who_said(actors[key[0]], *key[1:])) == 1}
    fit: dict[uuid.UUID, list[uuid.UUID]] = {}
    for author, covering, mark, day in found:
        if (author, mark, day) in fits:
            fit.setdefault(author, []).append(covering)
    return sum(place_coverings(by=actors[author], coverings=coverings) for author, coverings in fit.items())


def _may(author: Actor) -> bool:
    """Whether the worker records contacts still; what one handed out who left since, a person settles."""
    return may_enter(author.roles, Door.CONTACTS, second_factor=True)
