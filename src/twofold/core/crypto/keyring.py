"""Keys: a phrase opens the key-encryption key, which opens one key per compartment, which open one per person.

The phrase is typed at start or comes from the environment (TWOFOLD_KEY). Without one, the installation keeps a random
key in a file beside the data and says on every page that this is weak. No key is cached beyond the scope of one request
or action, and none from inside a savepoint: a key made in what rolls back must never seal anything.
"""

import os
import uuid
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import QuerySet

from twofold.core import bulk, clock
from twofold.core.access import Compartment
from twofold.core.crypto import cipher
from twofold.core.models import KeyHeader, KeySlot, PersonKey
from twofold.core.prepared import prepared

INDEX, AUDIT, SECOND_FACTOR = "index", "audit", "second_factor"
PURPOSES = (*(c.value for c in Compartment), INDEX, AUDIT, SECOND_FACTOR)
ARGON2_MEMORY_KIB, ARGON2_PASSES = 128 * 1024, 3
_CHECK = b"twofold key check"
# Compartments whose very existence for a person is the secret: the reference is an HMAC, not the id.
_HIDDEN = frozenset({Compartment.SAFETY, Compartment.COUPLE, Compartment.BLOCKS})


class Locked(Exception):
    """No phrase, or the wrong one. The message says what to do."""


@dataclass(frozen=True)
class Ring:
    """The opened keys: purpose -> key. `weak` says that the phrase lies in a file beside the data."""

    keys: dict[str, bytes]
    weak: bool


Keys = dict[tuple[str, str], bytes]


def _depth() -> int:
    """How many transactions and savepoints are open."""
    return connection.in_atomic_block + sum(1 for savepoint in connection.savepoint_ids if savepoint)


@dataclass
class _Chain:
    """Person keys at hand. What is read or made inside a savepoint is used there and not kept: it may roll back."""

    depth: int = field(default_factory=_depth)
    keys: Keys = field(default_factory=dict)
    absent: set[tuple[str, str]] = field(default_factory=set)

    def keep(self, found: Keys, asked: Set[tuple[str, str]] = frozenset()) -> None:
        """Keys that were found; of what was asked for in vain that it is not there, so that asking costs the same."""
        if _depth() == self.depth:
            self.keys.update(found)
            self.absent = (self.absent | asked) - self.keys.keys()


_state: dict[str, Ring] = {}
_chain: ContextVar[_Chain | None] = ContextVar("twofold_keychain", default=None)


def weak_key_path() -> Path:
    """The file that holds the key where no phrase was chosen."""
    return Path(settings.TWOFOLD_HOME) / "weak.key"


def initialise(phrase: str | None = None) -> bool:
    """Make the keys of an empty installation. Without a phrase a weak key file is written. True if made now."""
    with transaction.atomic():
        if KeyHeader.objects.exists():
            return False
        weak = phrase is None
        if phrase is None:
            phrase = _write_weak_key()
        salt = os.urandom(16)
        header = KeyHeader(salt=salt, weak=weak, memory_kib=ARGON2_MEMORY_KIB, passes=ARGON2_PASSES)
        kek = _key_from(phrase, header)
        header.check_value = cipher.encrypt(kek, _CHECK, "header")
        header.save(force_insert=True)
        KeySlot.objects.bulk_create(
            KeySlot(purpose=purpose, wrapped=cipher.encrypt(kek, cipher.new_key(), f"slot|{purpose}"))
            for purpose in PURPOSES
        )
    return True


def _write_weak_key() -> str:
    """A key file, whole or not at all. One that is there is used: it is from a start that was cut short, or another
    database hangs on it, and then it must not be lost.
    """
    path = weak_key_path()
    if path.exists():
        return _weak_phrase(path.read_text())
    phrase = cipher.new_key().hex()
    unfinished = path.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(phrase)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return phrase


def _weak_phrase(text: str) -> str:
    phrase = text.strip()
    if len(phrase) != 2 * cipher.KEY_BYTES or set(phrase) - set("0123456789abcdef"):
        raise Locked(f"The file {weak_key_path().name} holds no key. Move it out of the data folder and start again.")
    return phrase


def _key_from(phrase: str, header: KeyHeader) -> bytes:
    if header.weak:  # already 256 random bits: stretching them buys nothing
        return cipher.derive_from_key(bytes.fromhex(phrase), bytes(header.salt), "kek")
    return cipher.derive_from_phrase(phrase, bytes(header.salt), header.memory_kib, header.passes)


def unlock(phrase: str) -> Ring:
    """Open the keys with `phrase`. Raises Locked where it is wrong."""
    header = KeyHeader.objects.first()
    if header is None:
        raise Locked("This installation has no keys yet. Run any `twofold` command on it once to make them.")
    try:
        kek = _key_from(phrase, header)
        cipher.decrypt(kek, bytes(header.check_value), "header")
    except (cipher.Unreadable, ValueError):
        raise Locked("That is not the phrase of this installation. Nothing was opened.") from None
    keys = {s.purpose: cipher.decrypt(kek, bytes(s.wrapped), f"slot|{s.purpose}") for s in KeySlot.objects.all()}
    _state["ring"] = Ring(keys, header.weak)
    return _state["ring"]


def ring() -> Ring:
    """The opened keys, opening them from the environment or the weak key file if need be."""
    if "ring" in _state:
        return _state["ring"]
    header = KeyHeader.objects.first()
    if header is not None and header.weak:
        try:
            return unlock(weak_key_path().read_text().strip())
        except FileNotFoundError:
            raise Locked(f"The key file {weak_key_path().name} is missing from the data folder.") from None
    phrase = os.environ.get("TWOFOLD_KEY")
    if phrase:
        return unlock(phrase)
    raise Locked("Type the phrase at start (`twofold serve` asks for it), or set TWOFOLD_KEY.")


def forget() -> None:
    """Close the keys: tests and a change of phrase begin anew."""
    _state.clear()


def change_phrase(new_phrase: str) -> None:
    """Wrap every key anew under `new_phrase`; the weak key file, if any, goes. Raises Invalid data never: keys stay."""
    opened = ring()
    with transaction.atomic():
        header = KeyHeader.objects.select_for_update().get()
        header.weak, header.salt = False, os.urandom(16)
        kek = _key_from(new_phrase, header)
        header.check_value = cipher.encrypt(kek, _CHECK, "header")
        header.save()
        for slot in KeySlot.objects.all():
            slot.wrapped = cipher.encrypt(kek, opened.keys[slot.purpose], f"slot|{slot.purpose}")
            slot.save()
    weak_key_path().unlink(missing_ok=True)
    _state["ring"] = Ring(opened.keys, weak=False)


def index(kind: str, value: str) -> str:
    """The keyed blind index of `value`, for exact look-up of what is stored encrypted."""
    return cipher.mac(ring().keys[INDEX], kind, value)


def reference(value: object) -> str:
    """The keyed reference that stands for an object in the audit log: the log is not a client list."""
    return cipher.mac(ring().keys[AUDIT], "object", str(value))[:32]


def person_ref(person: uuid.UUID, compartment: Compartment) -> str:
    """How a key row names its person: the id, or an HMAC where a row's existence would be the leak."""
    if compartment in _HIDDEN:
        return cipher.mac(ring().keys[compartment.value], "person", person.hex)
    return person.hex


@contextmanager
def keychain() -> Iterator[None]:
    """Person keys read or made inside the block are kept until its end, and no longer."""
    token = _chain.set(_Chain())
    try:
        yield
    finally:
        _chain.reset(token)


def load(persons: Iterable[uuid.UUID], *compartments: Compartment, make: bool = False) -> None:
    """Fetch the keys of many persons in one query; with `make`, also make the missing ones."""
    chain = _chain.get()
    if chain is None:
        return
    wanted = {(person_ref(p, c), c.value) for p in persons for c in compartments} - chain.keys.keys()
    if not make:
        wanted -= chain.absent
    found = _read(wanted)
    if make:
        found |= _make({pair for pair in wanted if pair not in found})
    chain.keep(found, wanted)


@prepared
def _wrapped(references: tuple[str, ...], compartments: tuple[str, ...]) -> QuerySet:
    rows = PersonKey.objects.filter(compartment__in=compartments, person_ref__in=references)
    return rows.values_list("person_ref", "compartment", "wrapped")


def _read(pairs: Set[tuple[str, str]], made: Mapping[bytes, bytes] = MappingProxyType({})) -> Keys:
    """The keys of these pairs and of no other part of the file: what is not asked for stays wrapped. With those that were
    made just now, by how they are wrapped: these need not be opened.
    """
    references = sorted({ref for ref, _ in pairs})
    compartments = tuple(sorted({compartment for _, compartment in pairs}))
    found: Keys = {}
    for start in range(0, len(references), 500):
        for ref, compartment, wrapped in _wrapped(tuple(references[start : start + 500]), compartments):
            if (ref, compartment) in pairs:
                found[ref, compartment] = made.get(bytes(wrapped)) or _unwrap(ref, compartment, wrapped)
    return found


def _make(pairs: Set[tuple[str, str]]) -> Keys:
    """Make the keys, then read them back: another writer may have been first, and then its keys hold."""
    made, rows, now = {}, [], clock.now()
    for ref, compartment in pairs:
        key = cipher.new_key()
        wrapped = cipher.encrypt(ring().keys[compartment], key, f"dek|{compartment}|{ref}")
        rows.append(bulk.row(PersonKey, person_ref=ref, compartment=compartment, made_at=now, wrapped=wrapped))
        made[wrapped] = key
    asked = {"ignore_conflicts": True}
    if not bulk.add(PersonKey, DEFAULT_DB_ALIAS, rows, asked):
        PersonKey.objects.bulk_create(rows, **asked)
    return _read(pairs, made)


def _unwrap(ref: str, compartment: str, wrapped: bytes) -> bytes:
    return cipher.decrypt(ring().keys[compartment], bytes(wrapped), f"dek|{compartment}|{ref}")


def person_key(person: uuid.UUID, compartment: Compartment, *, make: bool = False) -> bytes:
    """The key of one compartment of one person. Raises Unreadable where there is none (erased, or never made)."""
    pair = person_ref(person, compartment), compartment.value
    chain = _chain.get()
    if chain is not None and pair in chain.keys:
        return chain.keys[pair]
    found = _read({pair})
    if not found and make:
        found = _make({pair})
    if pair not in found:
        raise cipher.Unreadable("there is no key for this part of the file")
    if chain is not None:
        chain.keep(found)
    return found[pair]


def has_key(person: uuid.UUID, compartment: Compartment) -> bool:
    """Whether there is a key, opened or not: what was erased has none."""
    return bool(_wrapped((person_ref(person, compartment),), (compartment.value,)))
