"""What a phone says of a client whose card it holds: profile, kinds and injecting in one entry, upon what the phone saw."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from twofold.core.access import Actor, Compartment, Verb
from twofold.core.actions import action
from twofold.core.crypto import cipher, keyring
from twofold.core.errors import NotThere
from twofold.people import rules
from twofold.people.actions.record import _append, _Kind, open_files, record_injecting, state_kinds
from twofold.people.actions.register import check_profile
from twofold.people.models import Profile

PROFILE = ("gender", "birth_year", "nickname", "reach")


@action("client.updated")
def update_client(
    *,
    by: Actor,
    client: uuid.UUID,
    entry: uuid.UUID,
    corrects: uuid.UUID | None,
    said: Mapping[str, Any],
    occurred_at: dt.datetime | None = None,
) -> bool:
    """Append what was said upon the profile that it names. Whether another names the same one: both stay, one shows.

    `said` holds any of gender, birth_year, nickname, reach, kinds (code -> holds), injections_a_day.
    """
    open_files(by, [client], Verb.WRITE, Compartment.IDENTITY)
    keyring.load([client], Compartment.IDENTITY, make=True)
    told = _seen(client, corrects) | {name: said[name] for name in PROFILE if name in said}
    check_profile(told["gender"], told["birth_year"], told["nickname"], told["reach"])
    body = {name: told[name] for name in ("nickname", "birth_year", "reach")}
    band = rules.birth_band(told["birth_year"])
    columns = {"id": entry, "gender": told["gender"], "birth_band": band, "body": body}
    kind = _Kind(Profile, "client.profile_changed", (Compartment.IDENTITY,))
    _append(by, kind, [(client, columns)], occurred_at, corrects)
    if kinds := said.get("kinds"):
        state_kinds(by=by, statements=[(client, code, holds) for code, holds in kinds.items()], occurred_at=occurred_at)
    if "injections_a_day" in said:
        record_injecting(by=by, statements=[(client, said["injections_a_day"])], occurred_at=occurred_at)
    return _has_rival(client, entry)


def _seen(client: uuid.UUID, corrects: uuid.UUID | None) -> dict[str, Any]:
    """The profile that the phone had before it: the one it names, else the first."""
    rows = Profile.objects.unscoped("what the phone saw").filter(client=client)
    row = rows.filter(pk=corrects).first() if corrects else min(rows, key=rules.turn, default=None)
    if corrects and row is None:
        raise NotThere
    told: dict[str, Any] = {"gender": "not_said", "birth_year": None, "nickname": "", "reach": {}}
    if row is None:
        return told
    try:
        return told | row.body | {"gender": row.gender}
    except cipher.Unreadable:
        return told | {"gender": row.gender}


def _has_rival(client: uuid.UUID, entry: uuid.UUID) -> bool:
    rows = Profile.objects.unscoped("looks for a rival").filter(client=client)
    step = rows.values_list("step", flat=True).get(pk=entry)
    return bool(rows.filter(step=step).exclude(pk=entry).exists())
