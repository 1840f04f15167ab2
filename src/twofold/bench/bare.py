"""The baseline, frozen: what a competent developer writes in a day in bare Django. It is measured in the same run, on the
same database, and is never made better: a ratio against it would say nothing.
"""

import json
import statistics
import uuid
from collections.abc import Callable
from typing import Any

from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from twofold.bench.results import cpu


def _table(name: str) -> type[models.Model]:
    """A table with an id, three texts and two numbers, made on the spot."""
    fields: dict[str, Any] = {
        "__module__": __name__,
        "Meta": type("Meta", (), {"app_label": "bench_bare"}),
        "id": models.UUIDField(primary_key=True, default=uuid.uuid4),
        "day": models.DateField(),
        "client": models.UUIDField(db_index=True),
        "body": models.TextField(),
        "out": models.IntegerField(),
        "back": models.IntegerField(),
    }
    made = type(name, (models.Model,), fields)
    with connection.schema_editor() as editor:
        editor.create_model(made)
    return made


class Bare:
    """Three tables: what came, the fact, the audit row."""

    def __init__(self) -> None:
        mark = uuid.uuid4().hex[:6]
        self.tables = [_table(f"{name}{mark}") for name in ("Raw", "Fact", "Audit")]

    def put(self, entries: list[dict[str, Any]]) -> None:
        """The same rows in each table, in one transaction."""
        with transaction.atomic():
            for table in self.tables:
                table._default_manager.bulk_create(
                    table(day="2026-10-01", client=one["client"], body=json.dumps(one, default=str), out=10, back=4)
                    for one in entries
                )


def request_ms(requests: int) -> float:
    """CPU milliseconds of one bare request that saves one contact: a view, a form's fields, three rows."""
    there, factory = Bare(), RequestFactory()

    def view(request: HttpRequest) -> HttpResponse:
        there.put([{name: request.POST[name] for name in ("client", "out", "back")}])
        return HttpResponse(status=302)

    def once() -> None:
        view(factory.post("/", {"client": str(uuid.uuid4()), "out": "10", "back": "4"}))

    return statistics.median(cpu(once, requests)) * 1000


def beside(ours: Callable[[], object], entries: int, repeats: int) -> tuple[float, float]:
    """(ours, bare): entries a second of the processor, taken in turns, so that a machine that is slow for a while is slow for
    both; after one of each that is not counted.
    """
    there = Bare()
    told = [{"client": uuid.uuid4(), "out": 10, "back": 4} for _ in range(entries)]
    pairs = [(*cpu(lambda: there.put(told), 1), *cpu(ours, 1)) for _ in range(repeats + 1)][1:]
    bare, taken = (entries / statistics.median(times) for times in zip(*pairs, strict=True))
    return taken, bare


def rows_a_second(entries: int, repeats: int) -> float:
    """Entries a second of the processor that bare Django saves in requests of so many, three rows each."""
    there = Bare()
    told = [{"client": uuid.uuid4(), "out": 10, "back": 4} for _ in range(entries)]
    return entries / statistics.median(cpu(lambda: there.put(told), repeats))
