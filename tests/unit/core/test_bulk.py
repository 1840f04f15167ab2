"""Rows that are made and written in numbers are the rows that Django would make and write."""

import uuid

import pytest

from tests.universe import TODAY, Universe
from twofold.core import bulk
from twofold.core.guarded import writing
from twofold.core.models import AuditEvent, PersonKey
from twofold.outreach.models import ContactTally, ServiceState


def values(row: ContactTally | ServiceState | AuditEvent) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_row_is_what_django_makes_of_the_same_columns() -> None:
    told = {"contact_id": uuid.uuid4(), "day": TODAY.date(), "needles_out": 3}
    made, usual = bulk.row(ContactTally, **told), ContactTally(**told)
    assert values(made) == values(usual)
    assert (made._state.adding, made._state.db) == (usual._state.adding, usual._state.db)
    event = bulk.row(AuditEvent, verb="x")
    assert event.id != bulk.row(AuditEvent, verb="x").id and event.detail is not bulk.row(AuditEvent, verb="x").detail
    with pytest.raises(TypeError, match="no such columns"):
        bulk.row(AuditEvent, colour="red")


def test_what_is_there_already_is_replaced_where_that_is_asked(universe: Universe) -> None:
    rows = ServiceState.objects.unscoped("tests")
    before = {row.pk: values(row) for row in rows.order_by("pk")}
    first = rows.order_by("pk")[0]
    first.contacts = 99
    with writing():
        rows.bulk_create([first], update_conflicts=True, unique_fields=["client"], update_fields=["contacts"])
    assert rows.get(pk=first.pk).contacts == 99
    assert {row.pk: values(row) for row in rows} == before | {first.pk: before[first.pk] | {"contacts": 99}}


def test_what_stands_in_the_way_is_left_as_it_is_where_that_is_asked(universe: Universe) -> None:
    there = PersonKey.objects.all()[0]
    told = {"person_ref": there.person_ref, "made_at": there.made_at, "wrapped": b"x"}
    rows = [PersonKey(compartment=there.compartment, **told), PersonKey(compartment="zz", **told)]
    before = PersonKey.objects.count()
    with writing():
        if not bulk.add(PersonKey, "default", rows, {"ignore_conflicts": True}):
            PersonKey.objects.bulk_create(rows, ignore_conflicts=True)
    assert PersonKey.objects.count() == before + 1
    assert bytes(PersonKey.objects.get(pk=there.pk).wrapped) == bytes(there.wrapped)


def test_what_is_out_of_the_ordinary_is_left_to_django(universe: Universe) -> None:
    rows = [PersonKey(person_ref=str(n), compartment="zz", made_at=TODAY, wrapped=b"x") for n in (1, 2)]
    rows[0].pk = 10**6
    assert not bulk.add(PersonKey, "default", rows, {})
    assert not bulk.add(PersonKey, "default", rows[:1], {"batch_size": 5})
