"""News of what was done, with a way to take it back. The words must be fit for a bystander to read."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise

UNDO_TAG = "undo:"


def undoable(request: HttpRequest, text: str | Promise, *, undo_url: str) -> None:
    """Say that something was done, and offer for ten seconds to post to `undo_url` to take it back."""
    messages.success(request, text, extra_tags=f"{UNDO_TAG}{undo_url}")
