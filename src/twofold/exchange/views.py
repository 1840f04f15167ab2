"""Pages on which a data manager brings in a list: the file, how it is read, what would be done, going in, what came of it."""

import base64
import time
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twofold.core.access import Door
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.exchange import actions, preview, sheets
from twofold.exchange.forms import FileForm, MappingForm
from twofold.exchange.incoming import mapping
from twofold.exchange.models import Import

SECONDS = 1.5
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_form = require_http_methods(["GET", "HEAD", "POST"])


@door(Door.IMPORTS)
@_form
def imports(request: HttpRequest) -> HttpResponse:
    """Lists that are on their way in, and a new one."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        try:
            told = mapping.load(text) if (text := form.told()) else None
            row = actions.open_import(by=request.actor, name=form.cleaned_data["list"].name, content=form.content())
            if told:
                actions.map_import(by=request.actor, brought=row.pk, told=told)
        except Invalid as problem:
            form.blame(problem)
        else:
            return redirect("import_map", row.pk)
    context = {"form": form, "rows": preview.imports(request.actor)}
    return render(request, "exchange/imports.html", context, status=400 if form.errors else 200)


@door(Door.IMPORTS)
@_form
def import_map(request: HttpRequest, brought: uuid.UUID) -> HttpResponse:
    """How the list is read, and what would be done; changed here until it is right."""
    row = preview.one(request.actor, brought)
    if row.stage != Import.Stage.OPEN:
        return redirect("import_go", row.pk)
    found = preview.preview(request.actor, row)
    asked = {"brought": found.brought, "sites": preview.sites(request.actor), "places": found.places}
    form = MappingForm(request.POST if request.method == "POST" else None, **asked)
    if request.method == "POST" and form.is_valid():
        try:
            actions.map_import(by=request.actor, brought=row.pk, told=form.mapping())
        except Invalid as problem:
            form.blame(problem)
        else:
            messages.success(request, _("Read anew. Nothing has gone in yet."))
            return redirect("import_map", row.pk)
    context = {"form": form, "row": row, "found": found, "missing": preview.headings_missing(found.brought)}
    context["unplaced"] = [word for word in found.brought.plan.sites if word not in found.places]
    return render(request, "exchange/map.html", context, status=400 if form.errors else 200)


@door(Door.IMPORTS)
@require_POST
def import_start(request: HttpRequest, brought: uuid.UUID) -> HttpResponse:
    """Let it come in."""
    row = preview.one(request.actor, brought)
    if row.stage == Import.Stage.OPEN:
        found = preview.preview(request.actor, row)
        timezone = request.user.organisation.timezone
        actions.start_import(by=request.actor, brought=row.pk, sites=found.places, timezone=timezone)
    return redirect("import_go", row.pk)


@door(Door.IMPORTS)
@_form
def import_go(request: HttpRequest, brought: uuid.UUID) -> HttpResponse:
    """How far it is; each sending takes some more in. Closing the page loses nothing: it goes on when it is opened again."""
    row = preview.one(request.actor, brought)
    if row.stage == Import.Stage.OPEN:
        return redirect("import_map", row.pk)
    if request.method == "POST":
        until = time.monotonic() + SECONDS
        while row.stage == Import.Stage.RUNNING:
            row = actions.take_portion(by=request.actor, brought=row.pk)
            if time.monotonic() > until:
                break
        if "HX-Request" not in request.headers:
            return redirect("import_go", row.pk)
    part = "exchange/going.html" if "HX-Request" in request.headers else "exchange/go.html"
    return render(request, part, {"row": row, "share": row.rows_done * 100 // max(row.rows_whole, 1)})


@door(Door.IMPORTS)
@require_POST
def import_stop(request: HttpRequest, brought: uuid.UUID) -> HttpResponse:
    """Stop: what went in stays; bringing the same list again goes on from there."""
    actions.stop_import(by=request.actor, brought=brought)
    messages.success(request, _("Stopped. What went in stays, and the file is removed."))
    return redirect("imports")


@door(Door.IMPORTS)
@require_POST
def import_close(request: HttpRequest, brought: uuid.UUID) -> HttpResponse:
    """Done with this list: nothing of it is kept."""
    actions.close_import(by=request.actor, brought=brought)
    messages.success(request, _("Removed. Nothing of the file is kept."))
    return redirect("imports")


@door(Door.IMPORTS)
@require_safe
def import_held(request: HttpRequest, brought: uuid.UUID) -> HttpResponse:
    """The rows that were held back, as a workbook to mend and bring again."""
    row = preview.one(request.actor, brought)
    kept = row.to_mend
    content = base64.b64decode(kept) if kept else b""
    if not kept and row.stage == Import.Stage.OPEN:
        content = sheets.held(preview.preview(request.actor, row).brought)
    return _download(content, sheets.HELD_NAME, XLSX) if content else redirect("imports")


@door(Door.IMPORTS)
@require_safe
def import_mapping(request: HttpRequest, brought: uuid.UUID) -> HttpResponse:
    """How it was read, as a small file for the next list or the command line."""
    row = preview.one(request.actor, brought)
    return _download(row.told["mapping"].encode(), "twofold-list.toml", "application/toml")


@door(Door.IMPORTS)
@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    """Empty sheets in our own form."""
    return _download(sheets.template(get_language() or "en"), sheets.TEMPLATE_NAME, XLSX)


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
