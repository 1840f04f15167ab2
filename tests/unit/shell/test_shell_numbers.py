"""How figures and dates are written."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from twofold.shell.numbers import group_digits, written

NARROW = [
    (0, "0"),
    (999, "999"),
    (1000, "1,000"),
    (99999, "99,999"),
    (100000, "1,00,000"),
    (180000, "1,80,000"),
    (12345678, "1,23,45,678"),
    (-180000, "−1,80,000"),
    (Decimal("1234567.50"), "12,34,567.50"),
]


@pytest.mark.parametrize(("value", "expected"), NARROW)
def test_india_counts_in_lakhs(value, expected):
    with translation.override("hi"):
        assert written(value) == expected


@pytest.mark.parametrize("language", ["hi", "en-in", "bn", "mni"])
def test_the_languages_of_south_asia_group_alike(language):
    with translation.override(language):
        assert written(180000) == "1,80,000"


def test_english_elsewhere_groups_by_thousands():
    with translation.override("en"):
        assert written(180000) == "180,000"
        assert written(12345678) == "12,345,678"


@pytest.mark.parametrize(("fixed", "expected"), [("indian", "1,80,000"), ("western", "180,000")])
def test_an_installation_may_settle_the_grouping(settings, fixed, expected):
    settings.NUMBER_GROUPING = fixed
    for language in ("en", "hi"):
        with translation.override(language):
            assert written(180000) == expected


@pytest.mark.parametrize("value", [None, ""])
def test_what_is_unknown_is_a_dash_and_not_a_zero(value):
    assert written(value) == "–"


@pytest.mark.parametrize("value", ["too few", True, float("nan"), float("inf")])
def test_what_is_no_number_stays_as_it_is(value):
    assert written(value) == str(value)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (2.5, 0, "2"),
        (214.46, 1, "214.5"),
        (-0.4, 0, "0"),
        (1e21, None, "1,000,000,000,000,000,000,000"),
        ("7", 2, "7.00"),
    ],
)
def test_places(value, places, expected):
    with translation.override("en"):
        assert written(value, places) == expected


def test_grouping_keeps_every_digit():
    for length in range(1, 12):
        digits = "123456789012"[:length]
        for by_lakh in (True, False):
            assert group_digits(digits, by_lakh=by_lakh).replace(",", "") == digits


def test_a_day_cannot_be_read_as_a_month(render):
    assert render("{{ at|day }}", at=datetime.date(2026, 11, 20)) == "20 Nov 2026"
    assert render("{{ at|day }}", at=datetime.date(2026, 2, 3)) == "3 Feb 2026"
    assert render("{{ at|day }}", at=None) == "–"


def test_a_moment_is_told_in_local_time(render):
    at = datetime.datetime(2026, 11, 19, 20, 35, tzinfo=datetime.UTC)
    with timezone.override("Asia/Kolkata"):
        assert render("{{ at|moment }}", at=at) == "20 Nov 2026, 02:05"
        assert render("{{ at|day }}", at=at) == "20 Nov 2026"
    assert render("{{ at|moment }}", at=None) == "–"


def test_a_share_is_a_percentage(render):
    assert render("{{ share|percent }}", share=0.955) == "96%"
    assert render("{{ share|percent:1 }}", share=Decimal("0.955")) == "95.5%"
    assert render("{{ share|percent }}", share=None) == "–"
