"""A new card: supplies first, a code to write down, never a word about somebody who is there already."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.db.models import F
from django.test import Client as Browser

from tests.signing import signed_in
from tests.universe import Universe
from twofold.core import ids
from twofold.core.guarded import writing
from twofold.outreach.models import Contact
from twofold.people import uic
from twofold.people.models import Client, DuplicateCandidate, InjectingStated, Profile
from twofold.programme import actions as programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def tomba(universe: Universe) -> Browser:
    return signed_in(universe.staff["tomba"])


def said(world: Universe, worker: str = "tomba", **changed: Any) -> dict[str, Any]:
    return {
        "id": str(ids.new_person_id()),
        "contact": str(ids.new_entry_id()),
        "where_served": str(world.caseloads[worker].pk),
        "mode": "outreach",
        "day": "2026-11-20",
    } | changed


def register(browser: Browser, told: dict[str, Any]) -> Client:
    answer = browser.post("/clients/new/", told)
    assert answer.status_code == 302, answer.context["form"].errors
    pk = uuid.UUID(answer.url.split("/")[2])
    return Client.objects.unscoped("tests").select_related("state", "service").get(pk=pk)


def test_a_card_needs_no_answer_at_all(universe: Universe, tomba: Browser) -> None:
    row = register(tomba, said(universe))
    assert (row.state.gender, row.state.consent, row.state.kinds) == ("not_said", "card", [])
    assert row.state.caseload_id == universe.caseloads["tomba"].pk
    assert not Contact.objects.unscoped("tests").filter(client=row).exists()


def test_everything_can_be_said_in_one_step(universe: Universe, tomba: Browser) -> None:
    told = said(
        universe, out_syringe_1ml="10", back_syringe_1ml="4", out_naloxone_kit="1", nickname="Thoi", gender="non_binary",
        birth_year="2010", kinds=["injects", "partner"], times="3", per="week", where="by the bridge", when="evenings",
        never="on the phone", channel="in_person", by="woman", day="2026-11-18",
    )  # fmt: skip
    row = register(tomba, told)
    assert (row.registered_on, row.state.birth_band, row.state.kinds) == (
        dt.date(2026, 11, 18),
        2010,
        ["injects", "partner"],
    )
    body = Profile.objects.unscoped("tests").get(client=row).body
    assert body == {
        "nickname": "Thoi",
        "birth_year": 2010,
        "reach": {"where": "by the bridge", "when": "evenings", "never": "on the phone", "channel": "in_person",
                  "by": "woman"},
    }  # fmt: skip
    assert InjectingStated.objects.unscoped("tests").get(client=row).body["times_a_day"] == pytest.approx(3 / 7)
    first = Contact.objects.unscoped("tests").get(client=row)
    assert (first.day, first.supplies, first.returned) == (
        dt.date(2026, 11, 18),
        {"syringe_1ml": 10, "naloxone_kit": 1},
        {"syringe_1ml": 4},
    )


def test_the_answer_is_the_code_big(universe: Universe, tomba: Browser) -> None:
    answer = tomba.post("/clients/new/", said(universe), follow=True)
    code = re.search(r'card-code"><span class="code">([^<]+)<', answer.content.decode())
    assert code and uic.is_card_code(code[1])


def test_the_same_form_sent_twice_is_one_card(universe: Universe, tomba: Browser) -> None:
    told = said(universe, out_syringe_1ml="10")
    one, other = register(tomba, told), register(tomba, told)
    assert one.pk == other.pk == ids.person_as_sent(uuid.UUID(told["id"]), universe.staff["tomba"].pk)
    assert Contact.objects.unscoped("tests").filter(client=one).count() == 1


def test_an_id_of_somebody_else_is_not_used_and_not_spoken_of(universe: Universe, tomba: Browser) -> None:
    row = register(tomba, said(universe, id=str(universe.clients["aisha"])))
    assert row.pk != universe.clients["aisha"]
    assert universe.client("aisha").state.caseload_id == universe.caseloads["marta"].pk


def test_without_a_card_only_the_supplies_are_saved(universe: Universe, tomba: Browser) -> None:
    before = Client.objects.unscoped("tests").count()
    told = said(universe, out_syringe_1ml="5", no_card="1", nickname="never kept")
    assert tomba.post("/clients/new/", told).url == "/supplies/"
    assert Client.objects.unscoped("tests").count() == before
    row = Contact.objects.unscoped("tests").get(
        pk=ids.entry_as_sent(uuid.UUID(told["contact"]), universe.staff["tomba"].pk)
    )
    assert (row.client_id, row.beneficiary, row.details["note"]) == (None, "stranger", "")
    assert tomba.post("/clients/new/", said(universe, no_card="1")).status_code == 400


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("birth_year", "1899"),
        ("birth_year", "2027"),
        ("birth_year", "90"),
        ("times", "-1"),
        ("times", "51"),
        ("times", "nan"),
        ("kinds", ["sells_sex"]),
        ("kinds", ["admin"]),
        ("gender", "x"),
        ("where_served", "x"),
        ("where_served", ""),
        ("mode", ""),
        ("day", "2026-11-21"),
        ("nickname", "x" * 501),
        ("out_syringe_1ml", "-3"),
    ],
)
def test_what_cannot_be_right_is_said_and_nothing_is_lost(
    universe: Universe, tomba: Browser, field: str, typed: Any
) -> None:
    before = Client.objects.unscoped("tests").count()
    answer = tomba.post("/clients/new/", said(universe, where="by the bridge") | {field: typed})
    assert answer.status_code == 400
    assert field in answer.context["form"].errors or field == "times"
    assert b'value="by the bridge"' in answer.content
    assert Client.objects.unscoped("tests").count() == before


def test_supplies_never_depend_on_age(universe: Universe, tomba: Browser) -> None:
    row = register(tomba, said(universe, birth_year="2013", kinds=["injects"], out_syringe_1ml="10"))
    assert Contact.objects.unscoped("tests").filter(client=row).exists()


@pytest.mark.parametrize(
    ("login", "usual", "others"),
    [("tomba", "tomba", set()), ("peter", "peter", set()), ("nina", "", {"tomba", "marta", "peter"}),
     ("dev", "", {"tomba", "marta", "peter", "ibemhal"})],
)  # fmt: skip
def test_a_worker_registers_where_they_find_the_client_again(
    universe: Universe, login: str, usual: str, others: set[str]
) -> None:
    form = signed_in(universe.staff[login]).get("/clients/new/").context["form"]
    offered = set(form._sites)
    assert {name for name, row in universe.caseloads.items() if str(row.pk) in offered} == others | {usual} - {""}
    if usual:
        assert form.initial["where_served"] == str(universe.caseloads[usual].pk)


def test_a_nurse_may_leave_the_caseload_open(universe: Universe) -> None:
    nina = signed_in(universe.staff["nina"])
    row = register(nina, said(universe, where_served=str(universe.sites["imphal-east"].pk)))
    assert (row.state.site_id, row.state.caseload_id) == (universe.sites["imphal-east"].pk, None)
    assert nina.get(f"/clients/{row.pk}/").status_code == 200


def test_a_worker_without_a_caseload_is_told_what_to_do(universe: Universe) -> None:
    programme.hand_over_caseload(by=universe.actor("priya"), caseload=universe.caseloads["peter"].pk, holder=None)
    peter = signed_in(universe.staff["peter"])
    assert b"You hold no caseload yet" in peter.get("/clients/new/").content
    assert peter.post("/clients/new/", said(universe, "peter")).status_code == 400


@pytest.fixture
def recipe(universe: Universe) -> None:
    """The organisation looks cards up by what clients answer."""
    with writing():
        universe.organisations["asha"].uic_scheme = "pasmo"
        universe.organisations["asha"].save()


@pytest.mark.usefixtures("recipe")
def test_registering_somebody_who_is_there_says_nothing(universe: Universe, tomba: Browser) -> None:
    """The worker sees the same answer for a new client and for one that is there; the data manager's queue knows."""
    given = {"uic_surname": "Devi", "uic_born": "1990-05-03", "gender": "woman"}
    marta = signed_in(universe.staff["marta"])
    first = register(marta, said(universe, "marta", **given))
    answers = [
        tomba.post("/clients/new/", said(universe, **given | {"uic_surname": name}), follow=True)
        for name in ("devi", "Singh")
    ]
    pages = [re.sub(rb"[0-9A-Z]{4}-[0-9A-Z]{4}|[0-9a-f-]{36}|\w{64}", b"", answer.content) for answer in answers]
    assert pages[0] == pages[1]
    pair = DuplicateCandidate.objects.unscoped("tests").exclude(first=F("second")).get()
    assert pair.first_id == first.pk
    assert b"Devi" not in bytes(Client.objects.unscoped("tests").values_list("code", flat=True).get(pk=first.pk))
    queue = signed_in(universe.staff["dev"]).get("/duplicates/")
    assert str(first.code).encode() in queue.content and b"The same answers" in queue.content


@pytest.mark.usefixtures("recipe")
def test_the_recipe_is_asked_and_may_stay_unanswered(universe: Universe, tomba: Browser) -> None:
    page = tomba.get("/clients/new/").content
    assert b"Surname" in page and b"uic_born" in page
    assert register(tomba, said(universe)).uic_mac == ""
    assert tomba.post("/clients/new/", said(universe, uic_born="03.05.1990")).status_code == 400


@pytest.mark.usefixtures("recipe")
def test_two_of_one_answer_in_one_batch_are_a_pair_too(universe: Universe) -> None:
    from twofold.people.actions import NewClient, register_clients

    given = uic.Ingredients(texts={"surname": "Devi"}, gender="woman", born=dt.date(1990, 5, 3))
    caseload = universe.caseloads["tomba"]
    new = NewClient(site=caseload.site_id, caseload=caseload.pk, gender="woman", ingredients=given)
    register_clients(by=universe.actor("tomba"), clients=[new, new])
    assert DuplicateCandidate.objects.unscoped("tests").exclude(first=F("second")).count() == 1


@pytest.mark.usefixtures("recipe")
def test_a_pair_with_a_closed_file_is_not_in_the_queue(universe: Universe, tomba: Browser) -> None:
    from twofold.people.actions import block_staff

    given = {"uic_surname": "Devi", "uic_born": "1990-05-03", "gender": "woman"}
    first = register(tomba, said(universe, **given))
    register(tomba, said(universe, **given))
    dev = signed_in(universe.staff["dev"])
    assert len(dev.get("/duplicates/").context["pairs"]) == 1
    block_staff(by=universe.actor("tomba"), client=first.pk, staff=universe.staff["dev"].pk)
    assert dev.get("/duplicates/").context["pairs"] == []
    assert signed_in(universe.staff["ravi"]).get("/duplicates/").context["pairs"] == []
