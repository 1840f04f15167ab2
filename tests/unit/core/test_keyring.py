"""Keys: a phrase opens them, the wrong one opens nothing, and no key outlives the transaction that made it."""

import threading
import uuid
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.universe import Universe
from twofold.core.access import Compartment
from twofold.core.actions import action, note
from twofold.core.crypto import cipher, keyring
from twofold.core.errors import Denied
from twofold.core.models import KeyHeader, KeySlot, PersonKey
from twofold.people.models import Profile

IDENTITY = Compartment.IDENTITY
HIDDEN = (Compartment.SAFETY, Compartment.COUPLE, Compartment.BLOCKS)


@pytest.fixture
def empty(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installation without keys."""
    monkeypatch.setattr(keyring, "ARGON2_MEMORY_KIB", 1024)
    monkeypatch.setattr(keyring, "_state", {})
    monkeypatch.delenv("TWOFOLD_KEY")
    keyring.weak_key_path().unlink(missing_ok=True)
    yield
    keyring.weak_key_path().unlink(missing_ok=True)


def test_keys_are_made_once(empty: None) -> None:
    assert keyring.initialise("four plain quiet words")
    assert not keyring.initialise("another phrase altogether")
    assert KeyHeader.objects.count() == 1
    assert set(KeySlot.objects.values_list("purpose", flat=True)) == set(keyring.PURPOSES)
    opened = keyring.unlock("four plain quiet words")
    assert len(set(opened.keys.values())) == len(keyring.PURPOSES)
    assert not opened.weak


@pytest.mark.parametrize("wrong", ["", "four plain quiet word", "Four plain quiet words", "\x00", "0" * 64])
def test_a_wrong_phrase_opens_nothing(empty: None, wrong: str) -> None:
    keyring.initialise("four plain quiet words")
    with pytest.raises(keyring.Locked, match="Nothing was opened"):
        keyring.unlock(wrong)
    assert keyring._state == {}
    with pytest.raises(keyring.Locked, match="phrase"):
        keyring.ring()


def test_the_environment_may_hold_the_phrase(empty: None, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring.initialise("four plain quiet words")
    monkeypatch.setenv("TWOFOLD_KEY", "four plain quiet words")
    assert keyring.ring().keys.keys() == set(keyring.PURPOSES)


def test_without_keys_the_message_says_what_to_do(empty: None) -> None:
    with pytest.raises(keyring.Locked, match="no keys yet"):
        keyring.unlock("x")


def test_without_a_phrase_the_key_is_weak_and_says_so(empty: None) -> None:
    keyring.initialise(None)
    path = keyring.weak_key_path()
    assert path.parent == settings.TWOFOLD_HOME
    assert path.stat().st_mode & 0o077 == 0, "others on this machine can read the key"
    assert keyring.ring().weak
    path.unlink()
    keyring.forget()
    with pytest.raises(keyring.Locked, match="missing"):
        keyring.ring()


def test_a_weak_key_file_with_rubbish_is_a_wrong_phrase(empty: None) -> None:
    keyring.initialise(None)
    for rubbish in ("", "no hex", "ab" * 32):
        keyring.weak_key_path().write_text(rubbish)
        keyring.forget()
        with pytest.raises(keyring.Locked):
            keyring.ring()


def test_a_start_that_was_cut_short_is_taken_up_again(empty: None) -> None:
    keyring.initialise(None)
    left = keyring.weak_key_path().read_text()
    KeySlot.objects.all().delete()
    KeyHeader.objects.all().delete()
    keyring.forget()
    assert keyring.initialise(None) and keyring.ring().weak
    assert keyring.weak_key_path().read_text() == left, "another database may hang on this key"


@pytest.mark.parametrize("rubbish", ["", "no hex", "ab" * 31])
def test_a_file_that_is_no_key_is_never_overwritten(empty: None, rubbish: str) -> None:
    keyring.weak_key_path().write_text(rubbish)
    with pytest.raises(keyring.Locked, match="Move it"):
        keyring.initialise(None)
    assert keyring.weak_key_path().read_text() == rubbish


def test_a_new_phrase_opens_the_same_keys_and_the_old_one_none(empty: None) -> None:
    keyring.initialise(None)
    before = keyring.ring().keys
    keyring.change_phrase("a phrase chosen later")
    assert not keyring.weak_key_path().exists()
    assert not keyring.ring().weak
    keyring.change_phrase("and one chosen after that")
    keyring.forget()
    with pytest.raises(keyring.Locked):
        keyring.unlock("a phrase chosen later")
    assert keyring.unlock("and one chosen after that").keys == before


@pytest.mark.django_db
def test_a_new_phrase_leaves_every_file_readable(universe: Universe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "ARGON2_MEMORY_KIB", 1024)
    keyring.change_phrase("a phrase chosen later")
    keyring.forget()
    keyring.unlock("a phrase chosen later")
    assert Profile.objects.unscoped("tests").get(client=universe.clients["bilal"]).body["nickname"] == "Bil"


def test_a_slot_moved_to_another_purpose_does_not_open(empty: None) -> None:
    keyring.initialise("four plain quiet words")
    one, other = KeySlot.objects.get(purpose="C0"), KeySlot.objects.get(purpose="C4")
    KeySlot.objects.filter(pk=other.pk).update(wrapped=one.wrapped)
    with pytest.raises((keyring.Locked, cipher.Unreadable)):
        keyring.unlock("four plain quiet words")


def test_every_person_and_part_has_a_key_of_its_own(keys: None) -> None:
    people = [uuid.uuid4() for _ in range(5)]
    made = [keyring.person_key(person, part, make=True) for person in people for part in Compartment]
    assert len(set(made)) == 5 * len(Compartment)
    assert made == [keyring.person_key(person, part) for person in people for part in Compartment]


def test_a_key_that_was_never_made_or_is_gone_opens_nothing(keys: None) -> None:
    person = uuid.uuid4()
    with pytest.raises(cipher.Unreadable):
        keyring.person_key(person, IDENTITY)
    keyring.person_key(person, IDENTITY, make=True)
    PersonKey.objects.all().delete()
    with pytest.raises(cipher.Unreadable):
        keyring.person_key(person, IDENTITY)


def test_a_key_row_moved_to_another_person_does_not_open(keys: None) -> None:
    one, other = uuid.uuid4(), uuid.uuid4()
    for person in (one, other):
        keyring.person_key(person, IDENTITY, make=True)
    row = PersonKey.objects.get(person_ref=one.hex)
    PersonKey.objects.filter(person_ref=other.hex).update(wrapped=row.wrapped)
    with pytest.raises(cipher.Unreadable):
        keyring.person_key(other, IDENTITY)


@pytest.mark.parametrize("part", list(Compartment))
def test_where_a_key_is_the_secret_its_row_names_nobody(keys: None, part: Compartment) -> None:
    person = uuid.uuid4()
    keyring.person_key(person, part, make=True)
    names = PersonKey.objects.get().person_ref
    assert (names == person.hex) == (part not in HIDDEN)
    assert len({keyring.person_ref(person, hidden) for hidden in HIDDEN}) == len(HIDDEN)


def test_many_keys_come_in_one_query(keys: None, django_assert_num_queries: object) -> None:
    people = [uuid.uuid4() for _ in range(20)]
    with keyring.keychain():
        keyring.load(people, IDENTITY, Compartment.DRUG_USE, make=True)
    with keyring.keychain(), django_assert_num_queries(1):
        keyring.load(people, IDENTITY, Compartment.DRUG_USE)
        for person in people:
            keyring.person_key(person, IDENTITY)


def test_what_is_not_asked_for_stays_wrapped(keys: None, monkeypatch: pytest.MonkeyPatch) -> None:
    people, opened, unwrap = [uuid.uuid4() for _ in range(3)], [], keyring._unwrap
    with keyring.keychain():
        keyring.load(people, IDENTITY, Compartment.DRUG_USE, make=True)
    monkeypatch.setattr(keyring, "_unwrap", lambda *row: (opened.append(row[1]), unwrap(*row))[1])
    with keyring.keychain():
        keyring.load(people, IDENTITY)
    assert opened == [IDENTITY] * 3


def test_no_key_is_kept_beyond_its_scope(keys: None) -> None:
    person = uuid.uuid4()
    with keyring.keychain():
        first = keyring.person_key(person, IDENTITY, make=True)
        PersonKey.objects.all().delete()
        assert keyring.person_key(person, IDENTITY) == first, "within one request it is at hand"
    with pytest.raises(cipher.Unreadable), keyring.keychain():
        keyring.person_key(person, IDENTITY)


def test_a_key_made_in_an_action_that_fails_never_seals(universe: Universe) -> None:
    person, by = uuid.uuid4(), universe.actor("tomba")
    kept: list[bytes] = []

    @action("test.made")
    def make(*, by: object, fail: bool) -> None:
        kept.append(keyring.person_key(person, IDENTITY, make=True))
        note("test.made", "test", person)
        if fail:
            raise Denied("No.")

    with keyring.keychain():  # one request: first the action fails, then it is tried again
        with pytest.raises(Denied):
            make(by=by, fail=True)
        make(by=by, fail=False)
        assert kept[0] != kept[1]
        assert keyring.person_key(person, IDENTITY) == kept[1]
    assert keyring.person_key(person, IDENTITY) == kept[1]


STEPS = st.lists(st.sampled_from(["make", "load", "open", "fail", "close"]), max_size=14)


@given(STEPS)
@hypothesis_settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_rolls_back_a_key_at_hand_is_a_key_that_stands(keys: None, steps: list[str]) -> None:
    """Savepoints open, fail and close in any order; after each step the key we would seal with is the stored one."""
    person = uuid.uuid4()
    points: list[transaction.Atomic] = []
    with transaction.atomic(), keyring.keychain():
        try:
            for step in steps:
                _take(step, person, points)
                _assert_at_hand_is_stored(person)
        finally:
            for point in reversed(points):
                point.__exit__(*FAILED)
        PersonKey.objects.filter(person_ref=person.hex).delete()


FAILED = (ValueError, ValueError(), None)


def _take(step: str, person: uuid.UUID, points: list[transaction.Atomic]) -> None:
    if step == "make":
        keyring.person_key(person, IDENTITY, make=True)
    elif step == "load":
        keyring.load([person], IDENTITY, make=len(points) % 2 == 0)
    elif step == "open":
        points.append(transaction.atomic())
        points[-1].__enter__()
    elif points:
        points.pop().__exit__(*((None, None, None) if step == "close" else FAILED))


def _assert_at_hand_is_stored(person: uuid.UUID) -> None:
    row = PersonKey.objects.filter(person_ref=person.hex, compartment=IDENTITY).first()
    if row is None:
        with pytest.raises(cipher.Unreadable):
            keyring.person_key(person, IDENTITY)
    else:
        assert keyring.person_key(person, IDENTITY) == keyring._unwrap(row.person_ref, row.compartment, row.wrapped)


@pytest.mark.django_db(transaction=True)
def test_two_makers_at_once_end_with_one_key(keys: None) -> None:
    person, ready, found = uuid.uuid4(), threading.Barrier(4), []

    def make() -> None:
        try:
            ready.wait()
            with transaction.atomic(), keyring.keychain():
                found.append(keyring.person_key(person, IDENTITY, make=True))
        finally:
            connection.close()

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len(set(found)) == 1
    assert PersonKey.objects.filter(person_ref=person.hex).count() == 1
    assert keyring.person_key(person, IDENTITY) == found[0]


def test_a_second_maker_takes_the_first_ones_key(keys: None) -> None:
    person = uuid.uuid4()
    first = keyring.person_key(person, IDENTITY, make=True)
    assert keyring._make({(person.hex, IDENTITY.value)}) == {(person.hex, IDENTITY.value): first}
