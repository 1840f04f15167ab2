"""The way in and the way to change: views ask `visible_to`, rows change in actions, actions look alike,
nothing happens behind anybody's back. The guarded models of `core` are the wall; these tests are the fence
in front of it.
"""

import ast
import functools
from collections.abc import Callable, Collection, Iterator

from tests.architecture import source

MANAGERS = {"objects", "_default_manager", "_base_manager", "unscoped"}
WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
WRITES |= {f"a{verb}" for verb in WRITES} | {"_raw_delete"}
# A dictionary is updated, and a cache entry deleted, with an argument; a queryset and a row are not.
NOT_OURS_WITH_ARGUMENT = {"update", "delete"}
CONNECTED_TO_DATABASES = {"sqlite3", "psycopg", "duckdb"}

WRITTEN = [  # planted
    "row.save()",
    "row.save(update_fields=['a'])",
    "rows.update(a=1)",
    "rows.delete()",
    "Client.objects.create(a=1)",
    "Client.objects.bulk_create(rows)",
    "await rows.aupdate(**a)",
]


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every call of a method, with its name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node, node.func.attr


def managers_in_views(module: source.Module) -> list[str]:
    if not module.is_in("views"):
        return []
    found = [node for node in ast.walk(module.tree) if isinstance(node, ast.Attribute) and node.attr in MANAGERS]
    return [f"{module.path}:{node.lineno}: `.{node.attr}` in a view: rows come by visible_to" for node in found]


def writes_outside_actions(module: source.Module, derived: Collection[str] = ()) -> list[str]:
    """`derived` names the modules that rebuild what can be thrown away; they write, inside an action, their own tables."""
    if module.app == "core" or module.is_in("actions") or module.name in derived:
        return []
    return [f"{module.path}:{call.lineno}: `.{verb}()` outside actions" for call, verb in writes(module.tree)]


def is_action_decorator(node: ast.expr) -> bool:
    """`@action("verb")`, however it was imported."""
    if not isinstance(node, ast.Call) or not node.args:
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name == "action"


def faults_of_action(function: ast.FunctionDef) -> list[str]:
    arguments, faults = function.args, []
    if arguments.args or arguments.posonlyargs or arguments.vararg or arguments.kwarg:
        faults.append("takes what is not a named keyword")
    if "by" not in {argument.arg for argument in arguments.kwonlyargs}:
        faults.append("does not take `by`")
    if function.returns is None or any(argument.annotation is None for argument in arguments.kwonlyargs):
        faults.append("is not annotated in full")
    if not any(is_action_decorator(node) for node in function.decorator_list):
        faults.append("is not decorated with @action(verb)")
    return faults


def writes(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Calls that look like a change of rows."""
    for call, verb in calls(tree):
        if verb in WRITES and not (verb in NOT_OURS_WITH_ARGUMENT and call.args):
            yield call, verb


def is_quiet_helper(function: ast.FunctionDef, module: source.Module) -> bool:
    """In a package of actions, modules share functions that check and look up. They may not change anything."""
    return (
        module.parts[-2] == "actions"
        and not any(writes(function))
        and not any(map(is_action_decorator, function.decorator_list))
    )


def faulty_actions(module: source.Module) -> list[str]:
    if module.app == "core" or not module.is_in("actions"):
        return []
    return [
        f"{module.path}:{node.lineno}: {node.name} {fault}"
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if not node.name.startswith("_") and not is_quiet_helper(node, module)
        for fault in faults_of_action(node)
    ]


def overridden_saves(module: source.Module) -> list[str]:
    """Methods `save` and `delete` of any class: what happens on a change is said in the action."""
    if module.app == "core":
        return []
    return [
        f"{module.path}:{method.lineno}: {node.name}.{method.name} is overridden"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, ast.FunctionDef) and method.name in {"save", "delete", "asave", "adelete"}
    ]


def signals(module: source.Module) -> list[tuple[str, str]]:
    """Handlers that run behind the caller's back."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.dispatch":
            found.append((module.path, f"line {node.lineno} imports django.dispatch"))
        if isinstance(node, ast.Import) and any(alias.name == "django.dispatch" for alias in node.names):
            found.append((module.path, f"line {node.lineno} imports django.dispatch"))
    for call, verb in calls(module.tree):
        target = getattr(call.func.value, "id", "") if isinstance(call.func, ast.Attribute) else ""
        if verb == "connect" and target not in CONNECTED_TO_DATABASES:
            found.append((module.path, f"line {call.lineno} connects a signal"))
    return found


def found_by(checker: Callable[[source.Module], list[str]], tree: tuple[source.Module, ...]) -> list[str]:
    return [complaint for module in tree for complaint in checker(module)]


def test_views_begin_with_visible_to() -> None:
    assert not found_by(managers_in_views, source.written())


def test_rows_change_in_actions_only() -> None:
    from django.conf import settings

    own_tables = ["twofold.bench.bare"]  # the frozen baseline, whose tables are made and gone in a private home
    checker = functools.partial(writes_outside_actions, derived=[*settings.TWOFOLD_DERIVED, *own_tables])
    assert not found_by(checker, source.written())


def test_actions_look_alike() -> None:
    assert not found_by(faulty_actions, source.written())


def test_nothing_happens_in_save() -> None:
    assert not found_by(overridden_saves, source.written())


def test_no_signals() -> None:
    found = [pair for module in source.written() for pair in signals(module)]
    assert not source.ratchet(found, source.exceptions("signals"))


def test_a_manager_in_a_view_is_found() -> None:
    text = "def show(request):\n    return Client.objects.all()\n"
    assert managers_in_views(source.sample(text, "src/twofold/people/views.py"))
    assert managers_in_views(source.sample(text, "src/twofold/people/views/lists.py"))
    assert not managers_in_views(source.sample(text, "src/twofold/people/actions.py"))


def test_a_write_outside_actions_is_found() -> None:
    for line in WRITTEN:
        text = f"async def f(row, rows, a):\n    {line}\n"
        assert writes_outside_actions(source.sample(text, "src/twofold/people/views.py")), line
        assert not writes_outside_actions(source.sample(text, "src/twofold/people/actions/join.py"))
    planted = source.sample("rows.delete()", "src/twofold/people/state.py")
    assert writes_outside_actions(planted)
    assert not writes_outside_actions(planted, {"twofold.people.state"})
    for line in ("found.update(other)", "digest.update(b'')", "cache.delete('key')"):
        assert not writes_outside_actions(source.sample(line, "src/twofold/people/views.py")), line


def test_an_action_that_looks_different_is_found() -> None:
    good = '@action("client.registered")\ndef register(*, by: Actor, code: str) -> Client: ...\n'
    path = "src/twofold/people/actions.py"
    assert not faulty_actions(source.sample(good, path))
    faults = {
        "not a named keyword": good.replace("*, by", "by"),
        "`by`": good.replace("by: Actor, ", ""),
        "annotated": good.replace("code: str", "code"),
        "annotated in full": good.replace(" -> Client", ""),
        "@action": good.replace('@action("client.registered")\n', ""),
        "with @action": good.replace('@action("client.registered")', "@action"),
    }
    for words, text in faults.items():
        assert any(words in said for said in faulty_actions(source.sample(text, path))), words
    assert not faulty_actions(source.sample("def _check(code): ...\n", path))
    package = "src/twofold/people/actions/record.py"
    assert not faulty_actions(source.sample("def check(code): ...\n", package))
    assert faulty_actions(source.sample("def check(code):\n    code.save()\n", package))
    assert faulty_actions(source.sample(good.replace("*, by", "by"), package))


def test_logic_in_save_and_signals_are_found() -> None:
    assert overridden_saves(source.sample("class A(Model):\n    def save(self): ...\n"))
    assert not overridden_saves(
        source.sample("class A(Model):\n    def save(self): ...\n", "src/twofold/core/guarded.py")
    )
    assert signals(source.sample("from django.dispatch import receiver\n"))
    assert signals(source.sample("post_save.connect(handle)\n"))
    assert not signals(source.sample("sqlite3.connect(path)\n"))
