"""A scenario from TOML, strictly: what is not known is refused, with the nearest name that is."""

import dataclasses
import datetime
import tomllib
from pathlib import Path
from typing import Any

from twofold.epi.beliefs import Parameters
from twofold.epi.calibrating import Targets, targets
from twofold.epi.scenario import CLOSED, Cohort, Costs, Place, Scenario, Services, Wrong

TABLES = {"place": Place, "costs": Costs, "parameters": Parameters}


def load(path: Path | str) -> Scenario:
    """The scenario in this file."""
    return loads(_text(path))


def _text(path: Path | str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as problem:
        raise Wrong(str(path), "this file cannot be read as text") from problem


def load_with_targets(path: Path | str) -> tuple[Scenario, Targets]:
    """The scenario in this file, and what its table [targets] says is known of the epidemic."""
    text = _text(path)
    return loads(text), targets(_table(_parsed(text).get("targets", {}), "targets"))


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise Wrong("the file", f"this is not TOML: {problem}") from problem


def loads(text: str) -> Scenario:
    """The scenario in this text. Its [targets], if it has any, are checked and left to `calibrate`."""
    said = _parsed(text)
    if "targets" in said:
        targets(_table(said.pop("targets"), "targets"))
    services = _table(said.pop("services", {}), "services")
    made: dict[str, Any] = {name: _made(kind, said.pop(name, {}), name) for name, kind in TABLES.items()}
    made |= _services(services)
    if "cohort" in said:
        made["cohort"] = _made(Cohort, said.pop("cohort"), "cohort")
    made |= _without(said)
    made |= _dates(said)
    plain = {f.name for f in dataclasses.fields(Scenario)} - set(TABLES) - {"now", "planned", "cohort", "without"}
    _only(said, plain, "")
    for name in ("name", "currency"):
        if not isinstance(said.get(name, ""), str):
            raise Wrong(name, "this should be text")
    return Scenario(**made, **said)


def _table(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Wrong(where, f"this should be a table, [{where}]")
    return dict(value)


def _only(said: dict[str, Any], known: set[str], where: str) -> None:
    for name in said:
        if name not in known:
            import difflib

            near = difflib.get_close_matches(name, sorted(known), n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(sorted(known))}"
            raise Wrong(f"{where}.{name}" if where else name, f"there is no such setting{hint}")


def _made(kind: type[Any], value: Any, where: str) -> Any:
    said = _table(value, where)
    _only(said, {f.name for f in dataclasses.fields(kind)}, where)
    for name, number in said.items():
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise Wrong(f"{where}.{name}", f"{number!r} is not a number")
    return kind(**said)


def _services(said: dict[str, Any]) -> dict[str, Any]:
    _only(said, {"now", "planned"}, "services")
    now = _made(Services, said.get("now", {}), "services.now")
    if "planned" not in said:
        return {"now": now}
    planned = _made(Services, said["planned"], "services.planned")
    changed = {name: getattr(planned, name) for name in said["planned"]}
    return {"now": now, "planned": dataclasses.replace(now, **changed)}


def _without(said: dict[str, Any]) -> dict[str, Any]:
    """Processes left out by name; `closed = true` is short for nobody coming, going, starting or stopping."""
    names, closed = said.pop("without", []), said.pop("closed", False)
    if not isinstance(closed, bool):
        raise Wrong("closed", f"{closed!r} should be true or false")
    if not isinstance(names, list) or any(not isinstance(name, str) for name in names):
        raise Wrong("without", 'this should be a list of names: without = ["death", "part"]')
    return {"without": tuple(dict.fromkeys([*names, *(CLOSED if closed else ())]))}


def _dates(said: dict[str, Any]) -> dict[str, Any]:
    """`start` is a date; the change is in a month of the run, or on a date too."""
    start, change = said.pop("start", None), said.pop("change", None)
    for name, value in (("start", start), ("change", change)):
        if value is not None and (not isinstance(value, datetime.date) or isinstance(value, datetime.datetime)):
            raise Wrong(name, f"{value!r} is not a date; write {name} = 2027-01-01")
    made: dict[str, Any] = {"start": start.isoformat()} if start else {}
    if change is None:
        return made
    if start is None:
        raise Wrong("change", "a date of the change needs a start to be counted from")
    if "change_month" in said:
        raise Wrong("change", "say the date of the change or its month, not both")
    months = (change.year - start.year) * 12 + change.month - start.month
    if months < 0:
        raise Wrong("change", f"{change.isoformat()} is before the start, {start.isoformat()}")
    return {**made, "change_month": months}
