"""What the values of a column look like: ids, dates, sites, frequencies, known words; from 0 to 1. Headings are not read here."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from twofold.exchange.incoming import cells
from twofold.exchange.incoming.words import fold, folded, meanings, written


@dataclass(frozen=True)
class Sample:
    """The first rows of a list, column by column."""

    columns: Sequence[Sequence[Any]]
    today: dt.date

    def share(self, n: int, test: Callable[[Any], bool]) -> float:
        """The share of a column's written cells of which `test` holds."""
        said = [cell for cell in self.columns[n] if written(cell)]
        return sum(map(test, said)) / len(said) if said else 0.0


def _as_id(sample: Sample, n: int) -> float:
    said = [written(cell) for cell in sample.columns[n] if written(cell)]
    alone = len(set(said)) / len(said) if said else 0.0
    coded = sample.share(n, lambda cell: isinstance(cell, str) and is_code(cell))
    running = sample.share(n, lambda cell: (cells.number(cell) or 0) > 0)
    return alone * max(coded, 0.5 * running)


def is_code(text: str) -> bool:
    plain = text.strip()
    has = any(c.isdigit() for c in plain) and (any(c.isalpha() for c in plain) or len(plain) > 4)
    return has and 3 <= len(plain) <= 24 and not cells.date(plain, today=dt.date(2030, 1, 1)).value


def _as_running(sample: Sample, n: int) -> float:
    said = [found for cell in sample.columns[n] if (found := cells.number(cell)) is not None]
    rising = sum(b - a == 1 for a, b in pairwise(said))
    return rising / (len(said) - 1) if len(said) > 2 else 0.0


def _dates(sample: Sample, n: int) -> list[int]:
    found = (cells.date(cell, past=True, today=sample.today).value for cell in sample.columns[n] if written(cell))
    return [day.year for day in found if day]


def _as_birth(sample: Sample, n: int) -> float:
    until = sample.today
    fits = sample.share(n, lambda cell: bool(cells.birth_year(cell, month_first=False, until=until, today=until).value))
    years = _dates(sample, n)
    ages = sample.share(n, lambda cell: 10 <= (cells.number(cell) or 0) <= 90)
    old = median(years) < sample.today.year - 12 if years else ages > 0.8 and len(set(sample.columns[n])) > 8
    return fits if old else 0.0


def _as_registered(sample: Sample, n: int) -> float:
    years = _dates(sample, n)
    said = sum(1 for cell in sample.columns[n] if written(cell))
    return len(years) / said if years and median(years) >= 2000 and median(years) > sample.today.year - 25 else 0.0


def _as_site(sample: Sample, n: int) -> float:
    """Few names, again and again; surely where half of them speak of a centre or a hotspot, so that no heading is needed."""
    said = [fold(written(cell)) for cell in sample.columns[n] if written(cell)]
    if len(set(said)) > max(15, len(said) // 10):
        return 0.0
    speaks = sum(bool(set(name.split()) & folded("generic_site")) for name in set(said))
    names = sample.share(n, lambda cell: isinstance(cell, str) and not cell.strip().isdecimal())
    full = len(said) > 0.9 * len(sample.columns[n])
    return names if full and len(set(said)) > 1 and 2 * speaks >= len(set(said)) else 0.75 * names


def _as_rate(sample: Sample, n: int) -> float:
    return 0.8 * sample.share(n, lambda cell: cells.is_unknown(cell) or 0 <= (cells.number(cell) or 0) <= 30)


def _as_partner(sample: Sample, n: int) -> float:
    """Ids of others, mostly blank. A column without one id (a name, yes or no) is not this, whatever its heading says."""
    said = [cell for cell in sample.columns[n] if written(cell) and not cells.is_unknown(cell)]
    if not said:
        return 0.3
    ids = sample.share(n, lambda cell: is_code(written(cell)) or cells.number(cell) is not None)
    blank = 1 - len(said) / max(1, len(sample.columns[n]))
    return ids if blank > 0.4 else 0.3 * ids


def _as_month(sample: Sample, n: int) -> float:
    """Months, some more than once."""
    said = [cells.month(cell, (), sample.today.year, today=sample.today) for cell in sample.columns[n] if written(cell)]
    return sum(one is not None for one in said) / len(said) if len(set(said)) < len(said) else 0.0


def _words_of(group: str) -> Callable[[Sample, int], float]:
    def profile(sample: Sample, n: int) -> float:
        known = meanings(group)
        return sample.share(n, lambda cell: isinstance(cell, str) and fold(cell) in known)

    return profile


PROFILES: dict[str, Callable[[Sample, int], float]] = {
    "serial": _as_running,
    "id": _as_id,
    "nickname": lambda sample, n: (
        0.6 * sample.share(n, lambda cell: isinstance(cell, str) and not any(c.isdigit() for c in cell))
    ),
    "sex": _words_of("sex"),
    "birth": _as_birth,
    "registered": _as_registered,
    "site": _as_site,
    "rate": _as_rate,
    "rate_week": _as_rate,
    "partner_of": _as_partner,
    "status": _words_of("status"),
    "kind": _words_of("kind"),
    "day": _as_registered,
    "mode": _words_of("mode"),
    "month": _as_month,
}
# Values alone never make these: too many columns look alike, and a partner is spoken of where somebody said so.
NEED_A_HEADING = {"nickname", "rate", "rate_week", "partner_of", "day", "mode", "kind", "serial", "month"}
# What no column without such values can be.
NEED_VALUES = {"partner_of", "month"}
