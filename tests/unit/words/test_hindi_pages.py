"""What a reader of Hindi is shown, page by page: no English is left but names, codes and what has no other writing."""

import datetime as dt
import html
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from tests.signing import give_factor, signed_in
from tests.universe import PASSWORD, STAFF, Universe
from twofold.outreach import actions as outreach
from twofold.outreach.actions import NewGroup, NewReferral
from twofold.programme import actions

SPOKEN = re.compile(r"""\b(?:alt|aria-label|placeholder|title|data-label)=(["'])(.*?)\1""", re.DOTALL)
ENGLISH = re.compile(r"(?<!·)\b[A-Za-z][A-Za-z'’]+")  # after a dot in the middle stands a reference, not a word
# What is written in Latin letters in Hindi too.
LATIN = {
    "Twofold", "English", "Esc", "OST", "PASMO", "UNAIDS", "NACO", "Asia", "Kolkata", "km", "east-centre",
    "WHO", "JavaScript", "Global Fund", "Vega-Lite", "PEPFAR", "GAM", "Excel", "XLSX", "CSV", "PDF", "TOML", "MB",
    "xlsx", "xls", "ods", "toml", "csv", "HIV", "ART", "PrEP", "NSP",
    "Formulas", "Define Name", "tf_A1", "tf_A3w", "tf_period", "tf_place", "tf_version",
}  # fmt: skip
# What the world of the tests calls people and places, and the sources of data, which are cited as they were published.
NAMES = {
    "Ai", "Bil", "tea stall", "mornings", "at home", "clinic", "Tuesdays", "by phone",
    "India", "Manipur", "Bihar", "Imphal", "Patna",
}  # fmt: skip
# Whom the assumptions of planning cite, and the short names of services and files.
LATIN |= {
    "HIV",
    "ART",
    "PrEP",
    "NSP",
    "PDF",
    "Wilson",
    "Stone",
    "Des Jarlais",
    "Stoicescu",
    "BMC Public Health",
    "doi",
    "HR",
}
CITED = ("Items: domain review", "माना गया")
LEFT_OUT = {reverse("language"), reverse("account_logout"), reverse("healthz")}


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """The language of the last request stays with its thread; the tests that follow have none of it."""
    with translation.override("en"):
        yield


def shown(page: str) -> set[str]:
    """The words that a page shows or has read aloud, line by line."""
    body = re.sub(r"<!--.*?-->|<(script|style|code|kbd|title)\b.*?</\1>", " ", page, flags=re.DOTALL)
    body = re.sub(r'<(\w+)\b[^>]*class="[^"]*\bcode\b[^"]*"[^>]*>[^<]*</\1>', " ", body)
    body = re.sub(r'<(\w+)\b[^>]*\blang="en"[^>]*>[^<]*</\1>', " ", body)  # cited in English, and said to be so
    texts = [*(found[2] for found in SPOKEN.finditer(body)), *re.split(r"<[^>]*>", body)]
    return {html.unescape(text).strip() for text in texts if text.strip()}


def english(page: str, names: set[str]) -> list[str]:
    """Lines in which a word of English is left."""
    known = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(names, key=len, reverse=True)))
    lines = [text for text in shown(page) if not text.startswith(CITED)]
    return sorted(text for text in lines if ENGLISH.search(known.sub(" ", text)))


def named(world: Universe) -> set[str]:
    rows = [*world.sites.values(), *world.caseloads.values(), *world.organisations.values(), *world.staff.values()]
    return {row.name for row in rows} | {*STAFF, *world.sites} | NAMES | LATIN


def patterns(found: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, before + str(one.pattern))
        else:
            yield before + str(one.pattern)


def addresses(world: Universe) -> list[str]:
    """Every address that there is, with somebody or something of the world in it."""
    on = dt.date(2026, 11, 27)
    new = NewReferral(world.clients["bilal"], "overdose", agreed=True, on=on)
    referral = outreach.offer_referrals(by=world.actor("tomba"), referrals=[new])[0]
    new_group = NewGroup(
        world.sites["imphal-east"].pk, "women", 7, topics=["overdose"], clients=[world.clients["bilal"]]
    )
    filled = {
        "group": outreach.hold_groups(by=world.actor("tomba"), groups=[new_group])[0].pk,
        "referral": referral.pk,
        "step": "accompanied",
        "client": world.clients["bilal"],
        "contact": world.contacts["bilal-3"],
        "site": world.sites["imphal-east"].pk,
        "staff": world.staff["nina"].pk,
        "caseload": world.caseloads["tomba"].pk,
    }
    found = patterns(get_resolver().url_patterns)
    whole = [re.sub(r"<(?:\w+:)?(\w+)>", lambda part: str(filled.get(part[1], part[1])), one) for one in found]
    return [one for one in whole if one not in LEFT_OUT]


@pytest.mark.slow
@pytest.mark.parametrize("login", ["tomba", "dev", "priya", "meera", "omar"])
def test_a_reader_of_hindi_is_shown_hindi(universe: Universe, login: str) -> None:
    actions.change_language(by=universe.actor(login), language="hi")
    client, names = signed_in(universe.staff[login]), named(universe)
    left: dict[str, list[str]] = {}
    for address in addresses(universe):
        answer = client.get(address)
        if answer.get("Content-Type", "").startswith("text/html"):
            left[address] = english(answer.content.decode(), names)
    assert [f"{address}: {line}" for address, lines in left.items() for line in lines] == []
    assert len(left) > 20


@pytest.mark.parametrize("address", ["client_find", "register", "stranger", "site_new", "staff_new"])
def test_what_is_wrong_is_said_in_hindi(universe: Universe, address: str) -> None:
    login = "tomba" if address in ("client_find", "register", "stranger") else "priya"
    actions.change_language(by=universe.actor(login), language="hi")
    hurried = {
        "q": "K7M2-XQ4",
        "day": "yesterday",
        "birth_year": "9",
        "out_syringe_1ml": "-1",
        "code": "A b",
        "login": "!",
    }
    answer = signed_in(universe.staff[login]).post(reverse(address), hurried)
    assert answer.status_code == 400
    assert english(answer.content.decode(), named(universe) | {"yesterday"}) == []


def test_signing_in_speaks_hindi(keys: None) -> None:
    """Before anybody is known, the browser's own language is taken."""
    visitor = Client(headers={"accept-language": "hi"})
    address = reverse("account_login")
    for answer in (
        visitor.get(address),
        visitor.post(address, {"login": "nobody", "password": "wrong"}),
        visitor.post(address, {}),
        visitor.get(reverse("weather")),
        visitor.get("/nowhere/"),
    ):
        assert english(answer.content.decode(), LATIN) == []


def test_the_second_factor_speaks_hindi(universe: Universe) -> None:
    give_factor(universe.staff["tomba"])
    actions.change_language(by=universe.actor("tomba"), language="hi")
    visitor = Client(headers={"accept-language": "hi"})
    visitor.post(reverse("account_login"), {"login": "tomba", "password": PASSWORD})
    asked = visitor.get(reverse("mfa_authenticate"))
    wrong = visitor.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert (asked.status_code, wrong.status_code) == (200, 400)
    assert english(asked.content.decode(), LATIN) == english(wrong.content.decode(), LATIN) == []


def test_setting_up_the_second_factor_speaks_hindi(universe: Universe) -> None:
    actions.change_language(by=universe.actor("nina"), language="hi")
    visitor = Client(headers={"accept-language": "hi"})
    visitor.post(reverse("account_login"), {"login": "nina", "password": PASSWORD})
    for address in ("mfa_activate_totp", "mfa_view_recovery_codes", "account_change_password"):
        page = visitor.get(reverse(address), follow=True)
        assert page.status_code == 200 and english(page.content.decode(), named(universe)) == []


def test_the_looking_sees_english() -> None:
    page = '<p title="Way out">नाम <b>Name</b></p><span class="code">K7M2</span><kbd>Esc</kbd><title>Twofold</title>'
    assert english(page, {"Na"}) == ["Name", "Way out"]
