"""Which facts count: the closed vocabulary of filters as conditions on rows. What is made of them: `facts`, `engine`."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When

from twofold.indicators.definitions import Filters
from twofold.indicators.periods import Calendar, Period, year_of
from twofold.outreach.models import Beneficiary, NeedSpell
from twofold.people.models import KindSpell

WHY = "counts"
WEEK = 7  # a need is said for a week; that of a period is so many sevenths of it as the period has days
LISTED = "listed"  # a month from a list: it stands on the last day of its month
_HALF_A_MONTH = dt.timedelta(days=15)
COLUMNS: dict[str, Any] = {
    "needles_out": F("needles_out"),
    "needles_returned": F("needles_returned"),
    "condoms": F("condoms"),
    "condoms_external": F("condoms") - F("condoms_internal"),
    "condoms_internal": F("condoms_internal"),
    "naloxone": F("naloxone"),
    "meetings": F("meetings"),
}


def within(fact: str, period: Period) -> Q:
    """The facts that lie in the period. A spell ends before the day it names."""
    if fact == "contact":
        return Q(day__range=(period.start, period.end))
    if fact == "registration":
        return Q(registered_on__range=(period.start, period.end))
    return Q(since__lte=period.end) & (Q(until=None) | Q(until__gt=period.start))


def kinds_held(fact: str, prefix: str, period: Period) -> Q:
    """Spells of a kind (columns under `prefix`) that hold on a day of the fact that counts."""
    since, until = f"{prefix}since", f"{prefix}until"
    still = Q(**{f"{until}__isnull": True})
    if fact != "register":
        day = F("day" if fact == "contact" else "registered_on")
        return Q(**{f"{since}__lte": day}) & (still | Q(**{f"{until}__gt": day}))
    begins = Q(**{f"{since}__lte": period.end}) & (Q(until__isnull=True) | Q(**{f"{since}__lt": F("until")}))
    ends = Q(**{f"{until}__gt": period.start}) & Q(**{f"{until}__gt": F("since")})
    return begins & (still | ends)


def received(pieces: Iterable[str]) -> Q:
    """Contacts at which any of these was handed out (or brought back, of what is returned)."""
    found = Q()
    for name in pieces:
        found |= Q(condoms__gt=F("condoms_internal")) if name == "condoms_external" else Q(**{f"{name}__gt": 0})
    return found


def of_kinds(rows: QuerySet, kinds: Sequence[str]) -> QuerySet:
    """Contacts of people who were of one of these kinds on that day."""
    spells = KindSpell.objects.unscoped(WHY).filter(kind__in=kinds)
    on_the_day = Q(until=None) | Q(until__gt=OuterRef("day"))
    return rows.filter(Exists(spells.filter(on_the_day, client=OuterRef("client"), since__lte=OuterRef("day"))))


def each_by_itself(rows: QuerySet, filters: Filters) -> QuerySet:
    """The contacts that count by what each of them is."""
    if filters.own_right:
        rows = rows.filter(client__isnull=False).exclude(beneficiary=Beneficiary.STRANGER)
    if filters.received:
        rows = rows.filter(received(filters.received))
    return of_kinds(rows, filters.kinds) if filters.kinds else rows


def contacts(rows: QuerySet, filters: Filters, period: Period) -> QuerySet:
    """The contacts that count in a period, by what each is and by what they amount to for each person."""
    alone = each_by_itself(rows, filters)
    found = alone.filter(within("contact", period))
    known = found.filter(client__isnull=False).order_by().values("client")
    if filters.at_least > 1:
        found = found.filter(client__in=_often(known, filters.at_least))
    if filters.monthly:
        found = found.filter(client__in=_often(known, len(period.thirties)))
    if filters.each_30_days:
        found = found.filter(client__in=_in_each_span(known, period))
    if filters.need:
        found = _by_need(found, known, filters.need, period)
    return _first_of_year(found, alone, period) if filters.first_of_year else found


def register(rows: QuerySet, met: QuerySet, filters: Filters, period: Period) -> QuerySet:
    """The spells on the register that count: of people of a kind on a day of it, and met so often in the period."""
    if filters.kinds:
        spells = KindSpell.objects.unscoped(WHY).filter(kind__in=filters.kinds, client=OuterRef("client"))
        ends = Q(until=None) | (Q(until__gt=period.start) & Q(until__gt=OuterRef("since")))
        held = spells.filter(ends, since__lte=period.end)
        rows = rows.filter((Q(until=None) & Exists(held)) | Exists(held.filter(since__lt=OuterRef("until"))))
    if filters.met:
        known = met.filter(within("contact", period), client__isnull=False).order_by().values("client")
        rows = rows.filter(client__in=_often(known, filters.met))
    return rows


def _often(known: QuerySet, times: int) -> QuerySet:
    return known.annotate(met=Sum(COLUMNS["meetings"])).filter(met__gte=times).values("client")


def _in_each_span(known: QuerySet, period: Period) -> QuerySet:
    """Clients with a contact in every span of 30 days. A month from a list lies where its middle lies."""
    spans = period.thirties
    whens = []
    for n, (first, last) in enumerate(spans):
        middle = Q(mode=LISTED, day__range=(first + _HALF_A_MONTH, last + _HALF_A_MONTH))
        whens.append(When((~Q(mode=LISTED) & Q(day__range=(first, last))) | middle, then=Value(n)))
    which = Case(*whens, output_field=IntegerField())
    return known.annotate(spans=Count(which, distinct=True)).filter(spans=len(spans)).values("client")


def _by_need(found: QuerySet, known: QuerySet, need: str, period: Period) -> QuerySet:
    """By the need as it was last said in the period. Nought is known, and is not needed; unknown is not nought."""
    holds = Q(since__lte=period.end) & (Q(until=None) | Q(until__gt=period.end))
    spells = NeedSpell.objects.unscoped(WHY).filter(holds)
    if need == "unknown":
        return found.filter(client__isnull=False).exclude(client__in=spells.values("client"))
    some = spells.filter(per_week__gt=0)
    if need == "known":
        return found.filter(client__in=some.values("client"))
    needed = Subquery(some.filter(client=OuterRef("client")).values("per_week")[:1])
    got = Sum("needles_out", filter=Q(beneficiary=Beneficiary.CLIENT))
    enough = known.filter(client__in=some.values("client")).annotate(got=got * WEEK, needed=needed * period.days)
    return found.filter(client__in=enough.filter(got__gte=F("needed")).values("client"))


def _first_of_year(found: QuerySet, alone: QuerySet, period: Period) -> QuerySet:
    """Contacts before which there was none that counts in the year that begins in October."""
    first = Q(pk__in=[])
    year = year_of(period.start, Calendar.OCTOBER)
    while year.start <= period.end:
        earlier = alone.filter(client=OuterRef("client"), day__gte=year.start, day__lt=OuterRef("day"))
        first |= Q(day__range=(year.start, year.end)) & ~Exists(earlier)
        year = year_of(year.end + dt.timedelta(days=1), Calendar.OCTOBER)
    return found.filter(first)
