"""Pages of the programme's own workbook: bring it in, say which figure goes where, take both away again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from twofold.core.access import Door
from twofold.core.doors import door
from twofold.core.errors import Invalid
from twofold.indicators import categories
from twofold.reporting import actions, mapping, standing
from twofold.reporting.actions.workbooks import Brought, NewWorkbook
from twofold.reporting.files import example, outgoing
from twofold.reporting.files import workbook as files
from twofold.reporting.forms import BringForm, CellForm, MappingForm
from twofold.reporting.lines import words


@door(Door.SUBMIT)
@require_http_methods(["GET", "HEAD", "POST"])
def workbook(request: HttpRequest) -> HttpResponse:
    """The workbook in use and its mapping; a new one is brought in here."""
    form = BringForm(request.POST, request.FILES) if request.method == "POST" else BringForm()
    if request.method == "POST" and form.is_valid():
        brought = form.cleaned_data["file"]
        try:
            new = NewWorkbook(brought.name, brought.read(files.MOST_BYTES + 1))
            found = actions.bring_workbook(by=request.actor, new=new)
        except Invalid as problem:
            form.blame(problem)
        else:
            _tell(request, found)
            return redirect("workbook")
    return _page(request, bring=form)


def _tell(request: HttpRequest, found: Brought) -> None:
    messages.success(request, _("Your workbook is in use."))
    for doubt in found.doubts():
        messages.warning(request, doubt)


def _page(request: HttpRequest, **forms: Any) -> HttpResponse:
    language = get_language() or "en"
    row = standing.workbook(request.actor.organisation)
    context: dict[str, Any] = {"bring": BringForm(), "row": row, **forms}
    if row is not None:
        last = standing.mapping_of(row)
        context["cells"] = _cells(mapping.parse(last.text), language)
        context["version"] = last
        context.setdefault("text", MappingForm(initial={"text": last.text}))
        context.setdefault("cell", _cell_form(row, None, language))
    wrong = any(form.errors for form in forms.values())
    return render(request, "reporting/workbook.html", context, status=400 if wrong else 200)


def _cell_form(row: Any, data: Any, language: str) -> CellForm:
    return CellForm(data, sheets=list(files.look(bytes(row.content)).sheets), language=language)


def _cells(found: mapping.Cells, language: str) -> list[dict[str, Any]]:
    return [
        {
            "at": one.at,
            "sheet": one.sheet,
            "cell": one.cell,
            "words": words(one.figure, {}, language) if one.figure else mapping.TEXTS[one.text],
            "part": ", ".join(categories.label(name, code) for name, code in one.by.items()),
            "period": mapping.PERIODS[one.period] if one.figure else "",
        }
        for one in found.cells
    ]


@door(Door.SUBMIT)
@require_POST
def workbook_mapping(request: HttpRequest) -> HttpResponse:
    """The mapping, written as text."""
    form = MappingForm(request.POST)
    if standing.workbook(request.actor.organisation) is None:
        return redirect("workbook")
    if _is_written(request, form, lambda: form.cleaned_data["text"].replace("\r\n", "\n")):
        return redirect("workbook")
    return _page(request, text=form)


def _is_written(request: HttpRequest, form: MappingForm | CellForm, text: Callable[[], str]) -> bool:
    """Whether the mapping was written as the form says; where it was not, the form tells why."""
    if not form.is_valid():
        return False
    try:
        actions.write_mapping(by=request.actor, text=text())
    except Invalid as problem:
        form.blame(problem)
        return False
    messages.success(request, _("The mapping is written."))
    return True


@door(Door.SUBMIT)
@require_POST
def workbook_cell(request: HttpRequest) -> HttpResponse:
    """One cell more, or one less."""
    row = standing.workbook(request.actor.organisation)
    if row is None:
        return redirect("workbook")
    cells = mapping.parse(standing.mapping_of(row).text)
    if at := request.POST.get("without"):
        actions.write_mapping(by=request.actor, text=mapping.write(cells.without(at).cells))
        messages.success(request, _("%(cell)s is left as it is from now on.") % {"cell": at})
        return redirect("workbook")
    form = _cell_form(row, request.POST, get_language() or "en")
    if _is_written(request, form, lambda: mapping.write(cells.with_cell(form.cell_told()).cells)):
        return redirect("workbook")
    return _page(request, cell=form)


@door(Door.SUBMIT)
@require_safe
def workbook_file(request: HttpRequest) -> HttpResponse:
    """The workbook as it was brought in."""
    row = standing.workbook(request.actor.organisation)
    if row is None:
        return redirect("workbook")
    return _attached(bytes(row.content), outgoing.XLSX, "twofold-template.xlsx")


@door(Door.SUBMIT)
@require_safe
def workbook_mapping_file(request: HttpRequest) -> HttpResponse:
    """The mapping as a TOML file."""
    row = standing.workbook(request.actor.organisation)
    if row is None:
        return redirect("workbook")
    return _attached(standing.mapping_of(row).text.encode(), "application/toml; charset=utf-8", "twofold-mapping.toml")


@door(Door.SUBMIT)
@require_safe
def workbook_example(request: HttpRequest) -> HttpResponse:
    """An example to begin from."""
    return _attached(example.build(), outgoing.XLSX, "twofold-example.xlsx")


def _attached(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
