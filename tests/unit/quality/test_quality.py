"""Data quality: what each rule finds, who is asked to mend it, and that nobody learns of a file by it."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.signing import signed_in
from tests.universe import Universe
from twofold.core import clock
from twofold.core.errors import Denied, Invalid, NotThere
from twofold.outreach import actions as outreach
from twofold.outreach.actions import NewContact
from twofold.people import actions as people
from twofold.people.actions import NewClient
from twofold.people.actions.record import record_standings
from twofold.programme import actions as programme
from twofold.quality import actions, checks
from twofold.quality.models import Finding
from twofold.quality.rules import rules

OCTOBER = dt.datetime(2026, 10, 8, 5, tzinfo=dt.UTC)


def look(universe: Universe, login: str = "dev") -> actions.Looked:
    by = universe.actor(login)
    assert by.organisation
    return actions.look_through(by=by, organisation=by.organisation)


def found(universe: Universe, rule: str, login: str = "dev") -> list[Finding]:
    rows = Finding.objects.visible_to(universe.actor(login)).filter(settlement=None, rule=rule)
    return list(rows.select_related("client"))


def new(universe: Universe, many: int = 1, caseload: str = "tomba", **said: Any) -> list[uuid.UUID]:
    row = universe.caseloads[caseload]
    told = [NewClient(site=row.site_id, caseload=row.id, gender="man", **said) for _ in range(many)]
    with clock.held(OCTOBER):
        return [one.pk for one in people.register_clients(by=universe.actor(caseload), clients=told)]


def meet(universe: Universe, client: uuid.UUID, moment: dt.datetime = OCTOBER, by: str = "tomba", **told: Any) -> None:
    site = universe.caseloads[by].site_id
    contact = NewContact(site=site, client=client, occurred_at=moment, **told)
    with clock.held(min(moment, OCTOBER) if moment > OCTOBER else clock.now()):
        outreach.record_contacts(by=universe.actor(by), contacts=[contact])


def many_pieces(universe: Universe) -> uuid.UUID:
    meet(universe, universe.clients["bilal"], supplies={"syringe_1ml": 400})
    return universe.clients["bilal"]


def before_the_card(universe: Universe) -> uuid.UUID:
    (client,) = new(universe)
    meet(universe, client, OCTOBER - dt.timedelta(days=20), supplies={"syringe_1ml": 4})
    return client


def after_death(universe: Universe) -> uuid.UUID:
    client = universe.clients["bilal"]
    record_standings(by=universe.actor("tomba"), standings=[(client, "died")], occurred_at=OCTOBER)
    return client


def more_back(universe: Universe) -> uuid.UUID:
    meet(universe, universe.clients["esha"], returned={"syringe_1ml": 60})
    return universe.clients["esha"]


def on_one_day(universe: Universe) -> uuid.UUID:
    for _ in range(4):
        meet(universe, universe.clients["esha"], supplies={"syringe_1ml": 3})
    return universe.clients["esha"]


def nothing_known(universe: Universe) -> uuid.UUID:
    return new(universe)[0]


def injects(universe: Universe) -> uuid.UUID:
    return new(universe, kinds=["injects"])[0]


PLANTED: dict[str, Callable[[Universe], uuid.UUID]] = {
    "very_many": many_pieces,
    "before_card": before_the_card,
    "after_death": after_death,
    "more_back_than_out": more_back,
    "several_a_day": on_one_day,
    "no_birth_year": nothing_known,
    "no_need": injects,
}


@pytest.mark.parametrize("rule", PLANTED)
def test_what_is_planted_in_one_file_is_found_and_goes_to_who_can_mend_it(universe: Universe, rule: str) -> None:
    client = PLANTED[rule](universe)
    look(universe)
    assert client in {row.client_id for row in found(universe, rule)}
    goes_to_worker = rules().by_code()[rule].to == "worker"
    assert (client in {row.client_id for row in found(universe, rule, "tomba")}) is True
    for login in ("marta", "ibemhal", "priya", "meera", "sara", "ravi", "nina"):
        assert client not in {row.client_id for row in found(universe, rule, login)}, login
    assert goes_to_worker or rule == "several_a_day"


def test_a_pattern_in_a_caseload_goes_to_its_holder_alone(universe: Universe) -> None:
    clients = new(universe, 12)
    for place, client in enumerate(clients):
        for step in range(3):
            moment = dt.datetime(2026, 10, 9 + 3 * step, 5, place, tzinfo=dt.UTC)
            site = universe.caseloads["tomba"].site_id
            told = NewContact(site=site, client=client, supplies={"syringe_1ml": 10}, occurred_at=moment)
            outreach.record_contacts(by=universe.actor("tomba"), contacts=[told])
    look(universe)
    (late,) = found(universe, "late_records", "tomba")
    assert late.evidence["contacts"] == 38
    assert late.evidence["late"] == 36
    (heaped,) = found(universe, "round_numbers", "tomba")
    assert heaped.caseload_id == universe.caseloads["tomba"].pk
    (copied,) = found(universe, "copied_series")
    assert set(copied.others) == set(clients)
    for login in ("marta", "priya", "meera", "ravi"):
        assert not found(universe, "late_records", login) + found(universe, "copied_series", login)


def test_copies_name_only_files_that_the_reader_may_know_of(universe: Universe) -> None:
    clients = new(universe, 2)
    for client in clients:
        for day in (9, 12, 15):
            meet(universe, client, dt.datetime(2026, 10, day, 5, tzinfo=dt.UTC), supplies={"syringe_1ml": 7})
    look(universe)
    dev = signed_in(universe.staff["dev"])
    assert b"Contacts look copied" in dev.get("/quality/", {"rule": "copied_series"}).content
    people.block_staff(by=universe.actor("tomba"), client=clients[0], staff=universe.staff["dev"].pk)
    assert b"same days and the same numbers" not in dev.get("/quality/", {"rule": "copied_series"}).content


def test_birth_years_that_heap_up(universe: Universe) -> None:
    for _ in range(2):
        for year in (1980, 1985, 1990, 1995, 2000, 1981, 1987, 1993, 1999, 2003):
            new(universe, birth_year=year)
    look(universe)
    (heaped,) = found(universe, "round_birth_years")
    assert heaped.evidence == {"round": 11, "clients": 22}  # Bilal (1990) and Esha (2001) are on the list too


def test_what_is_for_the_manager(universe: Universe) -> None:
    row = universe.caseloads["ibemhal"]
    meet(universe, universe.clients["chandra"], dt.datetime(2026, 9, 8, 5, tzinfo=dt.UTC), by="ibemhal")
    programme.hand_over_caseload(by=universe.actor("priya"), caseload=row.pk, holder=None)
    look(universe)
    assert [one.caseload_id for one in found(universe, "no_holder", "priya")] == [row.pk]
    silent = found(universe, "silent_site", "priya")
    assert universe.sites["imphal-west"].pk in {one.site_id for one in silent}
    assert not found(universe, "no_holder", "tomba")


def test_looking_again_finds_the_same_once_and_sees_what_was_mended(universe: Universe) -> None:
    client = nothing_known(universe)
    first = look(universe)
    assert look(universe) == actions.Looked(0, 0, first.open)
    profile = {"gender": "man", "birth_year": 1990, "nickname": "", "reach": {}}
    people.change_profiles(by=universe.actor("tomba"), profiles=[(client, profile)])
    assert look(universe).mended == 1
    assert client not in {row.client_id for row in found(universe, "no_birth_year")}


def test_right_as_it_is_stays_settled_and_needs_a_reason(universe: Universe) -> None:
    client, by = nothing_known(universe), universe.actor("tomba")
    look(universe)
    (row,) = [one for one in found(universe, "no_birth_year", "tomba") if one.client_id == client]
    with pytest.raises(Invalid, match="Say why"):
        actions.settle_findings(by=by, findings=[row.pk], how="right")
    with pytest.raises(NotThere):
        actions.settle_findings(by=universe.actor("marta"), findings=[row.pk], how="mended")
    actions.settle_findings(by=by, findings=[row.pk], how="right", reason="Does not want to say")
    with pytest.raises(Invalid, match="in the meantime"):
        actions.settle_findings(by=by, findings=[row.pk], how="mended")
    assert look(universe).new == 0
    page = signed_in(universe.staff["tomba"]).get("/quality/", {"state": "settled"}).content.decode()
    assert "Does not want to say" in page


def test_said_to_be_mended_and_still_there_is_asked_again(universe: Universe) -> None:
    client, by = nothing_known(universe), universe.actor("tomba")
    look(universe)
    (row,) = [one for one in found(universe, "no_birth_year", "tomba") if one.client_id == client]
    actions.settle_findings(by=by, findings=[row.pk], how="mended")
    assert look(universe).new == 1


def test_a_peer_is_not_told_of_what_stands_in_a_part_that_peers_do_not_read(universe: Universe) -> None:
    row = universe.caseloads["peter"]
    told = NewClient(site=row.site_id, caseload=row.id, kinds=["injects"], birth_year=1990)
    client = people.register_clients(by=universe.actor("dev"), clients=[told])[0].pk
    look(universe)
    assert client in {one.client_id for one in found(universe, "no_need")}
    assert not found(universe, "no_need", "peter")
    assert "Need not known" not in signed_in(universe.staff["peter"]).get("/quality/").content.decode()


def test_the_page_for_the_whole_hides_small_counts_and_names_nobody(universe: Universe) -> None:
    many_pieces(universe)
    look(universe)
    page = signed_in(universe.staff["meera"]).get("/quality/")
    told = {one.rule.code: one.open for one in page.context["tallies"]}
    assert told["very_many"] is None
    assert told["after_death"] == 0
    assert page.context["lines"] == []
    with pytest.raises(Denied):
        look(universe, "tomba")


def test_over_the_page_look_settle_and_what_is_wrong(universe: Universe) -> None:
    nothing_known(universe)
    dev = signed_in(universe.staff["dev"])
    assert b"Nothing waits" in dev.get("/quality/").content
    assert dev.post("/quality/look/").status_code == 302
    page = dev.get("/quality/", {"rule": "no_birth_year"})
    (line, _form), *_rest = page.context["lines"]
    assert dev.post("/quality/settle/", {"finding": line.row.pk, "how": "right"}).status_code == 400
    assert dev.post("/quality/settle/", {"finding": line.row.pk, "how": "mended"}).status_code == 302
    assert dev.post("/quality/settle/", {}).status_code == 400
    assert dev.post("/quality/settle/", {"finding": uuid.uuid4(), "how": "mended"}).status_code == 404
    assert dev.get("/quality/", {"rule": "\x00", "state": "x"}).status_code == 200


def test_every_rule_has_its_check_and_words_that_fit_its_evidence() -> None:
    assert set(checks.CHECKS) == set(rules().by_code())
    assert all(one.status == "unverified" for one in [rules()])
