"""The landing page of each role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from twofold.core import clock
from twofold.core.access import Door
from twofold.core.doors import door
from twofold.home.board import board


@door(Door.HOME)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where everybody begins: this month at a glance, and what waits."""
    today = clock.today(request.user.organisation.timezone)
    return render(request, "home/landing.html", board(request.actor, today))
