"""The audit log: chained once committed; whatever is done to it in SQL is found; it quotes nobody."""

import random
import re
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tests.universe import Universe
from twofold.core import access, audit, clock, ids
from twofold.core.models import AuditAnchor, AuditEvent, AuditHead
from twofold.outreach import actions as outreach
from twofold.outreach.actions import NewContact
from twofold.people import actions as people
from twofold.people.models import Client

BY = access.operator()
ROWS = 40


def seal_all() -> None:
    audit.seal_all()


@pytest.fixture
def chain(keys: None) -> list[AuditEvent]:
    """A chain of ROWS rows, anchored in its middle."""
    for number in range(ROWS):
        audit.record_event(BY, "test.event", "test", number, code=f"code-{number}")
        if number == ROWS // 2:
            seal_all()
            assert audit.verify().holds
    seal_all()
    assert audit.verify(whole=True) == audit.Verdict(ROWS)
    return list(AuditEvent.objects.order_by("seq"))


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def copy_of(row: AuditEvent, **changed: object) -> AuditEvent:
    fields = {field.attname: getattr(row, field.attname) for field in AuditEvent._meta.concrete_fields}
    return AuditEvent(**fields | {"id": ids.new_entry_id()} | changed)


def place(seq: int, row: AuditEvent) -> None:
    AuditEvent.objects.filter(pk=row.pk).update(seq=seq)


# Every way of changing a row's content, and of changing the order and the number of rows.
FLIPS: dict[str, Callable[[AuditEvent], dict[str, object]]] = {
    "actor": lambda row: {"actor": ids.new_person_id()},
    "verb": lambda row: {"verb": row.verb + "x"},
    "time": lambda row: {"at": row.at.replace(microsecond=(row.at.microsecond + 1) % 1_000_000)},
    "object": lambda row: {"object_ref": "0" * 32},
    "object type": lambda row: {"object_type": "other"},
    "denied": lambda row: {"denied": not row.denied},
    "detail": lambda row: {"detail": {"code": "other"}},
    "organisation": lambda row: {"organisation": ids.new_person_id()},
    "id": lambda row: {"id": ids.new_entry_id()},
    "link": lambda row: {"hash": row.hash[:-1] + ("0" if row.hash[-1] != "0" else "1")},
}


@pytest.mark.parametrize("what", FLIPS)
def test_a_changed_row_is_found_where_it_is(chain: list[AuditEvent], what: str) -> None:
    for row in (chain[0], chain[ROWS // 3], chain[-1]):
        before = AuditEvent.objects.filter(pk=row.pk).values().get()
        changed = FLIPS[what](row)
        AuditEvent.objects.filter(pk=row.pk).update(**changed)
        assert audit.verify(whole=True).broken_at == row.seq
        AuditEvent.objects.filter(pk=changed.get("id", row.pk)).update(**before)
        assert audit.verify(whole=True).holds


def test_a_deleted_row_is_found(chain: list[AuditEvent]) -> None:
    for row in random.Random(7).sample(chain, 8):
        AuditEvent.objects.filter(pk=row.pk).delete()
        assert audit.verify(whole=True).broken_at in (row.seq, row.seq + 1)
        row.save(force_insert=True)
    assert audit.verify(whole=True).holds


def test_a_deleted_row_is_found_although_the_rest_is_numbered_anew(chain: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(pk=chain[10].pk).delete()
    for row in chain[11:]:
        place(row.seq - 1, row)
    AuditHead.objects.update(seq=ROWS - 1)
    assert audit.verify(whole=True).broken_at == 11


def test_an_inserted_row_is_found(chain: list[AuditEvent]) -> None:
    for row in reversed(chain[20:]):
        place(row.seq + 1, row)
    copy_of(chain[20], seq=21, verb="planted").save(force_insert=True)
    AuditHead.objects.update(seq=ROWS + 1)
    assert audit.verify(whole=True).broken_at == 21


def test_a_row_put_at_the_end_is_found(chain: list[AuditEvent]) -> None:
    copy_of(chain[-1], seq=ROWS + 1, verb="planted").save(force_insert=True)
    assert not audit.verify(whole=True).holds
    AuditHead.objects.update(seq=ROWS + 1, hash=chain[-1].hash)
    assert not audit.verify(whole=True).holds
    assert not audit.verify().holds


def test_rows_in_another_order_are_found(chain: list[AuditEvent]) -> None:
    one, other = chain[5], chain[6]
    place(ROWS + 7, one)
    place(one.seq, other)
    place(other.seq, one)
    assert audit.verify(whole=True).broken_at == one.seq


@pytest.mark.parametrize("rewind_head", [False, True], ids=["head left", "head rewound"])
@pytest.mark.parametrize("keep_anchors", [False, True], ids=["anchors deleted", "anchors kept"])
def test_a_tail_cut_off_is_found(chain: list[AuditEvent], rewind_head: bool, keep_anchors: bool) -> None:
    AuditEvent.objects.filter(seq__gt=ROWS - 5).delete()
    if rewind_head:
        AuditHead.objects.update(seq=ROWS - 5, hash=chain[ROWS - 6].hash)
    if not keep_anchors:
        AuditAnchor.objects.all().delete()
    assert not audit.verify(whole=True).holds
    assert not audit.verify().holds


def test_a_tail_cut_off_stays_found_however_long_the_work_goes_on(chain: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(seq__gt=ROWS - 5).delete()
    AuditHead.objects.update(seq=ROWS - 5, hash=chain[ROWS - 6].hash)
    for number in range(20):
        audit.record_event(BY, "test.event", "test", number)
        assert audit.seal_pending() == 0, "sealing on would cover the traces"
    assert not audit.verify(whole=True).holds
    assert AuditEvent.objects.filter(seq=None).count() == 20, "nothing that was noted is lost"


def test_a_row_taken_out_of_the_chain_to_be_sealed_anew_is_found(chain: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(pk=chain[-1].pk).update(seq=None, hash="", verb="changed")
    AuditHead.objects.update(seq=ROWS - 1, hash=chain[-2].hash)
    assert audit.seal_pending() == 0
    assert not audit.verify(whole=True).holds


def test_a_chain_made_anew_without_the_key_is_found(chain: list[AuditEvent]) -> None:
    import hashlib

    AuditEvent.objects.filter(pk=chain[3].pk).update(verb="changed")
    link = chain[2].hash
    for row in AuditEvent.objects.filter(seq__gt=3).order_by("seq"):
        link = hashlib.sha256((link + audit._canonical(row)).encode()).hexdigest()
        AuditEvent.objects.filter(pk=row.pk).update(hash=link)
    AuditHead.objects.update(hash=link)
    AuditAnchor.objects.update(hash=link)
    assert audit.verify(whole=True).broken_at == 4
    assert audit.verify().broken_at is not None


def test_an_anchor_that_we_did_not_set_is_no_anchor(chain: list[AuditEvent]) -> None:
    AuditEvent.objects.filter(pk=chain[-3].pk).update(verb="changed")
    AuditAnchor.objects.all().delete()
    AuditAnchor.objects.create(seq=ROWS, hash=chain[-1].hash, at=clock.now())
    assert audit.verify().broken_at == ROWS - 2
    AuditAnchor.objects.update(seq=ROWS + 50)
    assert not audit.verify().holds


def test_everything_deleted_but_the_anchors_is_found(chain: list[AuditEvent]) -> None:
    AuditEvent.objects.all().delete()
    AuditHead.objects.all().delete()
    assert not audit.verify(whole=True).holds
    assert not audit.verify().holds


def test_the_head_deleted_or_forged_is_found(chain: list[AuditEvent]) -> None:
    AuditHead.objects.update(hash="0" * 64)
    assert not audit.verify(whole=True).holds
    AuditHead.objects.update(seq=0, hash="")
    assert not audit.verify(whole=True).holds
    AuditHead.objects.all().delete()
    assert not audit.verify(whole=True).holds


def test_verification_goes_on_from_the_last_anchor(chain: list[AuditEvent]) -> None:
    assert audit.verify() == audit.Verdict(0), "the head is anchored: nothing new to read"
    audit.record_event(BY, "test.event", "test", 1)
    seal_all()
    assert audit.verify() == audit.Verdict(1)


def test_an_empty_log_holds(keys: None) -> None:
    assert audit.verify(whole=True) == audit.Verdict(0)
    assert audit.seal_pending() == 0
    assert not AuditHead.objects.exists()


def test_a_row_that_rolled_back_is_in_no_chain(keys: None) -> None:
    audit.record_event(BY, "test.event", "test", 1)
    seal_all()
    assert list(AuditEvent.objects.values_list("seq", flat=True)) == [1]
    assert AuditHead.objects.get().seq == 1


@pytest.mark.django_db(transaction=True)
def test_several_sealers_at_once_make_one_chain(keys: None) -> None:
    for number in range(60):
        audit.record_event(BY, "test.event", "test", number)
    sealed: list[int] = []
    stop, ready = threading.Event(), threading.Barrier(4)

    def seal() -> None:
        try:
            ready.wait()
            while not stop.is_set():
                sealed.append(audit.seal_pending(limit=7))
        finally:
            connection.close()

    threads = [threading.Thread(target=seal) for _ in range(3)]
    for thread in threads:
        thread.start()
    ready.wait()
    for number in range(40):
        audit.record_event(BY, "test.event", "test", number)
    while AuditEvent.objects.filter(seq=None).exists():
        pass
    stop.set()
    for thread in threads:
        thread.join()
    assert sum(sealed) == 100
    assert sorted(AuditEvent.objects.values_list("seq", flat=True)) == list(range(1, 101))
    assert audit.verify(whole=True) == audit.Verdict(100)


SAID = "unmistakable words of a client"
PLAIN = re.compile(r"^[a-z0-9_.:T+-]*$|^[A-Z][A-Za-z]*$|^C[0-7]$")


@pytest.mark.django_db
def test_the_log_holds_nothing_that_a_person_said_and_no_client(universe: Universe) -> None:
    by, bilal = universe.actor("tomba"), universe.clients["bilal"]
    reach = {"where": SAID, "when": SAID, "never": SAID}
    told = {"gender": "man", "birth_year": 1990, "nickname": SAID, "reach": reach}
    people.change_profiles(by=by, profiles=[(bilal, told)])
    new = NewContact(site=universe.sites["imphal-east"].pk, client=bilal, note=SAID, place=SAID)
    made = outreach.record_contacts(by=by, contacts=[new])[0]
    corrected = outreach.correct_contact(by=by, contact=made.id, new=new)
    outreach.undo_contact(by=by, contact=corrected.id)
    people.block_staff(by=by, client=bilal, staff=universe.staff["nina"].pk)
    seal_all()
    hidden = {row.pk for row in Client.objects.unscoped("tests")}
    hidden |= {made.id, corrected.id, *universe.contacts.values()}
    names = {SAID, "Bil", "Ai", *(row.code for row in Client.objects.unscoped("tests"))}
    for row in AuditEvent.objects.all():
        told = f"{row.verb} {row.object_type} {row.object_ref} {row.detail}"
        assert not [name for name in names if re.search(rf"\b{re.escape(name)}\b", told)], row.verb
        assert not [one for one in hidden if one.hex in told or str(one) in told], f"{row.verb} names a person's row"
        for value in flat(row.detail):
            assert not isinstance(value, str) or PLAIN.match(value), f"{row.verb}: {value!r} is free text"


def flat(value: object) -> list[object]:
    if isinstance(value, dict):
        return [part for inner in value.values() for part in flat(inner)]
    if isinstance(value, list):
        return [part for inner in value for part in flat(inner)]
    return [value]
