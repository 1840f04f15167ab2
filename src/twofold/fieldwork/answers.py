"""What a phone is told of each entry: accepted, duplicate or held, and why in words that say what to do."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "waiting": _("This speaks of something that has not come yet. It is kept, and goes in by itself when that comes."),
    "conflict": _("Something else came under this number before. Both are kept, and the office looks at them."),
    "invalid": _("One answer cannot be right. It is kept; tell the office what was meant."),
    "unknown_kind": _("The office does not know this kind of entry yet. It is kept, and goes in after an update."),
    "unknown_version": _("This app is newer than the office. The entry is kept, and goes in after an update."),
    "denied": _("Your role does not record this by itself. It is kept, and the office settles it."),
    "revoked": _("This phone is no longer in use. What it still sent is kept, and the office looks at it."),
    "fault": _("This could not be taken in just now. It is kept, and the office settles it."),
}
# What goes in by itself once what it needs is there.
RETRIED = ("waiting", "unknown_kind", "unknown_version")


@dataclass(slots=True)
class Answer:
    """The answer to one entry."""

    id: Any
    outcome: str
    code: str = ""
    field: str = ""
    message: str | Promise = ""

    def wire(self) -> dict[str, Any]:
        reason = None
        if self.code:
            text = str(self.message or REASONS[self.code])
            reason = {"code": self.code, "message": text, "field": self.field or None}
        return {"id": self.id, "outcome": self.outcome, "reason": reason}


@dataclass(frozen=True)
class Receipt:
    """The answers to a push, in the order sent, and the next number."""

    answers: list[Answer]
    next_seq: int
    server_time: dt.datetime

    def wire(self) -> dict[str, Any]:
        return {
            "results": results(self.answers),
            "next_seq": self.next_seq,
            "server_time": self.server_time.isoformat(),
        }


def results(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    return [answer.wire() for answer in answers]
