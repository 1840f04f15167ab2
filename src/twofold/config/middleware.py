"""What happens around every request: the actor, the length of a session, no copies left in caches."""

import uuid
import zoneinfo
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from twofold.core import clock
from twofold.core.crypto import keyring
from twofold.core.prepared import prepared
from twofold.programme.actors import actor_for

Answer = Callable[[HttpRequest], HttpResponse]
# The moment of the last request is written at most so often.
SEEN_EVERY_SECONDS = 20


def no_store(get_response: Answer) -> Answer:
    """No page is kept by a browser or a proxy: the next person at this machine must not see it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def session_limits(get_response: Answer) -> Answer:
    """Sign out after 20 idle minutes, and after 12 hours whatever happens."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(clock.now().timestamp())
            began, seen = request.session.get("began", now), request.session.get("seen", now)
            if now - seen > settings.TWOFOLD_IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
                logout(request)
            elif "began" not in request.session or now - seen > SEEN_EVERY_SECONDS:
                request.session["began"], request.session["seen"] = began, now
        return get_response(request)

    return middleware


@prepared
def _factors(staff: uuid.UUID) -> QuerySet:
    return Authenticator.objects.filter(user=staff, type=Authenticator.Type.TOTP).values_list("pk", flat=True)[:1]


def actor(get_response: Answer) -> Answer:
    """Put `request.actor` in place: who asks, as of now, in their language and by their programme's clock.

    A role taken away is gone with the next request; whoever has none left is signed out.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = None
        if request.user.is_authenticated:
            found = actor_for(request.user, second_factor=bool(_factors(request.user.pk)))
            if not found.roles:
                logout(request)
            else:
                request.actor = found
                translation.activate(request.user.language)
                request.LANGUAGE_CODE = translation.get_language()
        with keyring.keychain(), timezone.override(_timezone(request)):
            return get_response(request)

    return middleware


def _timezone(request: HttpRequest) -> zoneinfo.ZoneInfo | None:
    return zoneinfo.ZoneInfo(request.user.organisation.timezone) if request.actor else None
