"""Identifiers: random for people, ordered in time for entries, one answer for what cannot be read."""

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twofold.core import clock, ids
from twofold.people.models import Client

MOMENT = dt.datetime(2026, 11, 20, 6, 30, tzinfo=dt.UTC)


def test_ids_of_people_say_nothing_about_when() -> None:
    with clock.held(MOMENT):
        made = [ids.new_person_id() for _ in range(200)]
    assert {one.version for one in made} == {4}
    assert len({one.hex[:8] for one in made}) == 200
    assert made != sorted(made)


def test_ids_of_entries_are_ordered_in_time() -> None:
    made = []
    for minute in range(50):
        with clock.held(MOMENT + dt.timedelta(minutes=minute)):
            made.append(ids.new_entry_id())
    assert made == sorted(made)
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {uuid.RFC_4122}


def test_entries_of_one_millisecond_differ() -> None:
    with clock.held(MOMENT):
        assert len({ids.new_entry_id() for _ in range(1000)}) == 1000


@given(st.datetimes(min_value=dt.datetime(1970, 1, 1), max_value=dt.datetime(9000, 1, 1), timezones=st.just(dt.UTC)))
def test_the_time_of_an_entry_can_be_read_back(moment: dt.datetime) -> None:
    with clock.held(moment):
        milliseconds = ids.new_entry_id().int >> 80
    assert milliseconds == int(moment.timestamp() * 1000)


def test_a_client_gets_a_random_id() -> None:
    assert Client._meta.get_field("id").default is ids.new_person_id


@pytest.mark.parametrize(
    "text", ["", "x", None, 7, "0" * 31, "\x00", "🙂", "'; DROP TABLE people_client", "9" * 10_000]
)
def test_an_unreadable_id_is_no_id(text: object) -> None:
    assert ids.parse(text) is None


def test_a_readable_id_is_read_however_it_is_written() -> None:
    one = ids.new_person_id()
    assert ids.parse(str(one)) == ids.parse(one.hex) == ids.parse(one) == one


def test_an_id_that_is_sent_becomes_the_authors_own() -> None:
    told, marta, tomba = ids.new_entry_id(), uuid.uuid4(), uuid.uuid4()
    one, other = ids.entry_as_sent(told, marta), ids.entry_as_sent(told, tomba)
    assert one == ids.entry_as_sent(told, marta)
    assert len({told, one, other}) == 3
    assert (one.version, one.variant, one.int >> 80) == (7, uuid.RFC_4122, told.int >> 80), "the moment stays"
    person = ids.person_as_sent(told, marta)
    assert person.version == 4 and person.int >> 80 != told.int >> 80, "nothing of the moment stands in a person's id"
    assert person == ids.person_as_sent(told, marta) != ids.person_as_sent(told, tomba)
