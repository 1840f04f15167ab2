"""The invented story, before it is played: its rates are the published ones, and it has what a real programme has."""

import datetime as dt
from collections import Counter
from random import Random

import pytest

from twofold.core.access import GRANTS, Consent, Relation
from twofold.demo.calendar import Story
from twofold.demo.contacts import Meeting, meetings
from twofold.demo.people import Person, people
from twofold.demo.story import Entry, entries
from twofold.demo.together import Gathering, GoingStep, PartnerWord
from twofold.demo.world import company, rates, world
from twofold.programme.catalogue import counted

END = dt.date(2026, 11, 19)
STORY = Story(world(), END)


@pytest.fixture(scope="module")
def persons() -> list[Person]:
    return people(STORY, 500, Random(1))


@pytest.fixture(scope="module")
def held(persons: list[Person]) -> list[Meeting]:
    rng = Random(1)
    return meetings(STORY, people(STORY, 500, rng), rng)


def test_the_story_spans_24_whole_months_and_the_one_that_has_begun() -> None:
    months = STORY.months
    assert [month.whole for month in months] == [True] * 24 + [False]
    assert (months[0].first, months[-1].last) == (dt.date(2024, 11, 1), END)


@pytest.mark.parametrize("end", [dt.date(2026, 11, 30), dt.date(2026, 12, 1), dt.date(2028, 2, 29)])
def test_any_day_can_be_the_last(end: dt.date) -> None:
    told = entries(Story(world(), end), 3, 1)
    assert told and max(entry.arrives for entry in told) <= end


def test_the_programme_is_as_large_and_as_varied_as_promised() -> None:
    told = world()
    assert (len(told.organisation), len(told.site), len(told.staff)) == (2, 6, 30)
    assert {row.code for row in told.place if row.level == "state"} == {"in-mn", "in-br", "in-hr"}
    held = {role for row in told.staff for role in row.roles}
    assert len(held) == 13, "every role but the operator's, who has no account"


def test_every_mode_beneficiary_and_topic_occurs(held: list[Meeting]) -> None:
    assert {one.mode for one in held} == {"outreach", "drop_in", "home", "secondary"}
    assert {one.beneficiary for one in held} == {"client", "carried", "stranger"}
    assert len({topic for one in held for topic in one.topics}) == 8
    assert len({item for one in held for item in one.supplies}) == 10


def test_seven_in_a_hundred_who_inject_are_women(persons: list[Person]) -> None:
    inject = [one for one in persons if one.injects]
    women = sum(one.gender == "woman" for one in inject) / len(inject)
    assert women == pytest.approx(rates().women.of_people_who_inject, abs=0.01)
    partners = [one for one in persons if "partner" in one.kinds]
    assert Counter(one.gender for one in partners if not one.injects)["woman"] > 0.6 * sum(
        not one.injects for one in partners
    )
    assert any(len(one.kinds) > 1 for one in persons) and {"child", "family", "widowed"} <= {
        kind for one in persons for kind in one.kinds
    }


def test_people_leave_for_every_reason_and_some_come_back(persons: list[Person]) -> None:
    assert {status for one in persons for _, status in one.standings} == {"chose", "moved", "prison", "died", "active"}
    for one in persons:
        statuses = [status for _, status in one.standings]
        assert "died" not in statuses[:-1], "nobody comes back from the dead"
        assert all(day > one.registered for day, _ in one.standings)


def test_nobody_is_met_while_away_or_on_a_sunday(held: list[Meeting]) -> None:
    for one in held:
        assert one.day.weekday() != 6 and one.day <= one.arrives <= END
        assert one.person is None or one.person.can_be_met(one.day)


def test_no_syringe_is_given_at_a_site_that_has_none(held: list[Meeting]) -> None:
    out = [one for one in held if STORY.within(world().stock_out, one.site, one.day)]
    assert len(out) > 20
    assert sum(counted(one.supplies, "syringes") for one in out) == 0


def test_organisations_give_only_what_they_offer(held: list[Meeting]) -> None:
    for one in held:
        assert not set(one.supplies) & set(world().organisation_of(one.site).not_offered)


def test_some_notes_arrive_late(held: list[Meeting]) -> None:
    waits = [(one.arrives - one.day).days for one in held]
    assert max(waits) > 20 and sum(wait > 14 for wait in waits) > 0.01 * len(waits)


def test_sex_work_is_written_only_after_consent_in_full() -> None:
    told = entries(STORY, 500, 1)
    full = {
        entry.what[0].number: entry.arrives
        for entry in told
        if entry.kind == "consent" and entry.what[1] == Consent.FULL
    }
    sells = [entry for entry in told if entry.kind == "kind" and entry.what[1][0] == "sells_sex"]
    assert sells
    assert all(full[entry.what[0].number] < entry.arrives for entry in sells)


def test_consents_are_as_varied_as_life() -> None:
    stages = Counter(entry.what[1] for entry in entries(STORY, 500, 1) if entry.kind == "consent")
    assert stages[Consent.FULL] > 300 and stages[Consent.WITHDRAWN] > 2 and stages[Consent.CARD] > 2


def test_the_same_seed_tells_the_same_story_and_another_seed_another() -> None:
    def told(seed: int) -> list[tuple]:
        return [
            (e.arrives, e.author, e.kind, e.happened, e.what.supplies if e.kind == "contact" else "")
            for e in entries(STORY, 30, seed)
        ]

    assert told(1) == told(1)
    assert told(1) != told(2)


def test_the_published_rates_hold(persons: list[Person], held: list[Meeting]) -> None:
    """Project ORCHID's: 81% met in a month, 16 needles and 5 condoms a participant-month; over 24 whole months.

    Whether one divides by everybody on the register or by those who inject (see `supplies.participant_months`).
    """
    published = rates().published
    assert (published.contacted_in_month, published.needles_per_month, published.condoms_per_month) == (0.81, 16, 5)
    register = injecting = met = needles = condoms = 0
    for month in (month for month in STORY.months if month.whole):
        here = [one for one in held if month.first <= one.day <= month.last]
        register += sum(one.registered_in(month.first, month.last) for one in persons)
        injecting += sum(one.registered_in(month.first, month.last) and one.injects_on(month.last) for one in persons)
        met += len({one.person.number for one in here if one.person})
        needles += sum(counted(one.supplies, "syringes") for one in here)
        condoms += sum(counted(one.supplies, "condoms") for one in here)
    assert met / register == pytest.approx(0.81, abs=0.02)
    for base in (register, injecting):
        assert needles / base == pytest.approx(16, rel=0.1)
        assert condoms / base == pytest.approx(5, rel=0.1)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nobody_writes_about_a_person_after_letting_the_file_go(seed: int) -> None:
    """A note that arrives after a caseload changed hands, or a person moved to another, would find no file."""
    story = Story(world(), END)
    staff = {worker.login: worker for worker in story.world.staff}
    for one in entries(story, 500, seed):
        person = one.what[0] if isinstance(one.what, tuple) else getattr(one.what, "person", None)
        if person is None or one.kind == "place":
            continue
        worker = staff[one.author]
        reaches = {GRANTS[role].reach for role in worker.roles if role in GRANTS}
        caseload = person.moves[1] if person.moves and person.moves[0] <= one.arrives else person.caseload
        holder = [who for since, who in story.holders(caseload) if since <= one.arrives][-1]
        near = Relation.SITE in reaches and person.site in worker.sites
        assert holder == one.author or near or Relation.ORGANISATION in reaches, (one.kind, one.author, one.arrives)
        assert person.blocks != one.author


@pytest.fixture(scope="module")
def told() -> list[Entry]:
    return entries(STORY, 500, 1)


def test_some_are_gone_along_with_as_far_as_the_third_visit(told: list[Entry]) -> None:
    steps: list[GoingStep] = [entry.what for entry in told if entry.kind == "step"]
    assert {one.step for one in steps} == {
        "appointment", "accompanied", "arrived", "seen", "broken", "stopped", "outcome",
    }  # fmt: skip
    assert max(one.visit for one in steps) == 3
    offered = [entry.what for entry in told if entry.kind == "offer"]
    assert {one.going for one in steps} <= set(offered), "nothing is followed that was not offered"
    services = {code for row in company().facility for code in row.services}
    assert {one.service for one in offered} <= services, "for each service there is a place to go"
    assert any(one.on and one.on > END for one in offered) or any((one.told.get("on") or END) > END for one in steps)


def test_groups_are_held_and_paths_to_partners_end_in_every_way(told: list[Entry]) -> None:
    groups: list[Gathering] = [entry.what for entry in told if entry.kind == "group"]
    assert {one.kind for one in groups} == set(company().groups) and all(one.there for one in groups)
    words: list[PartnerWord] = [entry.what for entry in told if entry.kind in ("partner", "path")]
    assert {one.told["outcome"] for one in words if "outcome" in one.told} == {
        "agreed", "not_now", "never", "accepted", "met", "own_card",
    }  # fmt: skip
    cards = [one for one in words if one.card]
    assert len({one.card.number for one in cards if one.card}) == len(cards) > 3, "each card is one person's own"
    assert all(one.card and one.card.registered < one.day for one in cards), "written down after she came herself"


def test_what_is_told_of_somebody_arrives_after_they_registered(told: list[Entry]) -> None:
    registered = {entry.what[0].number: n for n, entry in enumerate(told) if entry.kind == "register"}
    for n, entry in enumerate(told):
        about = {"offer": lambda what: [what.person], "step": lambda what: [what.going.person],
                 "group": lambda what: what.there, "partner": lambda what: [what.person],
                 "path": lambda what: [what.person, *([what.card] if what.card else [])]}.get(entry.kind)  # fmt: skip
        assert all(registered[person.number] < n for person in (about(entry.what) if about else ()))
