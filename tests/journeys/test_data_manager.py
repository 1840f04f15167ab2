"""A data manager's day with lists, over HTTP: September, then October; what is held back; stopping; and who sees nothing."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from tests.signing import signed_in
from tests.unit.exchange import lists
from tests.universe import Universe
from twofold.exchange import bringing
from twofold.exchange.models import Import, Portion
from twofold.outreach.models import ContactTally
from twofold.people.models import OutsideId

pytestmark = pytest.mark.django_db


def bring(browser: Browser, content: bytes, told: bytes | None = None) -> Any:
    files = {"list": SimpleUploadedFile("list.xlsx", content)}
    if told:
        files["mapping"] = SimpleUploadedFile("m.toml", told)
    return browser.post("/lists/", files)


def say(browser: Browser, url: str, **changes: str) -> Any:
    """Send the form of the page as it stands, with a few answers changed."""
    form = browser.get(url).context["form"]
    told = {bound.name: bound.value() or "" for bound in form} | changes
    return browser.post(url, told)


def go(browser: Browser, url: str) -> Any:
    answer = browser.post(f"{url}start/", follow=True)
    for _step in range(60):
        if answer.context["row"].stage == "done":
            return answer
        answer = browser.post(f"{url}going/", follow=True)
    raise AssertionError("it never ends")


def test_both_lists(universe: Universe) -> None:
    dev = signed_in(universe.staff["dev"])
    assert "Bring in a list" in dev.get("/").content.decode()
    url = bring(dev, lists.content()).url
    page = dev.get(url)
    assert page.context["found"].totals["clients"] == 258, "Moreh is no site of this organisation"
    assert page.context["unplaced"] == ["Moreh"] and b"F53" in page.content and b"31/02/2026" not in page.content
    held = page.context["found"].held
    assert len(held) == 19 and not any("no site here" in one["words"] for one in held), "a question is not a fault"
    assert page.content.index(b"Which site is meant") < page.content.index(b"Held back"), "and is asked first"
    moreh = next(f"s{n}" for n, word in enumerate(page.context["form"].words) if word == "Moreh")
    assert say(dev, url, **{moreh: "imphal-east"}).url == url
    found = dev.get(url).context["found"].totals
    assert found == lists.truth()
    mapping = dev.get(f"{url}read-as.toml")
    assert mapping["Content-Type"] == "application/toml"
    assert not OutsideId.objects.unscoped("tests").exists(), "nothing goes in before it is said"
    done = go(dev, url)
    assert done.context["row"].outcome["added"] == 401 and done.context["row"].outcome["held"] == 19
    kept = Import.objects.unscoped("tests").get()
    assert kept.content is None and not Portion.objects.unscoped("tests").exists()
    to_mend = dev.get(f"{url}to-mend.xlsx").content
    again = bringing.bring(to_mend, lists.TODAY)
    assert again.plan.rows == 19 and len(again.plan.held_rows()) >= 15
    dev.post(f"{url}close/")
    assert not Import.objects.unscoped("tests").exists()
    october = bring(dev, lists.content("oct"), mapping.content).url
    assert dev.get(october).context["found"].totals == lists.truth("oct")
    done = go(dev, october).context["row"].outcome
    assert (done["added"], done["changed"], done["months_added"], done["months_corrected"]) == (0, 0, 356, 1)
    assert ContactTally.objects.unscoped("tests").filter(mode="listed").count() == 2361


def test_stopping_and_going_on(universe: Universe) -> None:
    dev = signed_in(universe.staff["dev"])
    url = bring(dev, lists.few()).url
    dev.post(f"{url}start/")
    page = dev.get(f"{url}going/")
    assert b"Stop here" in page.content and b"hx-post" in page.content
    part = dev.post(f"{url}going/", headers={"HX-Request": "true"})
    assert b"<html" not in part.content and b"going" in part.content
    dev.post(f"{url}stop/")
    assert Import.objects.unscoped("tests").get().content is None
    assert b"stopped" in dev.get("/lists/").content and b"Stopped" in dev.get(f"{url}going/").content
    assert dev.get(url).status_code == 302
    assert go(dev, bring(dev, lists.few()).url).context["row"].outcome["unchanged"] > 0


def test_what_cannot_be_read_says_what_to_do(universe: Universe) -> None:
    dev = signed_in(universe.staff["dev"])
    for content, words in ((b"", b"empty"), (b"PK\x03\x04rubbish", b"damaged"), (b"\x00\x01\x02" * 50, b"neither")):
        answer = bring(dev, content)
        assert answer.status_code == 400 and words in answer.content
    assert bring(dev, lists.few(), b"not toml = = =").status_code == 400
    assert dev.post("/lists/", {}).status_code == 400
    assert not Import.objects.unscoped("tests").exists()


def test_saying_it_wrongly_says_so(universe: Universe) -> None:
    dev = signed_in(universe.staff["dev"])
    url = bring(dev, lists.few()).url
    answer = say(dev, url, c1="")
    assert answer.status_code == 400 and b"holds the ids" in answer.content
    answer = say(dev, url, c2="id")
    assert answer.status_code == 400 and "Two columns" in answer.content.decode()


def test_nobody_else_sees_it(universe: Universe) -> None:
    dev = signed_in(universe.staff["dev"])
    url = bring(dev, lists.few()).url
    for name in ("ravi", "tomba", "priya", "arun"):
        browser = signed_in(universe.staff[name], raise_request_exception=False)
        for step in ("", "to-mend.xlsx", "read-as.toml", "going/"):
            assert browser.get(f"{url}{step}").status_code == 404
        for step in ("start/", "stop/", "close/"):
            assert browser.post(f"{url}{step}").status_code == 404
    stored = Import.objects.unscoped("tests").get()
    for column in ("content", "told"):
        assert b"MN31" not in bytes(stored.__dict__[column]) and b"Client ID" not in bytes(stored.__dict__[column])


def test_our_own_sheets(universe: Universe) -> None:
    from openpyxl import load_workbook
    from openpyxl.writer.excel import save_workbook

    dev = signed_in(universe.staff["dev"])
    for language in ("en", "hi"):
        dev.cookies["django_language"] = language
        book = load_workbook(io.BytesIO(dev.get("/lists/empty-sheets.xlsx").content))
        clients, contacts = book.worksheets[0], book.worksheets[1]
        for n in range(4):
            clients.append(
                [f"T{language}{n}/001", "Bo", "F", 1990, "02/04/2026", "Imphal East centre", 2, "", "", "Active"]
            )
        contacts.append([f"T{language}0/001", "14/09/2026", "", "", 1, 10, 4, 6, 1])
        contacts.append([f"T{language}1/001", "15/09/2026", "Imphal East centre", "DIC", 1, 20, 0, 0, 0])
        out = io.BytesIO()
        save_workbook(book, out)
        done = go(dev, bring(dev, out.getvalue()).url).context["row"].outcome
        assert (done["added"], done["months_added"], done["held"]) == (4, 2, 0)
