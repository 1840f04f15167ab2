"""The landing page of each role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from twofold.core.access import Door
from twofold.core.doors import door


@door(Door.HOME)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where everybody begins."""
    return render(request, "home/landing.html")
