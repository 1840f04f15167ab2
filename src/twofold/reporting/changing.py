"""What late records have changed since a report was handed in, in words: figure by figure, then and now."""

from collections.abc import Sequence
from dataclasses import dataclass

from twofold.reporting import contents
from twofold.reporting.contents import HIDDEN, Told
from twofold.reporting.files import workbook
from twofold.reporting.lines import words
from twofold.reporting.standing import Change
from twofold.shell.numbers import written


@dataclass(frozen=True)
class Changed:
    """One changed figure as it is shown."""

    key: str
    indicator: str
    words: str
    then: str
    now: str


def told(changes: Sequence[Change], language: str) -> list[Changed]:
    """Changes in words, in the order in which they came."""
    found = []
    for one in changes:
        indicator, by = contents.unkey(one.key)
        found.append(Changed(one.key, indicator, words(indicator, by, language), shown(one.then), shown(one.now)))
    return found


def shown(one: Told) -> str:
    """A figure as it is shown: hidden, or with its number grouped."""
    return workbook.hidden_words() if one.get(HIDDEN) else written(one["value"])
