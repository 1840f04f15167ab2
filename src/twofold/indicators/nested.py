"""Whose people are some of whose: read off the filters of two measures, without counting anybody."""

import functools

from twofold.indicators.definitions import Filters, Measure

WIDE = "25"  # the two ages that most figures are split by


@functools.cache
def wider(measure: Measure) -> Measure:
    """The same number by the ages that most figures are split by. Whoever is of a kind is a known client anyway."""
    own = measure.filters.own_right and not measure.filters.kinds
    return measure.model_copy(update={"ages": WIDE, "filters": measure.filters.model_copy(update={"own_right": own})})


def column_of(measure: Measure, kind: str) -> Measure:
    """The count of those of one kind among these (or of none)."""
    return measure.model_copy(update={"filters": measure.filters.model_copy(update={"kinds": (kind,)})})


def contains(whole: Measure, part: Measure) -> bool:
    """Whether everybody who counts for `part` counts for `whole` too, in every scope and period.

    Those of a kind are not looked at beside everybody: who is left is of any other kind.
    """
    one, other = whole.filters, part.filters
    if is_of_the_register(whole, part):
        return True
    if whole.fact != part.fact or one.one_kind != other.one_kind or one.kinds != other.kinds:
        return False
    return _of_contacts(one, other) if whole.fact == "contact" else one.met <= other.met


def is_of_the_register(whole: Measure, part: Measure) -> bool:
    """Whether these are the people on the register, and those newly registered among them."""
    on_register = whole.fact == "register" and not whole.filters.met
    return on_register and part.fact == "registration" and whole.filters.kinds == part.filters.kinds


def _of_contacts(whole: Filters, part: Filters) -> bool:
    asked = [
        not whole.received or (bool(part.received) and set(part.received) <= set(whole.received)),
        whole.at_least <= part.at_least,
        not whole.monthly or part.monthly or part.each_30_days,
        not whole.each_30_days or part.each_30_days,
        whole.need in (None, part.need) or (whole.need == "known" and part.need == "met"),
        not whole.first_of_year or part.first_of_year,
    ]
    return all(asked)
