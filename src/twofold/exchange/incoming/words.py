"""The words of lists as data, a file for each language, and how written text is compared. No table here, no guess."""

import datetime as dt
import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

_FOLDER = Path(__file__).parents[1] / "data" / "words"
_NUKTA = "\u093c"
# Words of two groups of [part] that together are a heading.
_TOGETHER = {
    "id": ("client", "number"),
    "birth": ("born", "date"),
    "registered": ("enrol", "date"),
    "rate": ("inject", "daily"),
    "rate_week": ("inject", "weekly"),
    "partner_of": ("partner", "of"),
    "needles_out": ("needle", "given"),
    "needles_in": ("needle", "back"),
    "condoms": ("condom", "given"),
    "naloxone": ("naloxone", "given"),
    "lubricant": ("lubricant", "given"),
    "wipes": ("wipe", "given"),
}


class Letters(BaseModel):
    """What two letters mean on a list in one language."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    man: str
    woman: str


class Words(BaseModel):
    """One language's file, validated."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    language: str
    version: str
    effective: dt.date
    source: str
    status: Literal["verified", "unverified"]
    field: dict[str, tuple[str, ...]]
    measure: dict[str, tuple[str, ...]]
    part: dict[str, tuple[str, ...]]
    alone: dict[str, tuple[str, ...]] = {}
    bar: dict[str, tuple[str, ...]]
    value: dict[str, dict[str, tuple[str, ...]]]
    words: dict[str, tuple[str, ...]]
    month: dict[int, tuple[str, ...]] = {}
    letters: tuple[Letters, ...] = ()


class Entry(NamedTuple):
    """A heading that is known: all its words, whether it is one only where nothing else is said, and whether it is put
    together of parts."""

    what: str  # field or measure
    code: str
    words: frozenset[str]
    text: str
    language: str
    alone: bool = False
    composed: bool = False


@functools.cache
def languages() -> dict[str, Words]:
    """The words in force, by language; the order is that of their names."""
    files = sorted(_FOLDER.glob("*.toml"))
    return {path.stem: Words.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))) for path in files}


def codes(what: Literal["field", "measure"]) -> set[str]:
    """All that a column can mean."""
    return {code for one in languages().values() for code in (one.field if what == "field" else one.measure)}


@functools.lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Text as it is compared: lower case, digits of any script as 0-9, no accents, nothing but words with one space between."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold()).replace(_NUKTA, "")
    return " ".join("".join(_letter(c) for c in plain).split())


def _letter(c: str) -> str:
    if c.isdigit():
        return str(unicodedata.digit(c))
    if "\u0300" <= c <= "\u036f":
        return ""
    return c if c.isalpha() or unicodedata.category(c) in {"Mn", "Mc"} else " "


_ENDINGS = (
    (re.compile(r"(?<=[a-z]{3})(?<![sui])s$"), ""),
    (re.compile(r"(?<=[а-яіїєґ]{3})(?:ов|ев|ів|ей|ий|ый|ая|ое|ые|ых|их|ы|и|а|я|у|ю|е|о|ь|і|є)$"), ""),
    (re.compile("ँ"), "ं"),
    (re.compile("(?<=..)(?:याें|यों|यां|यें|ों|ें|ाँ|ां|ीं|ं)$"), ""),
    (re.compile("(?<=..)[ािीेोईइए]$"), ""),
)


@functools.lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A folded word without what number and case add: 'needles' is 'needle', 'सुइयाँ' is 'सुई'. Good for comparing only."""
    for ending, instead in _ENDINGS:
        word = ending.sub(instead, word)
    return word


def stems(text: str) -> list[str]:
    """The words of a heading as they are compared."""
    return [stem(word) for word in fold(text).split()]


def written(cell: Any) -> str:
    """A cell as text: 36.0 is '36'."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


@functools.cache
def meanings(of: str) -> dict[str, str]:
    """Folded word -> code, of one group of values, in any language; where two use a word, the project's own two first."""
    found: dict[str, str] = {}
    for name in ("en", "hi", *languages()):
        for code, known in languages()[name].value.get(of, {}).items():
            for word in known:
                found.setdefault(fold(word), code)
    return found


@functools.cache
def folded(group: str) -> frozenset[str]:
    """One group of plain words, folded."""
    return frozenset(fold(word) for one in languages().values() for word in one.words.get(group, ()))


@functools.cache
def months() -> dict[str, int]:
    """Folded name -> number of the month."""
    return {fold(name): n for one in languages().values() for n, names in one.month.items() for name in names}


@functools.cache
def month_pattern() -> re.Pattern[str]:
    """A month's name as a word of folded text, with a year beside it if there is one."""
    names = "|".join(sorted(map(re.escape, months()), key=len, reverse=True))
    return re.compile(rf"(?:(?<=^)|(?<=[ \d]))({names})(?=$|[ \d])(?: ?(\d{{4}}|\d{{2}})(?!\d))?")


@functools.cache
def numbered_month() -> re.Pattern[str]:
    """'month 4', 'tháng 4': the word for a month and its number, with a year beside it if there is one."""
    names = "|".join(sorted(map(re.escape, folded("monthly")), key=len, reverse=True))
    return re.compile(rf"(?:(?<=^)|(?<= ))(?:{names}) (0?[1-9]|1[0-2])(?!\d)(?: (\d{{4}})(?!\d))?")


@functools.cache
def synonyms() -> tuple[Entry, ...]:
    """Every heading that is known, in every language."""
    return tuple(entry for one in languages().values() for entry in _entries(one) if entry.words)


def _entries(one: Words) -> Iterator[Entry]:
    for what, table in (("field", one.field), ("measure", one.measure)):
        for code, known in table.items():
            yield from (_entry(what, code, text, one) for text in known)
    for code, (first, second) in _TOGETHER.items():
        what = "field" if code in codes("field") else "measure"
        for pair in product(one.part.get(first, ()), one.part.get(second, ())):
            yield _entry(what, code, " ".join(pair), one)._replace(composed=True)
    for way, code in (("given", "needles_out"), ("back", "needles_in")):
        for text, thing in product(one.alone.get(way, ()), ("", *one.part.get("needle", ()))):
            yield _entry("measure", code, f"{thing} {text}", one)._replace(alone=True, composed=True)


def _entry(what: str, code: str, text: str, one: Words) -> Entry:
    said = stems(text)
    return Entry(what, code, frozenset(said), " ".join(said), one.language)


@functools.cache
def bars() -> dict[str, frozenset[str]]:
    """Code -> the words that rule it out."""
    found: dict[str, frozenset[str]] = {}
    for one in languages().values():
        for code, barred in one.bar.items():
            found[code] = found.get(code, frozenset()) | {word for text in barred for word in stems(text)}
    return found


@functools.cache
def by_word() -> dict[str, tuple[Entry, ...]]:
    """The entries of headings in which a word stands."""
    found: dict[str, list[Entry]] = {}
    for entry in synonyms():
        for word in entry.words:
            found.setdefault(word, []).append(entry)
    return {word: tuple(entries) for word, entries in found.items()}
