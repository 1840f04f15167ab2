"""The wall: nothing of the domain changes outside an action, and no table of persons is read but by `visible_to`."""

import asyncio
import datetime as dt
from collections.abc import Callable

import pytest
from django.apps import apps

from tests.universe import TODAY, Universe
from twofold.core import guarded
from twofold.core.errors import ClosedReads, WriteOutsideAction
from twofold.core.guarded import ClosedManager, GuardedModel, PersonModel
from twofold.outreach.models import Contact
from twofold.people.models import Client, Profile
from twofold.programme.models import Caseload, Site

DOMAIN = [model for model in apps.get_models() if issubclass(model, GuardedModel)]
PERSONS = [model for model in DOMAIN if issubclass(model, PersonModel)]
READS: dict[str, Callable[[ClosedManager], object]] = {
    "all": lambda rows: rows.all(),
    "filter": lambda rows: rows.filter(pk=1),
    "exclude": lambda rows: rows.exclude(pk=1),
    "get": lambda rows: rows.get(pk=1),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "in_bulk": lambda rows: rows.in_bulk(),
    "values": lambda rows: rows.values("pk"),
    "values_list": lambda rows: rows.values_list("pk"),
    "aggregate": lambda rows: rows.aggregate(),
    "annotate": lambda rows: rows.annotate(),
    "iterator": lambda rows: rows.iterator(),
    "order_by": lambda rows: rows.order_by("pk"),
    "only": lambda rows: rows.only("pk"),
    "defer": lambda rows: rows.defer("pk"),
    "raw": lambda rows: rows.raw("SELECT 1"),
    "union": lambda rows: rows.union(),
    "using": lambda rows: rows.using("default"),
    "db_manager": lambda rows: rows.db_manager("default").all(),
    "select_related": lambda rows: rows.select_related(),
    "select_for_update": lambda rows: rows.select_for_update(),
    "get_or_create": lambda rows: rows.get_or_create(pk=1),
    "update_or_create": lambda rows: rows.update_or_create(pk=1),
    "create": lambda rows: rows.create(pk=1),
    "bulk_create": lambda rows: rows.bulk_create([]),
    "update": lambda rows: rows.update(pk=1),
    "delete": lambda rows: rows.all().delete(),
}


def named(models: list[type]) -> dict[str, object]:
    return {"argvalues": models, "ids": [model.__name__ for model in models]}


def rows_of(model: type) -> guarded.GuardedQuerySet:
    return model.objects.unscoped("tests") if issubclass(model, PersonModel) else model.objects.all()


def test_every_table_of_the_domain_is_behind_the_wall() -> None:
    apps_of_the_domain = {"programme", "people", "outreach", "indicators", "home"}
    assert not [
        model.__name__
        for model in apps.get_models()
        if model._meta.app_label in apps_of_the_domain and model not in DOMAIN
    ]
    assert {"Client", "Profile", "Contact", "StaffBlock", "ClientState"} <= {model.__name__ for model in PERSONS}


@pytest.mark.parametrize("model", **named(DOMAIN))
def test_every_writing_verb_is_refused(model: type, db: None) -> None:
    rows, row = rows_of(model), model()
    writes: dict[str, Callable[[], object]] = {
        "save": row.save,
        "force_insert": lambda: row.save(force_insert=True),
        "update_fields": lambda: row.save(update_fields=[]),
        "delete": row.delete,
        "create": rows.create,
        "bulk_create": lambda: rows.bulk_create([row]),
        "bulk_create of nothing": lambda: rows.bulk_create([]),
        "bulk_update": lambda: rows.bulk_update([], ["pk"]),
        "update": lambda: rows.update(pk=row.pk),
        "rows.delete": rows.delete,
        "get_or_create": lambda: rows.get_or_create(pk=row.pk),
        "update_or_create": lambda: rows.update_or_create(pk=row.pk),
        "the base manager": lambda: model._base_manager.all().update(pk=row.pk),
        "the base manager's delete": lambda: model._base_manager.all().delete(),
        "asave": lambda: asyncio.run(row.asave()),
        "acreate": lambda: asyncio.run(rows.acreate()),
    }
    for name, write in writes.items():
        with pytest.raises(WriteOutsideAction):
            write()
            pytest.fail(f"{name} changed {model.__name__}")


@pytest.mark.parametrize("model", **named(PERSONS))
@pytest.mark.parametrize("verb", READS)
def test_a_table_of_persons_is_read_by_no_other_verb(model: type, verb: str) -> None:
    with pytest.raises(ClosedReads):
        READS[verb](model.objects)


def test_reading_everything_needs_a_reason() -> None:
    with pytest.raises(ClosedReads, match="why"):
        Client.objects.unscoped("")


def test_no_page_module_reads_without_a_scope() -> None:
    """`unscoped` is for code below the doors; the fence in `tests/architecture` says so of every view."""
    with pytest.raises(ClosedReads):
        list(Client.objects.get_queryset())


@pytest.mark.django_db
def test_a_relation_is_closed_too_and_holds_its_own_rows_only(universe: Universe) -> None:
    bilal, tomba = universe.client("bilal"), universe.actor("tomba")
    with pytest.raises(ClosedReads):
        bilal.contacts.all()
    with pytest.raises(ClosedReads):
        list(Contact.objects.visible_to(tomba)[0].client.profiles.all())
    own = set(Contact.objects.visible_to(tomba).filter(client=bilal))
    assert set(bilal.contacts.visible_to(tomba)) == own
    assert len(own) == 3, "the stranger's contact is visible to Tomba and no contact of Bilal's"
    assert {row.client_id for row in bilal.profiles.unscoped("tests")} == {bilal.pk}


@pytest.mark.django_db
def test_a_relation_writes_inside_actions_only(universe: Universe) -> None:
    caseload, west = universe.caseloads["tomba"], universe.sites["imphal-west"]
    with pytest.raises(WriteOutsideAction):
        west.caseloads.add(caseload)
    with pytest.raises(WriteOutsideAction):
        west.caseloads.create(name="x")
    with pytest.raises(WriteOutsideAction):
        universe.staff["tomba"].caseloads.clear()
    assert Caseload.objects.get(pk=caseload.pk).site_id == universe.sites["imphal-east"].pk


@pytest.mark.django_db
def test_inside_an_action_the_verbs_work(universe: Universe) -> None:
    with guarded.writing():
        assert Site.objects.filter(pk=universe.sites["patna"].pk).update(name="Patna") == 1
        row = Profile.objects.unscoped("tests").first()
        row.gender = "not_said"
        row.save()
    with pytest.raises(WriteOutsideAction):
        row.save()


def test_the_wall_stands_again_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), guarded.writing():
        _ = 1 / 0
    with pytest.raises(WriteOutsideAction):
        Site().save()


@pytest.mark.django_db
def test_another_thread_is_not_let_in_by_an_action_here() -> None:
    import threading

    refused: list[str] = []

    def write() -> None:
        try:
            Site(closed_on=dt.date(2026, 1, 1)).save()
        except WriteOutsideAction as refusal:
            refused.append(str(refusal))

    with guarded.writing():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert refused


def test_the_world_stands_on_its_own_day(universe: Universe) -> None:
    from twofold.core import clock

    assert clock.now() == TODAY
