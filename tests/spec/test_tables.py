"""Every spec table is lived through; the numbers come out as the manual prints them."""

import pytest

from tests.spec import tables
from tests.spec.story import tell
from twofold.indicators.definitions import definitions
from twofold.indicators.report import Figure

STORIES = list(tables.every())


def said(figure: Figure) -> str:
    """A figure as a spec table says it."""
    words = tables.UNKNOWN if figure.numerator is None else str(figure.numerator)
    if definitions()[figure.indicator].is_rate:
        words += f" of {tables.UNKNOWN if figure.denominator is None else figure.denominator}"
    return f"{words}, {figure.level}" if figure.level else words


@pytest.mark.django_db
@pytest.mark.parametrize(("indicator", "told"), STORIES, ids=[f"{one}: {told.title}" for one, told in STORIES])
def test_what_happened_and_the_number_that_comes_of_it(indicator: str, told: tables.Told) -> None:
    story = tell(told.text)
    for line in told.expected:
        figure = story.figure(indicator, line.period, line.site, **tables.split_of(indicator, line.cell))
        assert said(figure) == line.number, line


def test_every_figure_has_a_table() -> None:
    assert {path.stem for path in tables.FOLDER.glob("*.txt")} == set(definitions())
