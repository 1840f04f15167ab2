"""The page of the supplies catalogue: what there is, what it counts as, what is offered here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from twofold.core.access import Door
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.programme import actions, catalogue, reads
from twofold.programme.forms import SuppliesForm
from twofold.programme.views.sites import may_change


@door(Door.PROGRAMME)
@require_http_methods(["GET", "HEAD", "POST"])
def supplies(request: HttpRequest) -> HttpResponse:
    """The catalogue by group; whoever keeps sites says what is offered here."""
    known = catalogue.supplies()
    form = SuppliesForm(request.POST if request.method == "POST" else None, codes=known.by_code())
    if request.method == "POST" and form.is_valid():
        ticked = set(form.cleaned_data["items"])
        try:
            actions.offer_items(by=request.actor, offered={code: code in ticked for code in known.by_code()})
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("Saved."))
            return redirect("catalogue")
    offered = reads.offered(request.actor)
    context = {
        "catalogue": known,
        "groups": _groups(known, offered),
        "form": form,
        "may_change": may_change(request),
    }
    return render(request, "programme/catalogue.html", context, status=400 if form.errors else 200)


def _groups(known: catalogue.Catalogue, offered: dict[str, bool]) -> list[dict[str, Any]]:
    language = get_language() or "en"
    return [
        {
            "name": name,
            "items": [
                {
                    "code": item.code,
                    "label": item.label(language),
                    "counts": _counts(item),
                    "returnable": item.returnable,
                    "offered": offered.get(item.code, True),
                }
                for item in known.item
                if item.group == group
            ],
        }
        for group, name in catalogue.GROUPS.items()
    ]


def _counts(item: catalogue.Item) -> str:
    """What one piece counts as in the figures, in words."""
    if item.syringes:
        return ngettext("%(n)d syringe", "%(n)d syringes", item.syringes) % {"n": item.syringes}
    if item.condoms:
        return ngettext("%(n)d condom", "%(n)d condoms", item.condoms) % {"n": item.condoms}
    if item.naloxone:
        return ngettext("%(n)d kit", "%(n)d kits", item.naloxone) % {"n": item.naloxone}
    return _("not counted")
