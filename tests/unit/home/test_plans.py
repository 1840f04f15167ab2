"""Targets and size estimates: recorded with their source, replaced and never edited, shown with what went before."""

import uuid
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.signing import signed_in
from tests.universe import Universe
from twofold.home import plans as reads
from twofold.programme.models import SizeEstimate, Target


@pytest.fixture
def priya(universe: Universe) -> Browser:
    """The manager of Asha."""
    return signed_in(universe.staff["priya"])


def target(**changes: Any) -> dict[str, Any]:
    return {"indicator": "reached", "site": "", "start": "2026-11-01", "end": "2026-11-30", "value": "500",
            "source": "Grant 7, page 3", **changes}  # fmt: skip


def estimate(**changes: Any) -> dict[str, Any]:
    return {"place": "in-mn", "population": "uses", "gender": "", "year": "2012", "value": "24000", "low": "",
            "high": "", "source": "The founding paper", **changes}  # fmt: skip


def test_women_among_many_are_shown_with_their_share(universe: Universe, priya: Browser) -> None:
    assert priya.post(reverse("estimate_new"), estimate()).status_code == 302
    assert priya.post(reverse("estimate_new"), estimate(gender="woman", value="1680")).status_code == 302
    told = {line.name: (line.row.value, line.share) for line in reads.estimates(universe.actor("priya"))}
    assert sorted(told.values(), key=str) == [(1680, 0.07), (24000, None)]
    page = priya.get("/plans/").content.decode()
    assert "1,680" in page
    assert "7%" in page
    assert "The founding paper" in page


def test_a_new_estimate_takes_the_old_ones_place(universe: Universe, priya: Browser) -> None:
    priya.post(reverse("estimate_new"), estimate(low="20000", high="29000"))
    old = SizeEstimate.objects.get()
    url = reverse("estimate_replace", args=[old.pk])
    page = priya.get(url)
    assert page.context["form"]["value"].value() == 24000
    assert page.context["form"]["source"].value() in (None, ""), "a new number has a source of its own"
    said = estimate(year="2024", value="26000", source="New survey")
    assert priya.post(url, said).status_code == 302
    (line,) = reads.estimates(universe.actor("priya"))
    assert (line.row.value, [row.value for row in line.earlier]) == (26000, [24000])
    shown = priya.get("/plans/").content.decode()
    assert "26,000" in shown
    assert "24,000" in shown
    answer = priya.post(url, said)
    assert answer.status_code == 400
    assert "in the meantime" in answer.content.decode()
    assert SizeEstimate.objects.count() == 2


def test_targets_stand_by_figure_and_site(universe: Universe, priya: Browser) -> None:
    assert priya.get(reverse("target_new")).status_code == 200
    site = universe.sites["imphal-east"]
    assert priya.post(reverse("target_new"), target()).status_code == 302
    assert priya.post(reverse("target_new"), target(indicator="needles_out", site=str(site.pk))).status_code == 302
    told = {(line.row.indicator, line.where) for line in reads.targets(universe.actor("priya"))}
    assert told == {("reached", ""), ("needles_out", site.name)}
    old = Target.objects.get(indicator="needles_out")
    url = reverse("target_replace", args=[old.pk])
    assert str(site.pk) in priya.get(url).content.decode()
    assert priya.post(url, target(indicator="needles_out", value="900")).status_code == 302
    line = next(line for line in reads.targets(universe.actor("priya")) if line.row.indicator == "needles_out")
    assert (line.row.value, line.where, line.earlier) == (900, "", [old])


def test_a_closed_site_keeps_its_targets(universe: Universe, priya: Browser) -> None:
    site = universe.sites["imphal-west"]
    priya.post(reverse("target_new"), target(site=str(site.pk)))
    priya.post(reverse("site_close", args=[site.pk]))
    assert priya.post(reverse("target_new"), target(site=str(site.pk))).status_code == 400
    row = Target.objects.get()
    page = priya.get(reverse("target_replace", args=[row.pk]))
    assert page.context["form"]["site"].value() == str(site.pk)
    assert str(site.pk) in page.content.decode()


HUGE = "9" * 5000


@pytest.mark.parametrize(
    "changes",
    [{"indicator": ""}, {"indicator": "happiness"}, {"site": "x"}, {"site": str(uuid.uuid4())}, {"start": ""},
     {"start": "x"}, {"end": "2026-10-01"}, {"end": "0000-00-00"}, {"value": ""}, {"value": "-1"}, {"value": "1.5"},
     {"value": HUGE}, {"value": "9999999999"}, {"value": "\x00"}, {"source": ""}, {"source": "   "},
     {"source": "x" * 201}, {"source": "a\x00b"}],
)  # fmt: skip
def test_a_target_that_cannot_be_is_answered_with_400(priya: Browser, changes: dict[str, str]) -> None:
    answer = priya.post(reverse("target_new"), target(**changes))
    assert answer.status_code == 400
    assert Target.objects.count() == 0
    for name, value in changes.items():
        assert answer.context["form"][name].value() == value


@pytest.mark.parametrize(
    "changes",
    [{"place": ""}, {"place": "moon"}, {"population": "elves"}, {"gender": "x"}, {"year": "12"}, {"year": HUGE},
     {"value": "-5"}, {"value": HUGE}, {"low": "30000"}, {"high": "20000"}, {"low": "-1"}, {"low": "x"},
     {"high": "99999999999"}, {"source": "\x00"}, {"source": ""}],
)  # fmt: skip
def test_an_estimate_that_cannot_be_is_answered_with_400(priya: Browser, changes: dict[str, str]) -> None:
    assert priya.post(reverse("estimate_new"), estimate(**changes)).status_code == 400
    assert SizeEstimate.objects.count() == 0


def test_numbers_and_sources_in_every_writing_are_taken(priya: Browser) -> None:
    said = estimate(value="२४०००", source="सर्वे 🦊 \u202e2012")
    assert priya.post(reverse("estimate_new"), said).status_code == 302
    row = SizeEstimate.objects.get()
    assert (row.value, row.source) == (24000, "सर्वे 🦊 \u202e2012")
    assert priya.get("/plans/").status_code == 200


@pytest.mark.parametrize("name", ["target_replace", "estimate_replace"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_not_yours_and_not_there_are_one_answer(universe: Universe, priya: Browser, name: str, method: str) -> None:
    bina = signed_in(universe.staff["bina"])
    bina.post(reverse("target_new"), target())
    bina.post(reverse("estimate_new"), estimate())
    theirs = {"target_replace": Target, "estimate_replace": SizeEstimate}[name].objects.get().pk
    answers = [getattr(priya, method)(reverse(name, args=[pk])) for pk in (theirs, uuid.uuid4())]
    assert [a.status_code for a in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert sorted(answers[0].headers.items()) == sorted(answers[1].headers.items())
    assert reads.estimates(universe.actor("priya")) == []


def test_who_keeps_plans(universe: Universe, priya: Browser) -> None:
    for login, status in {"priya": 200, "meera": 200, "marta": 404, "arun": 404, "omar": 404, "dev": 404}.items():
        assert signed_in(universe.staff[login]).get("/plans/").status_code == status, login
    for path in ("/plans/", reverse("target_new"), reverse("estimate_new")):
        assert priya.put(path).status_code == 405
    strict = signed_in(universe.staff["meera"], enforce_csrf_checks=True)
    assert strict.post(reverse("target_new"), target()).status_code == 403
