"""Small forms about one client: each saves one fact, says what is wrong in words, and shows nothing it may not."""

import datetime as dt
import itertools
from typing import Any

import pytest
from django.test import Client as Browser

from tests import universe as named
from tests.signing import signed_in
from tests.universe import Universe
from twofold.core import clock
from twofold.core.access import Consent
from twofold.core.models import AuditEvent
from twofold.people import actions, reads
from twofold.people.models import ConsentGiven, InjectingStated, KindStated, Profile, Standing

pytestmark = pytest.mark.django_db
TODAY = "2026-11-20"


@pytest.fixture
def tomba(universe: Universe) -> Browser:
    return signed_in(universe.staff["tomba"])


def address(world: Universe, page: str, name: str = "bilal") -> str:
    return f"/clients/{world.clients[name]}/{page}/"


def latest(model: Any, world: Universe, name: str = "bilal") -> Any:
    return model.objects.unscoped("tests").filter(client=world.clients[name]).order_by("received_at", "id").last()


MINUTES = itertools.count(1)


def save(browser: Browser, where: str, told: dict[str, Any]) -> None:
    """Send a form, a minute after the last: of two facts of one moment neither is the later."""
    with clock.held(named.TODAY + dt.timedelta(minutes=next(MINUTES))):
        answer = browser.post(where, told)
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer.url == where.rsplit("/", 2)[0] + "/"


def test_profile(universe: Universe, tomba: Browser) -> None:
    form = tomba.get(address(universe, "profile")).context["form"]
    assert (form.initial["nickname"], form.initial["where"], form.initial["birth_year"]) == ("Bil", "tea stall", 1990)
    told = {"nickname": "Bilu", "gender": "trans_man", "birth_year": "1991", "where": "clinic", "channel": "through",
            "by": "peer"}  # fmt: skip
    save(tomba, address(universe, "profile"), told)
    assert latest(Profile, universe).body == {
        "nickname": "Bilu",
        "birth_year": 1991,
        "reach": {"where": "clinic", "channel": "through", "by": "peer"},
    }
    assert universe.client("bilal").state.gender == "trans_man"
    page = tomba.get(f"/clients/{universe.clients['bilal']}/").content.decode()
    assert "Through somebody they trust" in page and "A peer only" in page


@pytest.mark.parametrize(("field", "typed"), [("channel", "drone"), ("birth_year", "12"), ("never", "x" * 501)])
def test_profile_that_cannot_be_right(universe: Universe, tomba: Browser, field: str, typed: str) -> None:
    answer = tomba.post(address(universe, "profile"), {"gender": "man", "nickname": "kept"} | {field: typed})
    assert answer.status_code == 400 and answer.context["form"].errors[field]
    assert b'value="kept"' in answer.content


def test_kinds_are_stated_only_where_they_change(universe: Universe, tomba: Browser) -> None:
    before = KindStated.objects.unscoped("tests").filter(client=universe.clients["bilal"]).count()
    save(tomba, address(universe, "groups"), {"kinds": ["injects", "family"], "day": "2026-11-01"})
    rows = KindStated.objects.unscoped("tests").filter(client=universe.clients["bilal"])
    assert rows.count() == before + 1
    assert latest(KindStated, universe).day == dt.date(2026, 11, 1)
    assert universe.client("bilal").state.kinds == ["family", "injects"]
    save(tomba, address(universe, "groups"), {"kinds": ["family"], "day": TODAY})
    assert universe.client("bilal").state.kinds == ["family"]
    save(tomba, address(universe, "groups"), {"kinds": ["family"], "day": TODAY})
    assert rows.count() == before + 2


def test_a_worker_notes_what_they_may_not_read(universe: Universe, tomba: Browser) -> None:
    """Selling sex is asked for once the client agreed in full; an outreach worker may note it, not look it up."""
    assert "told_sells_sex" not in tomba.get(address(universe, "groups")).context["form"].fields
    actions.record_consents(by=universe.actor("tomba"), consents=[(universe.clients["bilal"], Consent.FULL)])
    save(tomba, address(universe, "groups"), {"kinds": ["injects"], "told_sells_sex": "yes", "day": TODAY})
    assert "sells_sex" in universe.client("bilal").state.kinds
    form = tomba.get(address(universe, "groups"))
    assert form.context["form"]["told_sells_sex"].value() in (None, "")
    page = f"/clients/{universe.clients['bilal']}/"
    assert b"Sells sex" not in tomba.get(page).content
    assert b"Sells sex" in signed_in(universe.staff["lata"]).get(page).content
    save(tomba, address(universe, "groups"), {"kinds": ["injects"], "told_sells_sex": "", "day": TODAY})
    assert "sells_sex" in universe.client("bilal").state.kinds


def test_frequency(universe: Universe, tomba: Browser) -> None:
    assert tomba.get(address(universe, "need")).context["form"].initial["times"] == 2
    save(tomba, address(universe, "need"), {"times": "3", "per": "day", "day": TODAY})
    assert universe.client("bilal").service.need_per_week == 21
    save(tomba, address(universe, "need"), {"times": "3", "per": "week", "day": TODAY})
    assert universe.client("bilal").service.need_per_week == 3
    save(tomba, address(universe, "need"), {"times": "", "per": "day", "day": TODAY})
    assert latest(InjectingStated, universe).body == {"times_a_day": None}
    assert universe.client("bilal").service.need_per_week is None
    page = tomba.get(f"/clients/{universe.clients['bilal']}/")
    assert page.context["file"].frequency == "not known"


@pytest.mark.parametrize("typed", ["-1", "51", "inf", "nan", "often", "1e400"])
def test_a_frequency_that_cannot_be_right(universe: Universe, tomba: Browser, typed: str) -> None:
    assert tomba.post(address(universe, "need"), {"times": typed, "per": "day", "day": TODAY}).status_code == 400


def test_consent_from_card_to_full_to_taken_back(universe: Universe, tomba: Browser) -> None:
    for stage in ("full", "withdrawn"):
        save(tomba, address(universe, "agreement"), {"stage": stage, "how": "written", "day": TODAY})
        assert universe.client("bilal").state.consent == stage
    assert latest(ConsentGiven, universe).how == "written"
    page = tomba.get(f"/clients/{universe.clients['bilal']}/").content.decode()
    assert "tea stall" not in page and "Injects drugs" not in page and "Bil" not in page.replace("Bilal", "")
    assert tomba.get(address(universe, "profile")).status_code == 404
    assert tomba.get(f"/clients/{universe.clients['bilal']}/contacts/new/").status_code == 200  # supplies never wait
    save(tomba, address(universe, "agreement"), {"stage": "card", "how": "spoken", "day": TODAY})
    assert "tea stall" in tomba.get(f"/clients/{universe.clients['bilal']}/").content.decode()


def test_left_and_came_back(universe: Universe, tomba: Browser) -> None:
    save(tomba, address(universe, "standing"), {"status": "prison", "day": "2026-11-15"})
    state = universe.client("bilal").state
    assert (state.status, state.left_on) == ("prison", dt.date(2026, 11, 15))
    assert "In prison, 15 Nov 2026" in tomba.get(f"/clients/{universe.clients['bilal']}/").content.decode()
    page = signed_in(universe.staff["priya"]).get(f"/clients/{universe.clients['bilal']}/").content
    assert b"prison" not in page.lower() and b"Left" in page
    save(tomba, address(universe, "standing"), {"status": "active", "day": TODAY})
    assert universe.client("bilal").state.status == "active"
    assert latest(Standing, universe).status == "active"


def test_nobody_left_before_they_came(universe: Universe, tomba: Browser) -> None:
    answer = tomba.post(address(universe, "standing"), {"status": "moved", "day": "2026-08-31"})
    assert answer.status_code == 400
    assert answer.context["form"].errors["day"]


@pytest.mark.parametrize("page", ["groups", "need", "agreement", "standing"])
@pytest.mark.parametrize("day", ["2026-11-21", "1999-01-01", "soon", ""])
def test_a_day_that_cannot_be_right(universe: Universe, tomba: Browser, page: str, day: str) -> None:
    told = {"kinds": ["injects"], "times": "1", "per": "day", "stage": "full", "how": "spoken", "status": "moved"}
    answer = tomba.post(address(universe, page), told | {"day": day})
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["day"]


def test_a_blocked_worker_finds_nothing(universe: Universe, tomba: Browser) -> None:
    nina = signed_in(universe.staff["nina"])
    page = f"/clients/{universe.clients['bilal']}/"
    assert nina.get(page).status_code == 200
    save(tomba, address(universe, "closed-to"), {"staff": str(universe.staff["nina"].pk), "blocked": "yes"})
    assert nina.get(page).status_code == 404
    code = str(universe.client("bilal").code)
    assert code.encode() not in nina.get("/clients/").content
    assert nina.post("/clients/find/", {"q": code}).status_code == 404
    shown = signed_in(universe.staff["sushila"]).get(address(universe, "closed-to")).context["blocked"]
    assert shown == ["Nina"]
    assert tomba.get(address(universe, "closed-to")).context["blocked"] is None
    save(tomba, address(universe, "closed-to"), {"staff": str(universe.staff["nina"].pk), "blocked": "no"})
    assert nina.get(page).status_code == 200


def test_a_client_may_close_the_file_to_the_very_worker(universe: Universe, tomba: Browser) -> None:
    answer = tomba.post(address(universe, "closed-to"), {"staff": str(universe.staff["tomba"].pk), "blocked": "yes"})
    assert answer.url == "/clients/"
    assert tomba.get("/clients/").status_code == 200


def test_a_worker_of_another_organisation_is_not_on_the_list(universe: Universe, tomba: Browser) -> None:
    names = dict(tomba.get(address(universe, "closed-to")).context["form"].fields["staff"].choices)
    assert universe.staff["sara"].pk not in names and universe.staff["nina"].pk in names
    told = {"staff": str(universe.staff["sara"].pk), "blocked": "yes"}
    assert tomba.post(address(universe, "closed-to"), told).status_code == 400


@pytest.mark.parametrize(("page", "parts"), [("profile", ["C1"]), ("need", ["C3"]), ("groups", ["C1", "C3"])])
def test_opening_a_form_that_shows_what_is_known_leaves_a_row(
    universe: Universe, tomba: Browser, page: str, parts: list[str]
) -> None:
    tomba.get(address(universe, page))
    row = AuditEvent.objects.filter(verb="client.read").order_by("at", "id").last()
    assert row is not None and row.detail == {"parts": parts}


def test_an_erased_part_is_empty_and_not_broken(universe: Universe, tomba: Browser) -> None:
    from twofold.core.models import PersonKey

    PersonKey.objects.filter(person_ref=universe.clients["bilal"].hex).delete()
    row = universe.client("bilal")
    assert reads.opened(row, "code") is None
    for page in ("", "contacts/new/", "profile/", "need/", "card/"):
        assert tomba.get(f"/clients/{universe.clients['bilal']}/{page}").status_code == 200
    assert tomba.get("/clients/").status_code == 200
    assert tomba.get("/due/").status_code == 200
