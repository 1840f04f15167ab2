"""Sealed columns: opened in their own row only; nothing gets into one but what was sealed for it."""

import itertools
import uuid

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Model

from tests.universe import Universe
from twofold.core import guarded, ids
from twofold.core.access import Compartment, operator
from twofold.core.crypto import cipher, keyring
from twofold.core.crypto.fields import Ciphertext, SealedField
from twofold.core.models import PersonKey
from twofold.couples import actions as couples
from twofold.couples.models import PartnerNamed, PartnerStep
from twofold.fieldwork import actions as fieldwork
from twofold.fieldwork import reading
from twofold.outreach import actions as outreach
from twofold.outreach.actions import NewCovering, NewGroup, NewReferral, NewVisit
from twofold.outreach.models import Contact
from twofold.people import actions as people
from twofold.people.models import Client, InjectingStated, Profile, StaffBlock

pytestmark = pytest.mark.django_db
PASSING = {"exchange"}  # lists on their way in: rows that live for minutes, which tests of that app look into
SEALED = [
    (model, field)
    for model in apps.get_models()
    for field in model._meta.fields
    if isinstance(field, SealedField) and model._meta.app_label not in PASSING
]
HOSTILE = ["\x00", " \t\n", "\u202e", "👩🏽‍⚕️", "e" + "\u0301" * 300, "=cmd()", "'; DROP TABLE x; --", "<b>", "\ud800"]


@pytest.fixture
def rows(universe: Universe) -> list[tuple[Model, SealedField]]:
    """Every sealed value of the named world; beside it a block, a partner, an id of a list, and what a phone sent."""
    by, aisha = universe.actor("marta"), universe.clients["aisha"]
    people.block_staff(by=by, client=aisha, staff=universe.staff["tomba"].pk)
    couples.name_partners(by=by, statements=[couples.Statement(aisha, nickname="B")])
    couples.note_steps(by=by, steps=[couples.NewStep(aisha, "decided", "not_now")])
    people.record_outside_ids(by=by, entries=[(aisha, "MN31/0001", {})])
    outreach.begin_visits(by=by, visits=[NewVisit(universe.sites["imphal-east"].pk, 60)])
    outreach.hold_groups(by=by, groups=[NewGroup(universe.sites["imphal-east"].pk, "women", 7)])
    outreach.cover_clients(by=by, coverings=[NewCovering("none", "none", universe.sites["imphal-east"].pk)])
    outreach.offer_referrals(by=by, referrals=[NewReferral(aisha, "legal")])
    offered, _ = fieldwork.offer_enrolment(by=operator(), staff=universe.staff["marta"].pk)
    device, _ = fieldwork.enrol(by=by, enrolment=offered.pk, name="phone", public_key=None)
    entry = {"id": str(ids.new_entry_id()), "kind": "contact.made", "v": 1, "body": {"client": str(uuid.uuid4())}}
    fieldwork.receive(by=by, device=device.pk, entries=[reading.read(entry)], sent_at=None, unsent=None)
    found = [(row, field) for model, field in SEALED for row in model.objects.unscoped("tests").order_by("pk")]
    for row, _ in found:
        if isinstance(row, PartnerNamed | PartnerStep):
            row.speaker = aisha  # who spoke is no column: whoever opens such a row holds the file already
    assert len({field for _, field in found}) == len(SEALED), "a sealed column of which the world has no row"
    return found


def stored(row: Model, field: SealedField) -> bytes:
    return row.__dict__[field.attname]


def put(row: Model, field: SealedField, sealed: bytes) -> Model:
    """Write these bytes in SQL, behind the software's back, and read the row again."""
    with guarded.writing():
        type(row).objects.unscoped("tests").filter(pk=row.pk).update(**{field.attname: Ciphertext(sealed)})
    again = type(row).objects.unscoped("tests").get(pk=row.pk)
    vars(again).update({name: told for name, told in vars(row).items() if name == field.person})
    return again


def test_no_sealed_value_opens_in_another_place(rows: list[tuple[Model, SealedField]]) -> None:
    swapped = 0
    for (row, field), (other, its) in itertools.permutations(rows, 2):
        with pytest.raises(cipher.Unreadable):
            field.open_for(row, stored(other, its))
        swapped += 1
    assert swapped > 300


@pytest.mark.parametrize(("model", "field"), SEALED, ids=[f"{m.__name__}.{f.name}" for m, f in SEALED])
def test_swapped_flipped_and_cut_in_the_table_nothing_is_read(
    rows: list[tuple[Model, SealedField]], model: type, field: SealedField
) -> None:
    own = [row for row, its in rows if its is field]
    foreign = next(stored(row, its) for row, its in rows if its is not field)
    sealed = stored(own[0], field)
    neighbour = stored(own[1], field) if len(own) > 1 else foreign
    flipped = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for planted in (neighbour, foreign, flipped, sealed[:-5], sealed[:10], b"", b"{}", b'"plain"'):
        row = put(own[0], field, planted)
        with pytest.raises(cipher.Unreadable):
            getattr(row, field.attname)
    assert getattr(put(own[0], field, sealed), field.attname) == getattr(own[0], field.attname)


def test_a_person_key_of_another_compartment_does_not_open(universe: Universe) -> None:
    row = Profile.objects.unscoped("tests").get(client=universe.clients["bilal"])
    sealed = stored(row, Profile._meta.get_field("body"))
    field = Client._meta.get_field("code")
    with pytest.raises(cipher.Unreadable):
        field.open_for(universe.client("bilal"), sealed)


def test_without_its_key_a_file_is_unreadable_for_ever(universe: Universe) -> None:
    PersonKey.objects.filter(person_ref=universe.clients["bilal"].hex, compartment=Compartment.IDENTITY).delete()
    rows = Profile.objects.unscoped("tests")
    with pytest.raises(cipher.Unreadable):
        _ = rows.get(client=universe.clients["bilal"]).body
    assert rows.get(client=universe.clients["aisha"]).body["nickname"] == "Ai"
    assert universe.client("bilal").code


@pytest.mark.parametrize(("model", "field"), SEALED, ids=[f"{m.__name__}.{f.name}" for m, f in SEALED])
def test_what_is_not_sealed_never_reaches_the_table(universe: Universe, model: type, field: SealedField) -> None:
    rows = model.objects.unscoped("tests")
    with guarded.writing():
        for plain in ("plain", {"a": 1}, b"plain", 1):
            with pytest.raises(TypeError), transaction.atomic():
                rows.update(**{field.attname: plain})
        row = rows.first()
        if row is not None:
            setattr(row, field.attname, {"a": 1})
            with pytest.raises(TypeError), transaction.atomic():
                rows.bulk_update([row], [field.attname])


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_stored_exactly_and_nowhere_in_the_clear(universe: Universe, text: str) -> None:
    by, client = universe.actor("tomba"), universe.clients["bilal"]
    told = {"gender": "man", "birth_year": 1990, "nickname": text, "reach": {"where": text, "never": f" {text} "}}
    people.change_profiles(by=by, profiles=[(client, told)])
    body = Profile.objects.unscoped("tests").filter(client=client).order_by("received_at").last().body
    assert body == {"nickname": text, "birth_year": 1990, "reach": {"where": text, "never": f" {text} "}}


def test_a_sealed_value_is_opened_once_and_forgotten_when_set(universe: Universe) -> None:
    row = Profile.objects.unscoped("tests").get(client=universe.clients["bilal"])
    assert row.body is row.body
    row.body = {"nickname": "Other"}
    assert row.body == {"nickname": "Other"}
    row.refresh_from_db()
    assert row.body["nickname"] == "Bil"


def test_a_deferred_value_is_fetched_and_opened(universe: Universe) -> None:
    row = Contact.objects.unscoped("tests").defer("details").get(pk=universe.contacts["bilal-1"])
    assert "details" not in row.__dict__
    assert row.details["topics"] == ["safer_injecting"]


def test_no_query_opens_a_sealed_value(universe: Universe) -> None:
    for value in InjectingStated.objects.unscoped("tests").values_list("body", flat=True):
        assert isinstance(value, Ciphertext)


def test_every_sealed_row_has_its_id_before_it_is_sealed() -> None:
    """The id is part of the place that a value is bound to: one that the database gives would come too late."""
    assert {type(model._meta.pk) for model, _ in SEALED} == {models.UUIDField}


def test_no_staff_id_or_client_id_stands_in_a_block(universe: Universe, rows: list) -> None:
    block = StaffBlock.objects.unscoped("tests").get()
    told = repr(sorted(block.__dict__.items(), key=str))
    for secret in (universe.staff["tomba"].pk, universe.clients["aisha"]):
        assert secret.hex not in told and str(secret) not in told


def test_the_field_says_in_migrations_what_it_is() -> None:
    for _, field in SEALED:
        _, _, args, kwargs = field.deconstruct()
        again = SealedField(*args, **kwargs)
        assert (again.compartment, again.person) == (field.compartment, field.person)


def test_a_value_that_belongs_to_nobody_is_not_sealed(keys: None) -> None:
    row = Profile(id=uuid.uuid4(), body={"nickname": "x"})
    with pytest.raises(cipher.Unreadable), keyring.keychain():
        Profile._meta.get_field("body").pre_save(row, add=True)


def test_the_database_holds_no_word_of_it(universe: Universe) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM people_profile")
        blobs = [bytes(blob) for (blob,) in cursor.fetchall()]
    assert blobs
    assert not [blob for blob in blobs if b"Bil" in blob or b"tea" in blob or b"nickname" in blob]
