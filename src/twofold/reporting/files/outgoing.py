"""Which file a report goes out as: names, kinds, and the one place where each is made."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twofold.core import clock
from twofold.core.errors import Invalid
from twofold.indicators.periods import Period
from twofold.reporting import changing, contents, mapping, printed, standing
from twofold.reporting.files import paper, sheets, workbook
from twofold.reporting.printed import Printed
from twofold.reporting.where import About

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Kind:
    """One kind of file. Its name lies in a folder of downloads: it says no more than that."""

    words: str | Promise
    name: str
    content_type: str


@dataclass(frozen=True)
class Made:
    """A file to be taken away."""

    name: str
    content_type: str
    content: bytes


KINDS = {
    "pdf": Kind(_("PDF to print and sign"), "twofold-report.pdf", "application/pdf"),
    "workbook": Kind(_("Your own workbook, filled"), "twofold-workbook.xlsx", XLSX),
    "xlsx": Kind(_("Excel, as tables"), "twofold-report.xlsx", XLSX),
    "csv": Kind(_("CSV, every figure"), "twofold-report.csv", "text/csv; charset=utf-8"),
}


def printed_of(about: About, period: Period, version: str) -> Printed:
    """A version as it was handed in; 'now' or nothing handed in: a draft. Raises NotThere for a version that is none."""
    row = None
    if version not in ("", "now"):
        row = standing.version(about, period.code, version)
    elif version == "":
        row = standing.latest(about.organisation.pk, period.code, about.code)
    if row is not None:
        return Printed(period, row.place_name, standing.of(row), row.submitted_at, row)
    needed = standing.periods_needed(about.organisation.pk, period)
    return Printed(period, about.where.name, contents.count(needed, about.where), clock.now())


def make(report: Printed, kind: str, about: About, language: str) -> Made:
    """The report as a file of this kind."""
    makers: dict[str, Callable[[], bytes]] = {
        "pdf": lambda: paper.pdf(report, language, _changed(report, about, language)),
        "workbook": lambda: _workbook(report, about),
        "xlsx": lambda: sheets.xlsx(report, language),
        "csv": lambda: sheets.csv(report, language),
    }
    return Made(KINDS[kind].name, KINDS[kind].content_type, makers[kind]())


def _changed(report: Printed, about: About, language: str) -> list[changing.Changed]:
    if report.row is None:
        return []
    now = contents.count([report.period], about.where)
    return changing.told(standing.changes(report.contents, now, report.period.code), language)


def _workbook(report: Printed, about: About) -> bytes:
    row = standing.workbook(about.organisation.pk)
    if row is None:
        raise Invalid(_("Bring in your workbook first."))
    cells = mapping.parse(standing.mapping_of(row).text)
    filled = printed.values(report, cells)
    return workbook.fill(bytes(row.content), filled, why_hidden=printed.why_hidden(), title="Twofold")
