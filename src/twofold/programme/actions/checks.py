"""What every action of the programme asks of its input, and how it finds the row it is about. Changes nothing."""

import re
import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _

from twofold.core.access import Actor, Role
from twofold.core.errors import Invalid, NotThere

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")
NAME_LENGTH = 120
# Beyond every country's people, and within what each database can hold.
MOST = 2_000_000_000


def own(by: Actor, organisation: uuid.UUID | None) -> None:
    """Only the operator reaches into another organisation."""
    if Role.OPERATOR not in by.roles and by.organisation != organisation:
        raise NotThere


def row_of(model: Any, by: Actor, pk: uuid.UUID) -> Any:
    """The row that `by` may know of, held until the action is done. Raises NotThere."""
    rows = model.objects.all() if Role.OPERATOR in by.roles else model.objects.visible_to(by)
    row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotThere
    return row


def text(value: str, field: str, length: int = NAME_LENGTH) -> str:
    """A name or a source, as it is kept. Raises Invalid where it is empty, too long or cannot be stored."""
    value = value.strip()
    if not value:
        raise Invalid(_("Write something here."), field=field)
    if "\x00" in value:
        raise Invalid(_("There is a character in this that cannot be kept. Type it again."), field=field)
    if len(value) > length:
        raise Invalid(_("Keep this to %(n)d characters.") % {"n": length}, field=field)
    return value


def free_code(value: str, model: Any) -> str:
    """A code that nothing else of its kind has."""
    if not CODE.fullmatch(value):
        raise Invalid(_("A code is made of small letters, digits and hyphens."), field="code")
    if model.objects.filter(code=value).exists():
        raise Invalid(_("This code is taken. Choose another."), field="code")
    return value


def count(value: int | None, field: str) -> None:
    """Raise Invalid for a number that cannot be a number of people or things."""
    if value is not None and not 0 <= value <= MOST:
        raise Invalid(_("Write a number that is not below zero, and not beyond two thousand million."), field=field)
