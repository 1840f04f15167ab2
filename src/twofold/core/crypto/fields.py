"""A model column that is sealed under a person's key. Opens on attribute access; never on a query's say-so.

The value is any JSON value. The ciphertext is bound to table, column, row, person and compartment: moved to another
row it does not open.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import models

from twofold.core import bulk
from twofold.core.access import Compartment
from twofold.core.crypto import cipher, keyring


class Ciphertext(bytes):
    """Sealed bytes as they stand in the database."""


class _Opened:
    """Reads a sealed column: opens it on first use and remembers what it read on that row only."""

    def __init__(self, field: "SealedField") -> None:
        self.field = field

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])
        value = row.__dict__[name]
        if isinstance(value, Ciphertext):
            opened = row.__dict__.setdefault("_opened", {})
            if name not in opened:
                opened[name] = self.field.open_for(row, value)
            return opened[name]
        return value

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__[self.field.attname] = value
        row.__dict__.get("_opened", {}).pop(self.field.attname, None)


class SealedField(models.BinaryField):
    """`compartment` chooses the key; `person` names the attribute that holds the person's id."""

    def __init__(self, *args: Any, compartment: Compartment, person: str = "client_id", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.compartment, self.person = Compartment(compartment), person

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "compartment": self.compartment.value, "person": self.person}

    def contribute_to_class(self, cls: Any, name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opened(self))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Ciphertext | None:
        return None if value is None else Ciphertext(value)

    def pre_save(self, model_instance: Any, add: bool) -> Ciphertext | None:
        value = model_instance.__dict__.get(self.attname)
        return self.sealed([value], [getattr(model_instance, self.person)], [model_instance.pk])[0]

    def sealed(self, values: Sequence[Any], persons: Sequence[Any], keys: Sequence[Any]) -> list[Ciphertext | None]:
        """What this column holds in rows of these persons and keys. Each person's key is asked for once."""
        seals: dict[uuid.UUID, Any] = {}
        found: list[Ciphertext | None] = []
        for value, person, key in zip(values, persons, keys, strict=True):
            if value is None or isinstance(value, Ciphertext):
                found.append(value)
                continue
            if person not in seals:
                of = self._person(person)
                seals[person] = cipher.encryptor(keyring.person_key(of, self.compartment, make=True))
            found.append(Ciphertext(seals[person](cipher.pack(value), self._context(key, person))))
        return found

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Sealed bytes or nothing: what did not pass through `pre_save` (an update in SQL) never reaches the table."""
        if value is not None and not isinstance(value, Ciphertext):
            raise TypeError(f"{self.model.__name__}.{self.name} is sealed: save the row, one cannot update the column")
        return super().get_db_prep_value(value, connection, prepared)

    def open_for(self, row: Any, sealed: Ciphertext) -> Any:
        """The value in `sealed`, read as this column of `row`. Raises cipher.Unreadable."""
        person = self._person(getattr(row, self.person))
        key = keyring.person_key(person, self.compartment)
        return cipher.unpack(cipher.decrypt(key, bytes(sealed), self._context(row.pk, person)))

    def _person(self, person: uuid.UUID | None) -> uuid.UUID:
        if person is None:
            raise cipher.Unreadable("a sealed value belongs to nobody")
        return person

    def _context(self, key: Any, person: uuid.UUID) -> str:
        table = self.model._meta.db_table
        return f"{table}|{self.attname}|{key}|{person.hex}|{self.compartment.value}|{cipher.VERSION}"


bulk.plain(SealedField, Ciphertext)
