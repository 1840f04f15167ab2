"""Topics talked about in a contact, as data. No table stands here."""

import functools
import tomllib
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "topics.toml"


@functools.cache
def topics() -> dict[str, dict[str, str]]:
    """Topic code -> its words by language, in the order in which they are offered."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {topic["code"]: topic for topic in read["topic"]}
