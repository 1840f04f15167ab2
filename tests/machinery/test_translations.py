"""Compiling the translations: only what has changed, and nothing twice."""

import gettext
import os
from pathlib import Path

from tests.machinery import translations

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Supplies"
msgstr "सामग्री"
"""


def test_what_has_changed_is_compiled(tmp_path: Path) -> None:
    po = tmp_path / "people" / "locale" / "hi" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(PO)
    assert translations.compile_stale(tmp_path) == [po.with_suffix(".mo")]
    with po.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Supplies") == "सामग्री"
    assert translations.compile_stale(tmp_path) == []
    os.utime(po, (2e9, 2e9))
    assert translations.stale(tmp_path) == [po]
