"""What is asked at each address: ids for what stands in it, queries and forms. The addresses come from the resolver.

A NEW ADDRESS enters by itself if it takes no argument, or arguments that stand in `IDS`; it is then asked by GET, and by
POST with an empty form. To say more, add a line:
  - a new kind of argument in an address: to `IDS` (and to `names` below, if it is the id of a row);
  - an address that takes a form: to `FORMS`, a form that B's worker would really send, so that something is saved;
  - a page with filters, periods or pages: to `QUERIES`.
In all three, {b} and {b2} are clients of the worker who asks, {a} is A (who in some worlds is nobody), {nobody} an id
that no row has; see `names` for the rest.
"""

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.urls import reverse

from tests.proofs.authorisation import evaluator, harness
from tests.proofs.twin_worlds import people as who
from tests.proofs.twin_worlds import ways, worlds
from tests.universe import Universe
from twofold.core.crypto import keyring
from twofold.outreach.models import ReferralStep

# Argument of an address -> what is put there, and whom a page about it is about ('b', 'a', or nobody in particular).
IDS: dict[str, dict[str, str]] = {
    "client": {"{b}": "b", "{b2}": "b", "{a}": "a", "{nobody}": ""},
    "contact": {"{b_contact}": "b", "{a_contact}": "a", "{nobody}": ""},
    "site": {"{east}": "", "{west}": "", "{nobody}": ""},
    "staff": {"{tomba}": "", "{ibemhal}": "", "{nobody}": ""},
    "caseload": {"{tombas}": "", "{ibemhals}": "", "{nobody}": ""},
    "replaces": {"{nobody}": ""},
    "moment": {"1": "", "{moved}": ""},
    "scenario": {"{nobody}": ""},
    "brought": {"{nobody}": ""},
    "device": {"{tombas_phone}": "", "{ibemhals_phone}": "", "{nobody}": ""},
    "entry": {"{nobody}": "", "{a_contact}": "a"},
    "run": {"{nobody}": ""},
    "referral": {"{b_referral}": "b", "{a_referral}": "a", "{nobody}": ""},
    "taken": {"{b_step}": "b", "{a_step}": "a", "{nobody}": ""},
    "step": {"arrived": "", "nowhere": ""},
    "group": {"{group}": "a", "{nobody}": ""},
    "homevisit": {"{nobody}": ""},
    "covering": {"{nobody}": ""},
    "facility": {"{nobody}": ""},
    "name": {"1": "", "5": "", "planted": ""},
}
# Addresses that are made by a pattern say nothing of their arguments: one way of filling them in.
PATTERNS = {"field_file": {"hash": "0123456789abcdef", "name": "app.js"}}
# Lists on which B stands. What is about nobody, or shut anyway, is asked in fewer worlds.
LISTS = {
    "clients",
    "due",
    "referrals",
    "groups",
    "home",
    "report",
    "duplicates",
    "audit",
    "caseloads",
    "caseload",
    "caseload_move",
}
HALF, SELDOM = 0.12, 0.04
METHODS = ("get", "post")
PERIODS = ("2026-11", "2026-10", "2026-Q3", "2026")
_GIVEN = {"mode": "outreach", "day": "2026-11-20", "site": "{b_site}", "out_syringe_1ml": "10"}
_CONTACT = _GIVEN | {"id": "{new}", "beneficiary": "client", "note": "by the market"}
_CARD = {
    "id": "{new}", "contact": "{new_contact}", "where_served": "{served}", "mode": "outreach", "day": "2026-11-20",
    "nickname": "Zed", "gender": "man", "birth_year": "1990", "kinds": "injects", "per": "day", "out_syringe_1ml": "5",
}  # fmt: skip
_GROUP = {
    "id": "{new_contact}", "kind": "women", "people": "5", "facilitator": "{tomba}", "site": "{b_site}", "day": "2026-11-20",
}  # fmt: skip
_COVERED = (("{a_code}", "red kite"), ("{a_code}", "blue kite"), ("{b_code}", "red kite"))
_ANSWERS = {"uic_surname": "Singh", "uic_born": "1990-05-04", "gender": "man"}
_AS_ANSWERS = {"uic_surname": "Devi", "uic_born": "1992-03-02", "gender": "woman"}
_PROFILE = {
    "nickname": "Bhola", "gender": "man", "birth_year": "1990", "where": "at the bridge", "channel": "", "by": "",
}  # fmt: skip

_TALK = {"alone": "yes", "id": "{new_contact}", "day": "2026-11-20"}

# Address -> what is asked of it in the query string, besides nothing.
QUERIES: dict[str, tuple[str, ...]] = {
    "clients": (
        "status=all", "status=left", "group=main", "group=partner", "group=family", "group=second", "gender=man",
        "gender=woman", "due=supplies", "due=card", "quiet=1", "quiet=10", "q={b_code}", "q={b2_code}",
        "q={a_code}", "q=K7M2-XQ4T",
        "site={east}", "site={west}", "caseload={tombas}", "caseload={ibemhals}", "after=2026-09-30_{a}",
        "before=2026-09-01_{a}", "after=2026-09-30_{b}", "status=all&gender=man&group=main",
        "due=supplies&after=2026-09-01_{a}", "quiet=1&after=2026-09-01_{a}",
    ),
    "client": ("after=2026-11-10_{b_contact}", "after=2026-11-10_{a_contact}"),
    "client_talk": ("alone=yes", "alone=no", "alone=yes&step=decided"),
    "due": ("after=2026-09-01_{a}", "after=2026-11-30_{b}", "before=2026-11-30_{b}"),
    "groups": ("after=2026-11-30_{group}",),
    "referrals": ("show=open", "show=closed", "after=2026-11-20_{a_referral}"),
    "duplicates": ("after=2026-11-30T00:00:00+00:00_{nobody}",),
    "report": (
        *(f"period={p}{by}" for p in PERIODS for by in ("", "&by=sex", "&by=kind", "&by=sex,age,kind")),
        "period=2026-11&place=imphal-east", "period=2026-11&place=imphal-west", "period=2026-10&place=patna",
    ),
    "report_file": tuple(f"period={p}{by}" for p in PERIODS for by in ("", "&by=kind", "&by=sex,age")),
    "audit": ("denied=on", "group=files", "group=contacts", "worker={tomba}", "worker={ibemhal}", "thing={b_thing}",
              "thing={a_thing}", "day=2026-11-20"),
    "caseload_move": ("from={tombas}", "from={ibemhals}", "quiet=10"),
    "home": ("tour=1",),
    "quality": ("state=settled",),
    "months": ("place=imphal-east",),
    "month": ("period=2026-10", "period=2026-11", "period=2026-Q3"),
    "month_file": ("period=2026-10", "period=2026-10&kind=pdf"),
    "published": ("period=2026-Q3",),
    "api_pull": ("limit=2",),
}  # fmt: skip

_NOON = "2026-11-20T11:30:00+05:30"
_WHEN = f'"v": 1, "seq": 1, "corrects": null, "occurred_at": "{_NOON}", "recorded_at": "{_NOON}"'


def _pushed(kind: str, identity: str, body: str) -> dict[str, str]:
    """What a phone sends: one entry."""
    entry = f'"id": "{identity}", "kind": "{kind}", {_WHEN}, "body": {body}'
    return {"json": '{"device": "{device}", "entries": [{' + entry + "}]}"}


# Address -> the forms that are sent to it, besides an empty one.
FORMS: dict[str, tuple[dict[str, str], ...]] = {
    "client_find": (
        {"q": "{b_code}"},
        {"q": "{b2_code}"},
        {"q": "{a_code}"},
        {"q": "K7M2-XQ4T"},
        {"q": "none"},
        _ANSWERS,
        _AS_ANSWERS,
    ),
    "register": (
        _CARD,
        _CARD | _ANSWERS,
        _CARD | {"no_card": "1"},
        _CARD | {"id": "{a}"},
        _CARD | {"contact": "{a_contact}"},
        _CARD | {"id": "{a}", **_ANSWERS},
        _CARD | {"nickname": "Anju", "birth_year": "1992", **_AS_ANSWERS},
    ),
    "contact_new": (_CONTACT, _CONTACT | {"id": "{a_contact}"}, _CONTACT | {"site": "{west}"}),
    "contact_correct": (_CONTACT, _CONTACT | {"id": "{a_contact}"}),
    "contact_undo": ({},),
    "stranger": (_GIVEN | {"id": "{new}"}, _GIVEN | {"id": "{a_contact}"}),
    "cover": tuple(_GIVEN | {"id": "{new}", "code": code, "word": word} for code, word in _COVERED),
    "client_word": ({"word": "red kite", "day": "2026-11-20"}, {"word": "--", "day": "2026-11-20"}),
    "client_profile": (_PROFILE, _PROFILE | {"birth_year": "x"}),
    "client_kinds": ({"kinds": "injects", "day": "2026-11-20"}, {"kinds": "partner", "day": "2026-11-20"}),
    "client_need": ({"times": "3", "per": "day", "day": "2026-11-20"},),
    "client_consent": ({"stage": "withdrawn", "how": "spoken", "day": "2026-11-20"},),
    "client_standing": ({"status": "chose", "day": "2026-11-20"},),
    "client_talk": (
        {"alone": "no"},
        _TALK | {"step": "named", "kind": "spouse", "nickname": "Bhola"},
        _TALK | {"step": "decided", "partner": "Bhola", "safe": "unsure", "outcome": "not_now", "how": "not_said"},
        _TALK | {"step": "invited", "safe": "safe", "outcome": "no_answer", "how": "slip", "planned": "2026-12-01"},
        _TALK | {"step": "enrolled", "outcome": "own_card", "how": "own_worker", "card": "{a_code}"},
    ),
    "client_block": ({"staff": "{ibemhal}", "blocked": "yes"},),
    "referral_new": (
        {"id": "{new}", "service": "legal", "agreed": "on", "on": "2026-11-28", "day": "2026-11-20"},
        {"id": "{a_referral}", "service": "legal", "day": "2026-11-20"},
    ),
    "referral_follow": ({"id": "{new}", "day": "2026-11-20"}, {"id": "{a_step}", "day": "2026-11-20"}),
    "referral_undo": ({},),
    "sheet_key": ({"{b}_day": "1", "{b}_out": "10"}, {"{a}_day": "1"}),
    "group_new": (_GROUP | {"codes": "{b_code}"}, _GROUP | {"codes": "{b_code} {a_code}"}, _GROUP | {"id": "{group}"}),
    "group_change": (_GROUP, _GROUP | {"people": "1"}),
    "group_who": ({"codes": "{b_code}"}, {"codes": "{a_code}"}, {"codes": "none"}, {"gone": "{a}"}),
    "group_undo": ({},),
    "visits": ({"id": "{new}", "minutes": "60", "site": "{b_site}", "where": "by the market"},),
    "visit_back": ({},),
    "visit_later": ({},),
    "alarm_heard": ({},),
    "facility_new": ({"name": "Another", "kind": "clinic"},),
    "facility_change": ({},),
    "facility_close": ({},),
    "facility_reopen": ({},),
    "caseload_new": ({"name": "Another", "site": "{east}", "holder": "{tomba}"},),
    "caseload_move": ({"codes": "{b_code} {a_code}", "target": "{tombas}"}, {"clients": "{a}", "target": "{tombas}"}),
    "caseload_moved": ({"clients": "{b}", "target": "{ibemhals}"}, {"clients": "{a}", "target": "{tombas}"}),
    "caseload_move_back": ({},),
    "caseload_holder": ({"holder": "{marta}"},),
    "caseload_name": ({"name": "Another"},),
    "site_new": ({"name": "Another", "place": "in-mn-imphal", "kind": "drop_in", "code": "another"},),
    "site_change": ({"name": "Another", "kind": "drop_in"},),
    "site_close": ({},),
    "site_reopen": ({},),
    "catalogue": ({"item": "syringe_1ml", "offered": "no"},),
    "staff_new": ({"login": "newly", "name": "Newly", "held": "outreach_worker", "sites": "{east}"},),
    "staff_change": ({"name": "Another", "held": "outreach_worker", "sites": "{east}"},),
    "staff_password": ({},),
    "staff_second_factor": ({},),
    "account_close": ({},),
    "account_open": ({},),
    "target_new": (
        {"indicator": "reached", "start": "2026-01-01", "end": "2026-12-31", "value": "9", "source": "plan"},
    ),
    "target_replace": ({},),
    "estimate_new": ({"place": "in-mn-imphal", "population": "injects", "year": "2025", "value": "9", "source": "x"},),
    "estimate_replace": ({},),
    "language": ({"language": "hi"},),
    "account_login": ({"login": "tomba", "password": "wrong"}, {"login": "anju", "password": "wrong"}),
    "account_logout": ({},),
    "account_reauthenticate": ({"password": "wrong"},),
    "account_change_password": ({},),
    "mfa_authenticate": ({"code": "000000"},),
    "mfa_reauthenticate": ({"code": "000000"},),
    "mfa_activate_totp": ({},),
    "mfa_generate_recovery_codes": ({},),
    "healthz": ({},),
    "api_devices": ({"json": '{"secret": "none"}'},),
    "api_push": (
        _pushed("contact.made", "{new_contact}", '{"client": "{b}", "needles_out": 20}'),
        _pushed("contact.made", "{new_contact}", '{"client": "{a}", "needles_out": 20}'),
        _pushed("contact.made", "{new_contact}", '{"client": "{nobody}", "needles_out": 20}'),
        _pushed("consent.recorded", "{new_contact}", '{"client": "{a}", "stage": "full"}'),
        _pushed("partner.named", "{new_contact}", '{"client": "{b}", "kind": "spouse", "nickname": "Anju"}'),
        _pushed("partner.invited", "{new_contact}", '{"client": "{b}", "outcome": "later", "how": "slip"}'),
        _pushed("partner.decided", "{new_contact}", '{"client": "{a}", "outcome": "never"}'),
        _pushed("contact.covered", "{new_contact}", '{"code": "{a_code}", "word": "red kite"}'),
        _pushed("word.chosen", "{new_contact}", '{"client": "{a}", "word": "red kite"}'),
        _pushed("client.registered", "{new_contact}", '{"client": "{new}", "nickname": "Jo", "kinds": ["injects"]}'),
    ),
    "quality_settle": ({"finding": "{nobody}", "how": "right", "reason": "asked"},),
    "quality_look": ({},),
    "imports": ({},),
    "import_map": ({},),
    "import_start": ({},),
    "import_go": ({},),
    "import_stop": ({},),
    "import_close": ({},),
    "device_enrol": ({"staff": "{tomba}"},),
    "device_suspend": ({},),
    "device_revoke": ({},),
    "held_entry": ({},),
    "covering_settle": ({},),
    "planning": ({},),
    "scenario_change": ({},),
    "scenario_run": ({},),
    "scenario_funders": ({},),
    "run_cancel": ({},),
    "month_submit": ({},),
    "workbook": ({},),
    "workbook_mapping": ({},),
    "workbook_cell": ({},),
}
# Pages that show totals of an organisation: who is nobody in one world and counted in another may be seen in a total.
TABLES = {"home", "report", "report_file", "months", "month", "month_file", "month_submit", "published", "quality"}
TABLES |= {"planning", "planning_saved", "planning_compare", "planning_assumptions", "briefs"}
# Pages of the log: that something was written to A's file is a row there, without A's name.
LOG = {"audit"}


@dataclass(frozen=True)
class Ask:
    """One request. `about`: whose page it is. `weight`: how often it is drawn where a sample is asked."""

    address: str
    method: str
    url: str
    form: Mapping[str, str] = field(default_factory=dict, hash=False)
    about: str = ""
    weight: float = 1.0

    @property
    def label(self) -> tuple[str, str, str]:
        return self.method, self.url, repr(sorted(self.form.items()))


def names(found: Universe, login: str, a_code: str, phones: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """What the words in braces stand for, as this worker would say them."""
    own = who.own_client(login)
    b = found.clients[own]
    contact = max(name for name in found.contacts if name.startswith(f"{own} "))
    holder = who.HOLDERS[own]
    served = found.caseloads[login if login in found.caseloads else holder]
    told = {
        "b": b, "a": worlds.A, "nobody": worlds.NOBODY, "b_contact": found.contacts[contact],
        "b2": found.clients[who.other_client(login)],
        "b2_code": worlds.code_of(found.clients[who.other_client(login)]),
        "a_contact": worlds.A_CONTACTS[0], "b_code": worlds.code_of(b), "a_code": a_code,
        "group": ways.GROUP, "b_referral": found.referrals[own], "a_referral": worlds.A_REFERRAL, "a_step": worlds.A_STEP,
        "b_step": ReferralStep.objects.unscoped("tests").get(referral=found.referrals[own], step="agreed").pk,
        "b_thing": keyring.reference(b), "a_thing": keyring.reference(worlds.A),
        "device": phones.get(login, ("none", ""))[0],
        "tombas_phone": phones["tomba"][0], "ibemhals_phone": phones["ibemhal"][0],
        "b_site": found.sites["imphal-east"].pk, "served": served.pk, "moved": 1_790_000_000_000_000,
        "new": uuid.UUID("0b0b0b0b-4e70-4e70-8e70-0b0b0b0b0b0b"), "new_contact": uuid.UUID(int=0x7 << 76 | 0x8 << 60 | 77),
        "east": found.sites["imphal-east"].pk, "west": found.sites["imphal-west"].pk,
        "tombas": found.caseloads["tomba"].pk, "ibemhals": found.caseloads["ibemhal"].pk,
        **{worker: row.pk for worker, row in found.staff.items()},
    }  # fmt: skip
    return {name: str(value) for name, value in told.items()}


def unknown() -> list[str]:
    """Addresses for which a line is missing, each with how to write it."""
    wrong = []
    for address in harness.addresses():
        for name, _kind in address.converters:
            if name not in IDS:
                wrong.append(f'{address.name} takes <{name}>: add to IDS a line like "{name}": {{"{{nobody}}": ""}},')
        page = evaluator.pages().get(address.name)
        if page and "post" in page.methods and address.name not in FORMS:
            wrong.append(
                f'{address.name} takes a form: add to FORMS a line like "{address.name}": ({{"field": "..."}},),'
            )
    known = {address.name for address in harness.addresses()}
    wrong += [f"{name} stands in a table and is no address" for name in {*QUERIES, *FORMS} - known]
    return wrong


def urls(address: harness.Address) -> Iterator[tuple[dict[str, str], str]]:
    """Every way of filling in the address, with whom it is then about."""
    filled: list[tuple[dict[str, str], str]] = [(PATTERNS.get(address.name, {}), "")]
    for name, _kind in address.converters:
        filled = [
            ({**before, name: value}, about or told)
            for before, told in filled
            for value, about in IDS.get(name, {"{nobody}": ""}).items()
        ]
    yield from filled


def asks(words: Mapping[str, str], roles: frozenset[str]) -> list[Ask]:
    """Every address by GET and by POST. Where the hand-written table opens it to these roles, with all that is said here."""
    found: list[Ask] = []
    for address in harness.addresses():
        page = evaluator.pages().get(address.name)
        ways = list(urls(address))
        if page and not evaluator.within(page, roles):
            ways = [way for way in ways if way[1] == "a"] or ways[:1]
            shut = [_ask(address.name, method, filled, about, words) for method in METHODS for filled, about in ways]
            found += [replace(ask, weight=SELDOM) for ask in shut]
            continue
        for method in METHODS:
            known = page is None or method in page.methods
            for filled, about in ways if known else ways[-1:]:
                found.append(_ask(address.name, method, filled, about, words))
                if "{nobody}" in filled.values() or not known:
                    continue
                if method == "get":
                    more = QUERIES.get(address.name, ())
                    found += [_ask(address.name, method, filled, about, words, query=query) for query in more]
                else:
                    found += [
                        _ask(address.name, method, filled, about, words, form=form) for form in _forms(address.name)
                    ]
    return found


def _forms(name: str) -> list[Mapping[str, str]]:
    return [form for form in FORMS.get(name, ()) if form]


def _ask(
    name: str,
    method: str,
    filled: Mapping[str, str],
    about: str,
    words: Mapping[str, str],
    *,
    query: str = "",
    form: Mapping[str, str] | None = None,
) -> Ask:
    path = reverse(name, kwargs={key: said(value, words) for key, value in filled.items()})
    told = {key: said(value, words) for key, value in (form or {}).items()}
    named = " ".join([query, *(form or {}).values()])
    # Whoever types A's code on B's page asks whether A is there: an answer that is A's to give or to withhold.
    meant = "a" if "{a_code}" in named else about or _meant(named)
    often = 1.0 if meant == "b" else HALF if meant == "a" or name in LISTS or name in FORMS else SELDOM
    return Ask(name, method, path + ("?" + said(query, words) if query else ""), told, meant, often)


_WORD = re.compile(r"\{(\w+)\}")


def said(text: str, words: Mapping[str, str]) -> str:
    """The text with every word in braces put in."""
    return _WORD.sub(lambda word: words[word[1]], text)


def _meant(text: str) -> str:
    """Whom a query or a form means: B only, or (also) A."""
    if "{a" in text:
        return "a"
    return "b" if "{b_code}" in text or "{b2_code}" in text or "{b_thing}" in text else ""
