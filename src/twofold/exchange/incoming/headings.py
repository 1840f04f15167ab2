"""Lines of headings: put together column by column, and scored by how much they sound like a list's. No value is read here."""

import datetime as dt
import difflib
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from twofold.exchange.incoming.cells import number
from twofold.exchange.incoming.months import Found, parse_text
from twofold.exchange.incoming.reading import Sheet
from twofold.exchange.incoming.words import Entry, bars, by_word, stems, synonyms, written

LOOKED_AT = 40
MOST_WORDS = 14
ALIKE = 0.85
_SERIAL_MONTHS = range(36_000, 60_000)


@dataclass(frozen=True)
class Score:
    """What a heading may mean, and how surely (0 to 1)."""

    what: str
    code: str
    sure: float
    language: str = ""


def text_of(cell: Any) -> str:
    """A heading's text; a date, or a number that is one, is a month."""
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m}"
    found = number(cell) if isinstance(cell, float | int) else None
    if found is not None and int(found) in _SERIAL_MONTHS:
        return f"{dt.date(1899, 12, 30) + dt.timedelta(days=int(found)):%Y-%m}"
    return " ".join(written(cell).split())


def composed(sheet: Sheet, top: int, depth: int) -> list[str]:
    """The heading of each column from `depth` lines; what is merged or stands over several columns counts for each."""
    lines = [
        [text_of(cell) for cell in (sheet.rows[r] if r < len(sheet.rows) else [])] for r in range(top, top + depth)
    ]
    width = max((len(line) for line in lines), default=0)
    lines = [line + [""] * (width - len(line)) for line in lines]
    for upper in range(depth - 1):
        _spread(sheet, lines, upper, top)
    return (
        [" ".join(dict.fromkeys(part for part in column if part)) for column in zip(*lines, strict=True)]
        if lines
        else []
    )


def _spread(sheet: Sheet, lines: list[list[str]], upper: int, top: int) -> None:
    line, below = lines[upper], lines[upper + 1]
    for first, left, _last, right in sheet.merged:
        if first == top + upper and left < len(line):
            line[left : right + 1] = [line[left]] * (min(right + 1, len(line)) - left)
    running = ""
    for column, text in enumerate(line):
        if text:
            running = text if parse_text(text) or meant(text, "measure") else ""
        elif below[column] and running:
            line[column] = running


@functools.lru_cache(maxsize=4096)
def scores(heading: str) -> tuple[Score, ...]:
    """What a heading may mean, the surest first; each code once."""
    said = stems(heading)
    plain, words = " ".join(said), frozenset(said)
    if not words or len(words) > MOST_WORDS:
        return ()
    near = {entry for word in words for entry in by_word().get(word, ()) if entry.words <= words}
    found = [_scored(entry, plain, words) for entry in near if not entry.alone or entry.words == words]
    if not found and not any(c.isdigit() for c in plain):
        found = _misspelt(plain)
    best: dict[tuple[str, str], Score] = {}
    for score in sorted(found, key=lambda score: (-score.sure, score.code, score.language)):
        if not words & bars().get(score.code, frozenset()):
            best.setdefault((score.what, score.code), score)
    return tuple(best.values())


def _scored(entry: Entry, plain: str, words: frozenset[str]) -> Score:
    sure = 1.0 if plain == entry.text else 0.55 + 0.4 * len(entry.words) / len(words)
    return Score(entry.what, entry.code, sure, entry.language)


def _misspelt(plain: str) -> list[Score]:
    """What a heading means whose letters are nearly those of an entry."""
    if len(plain) < 5:
        return []
    found = []
    matcher = difflib.SequenceMatcher(b=plain)
    for entry in synonyms():
        if not entry.composed and len(entry.text) > 4 and abs(len(entry.text) - len(plain)) <= 3:
            matcher.set_seq1(entry.text)
            if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE:
                found.append(Score(entry.what, entry.code, 0.8 * matcher.ratio(), entry.language))
    return found


def meant(heading: str, what: str) -> Score | None:
    """The surest meaning of one sort."""
    return next((score for score in scores(heading) if score.what == what), None)


def in_month(heading: str) -> tuple[Found, Score] | None:
    """The month and the measure that a heading names together."""
    found = parse_text(heading)
    if found is None or not found.rest:
        return None
    score = meant(found.rest, "measure")
    return (found, score) if score else None


def likeliest(sheet: Sheet, depths: Iterable[int] = (1, 2, 3)) -> tuple[float, int, int]:
    """(score, first line, lines) of what looks most like a list's headings; the score is nought where nothing does."""
    best = (0.0, 0, 1)
    for top in range(min(LOOKED_AT, len(sheet.rows))):
        for depth in depths:
            score = _score(composed(sheet, top, depth)) - 0.45 * (depth - 1)
            if score > best[0] + 1e-9:
                best = (score, top, depth)
    return best


def _score(heads: list[str]) -> float:
    """Each field and each measure of each month once: a title that is spread over all columns says nothing more than once."""
    best: dict[Any, float] = {}
    for head in heads:
        if not head or len(head) > 120:
            continue
        if both := in_month(head):
            key, sure = (both[0].year, both[0].month, both[1].code), both[1].sure
        elif one := next(iter(scores(head)), None):
            key, sure = one.code, one.sure
        else:
            continue
        best[key] = max(best.get(key, 0.0), sure)
    return sum(best.values()) if len(best) > 1 else 0.0
