"""Pages of sites, staff and supplies: what they take, what they refuse, and that they tell strangers nothing."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.signing import signed_in
from tests.universe import PASSWORD, Universe
from twofold.core.access import Role
from twofold.core.models import AuditEvent
from twofold.programme import reads, roles
from twofold.programme.models import CatalogueChoice, Site, Staff

ODD_NAMES = ["", "   ", "x" * 121, "a\x00b"]
FINE_NAMES = ["🦊 Fox house", "\u202eerutuf eht", "=cmd()|'/c calc'!A1", "a" + "\u0301" * 100, "इम्फाल केंद्र"]


@pytest.fixture
def priya(universe: Universe) -> Client:
    """The manager of Asha."""
    return signed_in(universe.staff["priya"])


def site_form(**changes: Any) -> dict[str, Any]:
    return {"name": "North", "code": "north", "place": "in-mn-imphal", "kind": "clinic", **changes}


def staff_form(**changes: Any) -> dict[str, Any]:
    return {"name": "New", "login": "new.one", "language": "hi", "held": ["outreach_worker"], "sites": [], **changes}


def test_everybody_in_the_office_sees_the_own_sites_only(universe: Universe) -> None:
    for login in ("marta", "omar", "priya"):
        page = signed_in(universe.staff[login]).get("/sites/").content.decode()
        assert "Imphal East centre" in page
        assert "Patna" not in page
        assert (reverse("site_new") in page) is (login == "priya")
    assert signed_in(universe.staff["dora"]).get("/sites/").status_code == 404


def test_a_site_is_opened_changed_closed_and_opened_again(universe: Universe, priya: Client) -> None:
    assert priya.get(reverse("site_new")).status_code == 200
    assert priya.post(reverse("site_new"), site_form()).status_code == 302
    row = Site.objects.get(code="north")
    assert (row.organisation, row.place_id, row.kind) == (universe.organisations["asha"], "in-mn-imphal", "clinic")
    change = reverse("site_change", args=[row.pk])
    assert priya.get(change).status_code == 200
    assert priya.post(change, {"name": "Far north", "kind": "outreach"}).status_code == 302
    assert priya.post(reverse("site_close", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.kind, str(row.closed_on)) == ("Far north", "outreach", "2026-11-20")
    page = priya.get("/sites/").content.decode()
    assert reverse("site_reopen", args=[row.pk]) in page, "closing can be undone"
    assert priya.get(change).status_code == 200
    assert priya.post(reverse("site_reopen", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.closed_on is None
    verbs = AuditEvent.objects.filter(verb__startswith="site.", object_ref__gt="").values_list("verb", flat=True)
    assert {"site.opened", "site.changed", "site.closed", "site.reopened"} <= set(verbs)


@pytest.mark.parametrize(
    "changes",
    [*({"name": name} for name in ODD_NAMES), {"code": ""}, {"code": "Has Spaces"}, {"code": "imphal-east"},
     {"code": "patna"}, {"code": "x" * 60}, {"code": "a\x00"}, {"place": "nowhere"}, {"place": ""}, {"kind": "ship"},
     {"kind": ["clinic", "ship"]}],
)  # fmt: skip
def test_a_site_that_cannot_be_is_answered_with_400(priya: Client, changes: dict[str, Any]) -> None:
    before = Site.objects.count()
    answer = priya.post(reverse("site_new"), site_form(**changes))
    assert answer.status_code == 400
    assert Site.objects.count() == before
    kept = {**site_form(), **changes}["name"]
    assert answer.context["form"]["name"].value() == kept, "what was typed is still there"


@pytest.mark.parametrize("name", FINE_NAMES)
def test_names_in_every_writing_are_kept(priya: Client, name: str) -> None:
    assert priya.post(reverse("site_new"), site_form(name=name)).status_code == 302
    assert Site.objects.get(code="north").name == name
    assert "<bdi>" in priya.get("/sites/").content.decode(), "a name cannot turn the line around"


def test_a_worker_gets_an_account_and_signs_in_with_what_was_shown(universe: Universe, priya: Client) -> None:
    assert priya.get(reverse("staff_new")).status_code == 200
    sites = [str(universe.sites["imphal-east"].pk)]
    answer = priya.post(reverse("staff_new"), staff_form(sites=sites))
    assert answer.status_code == 200
    shown = answer.context["password"]
    assert shown in answer.content.decode()
    worker = Staff.objects.get(login="new.one")
    assert (worker.language, worker.organisation) == ("hi", universe.organisations["asha"])
    told = reads.worker(universe.actor("priya"), worker.pk)
    assert [row.role for row in told.roles_now] == ["outreach_worker"]
    assert [row.site.code for row in told.postings_now] == ["imphal-east"]
    browser = Client()
    assert browser.post("/sign-in/", {"login": "new.one", "password": shown}).status_code == 302
    assert browser.get("/").headers["Location"] == reverse("mfa_activate_totp")
    assert shown not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
    assert "Priya" not in priya.get(reverse("staff_new")).context["form"].as_div()


@pytest.mark.parametrize(
    "changes",
    [*({"name": name} for name in ODD_NAMES), {"login": ""}, {"login": "a"}, {"login": "Has Space"},
     {"login": "marta"}, {"login": "SARA"}, {"login": "é" * 10}, {"login": "x" * 200}, {"login": "a\x00b"},
     {"language": "xx"}, {"language": ""}, {"held": ["king"]}, {"held": ["operator"]}, {"held": ["auditor", "manager"]},
     {"sites": ["nonsense"]}, {"sites": [str(uuid.uuid4())]}],
)  # fmt: skip
def test_a_worker_that_cannot_be_is_answered_with_400(priya: Client, changes: dict[str, Any]) -> None:
    before = Staff.objects.count()
    assert priya.post(reverse("staff_new"), staff_form(**changes)).status_code == 400
    assert Staff.objects.count() == before


def test_a_site_of_another_organisation_is_no_choice(universe: Universe, priya: Client) -> None:
    answer = priya.post(reverse("staff_new"), staff_form(sites=[str(universe.sites["patna"].pk)]))
    assert answer.status_code == 400
    assert not Staff.objects.filter(login="new.one").exists()


@pytest.mark.parametrize("login", ["priya", "arun"])
def test_roles_that_do_not_go_together_are_refused_with_the_reason(universe: Universe, login: str) -> None:
    browser = signed_in(universe.staff[login])
    url = reverse("staff_change", args=[universe.staff["marta"].pk])
    said = {"name": "Marta", "held": ["administrator", "counsellor"], "sites": []}
    rule = roles.refusal([Role.ADMINISTRATOR, Role.COUNSELLOR])
    assert rule
    assert rule.en in browser.post(url, said).content.decode()
    browser.post(reverse("language"), {"language": "hi"})
    answer = browser.post(url, said)
    assert answer.status_code == 400
    assert rule.hi in answer.content.decode()
    assert [row.role for row in reads.worker(universe.actor(login), universe.staff["marta"].pk).roles_now] == [
        "outreach_worker"
    ]


def test_roles_and_sites_change_with_the_next_request(universe: Universe, priya: Client) -> None:
    marta = universe.staff["marta"]
    url = reverse("staff_change", args=[marta.pk])
    assert priya.get(url).status_code == 200
    said = {"name": "Marta D.", "held": ["nurse"], "sites": [str(universe.sites["imphal-west"].pk)]}
    assert priya.post(url, said).status_code == 302
    actor = universe.actor("marta")
    assert (actor.roles, actor.sites) == ({Role.NURSE}, {universe.sites["imphal-west"].pk})
    assert Staff.objects.get(pk=marta.pk).name == "Marta D."


def test_nobody_changes_their_own(universe: Universe, priya: Client) -> None:
    own = universe.staff["priya"].pk
    page = priya.get(reverse("staff_change", args=[own]))
    assert page.status_code == 200
    assert 'name="held"' not in page.content.decode()
    said = {"name": "Priya", "held": ["manager", "data_manager"], "sites": []}
    assert priya.post(reverse("staff_change", args=[own]), said).status_code == 404
    for name in ("staff_password", "staff_second_factor", "account_close", "account_open"):
        assert priya.post(reverse(name, args=[own])).status_code == 404, name
    assert universe.actor("priya").roles == {Role.MANAGER}
    assert AuditEvent.objects.filter(denied=True, verb="staff.changed").exists()


def test_a_forgotten_password_is_made_anew_and_the_lock_opens(universe: Universe, priya: Client) -> None:
    marta = universe.staff["marta"]
    session = signed_in(marta)
    for _ in range(8):
        Client().post("/sign-in/", {"login": "marta", "password": "wrong"})
    assert Client().post("/sign-in/", {"login": "marta", "password": PASSWORD}).status_code == 400
    url = reverse("staff_password", args=[marta.pk])
    assert priya.get(url).status_code == 200
    shown = priya.post(url).context["password"]
    assert Client().post("/sign-in/", {"login": "marta", "password": shown}).status_code == 302
    assert session.get("/").status_code == 302, "sessions that were open are ended"


def test_a_lost_phone_takes_factor_and_password(universe: Universe, priya: Client) -> None:
    marta = universe.staff["marta"]
    session = signed_in(marta)
    url = reverse("staff_second_factor", args=[marta.pk])
    assert priya.get(url).status_code == 200
    shown = priya.post(url).context["password"]
    assert not marta.authenticator_set.exists(), "recovery codes go with it"
    assert session.get("/").headers["Location"].startswith("/sign-in/")
    assert Client().post("/sign-in/", {"login": "marta", "password": PASSWORD}).status_code == 400
    browser = Client()
    browser.post("/sign-in/", {"login": "marta", "password": shown})
    assert browser.get("/").headers["Location"] == reverse("mfa_activate_totp")


def test_an_account_is_closed_and_opened_again_with_its_roles(universe: Universe, priya: Client) -> None:
    marta = universe.staff["marta"]
    session = signed_in(marta)
    assert priya.post(reverse("account_close", args=[marta.pk])).status_code == 302
    assert session.get("/").status_code == 302
    assert reverse("account_open", args=[marta.pk]) in priya.get("/staff/").content.decode(), "it can be undone"
    assert "marta" not in priya.get("/staff/").content.decode()
    assert "closed" in priya.get("/staff/?closed=on").content.decode()
    assert priya.get(reverse("staff_change", args=[marta.pk])).status_code == 200
    assert priya.post(reverse("account_open", args=[marta.pk])).status_code == 302
    assert universe.actor("marta").roles == {Role.OUTREACH_WORKER}


def test_somebody_is_left_who_opens_accounts(universe: Universe, priya: Client) -> None:
    from twofold.core import access
    from twofold.core.errors import Invalid
    from twofold.programme import actions

    arun = universe.staff["arun"]
    assert priya.post(reverse("account_close", args=[arun.pk])).status_code == 302
    with pytest.raises(Invalid):
        actions.set_account_open(by=access.operator(), staff=universe.staff["priya"].pk, is_open=False)
    with pytest.raises(Invalid):
        actions.change_staff(
            by=access.operator(), staff=universe.staff["priya"].pk, name="P", held=[Role.NURSE], sites=[]
        )
    assert universe.actor("priya").roles == {Role.MANAGER}


def test_two_who_remove_each_other_leave_one(universe: Universe) -> None:
    """The second acts on what it was when its request began; the check at the end sees what is so now."""
    from twofold.core.errors import Invalid
    from twofold.programme import actions

    priya, arun = universe.actor("priya"), universe.actor("arun")
    actions.set_account_open(by=priya, staff=arun.id, is_open=False)
    with pytest.raises(Invalid):
        actions.set_account_open(by=arun, staff=priya.id, is_open=False)


def test_staff_are_listed_by_role_and_site(universe: Universe, priya: Client) -> None:
    page = priya.get("/staff/?role=nurse").content.decode()
    assert "nina" in page
    assert "tomba" not in page
    page = priya.get(f"/staff/?site={universe.sites['imphal-west'].pk}").content.decode()
    assert "ibemhal" in page
    assert "tomba" not in page
    assert "sara" not in priya.get("/staff/").content.decode()
    assert priya.get("/staff/?role=donor&site=").status_code == 200
    for odd in ("role=king", "site=nonsense", f"site={universe.sites['patna'].pk}", "role=%00"):
        assert priya.get(f"/staff/?{odd}").status_code == 400


def test_supplies_are_offered_or_not(universe: Universe, priya: Client) -> None:
    page = priya.get("/catalogue/")
    assert "2026.1" in page.content.decode()
    codes = [item["code"] for group in page.context["groups"] for item in group["items"]]
    assert priya.post("/catalogue/", {"items": [code for code in codes if code != "wipe"]}).status_code == 302
    assert list(CatalogueChoice.objects.values_list("item", "offered")) == [("wipe", False)]
    assert priya.post("/catalogue/", {"items": codes}).status_code == 302
    assert reads.offered(universe.actor("priya"))["wipe"] is True
    assert reads.offered(universe.actor("bina")) == {}
    assert priya.post("/catalogue/", {"items": ["gold"]}).status_code == 400
    assert priya.post("/catalogue/", {"items": codes}).status_code == 302, "nothing to change is no fault"
    marta = signed_in(universe.staff["marta"])
    assert 'name="items"' not in marta.get("/catalogue/").content.decode()
    assert marta.post("/catalogue/", {"items": []}).status_code == 404


DETAILS = {"site_change": "site", "site_close": "site", "site_reopen": "site", "staff_change": "staff",
           "staff_password": "staff", "staff_second_factor": "staff", "account_close": "staff",
           "account_open": "staff"}  # fmt: skip


@pytest.mark.parametrize("name", DETAILS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_not_yours_and_not_there_are_one_answer(universe: Universe, priya: Client, name: str, method: str) -> None:
    theirs = universe.sites["patna"].pk if DETAILS[name] == "site" else universe.staff["sara"].pk
    said = {**site_form(), **staff_form()}
    answers = [
        getattr(priya, method)(reverse(name, args=[pk]), said if method == "post" else {})
        for pk in (theirs, uuid.uuid4())
    ]
    if answers[0].status_code == 405:
        assert (name.split("_")[1], method) in {("close", "get"), ("reopen", "get"), ("open", "get")}
        return
    assert answers[0].status_code == 404
    assert [a.content for a in answers] == [answers[0].content] * 2
    assert [sorted(a.headers.items()) for a in answers] == [sorted(answers[0].headers.items())] * 2
    assert Staff.objects.get(login="sara").is_active


@pytest.mark.parametrize("path", ["/sites/", "/sites/new/", "/staff/", "/staff/new/", "/catalogue/"])
def test_wrong_methods_and_missing_tokens_are_refused(universe: Universe, priya: Client, path: str) -> None:
    for method in ("put", "patch", "delete", "trace"):
        assert getattr(priya, method)(path).status_code == 405
    strict = signed_in(universe.staff["arun"], enforce_csrf_checks=True)
    assert strict.post(path, {}).status_code == 403
    assert Client().get(path).headers["Location"] == f"/sign-in/?next={path}"
    assert signed_in(universe.staff["omar"]).post(path, {}).status_code in (404, 405)


@pytest.mark.parametrize("path", ["/sites/nonsense/", "/staff/%00/", "/staff/1/", "/sites/../staff/"])
def test_an_address_that_is_none_is_not_there(priya: Client, path: str) -> None:
    assert priya.get(path).status_code == 404
