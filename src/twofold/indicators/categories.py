"""What figures are split by: sex, age, kind; the codes of each in the order of tables, and their words. No database."""

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from twofold.people.kinds import kinds
from twofold.people.models import Gender

STRANGER = "stranger"  # supplies without a card: nobody's sex, age or kind is known
NO_KIND = "none"
UNDER, OVER, UNKNOWN = "<25", "25+", "unknown"
ADULT_FROM = 25
_MIDDLE_OF_BAND = 2

DIMENSION_WORDS: dict[str, Promise] = {"sex": _("Sex"), "age": _("Age"), "kind": _("Kind")}
_WORDS: dict[str, Promise] = {
    UNDER: _("Under 25"),
    OVER: _("25 and over"),
    UNKNOWN: _("Not known"),
    NO_KIND: _("None of these"),
    STRANGER: _("Without a card"),
}


def age_group(band: int | None, year: int) -> str:
    """The age group, in the year in which a period ends, of people born in a band of five years: by its middle year.

    The exact year is sealed; nobody is put more than two years out of place.
    """
    if band is None:
        return UNKNOWN
    return UNDER if year - (band + _MIDDLE_OF_BAND) < ADULT_FROM else OVER


def codes(dimension: str) -> list[str]:
    """The categories that a known person can be in."""
    if dimension == "sex":
        return [str(value) for value in Gender.values]
    if dimension == "age":
        return [UNDER, OVER, UNKNOWN]
    return [*kinds().by_code(), NO_KIND]


def label(dimension: str, code: str) -> str:
    """A category in words."""
    if code in _WORDS:
        return str(_WORDS[code])
    if dimension == "kind":
        return kinds().by_code()[code].label(get_language() or "en")
    return str(Gender(code).label)
