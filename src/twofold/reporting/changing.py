"""What late records have changed since a report was handed in, in words: figure by figure, then and now."""

from collections.abc import Sequence
from dataclasses import dataclass

from twofold.indicators.definitions import definitions
from twofold.reporting import contents
from twofold.reporting.contents import HIDDEN, Told
from twofold.reporting.files import workbook
from twofold.reporting.lines import form, words
from twofold.reporting.standing import Change
from twofold.shell.numbers import written

RATES = ("percent", "pieces per person")


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
        then, now = shown(one.then, indicator), shown(one.now, indicator)
        found.append(Changed(one.key, indicator, words(indicator, by, language), then, now))
    return found


def first(changes: Sequence[Changed]) -> tuple[list[Changed], list[Changed]]:
    """Those of the report's lines and of whole figures, and all the others: splits by splits are for who looks for them."""
    lines = {line.key for line in form().lines()}
    ahead = [one for one in changes if one.key in lines or " " not in one.key]
    return ahead, [one for one in changes if one not in ahead]


def shown(one: Told, indicator: str) -> str:
    """A figure as it is shown: hidden, or with its number grouped; a rate with one decimal."""
    if one.get(HIDDEN):
        return workbook.hidden_words()
    known, value = definitions().get(indicator), one["value"]
    if value is None or known is None or known.unit not in RATES:
        return written(value)
    return written(value, 1) + ("%" if known.unit == "percent" else "")
