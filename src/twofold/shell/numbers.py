"""How figures are written: grouping, dashes for what is unknown. No template knowledge here."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

# The languages of South Asia group by lakh and crore, and so does English as it is written in India.
LAKH_LANGUAGES = frozenset({"en-in", "hi", "bn", "mni", "ur", "mr", "gu", "pa", "ta", "te", "kn", "ml", "as", "ne"})
UNKNOWN = "–"
MINUS = "−"


def groups_by_lakh() -> bool:
    """An installation may say `NUMBER_GROUPING = "indian"` or "western"; else the language decides."""
    fixed = getattr(settings, "NUMBER_GROUPING", "")
    if fixed:
        return fixed == "indian"
    language = (get_language() or "").lower()
    return language in LAKH_LANGUAGES or language.split("-")[0] in LAKH_LANGUAGES


def group_digits(digits: str, *, by_lakh: bool) -> str:
    """Put commas into a run of digits: 1,80,000 by lakh, 180,000 by thousand."""
    head, tail = digits[:-3], digits[-3:]
    size = 2 if by_lakh else 3
    parts = [tail]
    while head:
        parts.insert(0, head[-size:])
        head = head[:-size]
    return ",".join(parts)


def to_decimal(value: Any) -> Decimal | None:
    """The value as a finite number, or None. Text, booleans and infinities are not numbers here."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def written(value: Any, places: int | None = None) -> str:
    """A number as a reader expects it; a dash for None; anything else as it came."""
    if value is None or value == "":
        return UNKNOWN
    number = to_decimal(value)
    if number is None:
        return str(value)
    text = f"{abs(number):.{places}f}" if places is not None else f"{abs(number):f}"
    whole, _, rest = text.partition(".")
    grouped = group_digits(whole, by_lakh=groups_by_lakh())
    body = f"{grouped}.{rest}" if rest else grouped
    shown_zero = not text.strip("0.")
    return f"{MINUS}{body}" if number < 0 and not shown_zero else body
