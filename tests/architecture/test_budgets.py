"""Sizes: a function fits on a screen, a file is about one thing. Exceptions carry their number and may only
shrink.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.architecture import source

FUNCTION_LINES = 40
FILE_LINES = 400
KERNEL_LINES = 300
# What says how an epidemic goes: what passes, who gives and takes, what waning leaves, what somebody becomes
EPIDEMIC = {
    "passes",
    "gives",
    "takes",
    "waning",
    "becomes",
    "lasts",
    "together",
    "she_obtains",
    "violence",
    "hiv",
    "moved_hiv",
}
HANDED_ON = {
    "sources.py": {"passes", "gives", "takes", "waning"}
}  # to the kernel's own `laid`; what comes back is counted


def functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, int]]:
    """Every function with its length in lines, decorators not counted; methods as `Class.method`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{prefix}{node.name}"
            if not isinstance(node, ast.ClassDef):
                yield name, (node.end_lineno or 0) - node.lineno + 1
            yield from functions(node, f"{name}.")
        else:
            yield from functions(node, prefix)


def too_long(sizes: Mapping[str, int], budget: int, ceilings: Mapping[str, object]) -> list[str]:
    """Complaints: over the budget or its own ceiling, or a ceiling higher than need be."""
    complaints = []
    for key, size in sizes.items():
        ceiling = ceilings.get(key)
        if size > budget and ceiling is None:
            complaints.append(f"{key}: {size} lines, the budget is {budget}")
        elif ceiling is not None and size > budget and size != ceiling:
            complaints.append(f"{key}: {size} lines, exceptions.toml says {ceiling}: both may only shrink, together")
        elif ceiling is not None and size <= budget:
            complaints.append(f"{key}: within the budget, take it out of exceptions.toml")
    return complaints + [f"{key}: gone, take it out of exceptions.toml" for key in ceilings.keys() - sizes.keys()]


def long_functions(found: tuple[source.Module, ...], ceilings: Mapping[str, object]) -> list[str]:
    sizes = {f"{module.path}::{name}": size for module in found for name, size in functions(module.tree)}
    return too_long(sizes, FUNCTION_LINES, ceilings)


def pages() -> dict[str, int]:
    """Lines of every file with a budget: Python, scripts, styles, templates; nothing that others wrote."""
    found = [module.path for root in ("src", "tests") for module in source.written(root)]
    for ending in ("js", "css", "html"):
        found += [str(path.relative_to(source.ROOT)) for path in (source.ROOT / "src").rglob(f"*.{ending}")]
    return {
        path: len((source.ROOT / path).read_text().splitlines()) for path in found if "vendor" not in Path(path).parts
    }


def test_functions_fit_on_a_screen() -> None:
    found = source.written("src") + source.written("tests")
    assert not long_functions(found, source.exceptions("function_lines"))


def test_files_are_about_one_thing() -> None:
    assert not too_long(pages(), FILE_LINES, source.exceptions("file_lines"))


def kernel_complaints(kernel: str, beside: Mapping[str, str]) -> list[str]:
    """The model's month is one page that is read in one sitting; what it runs on lays no hazard and decides nothing."""
    lines = len(kernel.splitlines())
    found = [f"the kernel has {lines} lines"] if lines >= KERNEL_LINES else []
    for name, text in beside.items():
        reads = {node.attr for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)} & EPIDEMIC
        if reads - HANDED_ON.get(name, set()):
            found.append(f"{name} reads {sorted(reads)}: that belongs into the kernel")
    return found


def test_the_models_kernel_is_read_in_one_sitting() -> None:
    epi = source.ROOT / "src" / "twofold" / "epi"
    beside = {path.name: path.read_text() for path in (epi / "machinery").glob("*.py")}
    assert not kernel_complaints((epi / "kernel.py").read_text(), beside)
    assert kernel_complaints("x = 1\n" * KERNEL_LINES, {})
    assert kernel_complaints("", {"clocks.py": "h = tables.passes[0]"})


def test_a_long_function_is_found_wherever_it_hides() -> None:
    body = "\n".join(f"            x = {number}" for number in range(40))
    planted = source.sample(f"class A:\n    if True:\n        def f(self):\n{body}\n")
    assert long_functions((planted,), {}) == [f"{planted.path}::A.f: 41 lines, the budget is 40"]
    short = source.sample("def f():\n    pass\n")
    assert not long_functions((short,), {})


def test_a_ceiling_may_only_shrink() -> None:
    assert not too_long({"a": 50}, 40, {"a": 50})
    assert too_long({"a": 51}, 40, {"a": 50})
    assert too_long({"a": 49}, 40, {"a": 50})
    assert too_long({"a": 40}, 40, {"a": 50})
    assert too_long({}, 40, {"a": 50})
    assert too_long({"a": 41}, 40, {})
