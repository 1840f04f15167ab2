"""What the proof harnesses measured: each notes how much it checked and in what time; the manual prints it.

A harness runs a sample in the daily suite and its floor when TWOFOLD_PROOFS=full:

    with measured("authorisation matrix", unit="cells", floor=30_000) as proof:
        for cell in cells(full=full()):
            ...
            proof.count += 1

Only a full run is noted, in `var/proofs`; `make proofs` renders the notes to `docs/manual/proofs.md`.
"""

import datetime as dt
import json
import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOTES = ROOT / "var" / "proofs"
PAGE = ROOT / "docs" / "manual" / "proofs.md"
HEAD = """# Proofs

What the last full run of the proof harnesses (`make proofs`) checked. The daily suite runs a sample of each.

| proof | checked | floor | seconds |
|---|---:|---:|---:|
"""


def full() -> bool:
    """True when the floor is to be run, not a sample."""
    return os.environ.get("TWOFOLD_PROOFS") == "full"


def of_today[T](many: Sequence[T], some: int) -> Sequence[T]:
    """Some of these, others every day; all of them in a full run."""
    if full():
        return many
    first = dt.date.today().toordinal() * some
    return [many[(first + n) % len(many)] for n in range(some)]


@dataclass
class Proof:
    """One harness: `count` of `unit` checked, at least `floor` of them in a full run."""

    name: str
    unit: str
    floor: int
    count: int = 0
    seconds: float = 0.0

    def row(self) -> str:
        return f"| {self.name} | {self.count:,} {self.unit} | {self.floor:,} | {self.seconds:.0f} |"


@contextmanager
def measured(name: str, *, unit: str, floor: int, notes: Path = NOTES) -> Iterator[Proof]:
    """Times the block; a full run below its floor is a failure, and only a full run that passed is noted."""
    proof, began = Proof(name, unit, floor), time.monotonic()
    yield proof
    proof.seconds = round(time.monotonic() - began, 1)
    assert proof.count > 0, f"{name} checked nothing"
    if full():
        assert proof.count >= floor, f"{name} checked {proof.count:,} {unit}; its floor is {floor:,}"
        notes.mkdir(parents=True, exist_ok=True)
        slug = re.sub(r"\W+", "-", name.lower())
        (notes / f"{slug}.json").write_text(json.dumps(asdict(proof), indent=1) + "\n")


def page(notes: Path = NOTES) -> str:
    """The manual's page, from the notes of the last full run."""
    rows = [Proof(**json.loads(path.read_text())).row() for path in sorted(notes.glob("*.json"))]
    return HEAD + "".join(f"{row}\n" for row in rows)


def main() -> int:
    if not any(NOTES.glob("*.json")):
        print(f"No proof was noted in {NOTES}: run `make proofs`.", file=sys.stderr)
        return 1
    PAGE.write_text(page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
