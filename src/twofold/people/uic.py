"""Codes: the random one on every card, and the recipes that some programmes use for look-up. Pure; recipes are data.

A recipe's code is kept as a keyed HMAC only. It is never a key of a table and never merges two files.
"""

import datetime as dt
import functools
import secrets
import tomllib
import unicodedata
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

_FILE = Path(__file__).parent / "data" / "uic_schemes.toml"
# 31 signs, a prime: a weighted sum then finds every single wrong sign and every swap of neighbours. No 1, I, L, O, U.
SIGNS = "023456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 7
_LOOKALIKES = str.maketrans({"O": "0"})


class Letters(BaseModel):
    """The first or last letters of a name."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    take: Literal["first", "last"]
    of: str
    length: int

    def part(self, given: "Ingredients") -> str | None:
        text = _plain(given.texts.get(self.of, ""))
        if len(text) < self.length:
            return None
        return text[: self.length] if self.take == "first" else text[-self.length :]


class Number(BaseModel):
    """A number, padded with zeros."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    take: Literal["number"]
    of: str
    length: int

    def part(self, given: "Ingredients") -> str | None:
        text = given.texts.get(self.of, "").strip()
        return text.zfill(self.length)[-self.length :] if text.isdecimal() else None


class Sex(BaseModel):
    """A sign for the gender; a gender that the scheme has no sign for makes no code, rather than a wrong one."""

    model_config = ConfigDict(frozen=True, extra="allow")
    take: Literal["sex"]

    def part(self, given: "Ingredients") -> str | None:
        return (self.model_extra or {}).get(given.gender)


class Date(BaseModel):
    """A piece of the date of birth."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    take: Literal["date"]
    format: str

    def part(self, given: "Ingredients") -> str | None:
        return given.born.strftime(self.format) if given.born else None


class Scheme(BaseModel):
    """One recipe."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    code: str
    en: str
    hi: str
    parts: tuple[Annotated[Letters | Number | Sex | Date, Field(discriminator="take")], ...]

    def asks(self) -> tuple[str, ...]:
        """The names of the texts it needs, in order."""
        return tuple(part.of for part in self.parts if isinstance(part, Letters | Number))

    def asks_born(self) -> bool:
        """Whether it needs the date of birth."""
        return any(isinstance(part, Date) for part in self.parts)

    def asks_gender(self) -> bool:
        """Whether it needs a gender."""
        return any(isinstance(part, Sex) for part in self.parts)


class Schemes(BaseModel):
    """All recipes, with version and source."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: str
    effective: dt.date
    source: str
    status: Literal["verified", "unverified"]
    scheme: tuple[Scheme, ...]


class Ingredients(BaseModel):
    """What the client says for a recipe; used once, never stored."""

    model_config = ConfigDict(frozen=True)
    texts: dict[str, str] = {}
    gender: str = ""
    born: dt.date | None = None


@functools.cache
def schemes() -> dict[str, Scheme]:
    """The recipes in force, by code."""
    read = Schemes.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))
    return {scheme.code: scheme for scheme in read.scheme}


def from_recipe(scheme: str, given: Ingredients) -> str | None:
    """The code that a recipe makes, or None where an ingredient is missing or the scheme is 'random'."""
    parts = [part.part(given) for part in schemes()[scheme].parts]
    if not parts or None in parts:
        return None
    return "".join(str(part) for part in parts)


def _plain(name: str) -> str:
    """Letters only, without accents, in capitals: 'D'Súza' and 'DSUZA' are the same ingredient."""
    folded = unicodedata.normalize("NFKD", name)
    return "".join(c for c in folded if c.isalpha()).upper()


def check_sign(body: str) -> str:
    """The check sign of the first LENGTH signs."""
    return SIGNS[sum((place + 1) * SIGNS.index(sign) for place, sign in enumerate(body)) % len(SIGNS)]


def random_code() -> str:
    """A new code as printed on a card, such as K7M2-XQ4T."""
    body = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    whole = body + check_sign(body)
    return f"{whole[:4]}-{whole[4:]}"


def normal(code: str) -> str:
    """The code as it is looked up: capitals, no spaces or hyphens, look-alikes resolved."""
    kept = "".join(c for c in code.upper() if c.isalnum())
    return kept.translate(_LOOKALIKES)


def normal_outside(text: str) -> str:
    """An id of another list as it is looked up: 'mn31 - 0001' and 'MN31/0001' are one, '1/11' and '11/1' are not."""
    plain = unicodedata.normalize("NFKC", text).upper()
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in plain)
    return "/".join("".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in digits).split())


def is_card_code(code: str) -> bool:
    """Whether this is a card code with the right check sign."""
    text = normal(code)
    return len(text) == LENGTH + 1 and all(c in SIGNS for c in text) and check_sign(text[:-1]) == text[-1]
