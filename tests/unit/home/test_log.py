"""The log in sentences: every verb has one, files stay references, and an auditor sees the own organisation only."""

import ast
import datetime as dt
import re
import uuid
from pathlib import Path

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation

from tests.signing import signed_in
from tests.universe import TODAY, Universe
from twofold.core import access, audit, clock
from twofold.core.access import Compartment, Door
from twofold.core.crypto import keyring
from twofold.core.errors import Denied
from twofold.core.models import AuditEvent, AuditHead
from twofold.home import log as reads
from twofold.home.sentences import DOOR_NAMES, GROUPS, OBJECTS, PARTS, SENTENCES
from twofold.people import actions as people
from twofold.programme import actions

SOURCE = Path(__file__).parents[3] / "src" / "twofold"
# Which argument of a call names a verb.
SAYS = {"action": 0, "note": 0, "record_event": 1, "record_denial": 1, "_Kind": 1, "Trail": 1}


def verbs_in(text: str) -> set[str]:
    """Every verb that a module can write into the log."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "record_read" and isinstance(node.args[1], ast.Constant):
            found.add(f"{node.args[1].value}.read")
        if name in SAYS and len(node.args) > SAYS[name]:
            constants = (one.value for one in ast.walk(node.args[SAYS[name]]) if isinstance(one, ast.Constant))
            found |= {value for value in constants if isinstance(value, str) and re.fullmatch(r"\w+\.\w*", value)}
    return found - {"open."}  # a door's verb is 'open.' and its name: these have a table of their own


def used() -> set[str]:
    return {verb for path in SOURCE.rglob("*.py") for verb in verbs_in(path.read_text())}


def test_every_verb_has_a_sentence() -> None:
    assert used() >= {"client.registered", "client.read", "clients.read", "signin.refused", "report.exact"}
    assert used() - set(SENTENCES) == set(), "write it in home/sentences.py"
    assert set(SENTENCES) - used() == set(), "no code writes this verb any more"


def test_every_action_has_words_for_its_refusal() -> None:
    outermost: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        outermost |= verbs_in_decorators(path.read_text())
    assert {verb for verb in outermost if not SENTENCES[verb].refused} == set()
    assert len(outermost) > 20


def verbs_in_decorators(text: str) -> set[str]:
    calls = (
        call
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
        for call in node.decorator_list
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "action"
    )
    return {call.args[0].value for call in calls}


def test_a_verb_without_a_sentence_is_found() -> None:
    assert verbs_in('note("a.b" if x else "a.c", "staff", 1)') == {"a.b", "a.c"}
    assert verbs_in('audit.record_event(by, "a.b", "x", 1)') == {"a.b"}
    assert verbs_in('record_read(by, "clients", "list", [])') == {"clients.read"}


def test_every_door_group_and_thing_has_words() -> None:
    assert set(DOOR_NAMES) == set(Door)
    assert set(PARTS) == set(Compartment)
    assert {sentence.group for sentence in SENTENCES.values()} | {"pages"} == set(GROUPS)
    assert {"client", "contact", "staff", "site", "caseload"} <= set(OBJECTS)


@pytest.fixture
def omar(universe: Universe) -> Browser:
    """The auditor of Asha."""
    return signed_in(universe.staff["omar"])


def sentences(browser: Browser, query: str = "") -> list[str]:
    return [line.sentence for line in browser.get(f"/log/?{query}").context["lines"]]


def short(thing: object) -> str:
    return f"·{keyring.reference(thing)[:4]}"


def test_a_row_reads_as_a_sentence(universe: Universe, omar: Browser) -> None:
    bilal = universe.clients["bilal"]
    with clock.held(TODAY + dt.timedelta(minutes=1)):
        audit.record_read(universe.actor("marta"), "client", bilal, ["C3"])
    told = sentences(omar)
    assert f"Marta (outreach worker) opened a file (drug use): client {short(bilal)}" in told
    page = omar.get("/log/").content.decode()
    assert "20 Nov 2026, 12:01" in page, "by the programme's own clock"
    assert str(bilal) not in page
    assert bilal.hex not in page


def test_no_client_is_named(universe: Universe, omar: Browser) -> None:
    people.block_staff(by=universe.actor("lata"), client=universe.clients["bilal"], staff=universe.staff["peter"].pk)
    page = "".join(omar.get(f"/log/?group={group}").content.decode() for group in GROUPS)
    for name in universe.clients:
        client = universe.client(name)
        assert client.code not in page
        assert str(client.pk) not in page
    assert "Peter" not in sentences(omar, "group=files")[0], "who is kept out is not told"


def test_what_was_done_to_staff_is_told_by_name(universe: Universe, omar: Browser) -> None:
    with clock.held(TODAY + dt.timedelta(minutes=1)):
        actions.change_staff(
            by=universe.actor("arun"), staff=universe.staff["marta"].pk, name="Marta", sites=[],
            held=[access.Role.OUTREACH_WORKER, access.Role.NURSE],
        )  # fmt: skip
        actions.hand_over_caseload(
            by=universe.actor("priya"), caseload=universe.caseloads["marta"].pk, holder=universe.staff["tomba"].pk
        )
        actions.offer_items(by=universe.actor("arun"), offered={"wipe": False})
    told = sentences(omar)
    assert "Arun (administrator) gave the role “Nurse”: worker Marta" in told
    assert "Arun (administrator) ended a posting to Imphal East centre: worker Marta" in told
    caseload = short(universe.caseloads["marta"].pk)
    assert f"Priya (programme manager) handed a caseload over to Tomba: caseload {caseload}" in told
    assert "Arun (administrator) changed whether “Alcohol wipe” is offered: no" in told


def test_refusals_read_as_refusals(universe: Universe, omar: Browser) -> None:
    with clock.held(TODAY + dt.timedelta(minutes=1)):
        with pytest.raises(Denied):
            actions.open_caseload(by=universe.actor("marta"), site=universe.sites["imphal-east"].pk, name="x")
        signed_in(universe.staff["marta"]).get("/staff/")
        signed_in(universe.staff["priya"]).get(reverse("staff_change", args=[uuid.uuid4()]))
        Browser().post("/sign-in/", {"login": "tomba", "password": "x"})
        Browser().post("/sign-in/", {"login": "nobody", "password": "x"})
    told = sentences(omar, "denied=on")
    assert "Marta (outreach worker) was refused: to make a caseload" in told
    assert "Marta (outreach worker) was not let into a page: staff" in told
    assert "Priya (programme manager) asked for something that is not there, or not theirs: staff" in told
    assert "A sign-in was refused: Tomba (outreach worker)" in told
    assert "A sign-in was refused: a login that is no account" in told
    assert len(told) == 5


def test_the_role_told_is_the_one_held_on_that_day(universe: Universe, omar: Browser) -> None:
    with clock.held(TODAY + dt.timedelta(days=2)):
        actions.change_staff(
            by=access.operator(), staff=universe.staff["tomba"].pk, name="Tomba", held=[access.Role.NURSE], sites=[]
        )
    with clock.held(TODAY + dt.timedelta(days=5)):
        told = sentences(signed_in(universe.staff["omar"]), "group=contacts")
    assert any(line.startswith("Tomba (outreach worker) recorded a contact") for line in told)


def test_only_the_own_organisation_and_the_operator(universe: Universe, omar: Browser) -> None:
    told = sentences(omar, f"worker={access.operator().id}")
    assert told
    assert all(line.startswith("The operator ") for line in told)
    everything = " ".join(" ".join(sentences(omar, f"group={group}")) for group in GROUPS)
    assert "Sara" not in everything
    assert "Patna" not in everything
    assert not AuditEvent.objects.filter(organisation=universe.organisations["beacon"].pk, verb="x").exists()
    assert AuditEvent.objects.filter(organisation=universe.organisations["beacon"].pk).exists()
    assert omar.get(f"/log/?worker={universe.staff['sara'].pk}").status_code == 400


def test_rows_are_narrowed(universe: Universe, omar: Browser) -> None:
    marta = universe.staff["marta"].pk
    assert all(line.startswith("Marta") for line in sentences(omar, f"worker={marta}"))
    assert sentences(omar, f"worker={marta}&group=contacts&day=2026-11-03")
    assert not sentences(omar, "day=2020-01-01")
    reference = keyring.reference(universe.clients["aisha"])
    about = sentences(omar, f"thing={reference}")
    assert len(about) == 2
    assert all(short(universe.clients["aisha"]) in line for line in about)


@pytest.mark.parametrize(
    "query",
    ["worker=x", "day=x", "day=9999-12-31", "day=0001-01-01", "group=x", "thing=x", "thing=%00", "worker=%00",
     f"thing={'f' * 33}", "day=2026-02-30"],
)  # fmt: skip
def test_odd_questions_are_answered_with_400(omar: Browser, query: str) -> None:
    assert omar.get(f"/log/?{query}").status_code == 400


def test_pages_lead_on_and_back(universe: Universe, omar: Browser) -> None:
    for minute in range(120):
        with clock.held(TODAY + dt.timedelta(minutes=minute)):
            audit.record_event(universe.actor("marta" if minute % 3 else "tomba"), "signin.done", "staff", minute)
    first = omar.get("/log/?group=signin")
    seen, page = [line.at for line in first.context["lines"]], first
    while url := page.context["page"].next_url:
        page = omar.get(f"/log/{url}")
        seen += [line.at for line in page.context["lines"]]
    assert len(seen) == 120
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 120
    while url := page.context["page"].previous_url:
        page = omar.get(f"/log/{url}")
    assert [line.at for line in page.context["lines"]] == [line.at for line in first.context["lines"]]
    assert omar.get("/log/?after=rubbish&before=%00").status_code == 200
    assert omar.get("/log/?after=9999-12-31T00:00:00_x").status_code == 200


def test_rows_of_one_moment_are_neither_lost_nor_doubled(universe: Universe, omar: Browser) -> None:
    for _ in range(70):
        audit.record_event(universe.actor("marta"), "signin.done", "staff", "x")
        audit.record_event(access.operator(), "state.rebuilt", "installation", "")
    seen, url = [], "?"
    while url:
        page = omar.get(f"/log/{url}").context["page"]
        seen += [row.pk for row in page.rows]
        url = page.next_url
    own = AuditEvent.objects.filter(organisation__in=[universe.organisations["asha"].pk])
    assert len(seen) == len(set(seen)) == own.count() + AuditEvent.objects.filter(organisation=None).count()


def test_the_page_says_whether_the_chain_holds(universe: Universe, omar: Browser) -> None:
    audit.seal_all()
    sealed = AuditHead.objects.get().seq
    page = omar.get("/log/").content.decode()
    assert "The log holds" in page
    assert "sealed up to" not in page, "the chain is of all organisations: its length tells what others do"
    AuditEvent.objects.filter(seq=2).update(verb="client.read")
    broken = reads.chain(universe.actor("omar"))
    assert broken.broken_at is None, "what stands before an anchor is verified by `twofold verify`"
    audit.record_event(universe.actor("marta"), "signin.done", "staff", "x")
    audit.seal_pending()
    AuditEvent.objects.filter(seq=sealed + 1).update(verb="signin.ended")
    page = omar.get("/log/").content.decode()
    assert "The log does not hold" in page
    assert 'role="alert"' in page


def test_what_others_do_is_not_told_by_what_waits(universe: Universe) -> None:
    audit.seal_all()
    audit.record_event(universe.actor("sara"), "signin.done", "staff", "x")
    assert (reads.waiting(universe.actor("omar")), AuditEvent.objects.filter(seq=None).count()) == (0, 1)


def test_old_and_unknown_rows_are_still_told(universe: Universe, omar: Browser) -> None:
    with clock.held(TODAY + dt.timedelta(minutes=1)):
        audit.record_event(universe.actor("marta"), "tea.made", "pot", "x")
        audit.record_event(universe.actor("marta"), "role.given", "staff", "x")
        audit.record_event(universe.actor("marta"), "role.given", "staff", "x", role="king", site="{who}")
    told = sentences(omar)
    assert any("tea.made" in line for line in told)
    assert any("the role “…”" in line for line in told)
    assert any("the role “king”" in line for line in told)


def test_names_are_shown_inert(universe: Universe) -> None:
    actions.change_staff(
        by=access.operator(), staff=universe.staff["marta"].pk, name="<b>{who}</b>\u202e", sites=[],
        held=[access.Role.OUTREACH_WORKER],
    )  # fmt: skip
    page = signed_in(universe.staff["omar"]).get(f"/log/?worker={universe.staff['marta'].pk}").content.decode()
    assert "&lt;b&gt;{who}&lt;/b&gt;" in page
    assert "<b>{who}" not in page


def test_auditors_alone(universe: Universe, omar: Browser) -> None:
    for login in ("marta", "priya", "arun", "dev", "meera", "dora"):
        assert signed_in(universe.staff[login], factor=True).get("/log/").status_code == 404, login
    assert omar.post("/log/").status_code == 405
    for path in ("/caseloads/", "/plans/", "/staff/", "/clients/"):
        assert omar.get(path).status_code == 404


def test_in_hindi(universe: Universe, omar: Browser) -> None:
    omar.post(reverse("language"), {"language": "hi"})
    assert omar.get("/log/").status_code == 200
    with translation.override("hi"):
        reader = reads.Reader(universe.actor("omar"), "Asia/Kolkata")
        for verb in SENTENCES:
            row = AuditEvent(
                verb=verb, at=TODAY, actor=universe.staff["marta"].pk, object_type="client", object_ref="a" * 32
            )
            assert reader.sentence(row)
