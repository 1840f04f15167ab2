"""The answers when something is not there, not allowed or broken. The answer to 'not there' is the same for everybody."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from twofold.fieldwork.refusals import refusal

# What phones are told, who read no pages.
_CODES = {400: "unreadable", 404: "not_there", 500: "broken"}


def _constant(template: str, status: int, request: HttpRequest | None = None) -> HttpResponse:
    """A page without a request: no name, no path, no token. For phones the same in their own shape."""
    if request is not None and request.path.startswith("/api/"):
        return refusal(status, _CODES[status])
    return HttpResponse(render_to_string(template), status=status)


def not_there(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _constant("shell/404.html", 404, request)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _constant("shell/403.html", 403)


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _constant("shell/400.html", 400, request)


def broken(request: HttpRequest) -> HttpResponse:
    return _constant("shell/500.html", 500, request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _constant("shell/csrf.html", 403)


def healthz(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Says that the server answers and reaches its database; nothing else."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
