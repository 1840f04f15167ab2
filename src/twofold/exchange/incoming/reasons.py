"""Why a row is held back, and what is noted of one: the words for each code, with what to do. No value of any cell."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twofold.exchange.incoming import cells, plan

REASONS: dict[str, Promise] = {
    cells.UNREADABLE: _("This cannot be read. Write it in one of the usual ways."),
    cells.IMPOSSIBLE: _("There is no such date. Check day, month and year."),
    cells.NEGATIVE: _("A count cannot be below nought."),
    cells.TOO_LARGE: _("This number is too large to be right."),
    plan.NO_ID: _("There is no id. Write the client's own."),
    plan.REPEATED: _("A row further up has the same id. If this is somebody else, write their own id."),
    plan.NO_DATE: _("There is no date. Write the day."),
    plan.AFTER_THE_LIST: _("This day lies after the list's last month. Check the year."),
    plan.NO_SITE: _("There is no site here that fits. Write one, or choose which one is meant."),
    plan.NOT_BEGUN: _("This month has not begun yet."),
    plan.TOO_LONG: _("This is too long."),
    plan.NO_CLIENT: _("Nobody is known here under this id. Bring the list of clients first."),
    plan.SOMEBODY_ELSE: _("This id stands for somebody of another sex and year of birth. Check whose it is."),
    plan.UNDER_18: _("Under 18: look at your country's policy."),
    plan.NEED_UNKNOWN: _("It is not known how often they inject: the need of syringes is unknown."),
    plan.ONE_MEETING: _("Something was given and no contact is written: counted as one contact."),
}


def words(why: str) -> str:
    """The sentence for a code."""
    return str(REASONS.get(why, why))
