"""What figures are split by: sex, age, kind; the codes of each in the order of tables, and their words. No database."""

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from twofold.people.kinds import kinds
from twofold.people.models import Gender

STRANGER = "stranger"  # supplies without a card: nobody's sex, age or kind is known
NO_KIND = "none"
UNKNOWN = "unknown"
# The age groups of the standards, by the first year of each but the lowest.
AGES: dict[str, dict[int, str]] = {
    "25": {0: "<25", 25: "25+"},
    "15-20-25": {0: "<15", 15: "15-19", 20: "20-24", 25: "25+"},
    "15-20-25-50": {0: "<15", 15: "15-19", 20: "20-24", 25: "25-49", 50: "50+"},
}
_MIDDLE_OF_BAND = 2

DIMENSION_WORDS: dict[str, Promise] = {"sex": _("Sex"), "age": _("Age"), "kind": _("Kind")}
_WORDS: dict[str, Promise] = {
    "<25": _("Under 25"),
    "25+": _("25 and over"),
    "<15": _("Under 15"),
    "15-19": _("15 to 19"),
    "20-24": _("20 to 24"),
    "25-49": _("25 to 49"),
    "50+": _("50 and over"),
    UNKNOWN: _("Not known"),
    NO_KIND: _("None of these"),
    STRANGER: _("Without a card"),
}


def age_group(band: int | None, year: int, ages: str = "25") -> str:
    """The age group, in the year in which a period ends, of people born in a band of five years: by its middle year.

    The exact year is sealed; nobody is put more than two years out of place.
    """
    if band is None:
        return UNKNOWN
    age = max(0, year - (band + _MIDDLE_OF_BAND))
    return AGES[ages][max(first for first in AGES[ages] if first <= age)]


def codes(dimension: str, ages: str = "25") -> list[str]:
    """The categories that a known person can be in."""
    if dimension == "sex":
        return [str(value) for value in Gender.values]
    if dimension == "age":
        return [*AGES[ages].values(), UNKNOWN]
    return [*kinds().by_code(), NO_KIND]


def label(dimension: str, code: str) -> str:
    """A category in words."""
    if code in _WORDS:
        return str(_WORDS[code])
    if dimension == "kind":
        return kinds().by_code()[code].label(get_language() or "en")
    return str(Gender(code).label)
