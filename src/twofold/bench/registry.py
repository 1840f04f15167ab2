"""Which benches there are: name -> the module that measures, and how long it may take. The one list; nothing is looked up."""

from dataclasses import dataclass

QUICK_FACTS = (10_000, 100_000)
FULL_FACTS = (10_000, 100_000, 1_000_000, 10_000_000)
QUICK_CLIENTS, FULL_CLIENTS = 5_000, 180_000


@dataclass(frozen=True)
class Part:
    """One bench: its name, the module that offers `measure(size)`, and the sizes at which it is run, quick and in full."""

    name: str
    module: str
    quick: tuple[int, ...]
    full: tuple[int, ...]
    grows: bool = False
    laid: int = 0  # from this size on `lay(size)` of the same module is asked first, in a process of its own


PARTS = (
    Part("report", "twofold.bench.reports", QUICK_FACTS, FULL_FACTS, grows=True, laid=1_000_000),
    Part("office", "twofold.bench.office", (QUICK_CLIENTS,), (FULL_CLIENTS,)),
    Part("import", "twofold.bench.lists", (1_200,), (100_000,)),
    Part("writing", "twofold.bench.writing", (2_000,), (20_000,)),
    Part("phones", "twofold.bench.phones", (40,), (200,)),
    Part("model", "twofold.bench.model", (1_000, 10_000), (1_000, 10_000, 100_000, 1_000_000), grows=True),
)


def part(name: str) -> Part:
    """The bench of this name."""
    return next(one for one in PARTS if one.name == name)
