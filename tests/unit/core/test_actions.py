"""The door for change: keyword-only, atomic, noted; what was refused leaves a row though nothing else stays."""

import uuid

import pytest

from tests.universe import Universe
from twofold.core import access, audit, clock
from twofold.core.access import Actor, Door
from twofold.core.actions import NoTrail, action, note, nothing_to_do, require
from twofold.core.errors import Denied, Invalid, NotThere, WriteOutsideAction
from twofold.core.models import AuditEvent
from twofold.programme.models import Site

pytestmark = pytest.mark.django_db
BY = access.operator()


def newest(count: int = 1) -> list[AuditEvent]:
    """The rows that were written last: the clock stands still, so ids of one moment are in no order."""
    held = AuditEvent.objects.order_by("-at", "-id")[:count]
    assert {row.at for row in held} == {clock.now()}
    assert AuditEvent.objects.filter(at=clock.now()).count() == count
    return list(held)


def rename(name: str, site: Site) -> None:
    site.name = name
    site.save()


@pytest.fixture
def site(universe: Universe) -> Site:
    return universe.sites["patna"]


@pytest.fixture(autouse=True)
def _world(universe: Universe) -> None:
    """Every test here plays in the named world, whose clock stands still."""


def test_an_action_takes_keywords_only() -> None:
    @action("site.renamed")
    def change(*, by: Actor, name: str) -> None:
        note("site.renamed", "site", name)

    with pytest.raises(TypeError, match="keywords only"):
        change(BY, "x")
    for wrong in (None, "operator", object()):
        with pytest.raises(AssertionError):
            change(by=wrong, name="x")
    with pytest.raises(KeyError):
        change(name="x")


def test_an_action_writes_and_leaves_its_row(site: Site) -> None:
    @action("site.renamed")
    def change(*, by: Actor) -> str:
        rename("Anew", site)
        note("site.renamed", "site", site.pk, fields=["name"])
        return "done"

    before = AuditEvent.objects.count()
    assert change(by=BY) == "done"
    (row,) = newest()
    assert AuditEvent.objects.count() == before + 1
    assert (row.verb, row.object_type, row.actor, row.denied) == ("site.renamed", "site", BY.id, False)
    assert row.detail == {"fields": ["name"]}
    assert str(site.pk) not in row.object_ref
    with pytest.raises(WriteOutsideAction):
        site.save()


def test_an_action_without_a_note_is_a_mistake_and_changes_nothing(site: Site) -> None:
    @action("site.renamed")
    def forgetful(*, by: Actor) -> None:
        rename("Gone", site)

    before = AuditEvent.objects.count()
    with pytest.raises(NoTrail):
        forgetful(by=BY)
    assert Site.objects.get(pk=site.pk).name != "Gone"
    assert AuditEvent.objects.count() == before


def test_an_action_may_say_that_there_was_nothing_to_do() -> None:
    @action("site.renamed")
    def idle(*, by: Actor) -> None:
        nothing_to_do()

    before = AuditEvent.objects.count()
    idle(by=BY)
    assert AuditEvent.objects.count() == before


def test_a_note_belongs_inside_an_action() -> None:
    with pytest.raises(NoTrail):
        note("site.renamed", "site", "x")


@pytest.mark.parametrize("refusal", [Denied("No."), NotThere()], ids=["denied", "not there"])
def test_a_refusal_leaves_a_row_although_the_rest_is_gone(site: Site, refusal: Exception) -> None:
    @action("site.renamed")
    def refused(*, by: Actor) -> None:
        rename("Gone", site)
        note("site.renamed", "site", site.pk)
        raise refusal

    before = AuditEvent.objects.count()
    with pytest.raises(type(refusal)) as caught:
        refused(by=BY)
    assert caught.value.noted
    (row,) = newest()
    assert AuditEvent.objects.count() == before + 1
    assert (row.denied, row.verb, row.detail) == (True, "site.renamed", {"why": type(refusal).__name__})
    assert Site.objects.get(pk=site.pk).name != "Gone"


@pytest.mark.parametrize("problem", [Invalid("Not so."), ZeroDivisionError()], ids=["invalid", "broken"])
def test_what_went_wrong_changes_nothing_and_notes_nothing(site: Site, problem: Exception) -> None:
    @action("site.renamed")
    def wrong(*, by: Actor) -> None:
        rename("Gone", site)
        note("site.renamed", "site", site.pk)
        raise problem

    before = AuditEvent.objects.count()
    with pytest.raises(type(problem)):
        wrong(by=BY)
    assert AuditEvent.objects.count() == before
    assert Site.objects.get(pk=site.pk).name != "Gone"


def test_an_action_within_an_action_is_one_transaction_and_one_trail(site: Site) -> None:
    @action("inner")
    def inner(*, by: Actor) -> None:
        rename("Gone", site)
        note("inner", "site", site.pk)

    @action("outer")
    def outer(*, by: Actor, fail: bool) -> None:
        inner(by=by)
        note("outer", "site", site.pk)
        if fail:
            raise Denied("No.")

    before = AuditEvent.objects.count()
    with pytest.raises(Denied):
        outer(by=BY, fail=True)
    assert Site.objects.get(pk=site.pk).name != "Gone"
    assert AuditEvent.objects.count() == before + 1, "the refusal, once"
    outer(by=BY, fail=False)
    assert sorted(row.verb for row in newest(3)) == ["inner", "outer", "outer"]


def test_a_door_that_does_not_open_is_a_refusal() -> None:
    nobody = Actor(uuid.uuid4(), None, frozenset(), second_factor=True)
    with pytest.raises(Denied):
        require(nobody, Door.STAFF)
    require(BY, Door.STAFF)


def test_rows_of_one_action_are_written_together(site: Site, django_assert_num_queries: object) -> None:
    @action("many")
    def many(*, by: Actor) -> None:
        for number in range(50):
            note("many", "site", number)

    with django_assert_num_queries(3):  # savepoint, one insert, release
        many(by=BY)


def test_the_log_holds_references_not_ids(universe: Universe) -> None:
    audit.record_read(universe.actor("tomba"), "client", universe.clients["bilal"], ["C3"])
    (row,) = newest()
    assert universe.clients["bilal"].hex[:12] not in row.object_ref
    assert row.detail == {"parts": ["C3"]}
    again = audit._event(BY, "x", "client", universe.clients["bilal"], {})
    assert again.object_ref == row.object_ref, "the same thing has the same reference"
