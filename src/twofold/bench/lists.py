"""A programme's own list brought in: read, understood, checked and stored; then the same file once more."""

from django.apps import apps
from openpyxl import Workbook

from twofold.bench import building
from twofold.bench.results import Result, cpu, result, seconds
from twofold.core import clock
from twofold.core.access import Actor
from twofold.core.guarded import FactFields
from twofold.core.workbooks import saved
from twofold.exchange import applying, bringing
from twofold.outreach.models import Contact
from twofold.programme.actors import actor_for

MONTHS = ("Apr-26", "May-26", "Jun-26", "Jul-26", "Aug-26", "Sep-26")
FACTS_A_ROW = len(MONTHS) + 6  # and the profile, placement, consent, kind, need and id of the client
WHAT = ("Contacts", "N/S given", "N/S returned", "Condoms")


def measure(size: int) -> list[Result]:
    """A workbook that makes so many facts: rows of the tables of facts, of clients and of what they received. The time is
    that of the whole: reading, checking, storing.
    """
    there = building.world()
    by, content = actor_for(there.staff["keeper"], second_factor=True), _list(max(1, size // FACTS_A_ROW))
    read = seconds(lambda: bringing.bring(content, clock.now().date()), 1)[0]
    worked: list[float] = []
    first = seconds(lambda: worked.extend(cpu(lambda: _bring(there, by, content), 1)), 1)[0]
    stored, contacts = _stored(), Contact.objects.unscoped("counts what was stored").count()
    again = seconds(lambda: _bring(there, by, content), 1)[0]
    assert _stored() == stored > contacts > 0
    return [
        result("list read and understood", stored / read, "facts/s", size=stored),
        result("list brought in, validated and stored", stored / first, "facts/s", size=stored, target=5_000, least=True,
               note=f"{stored} facts, {contacts} of them contacts: {contacts / first:.0f} a second"),
        result("the same, by the processor", stored / worked[0], "facts/CPU s", size=stored),
        result("the same list once more", stored / again, "facts/s", size=stored),
    ]  # fmt: skip


def _stored() -> int:
    """Rows in the tables of facts."""
    tables = (model for model in apps.get_models() if issubclass(model, FactFields))
    return sum(model._base_manager.count() for model in tables)


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
    return saved(book)
