"""The words of lists as data: headings, values, months, in English and Hindi, and how written text is compared. No table here."""

import datetime as dt
import functools
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).parents[1] / "data" / "headings.toml"
_NUKTA = "\u093c"


class Words(BaseModel):
    """The file, validated."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: str
    effective: dt.date
    source: str
    status: Literal["verified", "unverified"]
    field: dict[str, tuple[str, ...]]
    measure: dict[str, tuple[str, ...]]
    bar: dict[str, tuple[str, ...]]
    value: dict[str, dict[str, tuple[str, ...]]]
    words: dict[str, tuple[str, ...]]
    month: dict[int, tuple[str, ...]]


@functools.cache
def words() -> Words:
    """The words in force."""
    return Words.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


@functools.lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Text as it is compared: lower case, digits of any script as 0-9, nothing but words with one space between."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold()).replace(_NUKTA, "")
    kept = (
        str(unicodedata.digit(c))
        if c.isdigit()
        else c
        if c.isalpha() or unicodedata.category(c) in {"Mn", "Mc"}
        else " "
        for c in plain
    )
    return " ".join("".join(kept).split())


def written(cell: Any) -> str:
    """A cell as text: 36.0 is '36'."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


@functools.cache
def meanings(of: str) -> dict[str, str]:
    """Folded word -> code, of one group of values."""
    return {fold(word): code for code, known in words().value[of].items() for word in known}


@functools.cache
def folded(group: str) -> frozenset[str]:
    """One group of plain words, folded."""
    return frozenset(fold(word) for word in words().words[group])


@functools.cache
def months() -> dict[str, int]:
    """Folded name -> number of the month."""
    return {fold(name): number for number, names in words().month.items() for name in names}


@functools.cache
def month_pattern() -> re.Pattern[str]:
    """A month's name as a word of folded text, with a year beside it if there is one."""
    names = "|".join(sorted(map(re.escape, months()), key=len, reverse=True))
    return re.compile(rf"(?:(?<=^)|(?<=[ \d]))({names})(?=$|[ \d])(?: ?(\d{{4}}|\d{{2}})(?!\d))?")


@functools.cache
def synonyms() -> tuple[tuple[str, str, frozenset[str], str], ...]:
    """(field or measure, code, words of an entry, entry) of every heading."""
    found = []
    for what, table in (("field", words().field), ("measure", words().measure)):
        for code, entries in table.items():
            found += [(what, code, frozenset(fold(entry).split()), fold(entry)) for entry in entries if fold(entry)]
    return tuple(found)


@functools.cache
def bars() -> dict[str, frozenset[str]]:
    """Code -> the words that rule it out."""
    return {code: frozenset(fold(word) for word in barred) for code, barred in words().bar.items()}


@functools.cache
def by_word() -> dict[str, tuple[tuple[str, str, frozenset[str], str], ...]]:
    """The entries of headings in which a word stands."""
    found: dict[str, list[tuple[str, str, frozenset[str], str]]] = {}
    for entry in synonyms():
        for word in entry[2]:
            found.setdefault(word, []).append(entry)
    return {word: tuple(entries) for word, entries in found.items()}
