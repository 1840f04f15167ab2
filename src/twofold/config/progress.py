"""How long work shows that it goes on: a bar at a terminal, plain lines elsewhere. On standard error, never in results."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STEPS = 10
Progress = Callable[[str, int, int], None]


@contextmanager
def progress() -> Iterator[Progress]:
    """Yields told(what, done, of how many)."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description:20}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        tasks = {}

        def told(what: str, done: int, of: int) -> None:
            if what not in tasks:
                for task in tasks.values():
                    bar.update(task, completed=bar.tasks[task].total)
                tasks[what] = bar.add_task(what, total=of)
            bar.update(tasks[what], completed=done)

        yield told
        for task in tasks.values():
            bar.update(task, completed=bar.tasks[task].total)


def _lines() -> Progress:
    said: dict[str, int] = {}

    def told(what: str, done: int, of: int) -> None:
        step = done * STEPS // of if of else STEPS
        if said.get(what) != step:
            said[what] = step
            sys.stderr.write(f"{what}: {step * 100 // STEPS}%\n")

    return told
