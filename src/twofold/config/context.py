"""What every page's frame needs: the rail of the actor's pages, and whether the key is weak."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from twofold.core.access import Door, may_enter
from twofold.core.crypto import keyring

# (door, url name, words, icon, key after 'g')
RAIL = (
    (Door.HOME, "home", _("Home"), "home", "h"),
    (Door.CLIENTS, "clients", _("Clients"), "people", "c"),
    (Door.TALKS, "talks", _("Private talks"), "lock", "j"),
    (Door.STRANGERS, "stranger", _("Supplies without a card"), "box", "s"),
    (Door.REFERRALS, "referrals", _("Going along"), "map", "g"),
    (Door.CONTACTS, "groups", _("Groups"), "people", "x"),
    (Door.CONTACTS, "sheet", _("Week on paper"), "print", "z"),
    (Door.VISITS, "visits", _("Home visit"), "clock", "v"),
    (Door.ALARMS, "alarms", _("Who is out"), "clock", "w"),
    (Door.REPORTS, "report", _("Figures"), "chart", "f"),
    (Door.MONTHS, "months", _("Months"), "calendar", "m"),
    (Door.PLANNING, "planning", _("Planning"), "sliders", "n"),
    (Door.BRIEFS, "briefs", _("Briefs"), "print", "b"),
    (Door.IMPORTS, "imports", _("Bring in a list"), "upload", "r"),
    (Door.DUPLICATES, "duplicates", _("Possible duplicates"), "list", "d"),
    (Door.QUALITY, "quality", _("Data quality"), "check", "q"),
    (Door.CASELOADS, "caseloads", _("Caseloads"), "list", "l"),
    (Door.PROGRAMME, "sites", _("Sites"), "map", "i"),
    (Door.STAFF, "staff", _("Staff"), "shield", "t"),
    (Door.PLANS, "plans", _("Targets and estimates"), "calendar", "p"),
    (Door.PROGRAMME, "catalogue", _("Supplies catalogue"), "book", "k"),
    (Door.PROGRAMME, "facilities", _("Facilities"), "map", "u"),
    (Door.DEVICES, "devices", _("Phones"), "lock", "o"),
    (Door.HELD, "held", _("Held entries"), "clock", "e"),
    (Door.AUDIT, "audit", _("Log"), "clock", "a"),
    (Door.ACCOUNT, "mfa_index", _("Your account"), "person", "y"),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    actor = getattr(request, "actor", None)
    found: dict[str, Any] = {"weak_key": _weak(), "rail": [], "exit_url": reverse("weather")}
    if actor is None:
        return found
    found["worker"] = request.user
    found["rail"] = [
        {
            "label": words,
            "url": url,
            "icon": icon,
            "key": key,
            "current": request.path == url or (name != "home" and request.path.startswith(url)),
        }
        for opens, name, words, icon, key in RAIL
        if may_enter(actor.roles, opens, second_factor=actor.second_factor) and (url := _url(name))
    ]
    if may_enter(actor.roles, Door.CLIENTS, second_factor=actor.second_factor):
        found["search_url"] = _url("client_find")
    return found


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _weak() -> bool:
    try:
        return keyring.ring().weak
    except keyring.Locked:
        return False
