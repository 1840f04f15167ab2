"""What the programme's own figures say of the model's inputs, and what stands where they say nothing.

Figures come from `indicators` after disclosure control, of the last quarter that is over; sizes are the programme's
estimates. Every value carries its ground: a figure, an estimate, or an assumption with its source.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from twofold.core.access import Actor
from twofold.core.clock import today
from twofold.indicators import definitions, periods, places, report
from twofold.indicators.beside import OF_ITS_PLACE
from twofold.indicators.periods import Period
from twofold.indicators.report import Figure
from twofold.planning.inputs import Values, by_code, defaults
from twofold.programme.models import Organisation, Place, Site, SizeEstimate
from twofold.shell.numbers import written

INJECTS, WOMEN, MEN = "injects", ("woman", "trans_woman"), ("man",)
FIGURE, ESTIMATE, ASSUMED, HIDDEN, SAID = "figure", "estimate", "assumed", "hidden", "said"
MOST = 98.0

type Ground = dict[str, Any]


@dataclass(frozen=True)
class Prefilled:
    """A value for every input, and the ground that each stands on."""

    values: dict[str, float]
    grounds: dict[str, Ground]


def prefilled(actor: Actor) -> Prefilled:
    """What is known of this organisation, and assumptions for the rest."""
    values = defaults()
    grounds: dict[str, Ground] = {code: {"kind": ASSUMED} for code in by_code()}
    estimates = _estimates(actor)
    _size(values, grounds, estimates)
    _women(values, grounds, _standing(actor))
    _reach(actor, values, grounds)
    for code in [code for code in values if code.startswith("plan_")]:
        values[code] = values[code.removeprefix("plan_")]
    return Prefilled(values, grounds)


def _standing(actor: Actor) -> list[SizeEstimate]:
    rows = SizeEstimate.objects.filter(organisation=actor.organisation, replaced_by=None).select_related("place")
    return list(rows.order_by("-year", "pk"))


def _estimates(actor: Actor) -> list[SizeEstimate]:
    """Of people who inject, for the finest places that hold the organisation's sites: none is counted twice."""
    parents = dict(Place.objects.values_list("code", "parent_id"))
    newest: dict[str, SizeEstimate] = {}
    for row in _standing(actor):
        if row.population == INJECTS and not row.gender:
            newest.setdefault(row.place_id, row)
    chosen: dict[str, SizeEstimate] = {}
    for code in Site.objects.visible_to(actor).filter(closed_on=None).values_list("place_id", flat=True):
        step: str | None = code
        while step is not None and step not in newest:
            step = parents.get(step)
        if step is not None:
            chosen[step] = newest[step]
    return [row for code, row in chosen.items() if not _above(code, parents) & chosen.keys()]


def _above(code: str, parents: dict[str, str | None]) -> set[str]:
    found, step = set(), parents.get(code)
    while step is not None:
        found.add(step)
        step = parents.get(step)
    return found


def _size(values: dict[str, float], grounds: dict[str, Ground], rows: list[SizeEstimate]) -> None:
    if not rows or not sum(row.value for row in rows):
        return
    values["size"] = float(sum(row.value for row in rows))
    bounded = all(row.low is not None and row.high is not None for row in rows)
    grounds["size"] = {
        "kind": ESTIMATE,
        "places": [row.place.name for row in rows],
        "years": sorted({row.year for row in rows}),
        "low": sum(row.low or 0 for row in rows) if bounded else None,
        "high": sum(row.high or 0 for row in rows) if bounded else None,
        "sources": sorted({row.source for row in rows}),
    }


def _women(values: dict[str, float], grounds: dict[str, Ground], rows: list[SizeEstimate]) -> None:
    """Women's share, from the newest pair of estimates of one place, year and population; of those who inject first."""
    whole = {(row.place_id, row.population, row.year): row for row in rows if not row.gender and row.value}
    pairs = [(row, whole.get((row.place_id, row.population, row.year))) for row in rows if row.gender == "woman"]
    pairs.sort(key=lambda pair: (pair[0].population != INJECTS, -pair[0].year))
    for women, everybody in pairs:
        if everybody is not None and women.value <= everybody.value:
            values["women"] = round(100 * women.value / everybody.value, 1)
            grounds["women"] = {
                "kind": ESTIMATE,
                "places": [women.place.name],
                "years": [women.year],
                "low": None,
                "high": None,
                "sources": [women.source],
            }
            return


def _reach(actor: Actor, values: dict[str, float], grounds: dict[str, Ground]) -> None:
    """Who injects and was reached in the last quarter that is over, against the size; women's against men's."""
    organisation = Organisation.objects.get(pk=actor.organisation)
    with_quarters = periods.quarters_over(today(organisation.timezone), 1)
    definition = definitions.definitions().get("reached")
    if not with_quarters or definition is None:
        return
    period, where = with_quarters[0], places.within(actor, None)
    cells = report.figures([definition], period, where, ["sex", "kind"], beside=OF_ITS_PLACE)
    totals = report.figures([definition], period, where, ["kind"], beside=OF_ITS_PLACE)
    everybody = _sum(figure for figure in totals if figure.by.get("kind") == INJECTS)
    ground = {"indicator": definition.id, "period": period.code}
    if everybody is None:
        grounds["nsp"] = {"kind": HIDDEN, **ground}
    elif everybody and grounds["size"]["kind"] == ESTIMATE:
        values["nsp"] = round(min(MOST, 100 * everybody / values["size"]), 1)
        grounds["nsp"] = {"kind": FIGURE, **ground, "count": everybody, "of": values["size"]}
    injecting = [figure for figure in cells if figure.by.get("kind") == INJECTS]
    women = _sum(figure for figure in injecting if figure.by.get("sex") in WOMEN)
    men = _sum(figure for figure in injecting if figure.by.get("sex") in MEN)
    share = values["women"] / 100
    if women is None or men is None:
        grounds["women_access"] = {"kind": HIDDEN, **ground}
    elif women and men and 0 < share < 1 and grounds["women"]["kind"] == ESTIMATE:
        access = (women / share) / (men / (1 - share))
        values["women_access"] = round(100 * min(1.0, access), 1)
        grounds["women_access"] = {"kind": FIGURE, **ground, "count": women, "of": men}
    _fit(values)


def _sum(figures: Iterable[Figure]) -> int | None:
    """Added up; None where a part is hidden or there is none."""
    values = [figure.value for figure in figures]
    return None if not values or any(value is None for value in values) else int(sum(value or 0 for value in values))


def _fit(values: dict[str, float]) -> None:
    """Reach of both together cannot leave more men than there are: what was counted is more than the estimate then."""
    share, access = values["women"] / 100, values["women_access"] / 100
    most_of_all = MOST * (1 - share + share * access)
    values["nsp"] = min(values["nsp"], int(10 * most_of_all) / 10)


def grounds_said(values: Values, found: Prefilled) -> dict[str, Ground]:
    """The grounds of values that a manager may have changed: what was changed stands on what was said."""
    return {
        code: ground if abs(values[code] - found.values[code]) < 1e-9 else {"kind": SAID}
        for code, ground in found.grounds.items()
    }


def words(code: str, ground: Ground) -> str:
    """One sentence: where this value comes from."""
    kind = ground.get("kind", ASSUMED)
    if kind == SAID:
        return _("Put in by whoever asked.")
    if kind == ESTIMATE:
        return _estimate_words(ground)
    if kind == FIGURE:
        return _figure_words(code, ground)
    source = by_code()[code].words.source
    if kind == HIDDEN:
        return _("The figure of the programme is too small to show. Assumed: %(source)s.") % {"source": source}
    if by_code()[code].verified:
        return _("Assumed, from: %(source)s.") % {"source": source}
    return _("Assumed, not verified: %(source)s.") % {"source": source}


def _estimate_words(ground: Ground) -> str:
    told = {
        "places": ", ".join(ground["places"]),
        "years": ", ".join(str(year) for year in ground["years"]),
        "source": "; ".join(ground["sources"]),
    }
    if ground.get("low") is None:
        return _("Estimate for %(places)s (%(years)s; %(source)s).") % told
    told |= {"low": written(ground["low"]), "high": written(ground["high"])}
    return _("Estimates for %(places)s: %(low)s to %(high)s (%(years)s; %(source)s).") % told


def _figure_words(code: str, ground: Ground) -> str:
    told = {"count": written(ground["count"]), "of": written(int(ground["of"])), "period": _period(ground["period"])}
    if code == "women_access":
        return _("Counted: %(count)s women and %(of)s men who inject were reached in %(period)s.") % told
    return _("Counted: %(count)s of %(of)s who inject were reached in %(period)s.") % told


def _period(code: str) -> str:
    period: Period = periods.parse(code)
    first, last = date_format(period.start, "F"), date_format(period.end, "F Y")
    return _("%(first)s to %(last)s") % {"first": first, "last": last}
