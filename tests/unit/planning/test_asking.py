"""The pages of planning before anything is kept: prefilled, empty, and closed to others."""

import pytest

from tests.signing import signed_in
from tests.universe import STAFF
from twofold.core.access import DOORS, Door

PAGES = ("/planning/", "/planning/saved/", "/planning/assumptions/", "/planning/compare/", "/briefs/")


@pytest.mark.parametrize("path", PAGES)
def test_a_manager_finds_every_page(universe, path):
    answer = signed_in(universe.staff["priya"]).get(path)
    assert answer.status_code == 200
    assert "<title>Twofold</title>" in answer.text


@pytest.mark.parametrize("login", ["meera", "dora", "dev", "marta", "lata", "arun"])
def test_planning_opens_to_those_who_plan(universe, login):
    may = bool(DOORS[Door.PLANNING] & set(STAFF[login][2]))
    assert signed_in(universe.staff[login]).get("/planning/").status_code == (200 if may else 404)
