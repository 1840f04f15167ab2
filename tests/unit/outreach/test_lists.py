"""Lists of clients: what stands on a line, what they can be cut by, pages by key, search by code, who is due."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from tests.signing import signed_in
from tests.universe import Universe
from twofold.core.access import Consent
from twofold.core.guarded import writing
from twofold.core.models import AuditEvent
from twofold.outreach import actions as outreach
from twofold.outreach import lists
from twofold.outreach.actions import NewContact
from twofold.outreach.lists import Asked
from twofold.people import actions as people
from twofold.people import uic
from twofold.people.actions import NewClient
from twofold.people.models import Client

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)


@pytest.fixture
def tomba(universe: Universe) -> Browser:
    return signed_in(universe.staff["tomba"])


def code(world: Universe, name: str) -> str:
    return str(world.client(name).code)


def register(world: Universe, worker: str, count: int, **said: Any) -> list[Client]:
    row = world.caseloads[worker]
    new = NewClient(site=row.site_id, caseload=row.id, **{"kinds": ["injects"], "nickname": "N", **said})
    return people.register_clients(by=world.actor(worker), clients=[new] * count)


def listed(browser: Browser, address: str = "/clients/") -> list[str | None]:
    return [line.code for line in browser.get(address).context["lines"]]


def test_a_line_says_code_nickname_and_what_is_due(universe: Universe, tomba: Browser) -> None:
    page = tomba.get("/clients/")
    line = next(line for line in page.context["lines"] if line.id == universe.clients["bilal"])
    assert (line.code, line.nickname, line.groups) == (code(universe, "bilal"), "Bil", ["Main"])
    assert (line.last_day, line.due, line.overdue) == (dt.date(2026, 11, 9), ["Supplies", "Talk about the card"], True)
    assert set(listed(tomba)) == {code(universe, "bilal"), code(universe, "esha")}


def test_words_on_lists_tell_a_bystander_nothing(universe: Universe) -> None:
    """No word of the work stands on a list, nor in its address."""
    people.record_consents(by=universe.actor("tomba"), consents=[(universe.clients["bilal"], Consent.FULL)])
    people.state_kinds(by=universe.actor("lata"), statements=[(universe.clients["bilal"], "sells_sex", True)])
    lata = signed_in(universe.staff["lata"])
    for address in ("/clients/", "/due/", "/clients/?status=all&group=main"):
        words = re.sub(rb"<[^>]*>", b" ", lata.get(address).content).lower()
        for word in (b"inject", b"drug", b"syringe", b"needle", b"hiv", b"sex", b"naloxone", b"condom"):
            assert word not in words, (address, word)
        assert code(universe, "bilal").encode() in lata.get(address).content


def test_who_may_not_read_identity_sees_no_nickname_and_no_group(universe: Universe) -> None:
    lines = signed_in(universe.staff["priya"]).get("/clients/").context["lines"]
    assert len(lines) == 4
    assert {(line.nickname, tuple(line.groups)) for line in lines} == {("", ())}
    form = signed_in(universe.staff["priya"]).get("/clients/").context["filters"]
    assert not {"group", "gender"} & set(form.fields)


def test_a_list_that_shows_or_is_cut_by_what_is_clinical_leaves_one_row(universe: Universe, tomba: Browser) -> None:
    def rows() -> int:
        return AuditEvent.objects.filter(verb="clients.read").count()

    tomba.get("/clients/")
    assert rows() == 1
    tomba.get("/clients/?group=second")  # an empty answer tells as well
    assert rows() == 2
    signed_in(universe.staff["marta"]).get("/clients/")
    signed_in(universe.staff["priya"]).get("/clients/")
    assert rows() == 2


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", "aisha bilal esha"),
        ("group=main", "bilal esha"),
        ("group=partner", "aisha"),
        ("group=child", ""),
        ("gender=woman", "aisha"),
        ("status=left", ""),
        ("due=supplies", "aisha bilal esha"),
        ("due=card", "bilal"),
        ("quiet=11", "bilal aisha esha"),
        ("quiet=12", "aisha esha"),
        ("quiet=60", "esha"),
        ("quiet=400", ""),
    ],
)
def test_filters(universe: Universe, asked: str, names: str) -> None:
    found = listed(signed_in(universe.staff["nina"]), f"/clients/?{asked}")
    assert sorted(map(str, found)) == sorted(code(universe, name) for name in names.split())


def test_who_left_stands_on_a_list_of_their_own(universe: Universe, tomba: Browser) -> None:
    people.record_standings(by=universe.actor("tomba"), standings=[(universe.clients["esha"], "prison")])
    assert listed(tomba) == [code(universe, "bilal")]
    assert listed(tomba, "/clients/?status=left") == [code(universe, "esha")]
    assert len(listed(tomba, "/clients/?status=all")) == 2
    assert b"prison" not in tomba.get("/clients/?status=left").content.lower()


def test_a_group_holds_nobody_whose_file_is_closed(universe: Universe) -> None:
    """With the agreement taken back, a filter must not say what the page would not."""
    people.record_consents(by=universe.actor("tomba"), consents=[(universe.clients["bilal"], Consent.WITHDRAWN)])
    nina = signed_in(universe.staff["nina"])
    assert code(universe, "bilal") in listed(nina)
    assert listed(nina, "/clients/?group=main") == [code(universe, "esha")]
    assert listed(nina, "/clients/?gender=man") == []


@pytest.mark.parametrize("asked", ["quiet=0", "quiet=x", "quiet=99999999999", "status=dead", "gender=x", "due=now"])
def test_a_filter_that_cannot_be_right_is_said(universe: Universe, tomba: Browser, asked: str) -> None:
    answer = tomba.get(f"/clients/?{asked}")
    assert answer.status_code == 400
    assert asked.split("=", maxsplit=1)[0] in answer.context["filters"].errors


def test_pages_by_key_hold_everybody_once_both_ways(universe: Universe) -> None:
    for day in (1, 1, 2, 3):
        register(universe, "tomba", 31, occurred_at=dt.datetime(2026, 10, day, 6, tzinfo=dt.UTC))
    actor = universe.actor("tomba")
    for asked in (Asked(), Asked(due=True), Asked(quiet_days=10)):
        forward, where = [], QueryDict()
        for _ in range(9):
            page = lists.page(actor, asked, TODAY, where)
            forward.append([row.pk for row in page.rows])
            if not page.next_url:
                break
            where = QueryDict(page.next_url[1:])
        everybody = [pk for part in forward for pk in part]
        assert len(everybody) == len(set(everybody)) == 126
        backward = [forward[-1]]
        while page.previous_url:
            page = lists.page(actor, asked, TODAY, QueryDict(page.previous_url[1:]))
            backward.insert(0, [row.pk for row in page.rows])
        assert backward == forward


def test_the_next_page_keeps_the_filters_and_never_the_code(universe: Universe, tomba: Browser) -> None:
    register(universe, "tomba", 60)
    found = tomba.get("/clients/?group=main&status=all").context["page"].next_url
    assert "group=main" in found and "status=all" in found
    assert lists.cut(Client.objects.visible_to(universe.actor("tomba")), ("-registered_on", "-id"),
                     QueryDict("q=K7M2-XQ4T")).next_url.count("K7M2") == 0  # fmt: skip


@pytest.mark.parametrize("address", ["/clients/", "/due/", "/clients/?group=main", "/clients/?quiet=1"])
def test_sixty_rows_cost_as_many_queries_as_five(universe: Universe, tomba: Browser, address: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            tomba.get(address)
        return len(queries)

    register(universe, "tomba", 3, occurred_at=dt.datetime(2026, 10, 1, 6, tzinfo=dt.UTC))
    cost()  # the first page of a session also notes when it began
    few = cost()
    register(universe, "tomba", 55, occurred_at=dt.datetime(2026, 10, 1, 6, tzinfo=dt.UTC))
    assert cost() == few
    assert few <= 20


def test_a_code_opens_its_file_however_it_is_typed(universe: Universe, tomba: Browser) -> None:
    known = code(universe, "bilal")
    for typed in (known, known.lower(), known.replace("-", " "), f" {known.replace('-', '')} "):
        answer = tomba.post("/clients/find/", {"q": typed})
        assert (answer.status_code, answer.url) == (302, f"/clients/{universe.clients['bilal']}/")


def test_a_wrong_sign_is_said_gently_and_what_was_typed_stays(universe: Universe, tomba: Browser) -> None:
    known = code(universe, "bilal")
    wrong = known[:-1] + next(sign for sign in uic.SIGNS if sign != known[-1])
    answer = tomba.post("/clients/find/", {"q": wrong})
    assert answer.status_code == 400
    assert wrong.encode() in answer.content and b"not quite" in answer.content


def test_a_miss_and_somebody_elses_client_are_one_answer(universe: Universe) -> None:
    """By code: Aisha's husband's worker looks for her, and for nobody."""
    tomba = signed_in(universe.staff["tomba"])
    absent = uic.random_code()
    answers = [tomba.post("/clients/find/", {"q": typed}) for typed in (code(universe, "aisha"), absent)]
    pages = [answer.content.replace(typed.encode(), b"") for answer, typed in
             zip(answers, (code(universe, "aisha"), absent), strict=True)]  # fmt: skip
    token = re.compile(rb'(csrfmiddlewaretoken" value|csrf-token" content)="[^"]*"')
    assert [answer.status_code for answer in answers] == [404, 404]
    assert token.sub(b"", pages[0]) == token.sub(b"", pages[1])
    assert b"Nothing here" in pages[0] and b"exist" not in pages[0]


def test_a_code_never_stands_in_an_address(universe: Universe, tomba: Browser) -> None:
    for address in ("/clients/", "/due/"):
        page = tomba.get(address).content.decode()
        form = re.search(r'<form class="search"[^>]*>', page)
        assert form and 'method="post"' in form[0]
    assert tomba.get("/clients/", {"q": code(universe, "bilal")}).status_code == 302
    assert tomba.get("/clients/find/").url == "/clients/"


def test_answers_find_a_card_within_ones_own_clients_only(universe: Universe) -> None:
    asha = universe.organisations["asha"]
    with writing():
        asha.uic_scheme = "pasmo"
        asha.save()
    given = uic.Ingredients(texts={"surname": "Devi"}, gender="woman", born=dt.date(1990, 5, 3))
    register(universe, "marta", 1, gender="woman", ingredients=given)
    told = {"uic_surname": "devi", "uic_born": "1990-05-03", "gender": "woman"}
    found = signed_in(universe.staff["marta"]).post("/clients/find/", told)
    assert found.status_code == 302
    miss = signed_in(universe.staff["tomba"]).post("/clients/find/", told)
    other = signed_in(universe.staff["tomba"]).post("/clients/find/", told | {"uic_surname": "Singh"})
    assert (miss.status_code, other.status_code) == (404, 404)
    assert b"Nothing here" in miss.content
    register(universe, "marta", 1, gender="woman", ingredients=given)
    several = signed_in(universe.staff["marta"]).post("/clients/find/", told)
    assert (several.status_code, len(several.context["lines"])) == (200, 2)
    assert signed_in(universe.staff["marta"]).post("/clients/find/", told | {"uic_born": "x"}).status_code == 400


def test_the_due_list_says_who_and_why_the_longest_due_first(universe: Universe, tomba: Browser) -> None:
    lines = tomba.get("/due/").context["lines"]
    assert [line.id for line in lines] == [universe.clients["esha"], universe.clients["bilal"]]
    assert [line.due for line in lines] == [["Supplies"], ["Supplies", "Talk about the card"]]
    assert lines[1].reach == ["tea stall", "mornings", "at home"]
    assert tomba.get("/due/").content.count(b"not said") == 3  # the same line for everybody


def test_the_due_list_asks_for_consent_by_the_third_contact(universe: Universe, tomba: Browser) -> None:
    site = universe.sites["imphal-east"].pk
    esha = universe.clients["esha"]
    for number in (1, 2):
        outreach.record_contacts(by=universe.actor("tomba"), contacts=[NewContact(site=site, client=esha)])
        words = [line.due for line in tomba.get("/due/").context["lines"] if line.id == esha]
        assert words == ([] if number == 1 else [["Talk about the card"]])
    people.record_consents(by=universe.actor("tomba"), consents=[(esha, Consent.FULL)])
    assert esha not in [line.id for line in tomba.get("/due/").context["lines"]]


def test_empty_lists_say_what_comes_next(universe: Universe) -> None:
    peter = signed_in(universe.staff["peter"])
    assert b"No cards yet" in peter.get("/clients/").content
    assert b"Nobody is due today" in peter.get("/due/").content
    assert b"Nobody here fits" in peter.get("/clients/?quiet=4000").content
    assert b"No two cards look like one person" in signed_in(universe.staff["dev"]).get("/duplicates/").content
