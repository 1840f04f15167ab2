"""Names: a module says what lives in it, no module is called a drawer for odds and ends, and the glossary's
words are the modules' names.
"""

import ast
import re
from collections.abc import Iterable

from tests.architecture import source

DRAWERS = {"utils", "util", "helpers", "helper", "misc", "common"}
TERM = re.compile(r"^\*\*([^*]+)\*\*", re.MULTILINE)


def without_docstring(module: source.Module) -> bool:
    empty = not module.text.strip() and module.path.endswith("__init__.py")
    return not empty and not ast.get_docstring(module.tree)


def is_drawer(module: source.Module) -> bool:
    return bool(DRAWERS & set(module.parts))


def terms(glossary: str) -> set[str]:
    """The words that a glossary explains: bold at the start of a line."""
    return {word.strip().lower() for word in TERM.findall(glossary)}


def section(glossary: str, heading: str) -> str:
    found = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", glossary, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def unexplained(glossary: str, words: Iterable[str]) -> list[str]:
    return sorted(set(words) - terms(glossary))


def duplicates(glossary: str) -> list[str]:
    words = [word.strip().lower() for word in TERM.findall(glossary)]
    return sorted({word for word in words if words.count(word) > 1})


def glossary() -> str:
    return (source.ROOT / "GLOSSARY.md").read_text()


def test_every_module_says_what_lives_in_it() -> None:
    found = source.written("src") + source.written("tests")
    assert [module.path for module in found if without_docstring(module)] == []


def test_no_module_is_a_drawer() -> None:
    assert [module.path for module in source.modules("src") + source.modules("tests") if is_drawer(module)] == []


def test_every_app_is_a_word_of_the_glossary() -> None:
    assert unexplained(glossary(), source.apps()) == []
    assert duplicates(glossary()) == []


def test_the_glossary_explains_no_app_that_is_not_planned() -> None:
    planned = {name for layer in source.layers() for name in layer}
    assert terms(section(glossary(), "The apps")) == planned


def test_the_faults_are_found() -> None:
    assert without_docstring(source.sample("x = 1\n"))
    assert not without_docstring(source.sample('"""Says."""\n'))
    assert not without_docstring(source.sample("", "src/twofold/people/__init__.py"))
    assert is_drawer(source.sample("", "src/twofold/people/utils.py"))
    assert is_drawer(source.sample("", "src/twofold/people/helpers/dates.py"))
    assert unexplained("**client** – a person.\n", ["client", "people"]) == ["people"]
    assert duplicates("**need** – a.\n**need** – b.\n") == ["need"]
    assert terms(section("## The apps\n**core** – a.\n## More\n**need** – b.\n", "The apps")) == {"core"}


def test_each_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in (source.ROOT / "docs" / "decisions").glob("*.md")]
    assert numbers and sorted(numbers) == sorted(set(numbers))
