"""What an entry and a kind of entry are: the frame, what a body is made of, and how entries become an action's arguments.
The kinds themselves stand in `entries` and in the files of their rooms.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from twofold.core.access import Actor, Compartment
from twofold.fieldwork.whereabouts import Where
from twofold.people.actions.register import TEXT_LENGTH

Word = Annotated[str, Field(max_length=40)]
# Whole numbers that every language of the web holds exactly.
LAST_SEQ = 2**53 - 1
Line = Annotated[str, Field(max_length=TEXT_LENGTH)]


class Body(BaseModel):
    """Base of all bodies. What is not described is not guessed at: the entry is held, whole."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Frame(BaseModel):
    """What every entry carries."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: uuid.UUID
    kind: Annotated[str, Field(max_length=60)]
    v: Annotated[int, Field(ge=1)]
    seq: Annotated[int, Field(ge=1, le=LAST_SEQ)]
    occurred_at: AwareDatetime
    recorded_at: AwareDatetime
    corrects: uuid.UUID | None = None
    body: dict[str, Any]


@dataclass(slots=True)
class Told:
    """One entry that could be read: what it says, and when that was by the server's best knowledge."""

    id: uuid.UUID
    corrects: uuid.UUID | None
    body: Any
    occurred_at: dt.datetime
    recorded_at: dt.datetime
    where: Where


@dataclass(frozen=True)
class Kind:
    """One kind of entry. `make` turns entries into the action's arguments; a kind that is told `many` at once takes a list.

    `facts` is the table of what it tells and corrects, `rows` that of what it tells where it need not wait for what it
    corrects. `names` says which fields of the body name an earlier entry, and in which table that stands. What of the body
    is `used_once` is kept nowhere once it is taken in, and shown to nobody while it is held.
    """

    name: str
    v: int
    body: type[Body]
    action: Callable[..., Any]
    make: Callable[[Any], dict[str, Any]]
    many: bool = False
    parts: tuple[Compartment, ...] = (Compartment.SERVICE,)
    opens_file: bool = False
    facts: Any = None
    rows: Any = None
    names: Mapping[str, Any] = field(default=MappingProxyType({}), hash=False)
    used_once: frozenset[str] = frozenset()

    @property
    def table(self) -> Any:
        """Where what it tells stands under the entry's own number."""
        return self.facts or self.rows

    def apply(self, by: Actor, told: list[Told]) -> list[Any]:
        """Take the entries in, all or none. What the action said of each, where it is told one at a time."""
        if self.many:
            self.action(by=by, **self.make(told))
            return []
        return [self.action(by=by, **self.make(one)) for one in told]
