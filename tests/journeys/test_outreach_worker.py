"""A day of an outreach worker and of those around her, over HTTP: forms are read from the page and sent as a browser does."""

import datetime as dt
import re
from html.parser import HTMLParser

import pytest
from django.test import Client as Browser

from tests.signing import signed_in
from tests.universe import TODAY, Universe
from twofold.core import clock
from twofold.people import uic
from twofold.people.models import Client

pytestmark = pytest.mark.django_db


class Forms(HTMLParser):
    """The forms of a page with what stands in them, as a browser would send them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self._select, self._area = "", ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self.forms.append((told.get("action") or "", {}))
        if not self.forms:
            return
        name, fields = told.get("name") or "", self.forms[-1][1]
        if tag == "input" and name and (told.get("type") not in ("radio", "checkbox") or "checked" in told):
            fields.setdefault(name, []).append(told.get("value") or "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in told:
            fields[self._select] = [told.get("value") or ""]
        elif tag == "textarea":
            self._area = name
            fields[name] = [""]

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1][1][self._area] = [data.removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


def fill(browser: Browser, address: str, **typed: object) -> dict[str, object]:
    """What the main form of the page holds, with what a person typed over it."""
    page = browser.get(address)
    assert page.status_code == 200, address
    held = max(Forms(page.content.decode()).forms, key=lambda form: len(form[1]))[1]
    return {**held, **typed}


def text(answer: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_an_outreach_worker_registers_meets_corrects_and_takes_back(universe: Universe) -> None:
    marta = signed_in(universe.staff["marta"])
    # a new client takes supplies, and says yes to a card
    told = fill(marta, "/clients/new/", out_syringe_1ml="10", nickname="Sanathoi", kinds=["injects"], times="1")
    card = marta.post("/clients/new/", told, follow=True)
    code = re.search(r'card-code"><span class="code">([^<]+)<', card.content.decode())
    assert code and uic.is_card_code(code[1])
    # next week: by the code on the card
    with clock.held(TODAY + dt.timedelta(days=7)):
        marta = signed_in(universe.staff["marta"])
        found = marta.post("/clients/find/", {"q": code[1].lower()}, follow=True)
        page = found.redirect_chain[-1][0]
        assert "Sanathoi" in text(found) and "10 × Syringe with needle, 1 ml" in text(found)
        told = fill(marta, f"{page}contacts/new/")
        assert told["out_syringe_1ml"] == ["14"]  # once a day, until the next contact
        saved = marta.post(
            f"{page}contacts/new/", told | {"back_syringe_1ml": "8", "topics": ["overdose"]}, follow=True
        )
        assert "Saved." in text(saved) and "8 × Syringe with needle, 1 ml" in text(saved)
        # it was seven, not eight
        correct = re.search(r"/contacts/[0-9a-f-]{36}/correct/", saved.content.decode())
        assert correct
        corrected = marta.post(correct[0], fill(marta, correct[0], back_syringe_1ml="7"), follow=True)
        assert "Corrected" in text(corrected) and "7 × Syringe with needle, 1 ml" in text(corrected)
        # and it was somebody else after all
        undo = re.search(r"/contacts/[0-9a-f-]{36}/undo/", corrected.content.decode())
        assert undo
        assert "Taken back" in text(marta.post(undo[0], follow=True))
    row = Client.objects.unscoped("tests").select_related("service").get(pk=page.split("/")[2])
    assert (row.service.contacts, row.service.need_per_week) == (1, 7)


def test_somebody_without_a_card_gets_supplies_and_is_asked_nothing(universe: Universe) -> None:
    marta = signed_in(universe.staff["marta"])
    told = fill(marta, "/supplies/")
    assert not {"nickname", "gender", "birth_year", "note", "place"} & set(told)
    assert "Saved." in text(marta.post("/supplies/", told | {"out_syringe_1ml": "10"}, follow=True))


def test_consent_in_full_is_asked_by_the_third_contact(universe: Universe) -> None:
    tomba = signed_in(universe.staff["tomba"])
    assert "Talk about the card" in text(tomba.get("/due/"))
    agreement = f"/clients/{universe.clients['bilal']}/agreement/"
    with clock.held(TODAY + dt.timedelta(minutes=1)):
        saved = tomba.post(agreement, fill(tomba, agreement), follow=True)
    assert "Agreed to records in full" in text(saved)
    assert "Talk about the card" not in text(tomba.get("/due/"))


def test_a_nurse_sees_all_of_her_site_and_records_at_the_centre(universe: Universe) -> None:
    nina = signed_in(universe.staff["nina"])
    assert len(nina.get("/clients/").context["lines"]) == 3
    page = f"/clients/{universe.clients['aisha']}/contacts/new/"
    told = fill(nina, page)
    assert told["mode"] == ["drop_in"]
    assert "Drop-in centre" in text(nina.post(page, told | {"out_condom_external": "6"}, follow=True))


def test_a_counsellor_hears_what_stays_private(universe: Universe) -> None:
    lata = signed_in(universe.staff["lata"])
    page = f"/clients/{universe.clients['aisha']}/"
    with clock.held(TODAY + dt.timedelta(minutes=1)):
        told = fill(lata, f"{page}groups/")
        saved = lata.post(f"{page}groups/", told | {"kinds": ["partner", "sells_sex"]}, follow=True)
    assert 'class="sealed"' in saved.content.decode() and "Sells sex" in text(saved)
    assert "Sells sex" not in text(signed_in(universe.staff["marta"]).get(page))
    assert "Sells sex" not in text(lata.get("/clients/"))


def test_a_data_manager_looks_at_pairs_and_joins_nothing(universe: Universe) -> None:
    dev = signed_in(universe.staff["dev"])
    assert "looking only" in text(dev.get("/duplicates/"))
    assert len(dev.get("/clients/").context["lines"]) == 4
    assert dev.post("/duplicates/").status_code == 405


def test_a_peer_meets_people_and_reads_no_more_than_he_needs(universe: Universe) -> None:
    peter = signed_in(universe.staff["peter"])
    told = fill(peter, "/clients/new/", out_syringe_1ml="4", kinds=["injects"], times="2", per="day")
    page = peter.post("/clients/new/", told).url.replace("card/", "")
    shown = text(peter.get(page))
    assert "Injects" not in shown and "2 a day" not in shown and "Need" not in shown
    assert fill(peter, f"{page}contacts/new/")["out_syringe_1ml"] == ["4"]  # as many as last time, not the need
    assert peter.get(f"{page}need/").status_code == 404


def test_husband_and_wife_are_two_files_for_two_workers(universe: Universe) -> None:
    """Whatever Tomba does with Bilal, nothing on Marta's pages of Aisha changes."""
    marta, tomba = signed_in(universe.staff["marta"]), signed_in(universe.staff["tomba"])
    pages = [f"/clients/{universe.clients['aisha']}/", "/clients/", "/due/"]

    def seen() -> list[str]:
        return [re.sub(r'(csrfmiddlewaretoken" value|csrf-token" content)="[^"]*"', "", marta.get(page).content.decode())
                for page in pages]  # fmt: skip

    marta.get("/clients/")
    before = seen()
    page = f"/clients/{universe.clients['bilal']}/"
    tomba.post(f"{page}contacts/new/", fill(tomba, f"{page}contacts/new/"))
    tomba.post(f"{page}profile/", fill(tomba, f"{page}profile/", nickname="Aisha's husband"))
    tomba.post(f"{page}standing/", {"status": "prison", "day": "2026-11-20"})
    tomba.post(f"{page}closed-to/", {"staff": str(universe.staff["marta"].pk), "blocked": "yes"})
    assert seen() == before
