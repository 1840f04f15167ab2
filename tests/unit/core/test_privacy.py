"""Privacy classes: read from the model's own declaration; a field in two sets or in none is found."""

from types import SimpleNamespace

import pytest
from django.apps import apps

from twofold.core import privacy
from twofold.core.crypto.fields import SealedField
from twofold.core.privacy import PrivacyClass
from twofold.people.models import Profile

OURS = [model for model in apps.get_models() if model.__module__.startswith("twofold.")]


def model(**sets: set[str]) -> type:
    fields = [SimpleNamespace(name="code"), SimpleNamespace(name="note")]
    meta = SimpleNamespace(concrete_fields=fields, local_many_to_many=[])
    return type("Planted", (), {"Privacy": type("Privacy", (), sets), "_meta": meta})


def test_the_declaration_is_read() -> None:
    assert privacy.declared(Profile)["body"] is PrivacyClass.IDENTIFYING
    assert privacy.declared(model(public={"code"}, sealed={"note"})) == {
        "code": PrivacyClass.PUBLIC,
        "note": PrivacyClass.SEALED,
    }


def test_a_field_in_two_sets_is_found() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        privacy.declared(model(public={"code"}, sealed={"code", "note"}))


def test_a_field_in_no_set_and_a_name_that_is_no_field_are_found() -> None:
    assert privacy.undeclared(model(public={"code"})) == {"note"}
    assert privacy.undeclared(model(public={"code", "note", "gone"})) == {"gone"}
    assert privacy.undeclared(type("Bare", (), {"_meta": model()._meta})) == {"code", "note"}


@pytest.mark.parametrize("table", OURS, ids=lambda table: table.__name__)
def test_every_field_of_every_table_is_in_one_set(table: type) -> None:
    assert privacy.undeclared(table) == set()


def test_what_is_sealed_is_declared_as_more_than_operational() -> None:
    mild = {PrivacyClass.PUBLIC, PrivacyClass.OPERATIONAL}
    sealed = [(table, field.name) for table in OURS for field in table._meta.fields if isinstance(field, SealedField)]
    assert sealed
    assert not [(table.__name__, name) for table, name in sealed if privacy.declared(table)[name] in mild]
