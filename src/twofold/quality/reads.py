"""What the page of data quality reads: a queue for whoever can mend, counts for whoever looks at the whole."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import get_language

from twofold.core import audit
from twofold.core.access import Actor, Compartment, Role
from twofold.core.crypto import keyring
from twofold.indicators import disclosure
from twofold.people import reads as people
from twofold.people.models import Client
from twofold.quality.models import Finding, Settlement
from twofold.quality.rules import Rule, rules

SHOWN = 50
_WHY = "counts of one organisation, small ones hidden"


@dataclass(frozen=True)
class Line:
    """One finding as it is shown: the rule's words, what it is about, whom one may open."""

    row: Finding
    name: str
    found: str
    mend: str
    codes: Sequence[tuple[uuid.UUID, str | None]]
    settled: Settlement | None


@dataclass(frozen=True)
class Tally:
    """How many findings of one rule wait, as far as it may be shown (None: hidden)."""

    rule: Rule
    name: str
    open: int | None


def waiting(by: Actor) -> dict[str, int]:
    """Rule -> how many of the findings that this actor could mend wait."""
    rows = Finding.objects.visible_to(by).filter(settlement=None).order_by()
    return dict(rows.values_list("rule").annotate(n=Count("pk")).values_list("rule", "n"))


def queue(by: Actor, rule: str, settled: bool) -> list[Line]:
    """The first findings of this queue, oldest day first. Copies are shown where at least two of the files are the reader's."""
    rows = Finding.objects.visible_to(by).select_related("caseload__site", "site", "settlement")
    rows = rows.filter(settlement__isnull=not settled)
    if rule:
        rows = rows.filter(rule=rule)
    chosen = list(rows.order_by("-settlement__settled_at" if settled else "day", "rule", "pk")[:SHOWN])
    about = {one for row in chosen for one in ([row.client_id] if row.client_id else row.others)}
    files = Client.objects.visible_to(by).in_bulk(list(about))
    keyring.load(files, Compartment.SERVICE)
    codes = {pk: people.opened(file, "code") for pk, file in files.items()}
    found = (_line(row, codes) for row in chosen)
    return [line for line in found if not line.row.others or len(line.codes) > 1]


def _line(row: Finding, codes: dict[uuid.UUID, str | None]) -> Line:
    words = rules().by_code()[row.rule].words(get_language() or "en")
    told = {name: value for name, value in row.evidence.items() if name != "clients"}
    named = [row.client_id] if row.client_id else row.others
    shown = [(one, codes[one]) for one in named if one in codes]
    return Line(row, words.name, words.found.format_map(told), words.mend, shown, getattr(row, "settlement", None))


def tallies(organisation: uuid.UUID | None) -> list[Tally]:
    """How much waits in the organisation, rule by rule; a count that could point at a person is hidden. There is no total."""
    rows = Finding.objects.unscoped(_WHY).filter(organisation=organisation, settlement=None).order_by()
    counts = dict(rows.values_list("rule").annotate(n=Count("pk")).values_list("rule", "n"))
    threshold, language = disclosure.policy().threshold, get_language() or "en"
    return [
        Tally(
            rule,
            rule.words(language).name,
            None if 0 < counts.get(rule.code, 0) < threshold else counts.get(rule.code, 0),
        )
        for rule in rules().rule
    ]


def looked_at(by: Actor) -> dt.datetime | None:
    """When the records were last looked through, whatever was found. The moment of the newest finding would say that there is
    something new about somebody.
    """
    return audit.last_noted("quality.looked", by.organisation)


def sees_whole(by: Actor) -> bool:
    """Reads counts of the whole organisation."""
    return bool(by.roles & {Role.ME_OFFICER, Role.DATA_MANAGER, Role.MANAGER})
