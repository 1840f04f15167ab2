"""A definition taken apart into words: what is counted, over what, with which filters, from when. No database."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from twofold.indicators.definitions import Definition, Measure, Words
from twofold.indicators.reports import reports
from twofold.people.kinds import kinds
from twofold.programme.populations import populations

PIECES: dict[str, Promise] = {
    "needles_out": gettext_lazy("syringes given out"),
    "needles_returned": gettext_lazy("syringes brought back"),
    "condoms": gettext_lazy("condoms given out"),
    "condoms_external": gettext_lazy("external condoms given out"),
    "condoms_internal": gettext_lazy("internal condoms given out"),
    "naloxone": gettext_lazy("naloxone kits given out"),
}
CALENDARS: dict[str, Promise] = {
    "jan-dec": gettext_lazy("January to December"),
    "apr-mar": gettext_lazy("April to March"),
    "oct-sep": gettext_lazy("October to September"),
}
UNITS: dict[str, Promise] = {
    "people": gettext_lazy("people"),
    "pieces": gettext_lazy("pieces"),
    "contacts": gettext_lazy("contacts"),
    "percent": gettext_lazy("percent"),
    "pieces per person": gettext_lazy("pieces per person"),
}
LEVELS: dict[str, Promise] = {
    "low": gettext_lazy("low"),
    "medium": gettext_lazy("medium"),
    "high": gettext_lazy("high"),
}
LACKING: dict[str, Promise] = {
    "no size estimate": gettext_lazy("There is no size estimate for this."),
    "nobody to divide by": gettext_lazy("There is nobody to divide by."),
}
_NEEDS: dict[str, Promise] = {
    "met": gettext_lazy("given at least as many syringes as they needed in the period"),
    "known": gettext_lazy("whose need is known and above nought"),
    "unknown": gettext_lazy("whose need is not known"),
}


def facts(one: Definition, language: str) -> dict[str, Any]:
    """What the page of a definition says besides its own words."""
    return {
        "numerator": counted(one.measure) if not one.estimate_only else _estimate(one, language),
        "denominator": _over(one, language) if one.is_rate else "",
        "only": filters(one.measure, language),
        "only_over": filters(one.over, language) if one.over else [],
        "calendar": CALENDARS[one.calendar],
        "unit": UNITS[one.unit],
        "lacks": [part.label(language) for part in one.lacks],
        "package": [(part.label(language), bool(part.any)) for part in one.package],
    }


def counted(measure: Measure) -> str:
    """What is counted, and from which facts."""
    if measure.sum:
        words = _("%(pieces)s, added up over all contacts that show") % {"pieces": PIECES[measure.sum]}
        return words[:1].upper() + words[1:]
    if measure.count == "contacts":
        return _("Contacts that show; a month from a list as many as it says")
    if measure.count == "registrations":
        return _("People, by the day their card was made")
    if measure.fact == "register":
        return _("Distinct people, by their time on the register")
    return _("Distinct people, by the contacts that show")


def _over(one: Definition, language: str) -> str:
    return counted(one.over) if one.over else _estimate(one, language)


def _estimate(one: Definition, language: str) -> str:
    people = populations().by_code()[one.estimate or ""].label(language)
    return _("The size estimate of the place: %(people)s") % {"people": people}


def filters(measure: Measure, language: str) -> list[str]:
    """Each filter as a clause."""
    asked = measure.filters
    found = []
    if asked.kinds:
        names = _(" or ").join(f"“{kinds().by_code()[code].label(language)}”" for code in asked.kinds)
        if measure.fact == "register":
            found.append(_("people of the kind %(kinds)s while on the register") % {"kinds": names})
        else:
            found.append(_("people of the kind %(kinds)s on the day of the contact") % {"kinds": names})
    if asked.own_right:
        found.append(_("at a contact of their own"))
    if asked.received:
        found.append(_("contacts with %(pieces)s") % {"pieces": _(" or ").join(str(PIECES[c]) for c in asked.received)})
    if asked.at_least > 1:
        found.append(_("with %(n)s contacts or more") % {"n": asked.at_least})
    if asked.met:
        words = ngettext("met at least %(n)s time in the period", "met at least %(n)s times in the period", asked.met)
        found.append(words % {"n": asked.met})
    if asked.each_30_days:
        found.append(_("in each span of 30 days"))
    if asked.monthly:
        found.append(_("as often as the period has spans of 30 days"))
    if asked.need:
        found.append(str(_NEEDS[asked.need]))
    if asked.first_of_year:
        found.append(_("for the first time in the year from October"))
    if asked.one_kind:
        found.append(_("each person under the first of these kinds only"))
    return found


def found(asked: str, language: str) -> list[tuple[str, list[tuple[Definition, Words]]]]:
    """The figures of each report in whose words `asked` stands; a figure stands under the first report that has it."""
    groups: list[tuple[str, list[tuple[Definition, Words]]]] = []
    told: set[str] = set()
    for report in reports().report:
        new = [one for one in report.definitions if one.id not in told]
        told |= {one.id for one in new}
        fitting = [(one, one.words(language)) for one in new if _says(one, language, asked)]
        if fitting:
            groups.append((report.label(language), fitting))
    return groups


def _says(one: Definition, language: str, asked: str) -> bool:
    words = one.words(language)
    return asked.casefold() in f"{one.id} {words.name} {words.short} {words.meaning} {one.source}".casefold()
