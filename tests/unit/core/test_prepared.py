"""A read that is built once gives what its queryset gives, whatever it is asked for; what cannot be built once is refused."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db.models import Q, QuerySet

from tests.universe import Universe
from twofold.core.prepared import LENGTHS, MOST, Unprepared, prepared
from twofold.people import models
from twofold.people.models import Client, visible_clients
from twofold.programme.models import Posting, RoleHeld, Staff

pytestmark = pytest.mark.django_db
DAYS = (dt.date(2020, 1, 1), dt.date(2026, 11, 20))


def roles(staff: uuid.UUID, day: dt.date) -> QuerySet[Any]:
    return RoleHeld.objects.filter(staff=staff, since__lte=day).order_by("pk").values_list("role", flat=True)


def named(logins: tuple[str, ...]) -> QuerySet[Any]:
    return Staff.objects.filter(login__in=logins).order_by("login")


def test_rows_are_those_of_the_queryset(universe: Universe, django_assert_num_queries: Any) -> None:
    ask = prepared(roles)
    for row in universe.staff.values():
        for day in DAYS:
            with django_assert_num_queries(1):
                found = ask(row.pk, day)
            assert found == list(roles(row.pk, day))
    assert ask(uuid.uuid4(), DAYS[1]) == []


def test_a_tuple_may_have_any_length(universe: Universe) -> None:
    ask, logins = prepared(named), sorted(universe.staff)
    for some in (
        (),
        ("tomba",),
        ("tomba", "tomba"),
        tuple(logins[:5]),
        tuple(logins),
        (*logins, *map(str, range(MOST))),
        (*logins, *map(str, range(LENGTHS[-1] - len(logins)))),
        (*logins, *map(str, range(LENGTHS[-1]))),
    ):
        assert ask(some) == list(named(some))
    with_organisation = ask(("tomba",))[0]
    assert with_organisation.organisation == universe.organisations["asha"]
    assert "organisation" in with_organisation._state.fields_cache


def test_long_lists_share_few_statements(universe: Universe) -> None:
    made: list[int] = []

    def counted(logins: tuple[str, ...]) -> QuerySet[Any]:
        made.append(len(logins))
        return named(logins)

    ask = prepared(counted)
    for n in range(MOST + 1, LENGTHS[2]):
        assert [row.login for row in ask(("tomba", *map(str, range(n - 1))))] == ["tomba"]
    assert {*made} <= {*LENGTHS[:3]}, "filled up to one of the lengths"


def test_each_other_argument_makes_a_statement_of_its_own(universe: Universe) -> None:
    def posted(site: uuid.UUID | None) -> QuerySet[Any]:
        return Posting.objects.filter(site=site).order_by("pk")

    ask = prepared(posted)
    east = universe.sites["imphal-east"].pk
    assert ask(east) == list(posted(east)) != []
    assert ask(None) == []


def test_what_works_with_its_arguments_is_refused(universe: Universe) -> None:
    def since(day: dt.date) -> QuerySet[Any]:
        return RoleHeld.objects.filter(since__lte=day + dt.timedelta(days=1))

    def alike(login: str) -> QuerySet[Any]:
        return Staff.objects.filter(login__contains=login)

    for build, asked in ((since, DAYS[0]), (alike, "tomba")):
        with pytest.raises(Unprepared):
            prepared(build)(asked)


def test_whom_a_worker_may_know_of_is_decided_alike(universe: Universe) -> None:
    clients = [*universe.clients.values(), uuid.uuid4()]
    seen = set()
    for login in universe.staff:
        by = universe.actor(login)
        told = {row.pk: row.state.site_id for row in Client.objects.visible_to(by).filter(pk__in=clients)}
        assert {pk: row.state.site_id for pk, row in visible_clients(by, clients).items()} == told
        seen.add(len(told))
    assert len(seen) > 2
    assert visible_clients(by, []) == {}


def test_what_a_test_replaces_is_seen(universe: Universe, monkeypatch: pytest.MonkeyPatch) -> None:
    by, client = universe.actor("omar"), universe.clients["bilal"]
    assert visible_clients(by, [client]) == {}
    with monkeypatch.context() as patch:
        patch.setattr(models, "scope", lambda actor, reaches, at="state__": Q())
        assert client in visible_clients(by, [client])
    assert visible_clients(by, [client]) == {}
