"""Dependencies point one way. Import contracts say it for imports; this says it for what they cannot see (a
foreign key written as a string), and that the contracts bite.
"""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.architecture import source

RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField", "ParentalKey", "GenericForeignKey"}
type Edge = tuple[str, str, str]  # from app, to app, where


def rank(app: str, order: tuple[tuple[str, ...], ...]) -> int | None:
    """Height of an app's layer: 0 is the highest. None for what is not one of our apps."""
    return next((height for height, layer in enumerate(order) if app in layer), None)


def upward(edges: Iterable[Edge], order: tuple[tuple[str, ...], ...]) -> list[str]:
    """Relations that point to a higher layer, or to another app of the same one."""
    complaints = []
    for start, end, where in edges:
        low, high = rank(start, order), rank(end, order)
        if start != end and low is not None and high is not None and high <= low:
            complaints.append(f"{where}: {start} points to {end}, which does not stand below it")
    return complaints


def string_relations(module: source.Module) -> Iterator[Edge]:
    """Relations written as "app.Model": imports do not show these."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in RELATIONS:
            continue
        named = [keyword.value for keyword in node.keywords if keyword.arg in {"to", "through"}]
        for value in [*node.args[:1], *named]:
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and "." in value.value:
                yield module.app, value.value.split(".")[0], f"{module.path}:{node.lineno}"


def model_relations() -> Iterator[Edge]:
    """Relations as Django has resolved them, whatever way they were written."""
    from django.apps import apps

    labels = {
        config.label: config.name.split(".")[1]
        for config in apps.get_app_configs()
        if config.name.startswith("twofold.")
    }
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if (
                getattr(field, "remote_field", None)
                and not field.auto_created
                and field.related_model not in (None, "self")
            ):
                start, end = model._meta.app_label, field.related_model._meta.app_label
                yield labels.get(start, start), labels.get(end, end), f"{model.__name__}.{field.name}"


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """The import contracts of the tree in `folder`."""
    program = Path(sys.executable).with_name("lint-imports")
    env = os.environ | {"PYTHONPATH": str(folder / "src")}
    return subprocess.run([program, "--no-cache"], cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def copied_tree(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("__pycache__", "*.mo", "static", "locale", "templates")
    shutil.copytree(source.ROOT / "src", tmp_path / "src", ignore=ignored)
    shutil.copy(source.ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_app_has_its_place_in_the_order() -> None:
    assert source.apps() <= {name for layer in source.layers() for name in layer}


def test_foreign_keys_point_the_way_imports_do() -> None:
    written = [edge for module in source.modules() for edge in string_relations(module)]
    assert not upward(written, source.layers())
    assert not upward(model_relations(), source.layers())


def test_a_string_that_points_upwards_is_found() -> None:
    order = (("config", "demo"), ("people",), ("programme",), ("core", "shell"))
    path = "src/twofold/programme/models.py"
    for text in ('models.ForeignKey("people.Client", models.CASCADE)', 'ForeignKey(to="people.Client")',
                 'models.ManyToManyField("Site", through="people.Tie")'):  # fmt: skip
        assert upward(string_relations(source.sample(text, path)), order), text
    for text in (
        'models.ForeignKey("programme.Site")',
        'ForeignKey("self")',
        'ForeignKey("auth.User")',
        'F("core.Event")',
    ):
        assert not upward(string_relations(source.sample(text, path)), order), text
    assert upward([("core", "shell", "")], order)
    assert not upward([("people", "programme", "")], order)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("core/ids.py", "import twofold.config.settings"),
        ("programme/models.py", "from twofold.people import models as planted"),
        ("people/models.py", "from twofold.people import actions as planted"),
        ("core/access.py", "import django.db"),
    ],
)
def test_a_wrong_import_breaks_the_contracts(copied_tree: Path, path: str, line: str) -> None:
    target = copied_tree / "src" / "twofold" / path
    target.write_text(f"{target.read_text()}\n{line}\n")
    said = lint_imports(copied_tree)
    assert said.returncode == 1, said.stdout + said.stderr
    assert "BROKEN" in said.stdout


@pytest.mark.slow
def test_the_contracts_are_kept() -> None:
    said = lint_imports(source.ROOT)
    assert said.returncode == 0, said.stdout + said.stderr
