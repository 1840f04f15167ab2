"""Rows that are made and written in numbers are the rows that Django would make and write."""

import uuid

import pytest

from tests.universe import TODAY, Universe
from twofold.core import bulk
from twofold.core.errors import WriteOutsideAction
from twofold.core.guarded import writing
from twofold.core.models import AuditEvent, PersonKey
from twofold.outreach.models import Contact, ContactTally, ServiceState
from twofold.people.models import Client


def values(row: Contact | ContactTally | ServiceState | AuditEvent) -> dict[str, object]:
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


def test_rows_told_by_column_are_those_that_django_makes(universe: Universe) -> None:
    moment, ids = TODAY, [uuid.uuid4() for _ in range(3)]
    same = {"at": moment, "actor": uuid.uuid4(), "organisation": None, "object_type": "x", "object_ref": "y"}
    verbs, details = ["a", "b", "c"], [{}, {"n": 1}, {"é": [None, 0.5]}]
    bulk.put(AuditEvent.objects.all(), 3, same=same, each={"id": ids, "verb": verbs, "detail": details})
    for pk, verb, detail in zip(ids, verbs, details, strict=True):
        assert values(AuditEvent.objects.get(pk=pk)) == values(AuditEvent(pk=pk, verb=verb, detail=detail, **same))
    bulk.put(AuditEvent.objects.all(), 0, same=same, each={"id": [], "verb": []})
    with pytest.raises(ValueError, match="zip"):
        bulk.put(AuditEvent.objects.all(), 2, same=same, each={"id": ids[:2], "verb": ["a"]})


@pytest.mark.parametrize("count", [1, 2, 49, 50, 51, 107])
def test_many_rows_in_one_statement_are_each_there_once(universe: Universe, count: int) -> None:
    """Tallies bear triggers, states are put in the place of others: then a statement has many rows."""
    rows, first = ServiceState.objects.unscoped("tests"), ContactTally.objects.unscoped("tests").order_by("pk")[0]
    clients = [row.pk for row in rows.order_by("pk")]
    template = values(rows.get(pk=clients[0]))
    with writing():
        facts = [
            bulk.row(Contact, **(values(first.contact) | {"id": uuid.uuid4(), "details": {}})) for _ in range(count)
        ]
        Contact.objects.unscoped("tests").bulk_create(facts)
        told = [values(first) | {"contact_id": fact.pk, "needles_out": n} for n, fact in enumerate(facts)]
        names = [name for name in told[0] if name != "site_id"]
        each = {name: [one[name] for one in told] for name in names}
        same = {"site_id": first.site_id}
        ContactTally.objects.unscoped("tests").put(count, same=same, each=each)
        again = [clients[n % len(clients)] for n in range(count)]
        each = {name: [value] * count for name, value in template.items()}
        each |= {"client_id": again, "contacts": [*range(count)]}
        asked = {"update_conflicts": True, "unique_fields": ["client"], "update_fields": ["contacts"]}
        if len({*again}) == count:
            rows.put(count, same={}, each=each, **asked)
    there = ContactTally.objects.unscoped("tests").in_bulk([fact.pk for fact in facts])
    assert [values(there[one["contact_id"]]) for one in told] == told
    if len({*again}) == count:
        assert {row.pk: row.contacts for row in rows.filter(pk__in=again)} == dict(
            zip(again, range(count), strict=True)
        )


def test_rows_by_column_are_written_in_actions_only(universe: Universe) -> None:
    with pytest.raises(WriteOutsideAction):
        ContactTally.objects.unscoped("tests").put(0, same={}, each={})


def test_a_number_is_raised_in_the_rows_that_are_named(universe: Universe) -> None:
    rows = Client.objects.unscoped("tests")
    before = dict(rows.values_list("pk", "position"))
    some = sorted(before)[:2]
    with pytest.raises(WriteOutsideAction):
        rows.one_more("position", some)
    with writing():
        rows.one_more("position", [*some, uuid.uuid4()])
        rows.one_more("position", [])
    assert dict(rows.values_list("pk", "position")) == before | {pk: before[pk] + 1 for pk in some}
