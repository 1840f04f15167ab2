"""The page of one client: only what the reader may open, a row in the log for what was opened, and pages by key."""

import datetime as dt
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.signing import signed_in
from tests.universe import Universe
from twofold.core.access import Consent
from twofold.core.models import AuditEvent
from twofold.outreach import actions
from twofold.outreach.actions import NewContact
from twofold.outreach.timeline import PAGE
from twofold.people import actions as people

pytestmark = pytest.mark.django_db


def page(world: Universe, login: str, name: str = "bilal", **asked: Any) -> Any:
    return signed_in(world.staff[login]).get(f"/clients/{world.clients[name]}/", asked)


@pytest.fixture
def known(universe: Universe) -> Universe:
    """Bilal agreed to records in full, told the counsellor something private, and left words in a note."""
    bilal = universe.clients["bilal"]
    people.record_consents(by=universe.actor("tomba"), consents=[(bilal, Consent.FULL)])
    people.state_kinds(by=universe.actor("lata"), statements=[(bilal, "sells_sex", True)])
    actions.record_contacts(
        by=universe.actor("tomba"),
        contacts=[NewContact(site=universe.sites["imphal-east"].pk, client=bilal, note="his brother", place="bridge",
                             supplies={"syringe_1ml": 5}, beneficiary="carried")],
    )  # fmt: skip
    return universe


SHOWN = {
    "nickname": (">Bil<", "tomba nina lata sushila dev gopal"),
    "where": ("tea stall", "tomba nina lata sushila dev gopal"),
    "born": ("1990", "tomba nina lata sushila dev gopal"),
    "kind": ("Injects drugs", "tomba nina lata sushila dev"),
    "need": ("14 a week", "tomba nina lata sushila dev"),
    "frequency": ("2 a day", "tomba nina lata sushila dev"),
    "private": ("Sells sex", "lata sushila"),
    "note": ("his brother", "tomba nina lata sushila dev gopal"),
    "supplies": ("5 × Syringe", "tomba nina lata sushila dev gopal priya"),
    "carried": ("To carry for others", "tomba nina lata sushila dev gopal priya"),
    "record": ("Record a contact", "tomba nina lata sushila dev gopal"),
    "close": ("Who never sees this file", "tomba nina lata sushila"),
}
PARTS = {
    "tomba": ["C0", "C1", "C3"],
    "nina": ["C0", "C1", "C2", "C3"],
    "gopal": ["C0", "C1", "C6"],
    "dev": ["C0", "C1", "C3"],
    "priya": ["C0"],
}


@pytest.mark.parametrize("login", ["tomba", "nina", "lata", "sushila", "dev", "gopal", "priya"])
def test_each_role_sees_its_parts_and_no_more(known: Universe, login: str) -> None:
    text = re.sub(r"\s+", " ", page(known, login).content.decode())
    seen = {name for name, (words, _) in SHOWN.items() if words in text}
    assert seen == {name for name, (_, logins) in SHOWN.items() if login in logins.split()}


@pytest.mark.parametrize("login", PARTS)
def test_opening_a_file_leaves_a_row_that_names_the_parts(known: Universe, login: str) -> None:
    page(known, login)
    row = AuditEvent.objects.filter(verb="client.read").order_by("at", "id").last()
    assert row is not None
    assert (row.actor, row.detail) == (known.staff[login].pk, {"parts": PARTS[login]})


def test_an_unknown_need_says_so(universe: Universe) -> None:
    text = re.sub(r"\s+", " ", page(universe, "tomba", "esha").content.decode())
    assert "<dt>Need</dt><dd>not known" in text


def test_what_was_given_in_thirty_days(universe: Universe) -> None:
    given = page(universe, "tomba").context["file"].given
    assert given == {"out": 10, "carried": 0, "back": 0, "condoms": 0, "naloxone": 0}
    aisha = page(universe, "marta", "aisha").context["file"].given
    assert aisha["condoms"] == 10


def test_a_long_timeline_is_cut_by_key_and_holds_everything_once(universe: Universe) -> None:
    bilal, site = universe.clients["bilal"], universe.sites["imphal-east"].pk
    met = [dt.datetime(2026, 10, 1 + n % 9, 6, tzinfo=dt.UTC) for n in range(60)]
    actions.record_contacts(
        by=universe.actor("tomba"), contacts=[NewContact(site=site, client=bilal, occurred_at=moment) for moment in met]
    )
    found, asked = [], {}
    for _ in range(9):
        shown = page(universe, "tomba", **asked)
        found += [(entry.day, entry.id) for entry in shown.context["timeline"]]
        if not shown.context["older_url"]:
            break
        asked = {"after": shown.context["older_url"].split("=")[1]}
        assert b"Newest" in page(universe, "tomba", **asked).content
    assert len(found) == len(set(found)) == 60 + 3 + 3  # and what was said at registration: card, kind, frequency
    assert found == sorted(found, reverse=True)
    assert len(found) > 2 * PAGE


def test_a_long_timeline_costs_as_many_queries_as_a_short_one(universe: Universe) -> None:
    tomba, site = signed_in(universe.staff["tomba"]), universe.sites["imphal-east"].pk
    address = f"/clients/{universe.clients['bilal']}/"

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            tomba.get(address)
        return len(queries)

    def meet(count: int) -> None:
        new = NewContact(site=site, client=universe.clients["bilal"], supplies={"wipe": 1})
        for row in actions.record_contacts(by=universe.actor("tomba"), contacts=[new] * count):
            actions.correct_contact(by=universe.actor("tomba"), contact=row.pk, new=new)

    cost()
    meet(1)
    few = cost()
    meet(20)
    assert cost() == few
    assert few <= 32


NOT_PRINTED = {"no-print", "sealed", "button", "bar", "rail", "skip", "page-back", "pager", "banner", "page-action"}


class Paper(HTMLParser):
    """The words of a page that a printer gets: see the style sheet for print."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.open: list[bool] = []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Holds no words."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"br", "input", "meta", "link", "img"}:
            return
        hidden = bool(NOT_PRINTED & set((dict(attrs).get("class") or "").split())) or tag in {
            "template",
            "dialog",
            "script",
        }
        self.open.append(hidden or (bool(self.open) and self.open[-1]))

    def handle_endtag(self, tag: str) -> None:
        if self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not (self.open and self.open[-1]):
            self.words.append(data)


def test_a_page_on_paper_holds_no_word_of_the_work(known: Universe) -> None:
    """What prints is what does not stand in `no-print`, `sealed` or a button."""
    paper = Paper()
    paper.feed(page(known, "lata").content.decode())
    text = " ".join(paper.words).lower()
    assert str(known.client("bilal").code).lower() in text
    for word in ("inject", "drug", "syringe", "needle", "sex", "condom", "naloxone", "imphal", "records in full"):
        assert word not in text, word
