"""What can go wrong, in words for the person who sees it. Messages never hold personal data: they may reach a log."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Problem(Exception):
    """Bad input or a rule that says no. `message` says what to do; `field` names the form field, if one is to blame."""

    def __init__(self, message: str | Promise, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.noted = False  # set once the refusal stands in the audit log


class Invalid(Problem):
    """The input cannot be right. Nothing was saved."""


class NotThere(Problem):
    """Not found, or not yours: one answer for both, so that asking tells nothing."""

    def __init__(self) -> None:
        super().__init__(_("There is nothing here."))


class Denied(Problem):
    """The actor's roles do not allow this. Leaves a row in the audit log."""


class ClosedReads(RuntimeError):
    """A programming error: rows of persons are read by `visible_to(actor)` only."""


class WriteOutsideAction(RuntimeError):
    """A programming error: rows change inside actions only."""
