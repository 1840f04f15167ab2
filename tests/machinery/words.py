"""The words of Twofold: every sentence that code and templates offer for translation, and the catalogue that answers.

`python -m tests.machinery.words` brings each `django.po` up to date: new sentences come in empty, sentences that are gone
go out, translations stay. It reads the source by Python's own means, so that everybody gets the same file.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[2] / "src" / "twofold"
CATALOGUES = SOURCE / "locale"
_PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_IN_CONTEXT = {"pgettext", "pgettext_lazy"}
_TEXT = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_TEMPLATE_CALL = re.compile(
    rf"(?<!\w)(?P<name>pgettext|ngettext|gettext|_)\(\s*{_TEXT}(?:\s*,\s*{_TEXT})?"
)  # as `templatize` writes them

# Sentences of Django and allauth that a reader can meet, and that come without Hindi or in Hindi that is hard to read.
BORROWED = (
    ("(Hidden field %(name)s) %(error)s", ""),
    ("Be patient, you are sending too many requests.", ""),
    ("Enter a complete value.", ""),
    ("Enter a list of values.", ""),
    ("Enter a number.", ""),
    ("Enter a valid UUID.", ""),
    ("Enter a valid date.", ""),
    ("Enter a valid date/time.", ""),
    ("Enter a valid time.", ""),
    ("Enter a valid value.", ""),
    ("Enter a whole number.", ""),
    (
        "Ensure that there are no more than %(max)s decimal place.",
        "Ensure that there are no more than %(max)s decimal places.",
    ),
    (
        "Ensure that there are no more than %(max)s digit in total.",
        "Ensure that there are no more than %(max)s digits in total.",
    ),
    (
        "Ensure that there are no more than %(max)s digit before the decimal point.",
        "Ensure that there are no more than %(max)s digits before the decimal point.",
    ),
    (
        "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
    ),
    (
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    ),
    ("Ensure this value is a multiple of step size %(limit_value)s.", ""),
    ("Ensure this value is greater than or equal to %(limit_value)s.", ""),
    ("Ensure this value is less than or equal to %(limit_value)s.", ""),
    ("Incorrect code.", ""),
    ("Incorrect password.", ""),
    ("Invalid login.", ""),
    (
        "ManagementForm data is missing or has been tampered with. Missing fields: %(field_names)s. "
        "You may need to file a bug report if the issue persists.",
        "",
    ),
    ("Null characters are not allowed.", ""),
    ("Please submit at least %(num)d form.", "Please submit at least %(num)d forms."),
    ("Please submit at most %(num)d form.", "Please submit at most %(num)d forms."),
    ("Please type your current password.", ""),
    ("Select a valid choice. %(value)s is not one of the available choices.", ""),
    ("Select a valid choice. That choice is not one of the available choices.", ""),
    ("The new value must be different from the current one.", ""),
    ("This account is currently inactive.", ""),
    ("This field is required.", ""),
    ("“%(value)s” is not a valid value.", ""),
    *((month, "") for month in ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
)


@dataclass(frozen=True, order=True)
class Message:
    """One sentence, with the form for many and the context if it has them."""

    text: str
    plural: str = ""
    context: str = ""


def in_python(path: Path) -> Iterator[Message]:
    """The messages of a module: calls of the usual names with texts that are written out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            yield from _message(name, texts)


def in_template(path: Path) -> Iterator[Message]:
    """The messages of a template, as Django itself would hand them to an extractor."""
    from django.utils.translation.template import templatize

    for found in _TEMPLATE_CALL.finditer(templatize(path.read_text(encoding="utf-8"))):
        texts = [ast.literal_eval(text) for text in found.groups()[1:] if text]
        yield from _message(found["name"], texts)


def _message(name: str, texts: list[str]) -> Iterator[Message]:
    if name in _PLAIN and texts:
        yield Message(texts[0])
    elif name in _PLURAL and len(texts) == 2:
        yield Message(*texts)
    elif name in _IN_CONTEXT and len(texts) == 2:
        yield Message(texts[1], context=texts[0])


def templates() -> list[Path]:
    return sorted(SOURCE.glob("**/templates/**/*.html"))


def collect() -> dict[Message, list[str]]:
    """Every message, with the files that say it."""
    found: dict[Message, list[str]] = {Message(*pair): ["Django, allauth"] for pair in BORROWED}
    for read, paths in ((in_python, sorted(SOURCE.glob("**/*.py"))), (in_template, templates())):
        for path in paths:
            for message in read(path):
                found.setdefault(message, []).append(str(path.relative_to(SOURCE)))
    counted = {(message.text, message.context) for message in found if message.plural}
    return {m: paths for m, paths in found.items() if m.plural or (m.text, m.context) not in counted}


def catalogue(language: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / "django.po"


def update(language: str) -> list[str]:
    """Bring one catalogue up to date; what still wants a translation."""
    import polib

    path = catalogue(language)
    old = polib.pofile(str(path), wrapwidth=0)
    known = {Message(entry.msgid, entry.msgid_plural, entry.msgctxt or ""): entry for entry in old}
    new = polib.POFile(wrapwidth=0)
    new.metadata = old.metadata
    for message in sorted(collect()):
        new.append(known.get(message) or _empty(message))
    new.save(str(path))
    return [entry.msgid for entry in new if not entry.translated()]


def _empty(message: Message) -> Any:
    import polib

    entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None)
    if message.plural:
        entry.msgid_plural, entry.msgstr_plural = message.plural, {0: "", 1: ""}
    return entry


if __name__ == "__main__":
    open_ones = {path.parent.name: update(path.parent.name) for path in sorted(CATALOGUES.glob("*/LC_MESSAGES"))}
    for language, texts in open_ones.items():
        sys.stdout.write(f"{language}: {len(texts)} to translate\n" + "".join(f"  {text}\n" for text in texts))
