"""Taking a placement back: clients return to where they were served from, as one more fact."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from twofold.core.access import Actor, Verb
from twofold.core.actions import action
from twofold.core.errors import Invalid, NotThere
from twofold.people.actions.record import _append, _Kind
from twofold.people.models import Placement
from twofold.people.rules import turn


@action("client.placed_back")
def place_back(*, by: Actor, moment: dt.datetime) -> int:
    """Place the clients that `by` moved at `moment` back to where they were before; how many.

    Whoever has been moved again since stays. Raises NotThere where `by` moved nobody then, Invalid where all have moved on.
    """
    moved = Placement.objects.unscoped("undoes a placement").filter(author=by.id, received_at=moment)
    clients = set(moved.values_list("client", flat=True))
    if not clients:
        raise NotThere
    history: dict[Any, list[Placement]] = defaultdict(list)
    rows = Placement.objects.unscoped("undoes a placement").filter(client__in=clients)
    for row in sorted(rows, key=turn):
        history[row.client_id].append(row)
    entries = [
        (client, {"site_id": steps[-2].site_id, "caseload_id": steps[-2].caseload_id})
        for client, steps in history.items()
        if len(steps) > 1 and (steps[-1].author, steps[-1].received_at) == (by.id, moment)
    ]
    if not entries:
        raise Invalid(_("These clients have been moved since. Nothing was changed."))
    _append(by, _Kind(Placement, "client.placed_back", right=Verb.ASSIGN), entries, None)
    return len(entries)
