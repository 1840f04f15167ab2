"""Which words a paper may not carry that a client takes along. Data and one question; no table."""

import datetime as dt
import functools
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).parent / "data" / "slip_words.toml"
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_MARKS = re.compile(r"[^\w\s-]|(?<=\b\w)\.(?=\w\b)")


class SlipWords(BaseModel):
    """The words, with version and source."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: str
    effective: dt.date
    source: str
    status: Literal["verified", "unverified"]
    words: frozenset[str]
    stems: tuple[str, ...]
    parts: tuple[str, ...]


@functools.cache
def slip_words() -> SlipWords:
    """The words in force."""
    return SlipWords.model_validate(tomllib.loads(_FILE.read_text(encoding="utf-8")))


def is_neutral(text: str) -> bool:
    """Whether this may stand on a paper in a client's pocket. 'H.I.V.' is no other word than 'HIV'."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    known = slip_words()
    found = {*_WORD.findall(plain), *_WORD.findall(_MARKS.sub("", plain))}
    found |= {part for word in found for part in word.split("-")}
    if found & known.words or any(stem in word for word in found for stem in known.stems):
        return False
    return not any(part in unicodedata.normalize("NFC", text) for part in known.parts)
