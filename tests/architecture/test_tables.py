"""The tables: each field has one privacy class, the domain's tables are guarded, migrations are in a row."""

import re
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField
from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
from django.db.migrations.state import ProjectState
from django.db.models import BooleanField
from django.utils import translation

from tests.architecture import source
from twofold.core import guarded, privacy

NUMBERED = re.compile(r"^(\d{4})_\w+$")


def our_models() -> list[Any]:
    return [model for model in apps.get_models() if model.__module__.startswith("twofold.")]


def unclassed(model: Any) -> list[str]:
    """Fields without a class, names that are no field, and fields with two."""
    try:
        return sorted(privacy.undeclared(model))
    except ValueError as problem:
        return [str(problem)]


def unguarded(models: Iterable[Any]) -> list[tuple[str, str]]:
    """Tables outside `core`, which keeps keys and the log and guards them itself."""
    domain = [model for model in models if model._meta.app_label != "core"]
    found = [model for model in domain if not issubclass(model, guarded.GuardedModel)]
    return [(model._meta.label, "can be written outside actions") for model in found]


def out_of_line(names: Iterable[str]) -> list[str]:
    """Migrations whose numbers are not 0001, 0002, ... with each number once."""
    complaints, expected = [], 1
    for name in sorted(names):
        found = NUMBERED.match(name)
        if not found or int(found[1]) != expected:
            complaints.append(f"{name}: number {expected:04} was expected")
        expected += 1
    return complaints


def missing_migrations(recorded: ProjectState, actual: ProjectState, loader: MigrationLoader) -> list[str]:
    """What `makemigrations` would still have to write."""
    questioner = NonInteractiveMigrationQuestioner(specified_apps=None, dry_run=True, verbosity=0)
    changes = MigrationAutodetector(recorded, actual, questioner).changes(graph=loader.graph)
    return [
        f"{app}: {operation.describe()}"
        for app, migrations in changes.items()
        for migration in migrations
        for operation in migration.operations
    ]


@pytest.fixture(scope="module")
def loader() -> MigrationLoader:
    return MigrationLoader(None, ignore_no_migrations=True)


def our_labels() -> set[str]:
    return {config.label for config in apps.get_app_configs() if config.name.startswith("twofold.")}


def test_every_field_has_one_privacy_class() -> None:
    assert our_models()
    assert {model._meta.label: found for model in our_models() if (found := unclassed(model))} == {}


def test_tables_are_guarded() -> None:
    assert not source.ratchet(unguarded(our_models()), source.exceptions("unguarded"))


def test_no_migration_is_missing(loader: MigrationLoader) -> None:
    with translation.override(None):  # as `makemigrations` has it: whichever language the last page was in
        actual = ProjectState.from_apps(apps)
        missing = missing_migrations(loader.project_state(), actual, loader)
    assert [line for line in missing if line.split(":")[0] in our_labels()] == []


def test_migrations_stand_in_a_row(loader: MigrationLoader) -> None:
    for label in our_labels():
        names = [name for app, name in loader.disk_migrations if app == label]
        assert out_of_line(names) == [], label
        assert len(loader.graph.leaf_nodes(label)) == (1 if names else 0), label


def test_a_field_without_a_class_is_found() -> None:
    def table(**sets: set[str]) -> Any:
        fields = [SimpleNamespace(name="id"), SimpleNamespace(name="nickname")]
        meta = SimpleNamespace(concrete_fields=fields, local_many_to_many=[])
        return type("Planted", (), {"_meta": meta, "Privacy": type("Privacy", (), sets)})

    assert unclassed(table(operational={"id"}, identifying={"nickname"})) == []
    assert unclassed(table(operational={"id"})) == ["nickname"]
    assert unclassed(table(operational={"id"}, identifying={"nickname", "name"})) == ["name"]
    assert unclassed(table(operational={"id", "nickname"}, identifying={"nickname"}))
    assert unclassed(table(operational={"id"}, secret={"nickname"})) == ["nickname"]


def test_an_unguarded_table_is_found() -> None:
    assert unguarded([type("Planted", (), {"_meta": SimpleNamespace(label="people.Planted", app_label="people")})])


def test_a_missing_migration_is_found(loader: MigrationLoader) -> None:
    recorded = loader.project_state()
    changed = recorded.clone()
    model = our_models()[0]._meta
    AddField(model.model_name, "planted", BooleanField(default=False)).state_forwards(model.app_label, changed)
    assert any("planted" in line for line in missing_migrations(recorded, changed, loader))


def test_migrations_out_of_line_are_found() -> None:
    assert not out_of_line(["0001_initial", "0002_more"])
    assert out_of_line(["0001_initial", "0001_other"])
    assert out_of_line(["0001_initial", "0003_more"])
    assert out_of_line(["first"])
