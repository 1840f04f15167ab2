"""Let a worker's phone in, list phones, suspend one or shut it out.

`enrol` prints a secret that works once within a quarter of an hour. `revoke` makes the phone wipe itself at its next contact.
"""

import argparse
import json
from typing import Any

from twofold.core.errors import Invalid


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    enrol = verbs.add_parser("enrol", help="a secret with which a worker's phone is let in, once")
    enrol.add_argument("--worker", metavar="LOGIN", required=True, help="whose phone")
    verbs.add_parser("list", help="the phones, with last contact and what is missing")
    for verb, words in (
        ("suspend", "answer a phone with nothing until it is resumed"),
        ("resume", "let a suspended phone in again"),
        ("revoke", "shut a phone out; it wipes itself at its next contact"),
    ):
        verbs.add_parser(verb, help=words).add_argument(
            "device", help="the phone's id, as `twofold device list` shows it"
        )
    for sub in verbs.choices.values():
        sub.add_argument("--json", action="store_true", help="print the outcome as JSON")


def run(arguments: argparse.Namespace) -> int:
    from twofold.config.opening import open_installation

    open_installation()
    told, words = {"enrol": _enrol, "list": _list}.get(arguments.verb, _change)(arguments)
    print(json.dumps(told) if arguments.json else words)
    return 0


def _enrol(arguments: argparse.Namespace) -> tuple[Any, str]:
    from twofold.core import access
    from twofold.fieldwork import actions
    from twofold.programme.models import Staff

    worker = Staff.objects.filter(login__iexact=arguments.worker).first()
    if worker is None:
        raise Invalid("There is no worker with this login.")
    offer, secret = actions.offer_enrolment(by=access.operator(), staff=worker.pk)
    told = {"secret": secret, "worker": worker.login, "until": offer.until.isoformat()}
    return told, f"Secret for {worker.login}'s phone, good once until {offer.until:%H:%M} UTC:\n  {secret}"


def _list(arguments: argparse.Namespace) -> tuple[Any, str]:
    from twofold.core import access
    from twofold.fieldwork import overview

    lines = overview.devices(access.operator())
    told = [line.plain() for line in lines]
    words = [
        f"{line.id}  {line.worker:16} {line.status:10} last contact {line.last_contact or 'never'}, "
        f"unsent {'?' if line.unsent is None else line.unsent}, missing {line.missing}  {line.name}"
        for line in lines
    ]
    return told, "\n".join(words) or "No phone has been let in yet."


def _change(arguments: argparse.Namespace) -> tuple[Any, str]:
    from twofold.core import access, ids
    from twofold.core.errors import NotThere
    from twofold.fieldwork import actions

    by, device = access.operator(), ids.parse(arguments.device)
    try:
        if device is None:
            raise NotThere
        if arguments.verb == "revoke":
            actions.revoke(by=by, device=device)
        else:
            actions.suspend(by=by, device=device, suspended=arguments.verb == "suspend")
    except NotThere:
        raise Invalid("There is no phone with this id. `twofold device list` shows them.") from None
    return {"device": str(device), "done": arguments.verb}, "Done."
