"""Every sentence has its Hindi, names the same things in it, calls nobody names, and none stands outside translation."""

import ast
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import polib
import pytest
from django.template.base import Lexer, TokenType
from django.utils import translation

from tests.machinery import words

LANGUAGES = ("hi",)
# What must be the same in every language: names given by Python's %, in braces, percent signs, marks of a page.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|</?\w+>")
# Words that hurt, in either language. 'Clean' is a word for needles and water, never for a person.
FORBIDDEN = re.compile(
    r"\b(?:addicts?|addicted|abusers?|junk(?:ie|y)s?|druggies?|drug users?|users of drugs|prostitutes?|"
    r"(?:is|are|stays?|got|been) clean|defaulters?|non-compliant)\b"
    r"|(?<![\u0900-\u097f])(?:"
    + unicodedata.normalize("NFC", "नशेड़ी|नशेबाज़|नशाखोर|नशे (?:का|के|की) (?:आदी|लत)|व्यसनी|लती|वेश्या|चरसी|गंजेड़ी|अफ़ीमची")
    + r")(?![\u0900-\u097f])",
    re.IGNORECASE,
)
# What stands in templates outside translation: the name, languages in their own writing, commands, keys, units.
AS_IT_IS = {"Twofold", "English", "हिन्दी", "Esc", "km/h"}
REFUSALS = {"Invalid", "Denied", "ValidationError"}
# The command line speaks English: whoever sits there reads the manual of an operator.
COMMAND_LINE = ("config/commands/", "config/cli.py", "config/opening.py", "demo/")
SPOKEN = {"alt", "aria-label", "placeholder", "title", "data-label", "label"}


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(words.catalogue(language)), wrapwidth=0)


def said(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr, *entry.msgstr_plural.values()] if not entry.msgid_plural else [*entry.msgstr_plural.values()]


def wanting(entries: list[polib.POEntry], wanted: set[words.Message]) -> list[str]:
    """Sentences without a translation that is whole and sure."""
    done = {
        words.Message(entry.msgid, entry.msgid_plural, entry.msgctxt or "")
        for entry in entries
        if not entry.fuzzy and not entry.obsolete and all(text.strip() for text in said(entry))
    }
    return sorted(message.text for message in wanted - done)


def hurtful(text: str) -> list[str]:
    return FORBIDDEN.findall(unicodedata.normalize("NFC", text))


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def disagreeing(entry: polib.POEntry) -> bool:
    """The form for one may leave out the number; whatever else is named on one side is named on the other."""
    if not entry.msgid_plural:
        return placeholders(entry.msgid) != placeholders(entry.msgstr)
    both = placeholders(entry.msgid) & placeholders(entry.msgid_plural)
    either = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
    return any(not both <= placeholders(text) <= either for text in said(entry))


def outside(template: str) -> list[str]:
    """Words of a template that no translation reaches: between tags, or in an attribute that is read aloud."""
    kept = []
    covered = ""
    for token in Lexer(template).tokenize():
        if token.token_type is TokenType.BLOCK:
            name = token.contents.split()[0]
            if covered:
                covered = "" if name == f"end{covered}" else covered
            elif name in ("comment", "blocktranslate", "blocktrans"):
                covered = name
            kept.append("\x00")
        elif token.token_type is TokenType.TEXT and not covered:
            kept.append(token.contents)
        else:
            kept.append("\x00")
    page = re.sub(r"<!--.*?-->|<(script|style|code)\b.*?</\1>", " ", "".join(kept), flags=re.DOTALL)
    spoken = [value for name, value in re.findall(r"""([\w-]+)=["']([^"']*)["']""", page) if name in SPOKEN]
    texts = [*re.split(r"<[^>]*>|\x00", page), *(part for value in spoken for part in value.split("\x00"))]
    return sorted({text.strip() for text in texts if is_language(text)})


def is_language(text: str) -> bool:
    if text.strip() in AS_IT_IS or re.match(r"\s*[\w-]+=[\"']", text):
        return False
    return any(word not in AS_IT_IS for word in re.findall(r"[^\W\d_]{2,}[\w/]*", re.sub(r"&\w+;", " ", text)))


def texts_of(value: Any) -> list[str]:
    """All strings in data, however deep."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts_of(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts_of(inner)]
    return [value] if isinstance(value, str) else []


def pairs(value: Any) -> list[tuple[Any, Any]]:
    """What stands in data in English and in Hindi, side by side."""
    if isinstance(value, list):
        return [pair for inner in value for pair in pairs(inner)]
    if not isinstance(value, dict):
        return []
    here = [(value.get("en"), value.get("hi"))] if {"en", "hi"} & value.keys() else []
    return here + [pair for inner in value.values() for pair in pairs(inner)]


def same_shape(english: Any, hindi: Any) -> bool:
    """The same keys, as many sentences, none empty, and Hindi in its own writing."""
    if isinstance(english, dict) and isinstance(hindi, dict):
        return english.keys() == hindi.keys() and all(same_shape(english[key], hindi[key]) for key in english)
    if isinstance(english, list) and isinstance(hindi, list):
        return len(english) == len(hindi) and all(map(same_shape, english, hindi))
    return isinstance(english, str) and isinstance(hindi, str) and bool(re.search("[\u0900-\u097f]", hindi))


def without_values(said: ast.expr) -> ast.expr:
    """What stands left of the %, which fills the sentence in."""
    return without_values(said.left) if isinstance(said, ast.BinOp) else said


def bare(text: str) -> list[str]:
    """Sentences that a reader is refused with, and that were written without a translation."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and node.args]
    refusals = [call for call in calls if getattr(call.func, "id", getattr(call.func, "attr", "")) in REFUSALS]
    return [
        ast.unparse(call) for call in refusals if isinstance(without_values(call.args[0]), ast.Constant | ast.JoinedStr)
    ]


DATA = sorted(words.SOURCE.glob("**/*.toml"))
TEMPLATES = words.templates()


def name(path: Path) -> str:
    return str(path.relative_to(words.SOURCE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    assert wanting(catalogue(language), set(words.collect())) == [], "make messages, then translate"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_translated_that_nobody_says(language: str) -> None:
    listed = [words.Message(entry.msgid, entry.msgid_plural, entry.msgctxt or "") for entry in catalogue(language)]
    assert listed == sorted(set(listed)), "make messages puts them in order"
    assert set(listed) <= set(words.collect()), "make messages takes them out"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_names_what_the_sentence_names(language: str) -> None:
    assert [entry.msgid for entry in catalogue(language) if disagreeing(entry)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_called_names(language: str) -> None:
    texts = [text for entry in catalogue(language) for text in [entry.msgid, entry.msgid_plural, *said(entry)]]
    texts += [text for path in DATA for text in texts_of(tomllib.loads(path.read_text()))]
    texts += [path.read_text() for path in TEMPLATES]
    assert [hurt for text in texts for hurt in hurtful(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_hindi_is_written_in_its_own_letters(language: str) -> None:
    """A translation that is the English again would pass for one that was made."""
    bare = [
        entry.msgid for entry in catalogue(language) for text in said(entry) if not re.search("[\u0900-\u097f]", text)
    ]
    assert [text for text in bare if is_language(PLACEHOLDER.sub(" ", text))] == []


@pytest.mark.parametrize("path", DATA, ids=name)
def test_what_data_say_in_english_they_say_in_hindi(path: Path) -> None:
    assert [
        english for english, hindi in pairs(tomllib.loads(path.read_text())) if not same_shape(english, hindi)
    ] == []


def test_what_is_refused_is_said_in_the_language_of_the_reader() -> None:
    shown = [path for path in words.SOURCE.glob("**/*.py") if not name(path).startswith(COMMAND_LINE)]
    assert [line for path in shown for line in bare(path.read_text())] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_words_stand_outside_translation(path: Path) -> None:
    assert outside(path.read_text()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_is_said_as_one_and_several_as_several(language: str) -> None:
    """The first form of a sentence that counts is that of one, the second that of several."""
    with translation.override(language):
        for entry in catalogue(language):
            if entry.msgid_plural:
                found = [translation.ngettext(entry.msgid, entry.msgid_plural, n) for n in (1, 2, 5, 100)]
                one, many = entry.msgstr_plural[0], entry.msgstr_plural[1]
                assert found == [one, many, many, many], entry.msgid


def test_the_looking_sees() -> None:
    """What the tests above look for is found where it stands, and only there."""
    seen = '<p title="A word">{% translate "in" %} out {{ x }}</p><code>twofold x</code>{# note #}{% comment %}c{% endcomment %}'
    assert outside(seen) == ["A word", "out"]
    assert outside('{% blocktranslate %}all {{ n }} of it{% endblocktranslate %} · – <a href="/a/b/">Twofold</a>') == []
    assert all(hurtful(text) for text in ("an addict", "She is clean.", "वह नशेड़ी है", "नशे के आदी लोग"))
    assert not any(hurtful(text) for text in ("clean water", "additive", "चलती", "people who inject drugs"))
    assert bare("raise Invalid(f'No {x}.')") and not bare("raise Invalid(_('No %(x)s.') % {'x': 1}, field='x')")
    one = polib.POEntry(msgid="%(n)s of {x}", msgstr="%(n)s में से")
    assert disagreeing(one) and wanting([one], {words.Message("%(n)s of {x}"), words.Message("b")}) == ["b"]
    many = polib.POEntry(msgid="One", msgid_plural="%(n)s", msgstr_plural={0: "एक", 1: "%(n)s"})
    assert not disagreeing(many)
