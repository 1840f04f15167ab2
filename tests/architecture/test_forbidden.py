"""What must not stand in the source at all, or only where a list names it: raw SQL, printing, unpickling,
evaluation, silenced checkers, Django's admin.
"""

import ast
import re
from collections.abc import Iterator

from tests.architecture import source

SQL_METHODS = {"raw", "extra", "execute", "executemany", "executescript", "copy", "copy_expert"}
SQL_NAMES = {"RawSQL", "RunSQL"}
SQL_MODULES = {"sqlite3", "psycopg"}
DANGEROUS_MODULES = {"pickle", "cPickle", "shelve", "marshal", "dill"}
DANGEROUS_CALLS = {"eval", "exec", "__import__"}
SILENCED = re.compile(r"#\s*(type:\s*ignore(?!\[\w)|noqa(?!:\s*[A-Z]))")

SQL = [  # planted
    "Client.objects.raw('x')",
    "rows.extra(where=['x'])",
    "connection.cursor()",
    "cursor.execute('x')",
    "RawSQL('x', [])",
    "migrations.RunSQL('x')",
    "import sqlite3",
    "from psycopg import sql",
]


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """First part of every imported module's name, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0], node.lineno


def called(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def is_sql(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Attribute) and call.func.attr in SQL_METHODS - {"copy"}:
        return True
    return name_of(call) in SQL_NAMES or (isinstance(call.func, ast.Attribute) and call.func.attr == "cursor")


def raw_sql(module: source.Module) -> list[tuple[str, str]]:
    found = [
        (module.path, f"line {call.lineno}: {name_of(call)}() is raw SQL")
        for call in called(module.tree)
        if is_sql(call)
    ]
    found += [
        (module.path, f"line {line} imports {name}") for name, line in imported(module.tree) if name in SQL_MODULES
    ]
    return found


def prints(module: source.Module) -> list[tuple[str, str]]:
    """The command line speaks to a terminal; nothing else does."""
    if module.parts[:2] in {("config", "cli"), ("config", "commands")}:
        return []
    plain = (call for call in called(module.tree) if isinstance(call.func, ast.Name))
    return [
        (module.path, f"line {call.lineno} prints")
        for call in plain
        if name_of(call) in {"print", "pprint", "breakpoint"}
    ]


def dangers(module: source.Module) -> list[str]:
    found = [f"line {line} imports {name}" for name, line in imported(module.tree) if name in DANGEROUS_MODULES]
    found += [
        f"line {call.lineno} calls {call.func.id}"
        for call in called(module.tree)
        if isinstance(call.func, ast.Name) and call.func.id in DANGEROUS_CALLS
    ]
    return [f"{module.path}: {said}" for said in found]


def silenced(module: source.Module) -> list[str]:
    lines = enumerate(module.text.splitlines(), start=1)
    return [
        f"{module.path}:{number}: silences a checker and does not say which rule"
        for number, line in lines
        if SILENCED.search(line)
    ]


def test_raw_sql_stands_where_the_list_says() -> None:
    found = [pair for module in source.modules() for pair in raw_sql(module)]
    assert not source.ratchet(found, source.exceptions("raw_sql"))


def test_only_the_command_line_prints() -> None:
    found = [pair for module in source.modules() for pair in prints(module)]
    assert not source.ratchet(found, source.exceptions("print"))


def test_nothing_is_evaluated_or_unpickled() -> None:
    assert not [said for module in source.modules() for said in dangers(module)]


def test_a_silenced_checker_says_which_rule() -> None:
    found = source.modules("src") + source.modules("tests")
    assert not [said for module in found for said in silenced(module)]


def test_no_admin_is_installed() -> None:
    from django.conf import settings

    assert not [name for name in settings.INSTALLED_APPS if name.startswith("django.contrib.admin")]


def test_the_faults_are_found() -> None:
    for line in SQL:
        assert raw_sql(source.sample(line)), line
    assert prints(source.sample("print('x')"))
    assert not prints(source.sample("print('x')", "src/twofold/config/cli.py"))
    assert not prints(source.sample("print('x')", "src/twofold/config/commands/report.py"))
    assert not prints(source.sample("console.print('x')"))
    for line in ("import pickle", "from pickle import loads", "eval('x')", "exec('x')"):
        assert dangers(source.sample(line)), line
    assert not dangers(source.sample("pattern.exec('x')"))
    for mark in ("type: ignore", "noqa"):
        assert silenced(source.sample(f"x = 1  # {mark}\n")), mark
    for mark in ("type: ignore[misc]", "noqa: S608"):
        assert not silenced(source.sample(f"x = 1  # {mark}\n")), mark
