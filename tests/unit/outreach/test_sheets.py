"""The week on paper: codes and boxes; keyed in whole or not at all; the same sheet again changes nothing."""

import re

import pytest

from tests.signing import signed_in
from tests.universe import Universe
from twofold.outreach.models import Contact

pytestmark = pytest.mark.django_db


def text(answer: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def contacts() -> int:
    return Contact.objects.unscoped("tests").count()


def listed(page: str) -> list[str]:
    return re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", re.sub(r"<[^>]+>", " ", page))


def test_the_paper_holds_codes_and_no_word_of_what_it_is_about(universe: Universe) -> None:
    page = signed_in(universe.staff["tomba"]).get("/sheets/").content.decode()
    table = page[page.index("<table") : page.index("</table>")]
    assert len(listed(table)) > 1
    assert not re.search("needle|syringe|condom|naloxone|drug|hiv|bilal|esha", table.lower())


def test_keyed_whole_or_not_at_all_and_once(universe: Universe) -> None:
    tomba = signed_in(universe.staff["tomba"])
    paper, page = (tomba.get(url).content.decode() for url in ("/sheets/", "/sheets/key/"))
    assert listed(paper[paper.index("<tbody") :]) == listed(page[page.index("<tbody") :])
    lines = re.findall(r'name="([0-9a-f-]{36})_day"', page)
    good = {f"{lines[0]}_day": "1", f"{lines[0]}_out": "20", f"{lines[0]}_back": "5", f"{lines[1]}_day": "2"}
    before = contacts()
    second = f"{lines[1]}_day"
    for wrong, words in (
        ({second: "9"}, "1 is Monday"),
        ({second: "", f"{lines[1]}_out": "3"}, "on which day"),
        ({f"{lines[1]}_out": "many"}, "whole number"),
        ({second: "7"}, "still to come"),
    ):
        answer = tomba.post("/sheets/key/", good | wrong)
        assert answer.status_code == 400 and words in text(answer) and contacts() == before
    assert "2 contacts recorded." in text(tomba.post("/sheets/key/", good, follow=True))
    assert contacts() == before + 2
    row = (
        Contact.objects.unscoped("tests")
        .order_by("-received_at", "day")
        .filter(client=lines[0])
        .order_by("-day")
        .first()
    )
    assert (row.supplies, row.returned, row.day.weekday()) == ({"syringe_1ml": 20}, {"syringe_1ml": 5}, 0)
    for login in ("tomba", "lata"):
        again = f"/sheets/key/?caseload={universe.caseloads['tomba'].pk}"
        assert "0 contacts recorded." in text(signed_in(universe.staff[login]).post(again, good, follow=True))
    assert contacts() == before + 2


def test_nobody_keys_a_sheet_of_clients_they_do_not_know_of(universe: Universe) -> None:
    marta = signed_in(universe.staff["marta"])
    told = {f"{universe.clients['bilal']}_day": "1"}
    before = contacts()
    marta.post(f"/sheets/key/?caseload={universe.caseloads['tomba'].pk}", told)
    assert contacts() == before
    for nonsense in ("?caseload=x&week=x", "?week=0001-01-01", "?week=9999-12-31"):
        assert marta.get(f"/sheets/{nonsense}").status_code == 200
