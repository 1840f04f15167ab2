"""Records which templates the tests rendered, so that a template nobody looks at is found on the day it is
written.

Each process notes the templates it rendered; when the whole suite ran, the leading process compares with the
tree. The exceptions are in `tests/architecture/exceptions.toml` and may only shrink.
"""

import os
import tomllib
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.machinery import environment

SOURCE = environment.ROOT / "src" / "twofold"
EXCEPTIONS = environment.ROOT / "tests" / "architecture" / "exceptions.toml"
seen: set[str] = set()
report = pytest.StashKey[list[str]]()


def note(*, template: object, **_: object) -> None:
    origin = getattr(getattr(template, "origin", None), "name", "")
    if origin.startswith(str(SOURCE)):
        seen.add(origin)


def verdict(on_disk: set[str], rendered: set[str], excepted: set[str]) -> list[str]:
    """What is wrong: templates that no test rendered, and exceptions that are none any more."""
    never = sorted(on_disk - rendered - excepted)
    needless = sorted(excepted - (on_disk - rendered))
    return [f"no test renders {name}" for name in never] + [
        f"{name} is rendered or gone: take it out of exceptions.toml" for name in needless
    ]


def templates(source: Path = SOURCE) -> set[str]:
    return {str(path.relative_to(environment.ROOT)) for path in source.glob("**/templates/**/*") if path.is_file()}


def whole(config: pytest.Config) -> bool:
    """True when nothing was left out: no path, no selection, no early stop."""
    chosen = config.option.keyword or config.option.markexpr or config.option.collectonly
    stopped = config.option.maxfail or config.getoption("lf", False) or config.getoption("deselect", None)
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not chosen and not stopped


def pytest_configure(config: pytest.Config) -> None:
    from django.test.signals import template_rendered

    template_rendered.connect(note, dispatch_uid="tests.machinery.rendered")


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> Generator[None]:
    try:
        return (yield)  # the leading process waits here until its workers are done
    finally:
        folder = Path(os.environ[environment.FOLDER], "rendered")
        folder.mkdir(exist_ok=True)
        (folder / (environment.worker() or "lead")).write_text("\n".join(sorted(seen)))
        if environment.worker() is None and whole(session.config) and exitstatus == pytest.ExitCode.OK:
            judge(session, folder)


def judge(session: pytest.Session, folder: Path) -> None:
    lines = {line for path in folder.iterdir() for line in path.read_text().splitlines()}
    rendered = {str(Path(line).relative_to(environment.ROOT)) for line in lines}
    excepted = set(tomllib.loads(EXCEPTIONS.read_text()).get("templates_never_rendered", []))
    if wrong := verdict(templates(), rendered, excepted):
        session.config.stash[report] = wrong
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    wrong = config.stash.get(report, [])
    for line in wrong:
        terminalreporter.write_line(f"TEMPLATES {line}", red=True)
    if wrong:
        terminalreporter.write_line("The run fails: every template is rendered by some test (see above).", red=True)
