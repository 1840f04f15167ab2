"""Ask the planning model: what would averts most infections, for whom, at what cost.

It needs no installation, no database and no record of any person: only a scenario file.
"""

import argparse
import contextlib
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twofold.epi import Posterior, Run, Scenario, Table

NEEDS_INSTALLATION = False
BANDS = ("mean", "low90", "low50", "high50", "high90")


def arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="part", metavar="WHAT", required=True)
    one = _part(parts, "run", _run, "run a scenario")
    one.add_argument("scenario", type=Path, metavar="SCENARIO.toml")
    two = _part(parts, "compare", _compare, "compare two scenarios on the same people with the same luck")
    two.add_argument("before", type=Path)
    two.add_argument("after", type=Path)
    best = _part(parts, "optimise", _optimise, "find the mix that averts most for a budget")
    best.add_argument("scenario", type=Path, metavar="SCENARIO.toml")
    best.add_argument("--budget", type=float, help="beyond what is spent now, for all the years together")
    for part in (one, two, best):
        part.add_argument("--seeds", type=int, help="how many runs")
        part.add_argument("--years", type=int)
        part.add_argument("--threads", type=int, default=0, help="0 for as many as there are")
        part.add_argument("--out", type=Path, help="write the whole table as .csv or .parquet")
        part.add_argument("--posterior", type=Path, help="what `plan calibrate` wrote: carried through the answer")
    for part in (one, two):
        part.add_argument(
            "--by", default="sex,couple", help="year, sex, group, couple, partner, route, source; commas between"
        )
        part.add_argument("--unsure", action="store_true", help="draw the parameters from their intervals too")
        part.add_argument("--dask", default="", metavar="ADDRESS", help="run on this Dask cluster")
    _fitting(parts)
    _part(parts, "parameters", _parameters, "every parameter with unit, interval and source")
    check = _part(parts, "validate", _validate, "hold the model against closed forms and published trials")
    check.add_argument("--full", action="store_true", help="at the full size (minutes)")
    check.add_argument("--into", type=Path, metavar="FOLDER", help="write the page and its drawings into this folder")
    _part(parts, "explain", _explain, "the order of a month, as it is executed")


def _fitting(parts: Any) -> None:
    arms = _part(parts, "trial", _trial, "try a service on some of the people of a closed cohort")
    arms.add_argument("scenario", type=Path, metavar="SCENARIO.toml")
    arms.add_argument("--service", required=True, help="nsp, ost or prep")
    arms.add_argument("--share", type=float, default=0.5, help="of those without HIV who inject")
    arms.add_argument("--seeds", type=int, help="how many runs")
    arms.add_argument("--years", type=int)
    arms.add_argument("--out", type=Path, help="write the table as .csv or .parquet")
    fit = _part(parts, "calibrate", _calibrate, "bring the parameters in line with prevalence and incidence")
    fit.add_argument(
        "scenario", type=Path, metavar="SCENARIO.toml", help="with a table [targets]: hiv_women = [0.15, 0.25]"
    )
    fit.add_argument(
        "--out", type=Path, required=True, metavar="POSTERIOR.toml", help="to be given to run, compare, optimise"
    )
    fit.add_argument("--draws", type=int, default=200, help="sets of parameters tried in each round")
    fit.add_argument("--keep", type=int, default=50, help="sets kept")
    fit.add_argument("--rounds", type=int, default=4)
    fit.add_argument("--threads", type=int, default=0, help="0 for as many as there are")


def _part(parts: Any, name: str, does: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
    part: argparse.ArgumentParser = parts.add_parser(name, help=about, description=about)
    part.add_argument("--json", action="store_true", help="print the outcome as JSON")
    part.set_defaults(does=does)
    return part


def run(arguments: argparse.Namespace) -> int:
    try:
        from twofold import epi
    except ImportError:
        sys.stderr.write("twofold: the planning model needs numpy: pip install 'twofold[epi]'\n")
        return 1
    try:
        return int(arguments.does(arguments))
    except epi.Wrong as wrong:
        sys.stderr.write(f"twofold: {wrong}.\n")
        return 2
    except BrokenPipeError:  # whoever read the beginning of a table has seen enough
        raise
    except OSError as problem:
        sys.stderr.write(f"twofold: {problem.strerror or problem}: {problem.filename or ''}\n")
        return 1


def _run(arguments: argparse.Namespace) -> int:
    scenario = _scenario(arguments.scenario, arguments)
    _writable(arguments.out)
    done = _ran(scenario, arguments, scenario.name)
    split = done.infections(*_by(arguments))
    shown = {"summary": done.summary(), "infections": split}
    by = [name for name in _by(arguments) if name not in ("route", "source")]
    if not ("group" in by and ("couple" in by or "partner" in by)):
        shown["incidence"] = done.incidence(*by)
    shown["people"] = done.people("sex", "group")
    return _say(arguments, scenario.name, shown, split)


def _compare(arguments: argparse.Namespace) -> int:
    from twofold import epi

    before, after = (_scenario(path, arguments) for path in (arguments.before, arguments.after))
    _writable(arguments.out)
    epi.comparable(before, after)
    found = epi.Comparison(_ran(before, arguments, before.name), _ran(after, arguments, after.name))
    split = found.averted(*_by(arguments))
    return _say(arguments, f"{before.name} → {after.name}", {"summary": found.summary(), "averted": split}, split)


def _optimise(arguments: argparse.Namespace) -> int:
    from twofold import epi

    scenario = _scenario(arguments.scenario, arguments)
    _writable(arguments.out)
    budget = arguments.budget if arguments.budget is not None else scenario.budget
    with _bar("Mixes tried", None) as moved:
        frontier = epi.optimise(
            scenario, budget, lambda looked: moved(looked, 0), arguments.threads, posterior=_posterior(arguments)
        )
    table = epi.frontier_table(frontier)
    return _say(arguments, f"{scenario.name}: the best mix step by step", {"frontier": table}, table)


def _trial(arguments: argparse.Namespace) -> int:
    from twofold import epi

    scenario = _scenario(arguments.scenario, arguments)
    _writable(arguments.out)
    found = epi.trial(scenario, arguments.service, arguments.share).summary()
    return _say(arguments, f"{scenario.name}: {arguments.service} for {arguments.share:.0%}", {"trial": found}, found)


def _calibrate(arguments: argparse.Namespace) -> int:
    from twofold import epi

    scenario, known = epi.load_with_targets(arguments.scenario)
    if arguments.out.suffix != ".toml" or not arguments.out.parent.is_dir():
        raise epi.Wrong("--out", f"{arguments.out} should be a .toml file in a folder that is there")
    with _bar(f"{scenario.name}: calibrating", None) as moved:
        found = epi.calibrate(
            scenario, known, draws=arguments.draws, keep=arguments.keep, rounds=arguments.rounds,
            threads=arguments.threads, progress=moved,
        )  # fmt: skip
    found.write(arguments.out)
    arguments.out = None
    return _say(arguments, scenario.name, {"fit": found.fit(), "parameters": found.table()}, None)


def _posterior(arguments: argparse.Namespace) -> "Posterior | None":
    from twofold import epi

    return epi.read_posterior(arguments.posterior) if arguments.posterior else None


def _parameters(arguments: argparse.Namespace) -> int:
    from twofold import epi
    from twofold.epi.tidy import tabled

    return _say(arguments, "Parameters", {"parameters": tabled(known._asdict() for known in epi.parameters())}, None)


def _validate(arguments: argparse.Namespace) -> int:
    from twofold.epi import Wrong
    from twofold.epi.tidy import tabled
    from twofold.epi.validation import validate
    from twofold.epi.validation.page import write

    if arguments.into is not None and not arguments.into.is_dir():
        raise Wrong("--into", f"there is no folder {arguments.into}")
    with _bar("Validating", None) as moved:
        rows = validate(full=arguments.full, progress=moved)
    if arguments.into is not None:
        write(rows, arguments.into, 200 if arguments.full else 20)
    code = _say(arguments, "Validation", {"validation": tabled(_told(row, arguments) for row in rows)}, None)
    return 1 if any(row.kind == "A" and row.verdict != "met" for row in rows) else code


def _told(row: Any, arguments: argparse.Namespace) -> dict[str, Any]:
    """A row as people read it; for programs with its figures too."""
    told: dict[str, Any] = row._asdict()
    return (
        told
        if arguments.json
        else {name: told[name] for name in ("code", "target", "wanted", "ours", "verdict", "why")}
    )


def _explain(arguments: argparse.Namespace) -> int:
    from twofold import epi
    from twofold.epi.month import MONTH

    print(json.dumps([step._asdict() for step in MONTH], indent=1) if arguments.json else epi.explain())
    return 0


def _scenario(path: Path, arguments: argparse.Namespace) -> "Scenario":
    import dataclasses

    from twofold import epi

    changed = {name: getattr(arguments, name) for name in ("seeds", "years") if getattr(arguments, name) is not None}
    return dataclasses.replace(epi.load(path), **changed)


def _by(arguments: argparse.Namespace) -> list[str]:
    from twofold.epi import Wrong
    from twofold.epi.counting import AXES

    names = [name.strip() for name in arguments.by.split(",") if name.strip()]
    for name in names:
        if name not in AXES or names.count(name) > 1:
            raise Wrong("--by", f"{name!r} is not one of {', '.join(AXES)}, each at most once")
    return names


def _writable(out: Path | None) -> None:
    """Refuse before the work, not after it."""
    from importlib.util import find_spec

    from twofold.epi import Wrong

    if out is None:
        return
    if out.suffix not in (".csv", ".parquet"):
        raise Wrong("--out", f"{out.name} should end in .csv or .parquet")
    if out.suffix == ".parquet" and find_spec("pyarrow") is None:
        raise Wrong("--out", "Parquet needs pyarrow, which is not installed; write a .csv instead")
    if not out.parent.is_dir():
        raise Wrong("--out", f"there is no folder {out.parent}")


def _ran(scenario: "Scenario", arguments: argparse.Namespace, name: str) -> "Run":
    from twofold import epi

    with _bar(name, scenario.seeds) as moved:
        return epi.run(
            scenario,
            unsure=arguments.unsure,
            threads=arguments.threads,
            dask=arguments.dask,
            progress=moved,
            posterior=_posterior(arguments),
        )


@contextlib.contextmanager
def _bar(name: str, total: int | None) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on the error stream, where somebody watches it."""
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    if not _has_rich():
        yield lambda done, of: print(
            f"{name}: {done}" + (f" of {of or total}" if of or total else ""), end="\r", file=sys.stderr
        )
        print(file=sys.stderr)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(name, total=total)
        yield lambda done, of: progress.update(task, completed=done, total=of or total)


def _say(arguments: argparse.Namespace, title: str, tables: dict[str, "Table"], whole: "Table | None") -> int:
    out = getattr(arguments, "out", None)
    if out is not None and whole is not None:
        whole.write(out)
    if arguments.json:
        print(json.dumps({name: list(table.rows()) for name, table in tables.items()}, ensure_ascii=False))
        return 0
    for name, table in tables.items():
        _draw(f"{title}: {name}" if len(tables) > 1 else title, table)
    return 0


def _has_rich() -> bool:
    """The office has it; who installed the model alone may not."""
    with contextlib.suppress(ImportError):
        importlib.import_module("rich")
        return True
    return False


def _draw(title: str, table: "Table") -> None:
    """With rules where they can be drawn, else in plain columns."""
    if _has_rich():
        from rich.console import Console

        Console(width=None if sys.stdout.isatty() else 160).print(_shown(title, table))
        return
    names = [name for name in table.columns if name != "median"]
    rows = [names, *([_figure(row[name]) for name in names] for row in table.rows())]
    widths = [max(len(row[place]) for row in rows) for place in range(len(names))]
    print(title)
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip())
    print()


def _shown(title: str, table: "Table") -> Any:
    from rich.table import Table as Shown

    shown = Shown(title=title, title_justify="left")
    names = [name for name in table.columns if name != "median"]
    for name in names:
        shown.add_column(name, justify="right" if name in BANDS else "left", overflow="fold")
    for row in table.rows():
        shown.add_row(*(_figure(row[name]) for name in names))
    return shown


def _figure(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return str(value)
