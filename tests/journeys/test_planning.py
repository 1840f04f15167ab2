"""'We have ten million rupees more': from that sentence to a mix, a band and a brief, over HTTP, as a manager does it.

The world has an estimate of 1,290 people who inject; the model is run small, so that the journey takes seconds.
"""

import re
from html.parser import HTMLParser

import pytest

from tests.signing import signed_in
from twofold import epi
from twofold.core import access
from twofold.planning import answers, work
from twofold.programme import actions as programme
from twofold.programme.actions import NewEstimate

SMALL = answers.Effort(
    most_people=120, seeds=6, mix_people=120, mix_seeds=4, doubt_people=60, doubt_seeds=1, fit_people=60, fit_draws=6,
    fit_keep=3, fit_rounds=2,
)  # fmt: skip
# What a survey said of men who inject here, 9.9 of 100 with HIV
SURVEY = {
    "known_hiv_men_low": "8", "known_hiv_men_high": "12", "known_incidence_men_low": "0.5", "known_incidence_men_high": "2",
    "known_source": "IBBS 2024",
}  # fmt: skip


class Fields(HTMLParser):
    """What a page's form would send if nobody touched it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "input" and told.get("name") and told.get("type") != "hidden":
            self.sent[told["name"]] = told.get("value", "")


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(answers, "EFFORT", SMALL)
    monkeypatch.setattr(answers, "QUICK_PEOPLE", 60)
    monkeypatch.setattr(answers, "QUICK_SEEDS", 3)
    monkeypatch.setattr(answers, "doubted", lambda: list(epi.parameters())[:4])


@pytest.fixture
def manager(universe):
    estimate = NewEstimate("in-mn-imphal", "injects", 2024, 1290, "a survey", low=960, high=1680)
    asha = universe.organisations["asha"].pk
    programme.record_estimates(by=access.operator(), organisation=asha, estimates=[estimate])
    return signed_in(universe.staff["priya"])


def test_from_ten_million_more_to_a_mix_a_band_and_a_brief(universe, manager):
    page = manager.get("/")
    assert 'href="/planning/"' in page.text

    page = manager.get("/planning/")
    assert "960 to 1,680" in page.text, "the size is there already, with its interval and its source"
    asked = Fields(page.text).sent
    assert asked["size"] == "1290"

    looked = manager.post("/planning/", asked | {"plan_nsp": "60", "look": "yes"})
    assert "Half of the runs" in looked.text, "a band at once"

    asked |= SURVEY
    assert "not in this quick look yet" in manager.post("/planning/", asked | {"plan_nsp": "60", "look": "yes"}).text
    kept = manager.post("/planning/", asked | {"budget": "1,00,00,000", "name": "Ten million more", "keep": "yes"})
    scenario = kept.headers["Location"]
    assert "waits for its turn" in manager.get(scenario).text
    work.all_waiting()

    page = manager.get(scenario).text
    assert re.search(r"₹1,00,00,000 buys about [\d.,]+ infections averted", page), "a mix, its title says the finding"
    assert "Nine in ten runs" in page, "a band"
    assert "In line with what is known here" in page and "IBBS 2024" in page, "what is known, with its source"
    for kind in ("Both inject", "He injects, she does not", "She injects, he does not", "Two men or two women"):
        assert kind in page

    brief = re.search(r'href="(/briefs/[^"]+)"', page)
    assert brief
    printed = manager.get(brief[1])
    assert printed.headers["Content-Type"] == "application/pdf"
    assert len(re.findall(rb"/Type /Page\b", printed.content)) == 2

    manager.post(f"{scenario}funders/", {"open": "yes"})
    assert signed_in(universe.staff["dora"]).get(brief[1]).content == printed.content
