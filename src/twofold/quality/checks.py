"""What each rule looks for, over the records of one organisation. Reads below the doors; who sees what it finds is `models`.

A pattern is looked for inside one caseload only, so that no finding ties two files that one worker does not hold together.
"""

import datetime as dt
import hashlib
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, Max, Q, Sum, Value
from django.db.models.functions import TruncMonth

from twofold.core.access import Compartment
from twofold.core.crypto import cipher, keyring
from twofold.indicators import periods
from twofold.outreach.models import Beneficiary, Contact, ContactTally, ServiceState
from twofold.people.kinds import INJECTS
from twofold.people.models import ClientState, KindSpell, Profile, Standing
from twofold.people.rules import ACTIVE
from twofold.programme.models import Caseload, Organisation, Site
from twofold.quality.rules import Rule, ends_round, rules

_WHY = "looks for what may be wrong"
BATCH = 500


@dataclass(frozen=True)
class Found:
    """One thing that may be wrong: whom and what it is about, and what was seen. `mark` tells it from every other."""

    rule: str
    client: uuid.UUID | None = None
    caseload: uuid.UUID | None = None
    site: uuid.UUID | None = None
    contact: uuid.UUID | None = None
    day: dt.date | None = None
    evidence: dict[str, Any] = field(default_factory=dict)
    also: str = ""

    @property
    def mark(self) -> str:
        about = (
            self.rule,
            self.client,
            self.caseload if not self.client else None,
            self.site,
            self.contact,
            self.day,
            self.also,
        )
        return hashlib.sha256(repr([str(one) for one in about]).encode()).hexdigest()


@dataclass(frozen=True)
class Look:
    """Where and since when is looked: whole months that are over, and for single records until today."""

    organisation: Organisation
    today: dt.date

    @property
    def months(self) -> list[dt.date]:
        return [one.start for one in periods.last_months(self.today, rules().months + 1)[:-1]]

    @property
    def since(self) -> dt.date:
        return self.months[0]

    @property
    def running(self) -> dt.date:
        return self.today.replace(day=1)

    def tallies(self) -> Any:
        rows = ContactTally.objects.unscoped(_WHY).filter(organisation=self.organisation, client__isnull=False)
        return rows.filter(day__gte=self.since).order_by()

    def clients(self) -> Any:
        rows = ClientState.objects.unscoped(_WHY).filter(organisation=self.organisation, status=ACTIVE)
        return rows.order_by()


def everything(look: Look) -> list[Found]:
    """What every rule finds."""
    known = rules().by_code()
    return [found for code, check in CHECKS.items() for found in check(look, known[code])]


def _no_birth_year(look: Look, rule: Rule) -> Iterator[Found]:
    rows = look.clients().filter(birth_band=None, consent__in=["card", "full"])
    for client, caseload in rows.values_list("pk", "caseload"):
        yield Found(rule.code, client, caseload)


def _no_need(look: Look, rule: Rule) -> Iterator[Found]:
    inject = KindSpell.objects.unscoped(_WHY).filter(kind=INJECTS, until=None).values("client")
    unknown = ServiceState.objects.unscoped(_WHY).filter(need_per_week=None).values("pk")
    for client, caseload in look.clients().filter(pk__in=inject).filter(pk__in=unknown).values_list("pk", "caseload"):
        yield Found(rule.code, client, caseload)


def _late_records(look: Look, rule: Rule) -> Iterator[Found]:
    late = ExpressionWrapper(F("day") + Value(dt.timedelta(days=rule.at["days"] + 1)), output_field=DateTimeField())
    rows = Contact.objects.unscoped(_WHY).filter(organisation=look.organisation, client__isnull=False, corrects=None)
    rows = rows.filter(day__gte=look.since, day__lt=look.running, client__state__caseload__isnull=False)
    counts = rows.values(month=TruncMonth("day"), caseload=F("client__state__caseload")).annotate(
        n=Count("pk"), late=Count("pk", filter=Q(received_at__gte=late))
    )
    for row in counts.order_by():
        if row["n"] >= rule.at["contacts"] and 100 * row["late"] >= rule.at["percent"] * row["n"]:
            told = {"late": row["late"], "contacts": row["n"], "days": int(rule.at["days"])}
            yield Found(rule.code, caseload=row["caseload"], day=row["month"], evidence=told)


def _very_many(look: Look, rule: Rule) -> Iterator[Found]:
    much = Q(needles_out__gt=rule.at["needles"]) | Q(condoms__gt=rule.at["condoms"])
    rows = look.tallies().filter(much, beneficiary=Beneficiary.CLIENT)
    for contact, client, caseload, day, out, condoms in rows.values_list(
        "pk", "client", "client__state__caseload", "day", "needles_out", "condoms"
    ):
        yield Found(rule.code, client, caseload, contact=contact, day=day, evidence={"out": out, "condoms": condoms})


def _several_a_day(look: Look, rule: Rule) -> Iterator[Found]:
    rows = look.tallies().values("client", "day", caseload=F("client__state__caseload")).annotate(n=Count("pk"))
    for row in rows.filter(n__gte=rule.at["contacts"]):
        yield Found(rule.code, row["client"], row["caseload"], day=row["day"], evidence={"contacts": row["n"]})


def _before_card(look: Look, rule: Rule) -> Iterator[Found]:
    rows = look.tallies().filter(day__lt=F("client__registered_on"))
    for contact, client, caseload, day in rows.values_list("pk", "client", "client__state__caseload", "day"):
        yield Found(rule.code, client, caseload, contact=contact, day=day)


def _after_death(look: Look, rule: Rule) -> Iterator[Found]:
    rows = look.tallies().filter(client__state__status=Standing.Status.DIED, day__gt=F("client__state__left_on"))
    for contact, client, caseload, day in rows.values_list("pk", "client", "client__state__caseload", "day"):
        yield Found(rule.code, client, caseload, contact=contact, day=day)


def _more_back_than_out(look: Look, rule: Rule) -> Iterator[Found]:
    rows = ContactTally.objects.unscoped(_WHY).filter(organisation=look.organisation, client__isnull=False).order_by()
    sums = rows.values("client", caseload=F("client__state__caseload")).annotate(
        out=Sum("needles_out"), back=Sum("needles_returned"), last=Max("day", filter=Q(needles_returned__gt=0))
    )
    for row in sums.filter(back__gt=F("out") + rule.at["pieces"], last__gte=look.since):
        more = row["back"] - row["out"]
        yield Found(rule.code, row["client"], row["caseload"], evidence={"more": more}, also=str(row["last"]))


def _round_birth_years(look: Look, rule: Rule) -> Iterator[Found]:
    years: dict[Any, list[int]] = defaultdict(list)
    placed = dict(look.clients().filter(birth_band__isnull=False, caseload__isnull=False).values_list("pk", "caseload"))
    for batch in batched(placed, BATCH, strict=False):
        keyring.load(batch, Compartment.IDENTITY)
        rows = Profile.objects.unscoped(_WHY).filter(client__in=batch).order_by("day", "received_at", "id")
        latest = {row.client_id: row for row in rows}
        for client, row in latest.items():
            if (year := _birth_year(row)) is not None:
                years[placed[client]].append(year)
    for caseload, told in years.items():
        heaped = ends_round(told)
        if len(told) >= rule.at["clients"] and 100 * heaped >= rule.at["percent"] * len(told):
            yield Found(rule.code, caseload=caseload, evidence={"round": heaped, "clients": len(told)})


def _birth_year(row: Profile) -> int | None:
    """The year; where a whole date is kept and it is 1 January, a round one: it was hardly known."""
    try:
        body = row.body
    except cipher.Unreadable:
        return None
    return 0 if str(body.get("birth_date", ""))[5:] == "01-01" else body.get("birth_year")


def _round_numbers(look: Look, rule: Rule) -> Iterator[Found]:
    rows = look.tallies().filter(day__lt=look.running, needles_out__gt=0, client__state__caseload__isnull=False)
    counts = rows.annotate(rest=F("needles_out") % 5).values(
        month=TruncMonth("day"), caseload=F("client__state__caseload")
    )
    for row in counts.annotate(n=Count("pk"), heaped=Count("pk", filter=Q(rest=0))):
        if row["n"] >= rule.at["contacts"] and 100 * row["heaped"] >= rule.at["percent"] * row["n"]:
            told = {"round": row["heaped"], "contacts": row["n"]}
            yield Found(rule.code, caseload=row["caseload"], day=row["month"], evidence=told)


def _copied_series(look: Look, rule: Rule) -> Iterator[Found]:
    columns = ("day", "needles_out", "needles_returned", "condoms")
    for first in look.months:
        rows = look.tallies().filter(day__gte=first, day__lt=periods.month_of(first).end + dt.timedelta(days=1))
        series: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
        rows = rows.filter(client__state__caseload__isnull=False)
        for client, caseload, *told in rows.values_list("client", "client__state__caseload", *columns):
            series[client, caseload].append(tuple(told))
        alike: dict[Any, list[uuid.UUID]] = defaultdict(list)
        for (client, caseload), told in series.items():
            if len(told) >= rule.at["contacts"]:
                alike[caseload, tuple(sorted(told))].append(client)
        for (caseload, told), clients in alike.items():
            if len(clients) >= rule.at["clients"]:
                ids = sorted(str(one) for one in clients)
                seen = hashlib.sha256(repr(told).encode()).hexdigest()[:16]
                yield Found(rule.code, caseload=caseload, day=first, evidence={"clients": ids}, also=seen)


def _no_holder(look: Look, rule: Rule) -> Iterator[Found]:
    held = look.clients().filter(caseload__isnull=False).values("caseload")
    rows = Caseload.objects.filter(site__organisation=look.organisation, holder=None, pk__in=held)
    for caseload, site in rows.values_list("pk", "site"):
        yield Found(rule.code, caseload=caseload, site=site)


def _silent_site(look: Look, rule: Rule) -> Iterator[Found]:
    rows = ContactTally.objects.unscoped(_WHY).filter(organisation=look.organisation, day__gte=look.since).order_by()
    met = {(row["site"], row["month"]) for row in rows.values("site", month=TruncMonth("day")).annotate(n=Count("pk"))}
    before = dict(rows.values_list("site").annotate(first=Max("day")).values_list("site", "first"))
    for site in Site.objects.filter(organisation=look.organisation, closed_on=None, pk__in=before):
        for first in look.months:
            if (site.pk, first) not in met:
                yield Found(rule.code, site=site.pk, day=first)


CHECKS: dict[str, Callable[[Look, Rule], Iterator[Found]]] = {
    "no_birth_year": _no_birth_year,
    "no_need": _no_need,
    "late_records": _late_records,
    "very_many": _very_many,
    "several_a_day": _several_a_day,
    "before_card": _before_card,
    "after_death": _after_death,
    "more_back_than_out": _more_back_than_out,
    "round_birth_years": _round_birth_years,
    "round_numbers": _round_numbers,
    "copied_series": _copied_series,
    "no_holder": _no_holder,
    "silent_site": _silent_site,
}
