"""A programme's own list brought in: read, understood, checked and stored; then the same file once more."""

import io

from openpyxl import Workbook
from openpyxl.writer.excel import save_workbook

from twofold.bench import building
from twofold.bench.results import Result, result, seconds
from twofold.core import clock
from twofold.core.access import Actor
from twofold.exchange import applying, bringing
from twofold.outreach.models import Contact
from twofold.programme.actors import actor_for

MONTHS = ("Apr-26", "May-26", "Jun-26", "Jul-26", "Aug-26", "Sep-26")
WHAT = ("Contacts", "N/S given", "N/S returned", "Condoms")


def measure(size: int) -> list[Result]:
    """A workbook whose months make so many facts. The time is that of the whole: reading, checking, storing."""
    there = building.world()
    by, content = actor_for(there.staff["keeper"], second_factor=True), _list(max(1, size // len(MONTHS)))
    read = seconds(lambda: bringing.bring(content, clock.now().date()), 1)[0]
    first = seconds(lambda: _bring(there, by, content), 1)[0]
    stored = Contact.objects.unscoped("counts what was stored").count()
    again = seconds(lambda: _bring(there, by, content), 1)[0]
    assert Contact.objects.unscoped("counts what was stored").count() == stored > 0
    return [
        result("list read and understood", stored / read, "facts/s", size=stored),
        result(
            "list brought in, validated and stored", stored / first, "facts/s", size=stored, target=5_000, least=True
        ),
        result("the same list once more", stored / again, "facts/s", size=stored),
    ]


def _bring(there: building.World, by: Actor, content: bytes) -> None:
    brought = bringing.bring(content, clock.now().date())
    sites = dict.fromkeys(brought.plan.sites, there.sites[0].pk)
    means = applying.means_for(brought.plan, sites, there.organisation.timezone)
    applying.run(by, brought.plan, means)


def _list(clients: int) -> bytes:
    """A title, headings in the fourth row, four columns a month: as such lists are."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Line list")
    for row in (["LINE LIST"], [], []):
        sheet.append(row)
    columns = [f"{month} {what}" for month in MONTHS for what in WHAT]
    sheet.append(
        ["S.No.", "Client ID", "Sex (M/F/TG)", "Date of birth / age", "Date of registration", "Inj. per day", *columns]
    )
    for n in range(clients):
        told = [value for _ in MONTHS for value in (2, 10 + n % 20, 5, 4)]
        sheet.append([n + 1, f"MN31/{n:06}", "M", 20 + n % 40, "19/08/2025", 2, *told])
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()
