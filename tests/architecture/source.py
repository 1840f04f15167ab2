"""Reads the tree once for all architecture tests: modules with their syntax, layers, and the list of
exceptions.

What is right and wrong is said in the tests beside this file: each holds its checkers as plain functions over
text, so that the same function judges our tree and a planted fault.
"""

import ast
import functools
import subprocess
import textwrap
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXCEPTIONS = Path(__file__).with_name("exceptions.toml")


@dataclass(frozen=True)
class Module:
    """One Python file, its path relative to the repository."""

    path: str
    text: str

    @functools.cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def parts(self) -> tuple[str, ...]:
        """Below `src/twofold`: ("people", "views", "lists"); below `tests` the same with "tests" in front."""
        path = Path(self.path).with_suffix("")
        return path.parts[2:] if path.parts[0] == "src" else path.parts

    @property
    def name(self) -> str:
        return ".".join(("twofold", *self.parts))

    @property
    def app(self) -> str:
        return self.parts[0] if len(self.parts) > 1 or self.path.endswith("__init__.py") else ""

    @property
    def is_migration(self) -> bool:
        return "migrations" in self.parts[:-1]

    def is_in(self, name: str) -> bool:
        """True for `<app>/name.py` and everything in `<app>/name/`."""
        return name in self.parts[1:]


@functools.cache
def modules(root: str = "src") -> tuple[Module, ...]:
    """The Python files below `root`, migrations too."""
    paths = sorted((ROOT / root).rglob("*.py"))
    return tuple(Module(str(path.relative_to(ROOT)), path.read_text()) for path in paths)


def written(root: str = "src") -> tuple[Module, ...]:
    """The Python files that people write: no migrations."""
    return tuple(module for module in modules(root) if not module.is_migration)


def sample(text: str, path: str = "src/twofold/people/planted.py") -> Module:
    """A planted file."""
    return Module(path, textwrap.dedent(text))


@functools.cache
def layers() -> tuple[tuple[str, ...], ...]:
    """The one order of the apps, highest first: contract 1 in pyproject.toml."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = config["tool"]["importlinter"]["contracts"][0]["layers"]
    return tuple(tuple(name.strip(" ()") for name in line.split("|")) for line in lines)


def apps() -> set[str]:
    """The first-level packages that exist."""
    return {path.parent.name for path in (ROOT / "src" / "twofold").glob("*/__init__.py")}


@functools.cache
def tracked() -> tuple[Path, ...]:
    """What is in the repository, and what is about to be; without git, every file that is not hidden."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        found = [ROOT / line for line in said.splitlines()]
    except (OSError, subprocess.CalledProcessError):
        found = [path for folder in ("src", "tests", "docs", "requirements") for path in (ROOT / folder).rglob("*")]
    return tuple(path for path in found if path.is_file())


def exceptions(section: str, path: Path = EXCEPTIONS) -> dict[str, object]:
    """One table of the list of exceptions."""
    return tomllib.loads(path.read_text()).get(section, {})


def ratchet(found: Iterable[tuple[str, str]], excepted: Iterable[str]) -> list[str]:
    """Complaints about what is found and not excepted, and about exceptions that nothing needs any more."""
    found, excepted = list(found), set(excepted)
    keys = {key for key, _ in found}
    return [f"{key}: {sentence}" for key, sentence in found if key not in excepted] + [
        f"{key}: no longer needed in exceptions.toml, take it out" for key in sorted(excepted - keys)
    ]
