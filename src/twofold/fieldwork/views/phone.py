"""What phones ask: to be let in, to push, to pull; and the description of it all. JSON only, one shape of refusal."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from twofold.core import bulk
from twofold.core.access import Door
from twofold.core.doors import door
from twofold.core.errors import Invalid, NotThere
from twofold.fieldwork import actions, reading, reads, sealing, settling, turns, wire
from twofold.fieldwork.answers import Receipt
from twofold.fieldwork.openapi import description
from twofold.fieldwork.policy import policy
from twofold.fieldwork.reading import Item
from twofold.fieldwork.reads import Caller
from twofold.fieldwork.refusals import refusal
from twofold.fieldwork.wire import Refused

type Answer = Callable[..., HttpResponse]
TRIES = 3


def _answers_phones(view: Answer) -> Answer:
    """Turn a refusal into its answer; say nothing to a browser that was led here."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            said = view(request, *args, **kwargs)
        except Refused as problem:
            return refusal(problem.status, problem.code, field=problem.field)
        if isinstance(said, HttpResponseNotAllowed):
            return refusal(405, "method", headers={"Allow": said.headers["Allow"]})
        return said

    return csrf_exempt(answer)


@door(Door.OPEN)
@_answers_phones
@require_POST
def devices(request: HttpRequest) -> HttpResponse:
    """Let a phone in that knows the secret: its token, once."""
    told = wire.parsed(wire.unpacked(wire.body(request), request.headers.get("Content-Encoding", "")))
    offered = reads.offered(told.get("secret"))
    if offered is None:
        raise Refused(401, "secret")
    try:
        device, token = actions.enrol(
            by=offered.by, enrolment=offered.enrolment, name=told.get("name") or "", public_key=told.get("public_key")
        )
    except Invalid as problem:
        return refusal(400, "invalid", str(problem.message), problem.field)
    except NotThere:
        raise Refused(401, "secret") from None
    # A phone that signs may post while it is locked; without a signature such a token would be enough to write.
    posting = {"push_token": sealing.posting_token(device.pk), "seal": sealing.public()} if device.public_key else {}
    return JsonResponse({"device": str(device.pk), "token": token, **posting}, status=201)


@door(Door.OPEN)
@_answers_phones
@require_POST
def push(request: HttpRequest) -> HttpResponse:
    """Take entries in. Answered after they are safe, each by itself."""
    with bulk.uncollected():  # until what came and what was answered is out of memory: nothing is left to look through
        return _taken(request)


def _taken(request: HttpRequest) -> HttpResponse:
    caller = reads.caller(request.headers.get("Authorization", ""), posting=True)
    raw = wire.body(request)
    reads.check_signature(caller, request.headers.get("X-Signature", ""), raw)
    told = wire.envelope(raw, request.headers.get("Content-Encoding", ""))
    if told.device != str(caller.device):
        raise Refused(401, "unknown_device")
    if caller.refused == "suspended":  # it keeps what it has, and sends it when it is let in again
        raise Refused(401, caller.refused)
    if caller.refused:
        return _cleared(request, _last_words(caller, told))
    with translation.override(caller.language):
        receipt = _in_turn(lambda entries: _received(caller, told, entries), told.entries)
        return _cleared(request, JsonResponse(receipt.wire()))


def _cleared(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """A phone that says it has wiped itself has the browser clear the rest. Not sooner: its keys are overwritten in place
    first, and sealed work of others may still wait there. A page elsewhere cannot ask for it: the push is signed.
    """
    if request.headers.get("X-Wiped") == "yes":
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _received(caller: Caller, told: wire.Envelope, entries: list[Item]) -> Receipt:
    receipt = actions.receive(
        by=reads.witness(caller, told.cursor),
        device=caller.device,
        entries=entries,
        sent_at=told.sent_at,
        unsent=told.unsent,
    )
    settling.settle(caller.by.organisation)
    return receipt


def _in_turn[T](work: Callable[[list[Item]], T], told: Sequence[Any] = ()) -> T:
    """Do it when the turn comes, with entries that were read while another process had it; again where another writer was in
    the way. Raises Refused where it takes too long.
    """
    with turns.place(policy().push.wait_seconds) as come:
        entries = [reading.read(raw) for raw in told] if come else []
        for _ in range(TRIES if come else 0):
            try:
                with turns.turn():
                    return work(entries)
            except (IntegrityError, OperationalError):  # two phones brought the same thing at the same moment
                continue
    raise Refused(429, "busy")


def _last_words(caller: Caller, told: wire.Envelope) -> HttpResponse:
    """A phone that was shut out: what it still sends is kept for a person, and it is told what to do."""
    answers = _in_turn(
        lambda entries: actions.keep_last_words(by=caller.by, device=caller.device, entries=entries), told.entries
    )
    return refusal(401, caller.refused, results=answers)


@door(Door.OPEN)
@_answers_phones
@require_safe
def pull(request: HttpRequest) -> HttpResponse:
    """The cards that changed since the last pull."""
    caller = reads.caller(request.headers.get("Authorization", ""))
    if caller.refused:
        actions.told_to_wipe(by=caller.by, device=caller.device)
        return refusal(401, caller.refused)
    limit = reads.limit(request.GET.get("limit"))
    unsent = wire.count(reads.whole(request.GET.get("unsent")))

    def work(_: list[Item]) -> dict[str, Any]:
        settling.settle(caller.by.organisation)
        return actions.give(
            by=caller.by, device=caller.device, cursor=request.GET.get("cursor", ""), limit=limit, unsent=unsent
        ).wire()

    with translation.override(caller.language), bulk.uncollected():
        return JsonResponse(_in_turn(work))


@door(Door.OPEN)
@_answers_phones
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of what phones may send and are answered, made from the same models that check it."""
    return JsonResponse(description())
