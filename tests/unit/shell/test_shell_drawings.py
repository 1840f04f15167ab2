"""The small drawings: what they show, what they say, and that nothing can break out of them."""

import re

import pytest
from django.utils import translation

from twofold.shell import charts
from twofold.shell.icons import ICONS


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def points(svg: str) -> list[list[tuple[float, float]]]:
    return [
        [tuple(float(part) for part in point.split(",")) for point in run.split()]
        for run in re.findall(r'points="([^"]*)"', svg)
    ]


@pytest.mark.parametrize("values", [None, [], [None], [None, None], ["n/a"]])
def test_a_row_without_figures_says_so(render, values):
    drawn = render("{% sparkline values %}", values=values)
    assert "<svg" not in drawn
    assert "No figures yet" in drawn


def test_one_figure_is_a_dot(render):
    drawn = render("{% sparkline values %}", values=[7])
    assert points(drawn) == []
    assert drawn.count("<circle") >= 1
    assert "One figure so far: 7" in drawn


@pytest.mark.parametrize("value", [0, 5, -3])
def test_a_level_row_is_drawn_in_the_middle(render, value):
    drawn = render("{% sparkline values %}", values=[value] * 4)
    assert {y for _, y in points(drawn)[0]} == {charts.SPARK_HEIGHT / 2}
    assert "Level at" in drawn


def test_a_missing_figure_is_a_gap_and_never_a_zero(render):
    drawn = render("{% sparkline values %}", values=[12, 14, None, 18, 17])
    assert [len(run) for run in points(drawn)] == [2, 2]
    assert "1 figure missing" in drawn
    assert "lowest 12" in drawn


def test_a_figure_between_two_gaps_is_still_seen(render):
    drawn = render("{% sparkline values %}", values=[1, 2, None, 9, None, 3, 4])
    assert len(points(drawn)) == 2
    assert drawn.count("<circle") == 2


def test_more_is_higher_and_all_stays_inside(render):
    (run,) = points(render("{% sparkline values %}", values=[1, 5, 3, 9]))
    heights = [y for _, y in run]
    assert heights[3] < heights[1] < heights[2] < heights[0]
    assert all(0 <= x <= charts.SPARK_WIDTH and 0 <= y <= charts.SPARK_HEIGHT for x, y in run)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([1, 2], "Up from 1 to 2; lowest 1, highest 2"),
        ([2.25, 1], "Down from 2.2 to 1; lowest 1, highest 2.2"),
        ([4, 9, 4], "Back at 4 after 4 at the lowest and 9 at the highest"),
        ([180000, 190000], "Up from 180,000 to 190,000; lowest 180,000, highest 190,000"),
    ],
)
def test_the_row_is_told_in_words(values, words):
    assert charts.spark_words(charts.as_floats(values)) == words


def test_labels_cannot_break_out(render):
    drawn = render("{% sparkline values label %}", values=[1, 2], label='"><script>')
    assert "<script>" not in drawn
    assert "<script>" not in render("{% icon 'home' label=label %}", label='"><script>')


def test_every_icon_is_one_quiet_drawing(render):
    for name in ICONS:
        drawn = render("{% icon name %}", name=name)
        assert drawn.count("<svg") == 1
        assert 'aria-hidden="true"' in drawn
        assert "style" not in drawn
    assert 'aria-label="Warning"' in render("{% icon 'warning' label='Warning' %}")


def test_the_asked_for_icons_exist():
    asked = "home people person plus calendar chart list map box shield book gear search undo print check warning"
    assert set(f"{asked} arrow clock globe exit".split()) <= set(ICONS)


@pytest.mark.parametrize("target", [None, 0, -5, "none"])
def test_without_a_target_there_is_no_mark(render, target):
    assert render("{% target_mark 5 target %}", target=target) == ""


@pytest.mark.parametrize(
    ("value", "target", "expected"),
    [(50, 100, ("50.0%", "100.0%")), (200, 100, ("100.0%", "50.0%")), (0, 10, ("0.0%", "100.0%"))],
)
def test_the_mark_stands_where_the_target_is(value, target, expected):
    assert charts.mark(value, target) == expected


def test_bars_start_at_zero_and_a_cascade_says_its_shares():
    rows = [{"label": "a", "value": 200}, {"label": "b", "value": 150}, {"label": "c", "value": None}]
    lines = charts.bars(rows, cascade=True)
    assert [line.width for line in lines] == ["100.0%", "75.0%", "0%"]
    assert [line.conversion for line in lines] == ["", "75% of these", ""]
    assert lines[2].words == "too few to show"


def test_after_a_hidden_step_no_share_is_told():
    """A share of a hidden figure would give the figure away."""
    rows = [{"label": "a", "value": 200}, {"label": "b", "value": None}, {"label": "c", "value": 3}]
    assert [line.conversion for line in charts.bars(rows, cascade=True)] == ["", "", ""]


@pytest.mark.parametrize("rows", [[], [{"label": "a", "value": 0}], [{"label": "a", "value": None}]])
def test_bars_without_figures_do_not_break(render, rows):
    assert "<ul>" in render("{% bars rows %}", rows=rows)
