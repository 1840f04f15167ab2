"""What the files of the shell may not contain: colours outside the tokens, styles or scripts in pages, traces."""

import hashlib
import json
import re
from pathlib import Path

import pytest

import twofold.shell

SHELL = Path(twofold.shell.__file__).parent
STATIC = SHELL / "static" / "shell"
TEMPLATES = sorted((SHELL / "templates").rglob("*.html"))
SHEETS = sorted(STATIC.glob("*.css"))
SCRIPTS = sorted(STATIC.glob("*.js"))
SOURCES = sorted(SHELL.rglob("*.py"))

NAMED = "black|white|red|green|blue|gr[ae]y|teal|plum|purple|orange|yellow|brown|pink|navy|silver|maroon"
COLOUR = re.compile(
    rf"#[0-9a-f]{{3,8}}\b(?=[^{{]*[;}}\"')])|\b(?:rgba?|hsla?|hwb|oklch|oklab|lab|lch|color|color-mix|light-dark)\("
    rf"|(?<=[:\s\"'])(?:{NAMED})(?=\s*[;\"'}}!])",
    re.IGNORECASE,
)


def without_comments(text: str) -> str:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"{% comment %}.*?{% endcomment %}", "", text, flags=re.DOTALL)


def names(files: list[Path]) -> list[str]:
    return [str(file.relative_to(SHELL)) for file in files]


@pytest.mark.parametrize(
    "file",
    [sheet for sheet in SHEETS if sheet.name != "tokens.css"] + SCRIPTS + TEMPLATES + SOURCES,
    ids=names([sheet for sheet in SHEETS if sheet.name != "tokens.css"] + SCRIPTS + TEMPLATES + SOURCES),
)
def test_no_colour_outside_the_tokens(file):
    assert COLOUR.findall(without_comments(file.read_text())) == []


@pytest.mark.parametrize("text", ["a { color: #fff; }", "a{b:rgb(1 2 3)}", 'fill="red"', "x: white;", "oklch(1 0 0)"])
def test_the_search_for_colours_finds_them(text):
    assert COLOUR.search(text)


def test_the_icon_of_the_tab_wears_colours_of_the_tokens():
    """A file that is drawn by the browser's frame cannot read the page's tokens: it repeats two of them."""
    tokens = (STATIC / "tokens.css").read_text()
    used = re.findall(r"oklch\([^)]*\)", (STATIC / "icon.svg").read_text())
    assert len(used) == 2
    assert all(colour in tokens for colour in used)


@pytest.mark.parametrize("sheet", SHEETS, ids=names(SHEETS))
def test_every_token_that_is_used_exists(sheet):
    known = set(re.findall(r"(--[\w-]+):", (STATIC / "tokens.css").read_text()))
    assert set(re.findall(r"var\((--[\w-]+)", sheet.read_text())) <= known


@pytest.mark.parametrize("template", TEMPLATES, ids=names(TEMPLATES))
def test_no_style_or_script_in_a_page(template):
    text = without_comments(template.read_text())
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|hx-on|<script(?![^>]*\ssrc=)", text, re.I)
    assert all(tag.endswith("></script>") for tag in re.findall(r"<script.*?</script>", text, re.DOTALL))
    assert not re.search(r"https?://", text), "nothing is asked of a third party"


@pytest.mark.parametrize("template", TEMPLATES, ids=names(TEMPLATES))
def test_every_word_can_be_translated(template):
    """What is left when tags, variables and translated strings are taken away must be no words."""
    text = without_comments(template.read_text())
    text = re.sub(r"{% blocktranslate.*?{% endblocktranslate %}", "", text, flags=re.DOTALL)
    text = re.sub(r"{[%{].*?[%}]}", "", text, flags=re.DOTALL)
    spoken = re.findall(r"\s(?:title|aria-label|placeholder|alt)=[\"']([^\"']*)", text)
    text = re.sub(r"<(?:title|code|kbd)[^>]*>.*?</(?:title|code|kbd)>", "", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>|\sdata-[\w-]+=\"[^\"]*\"", "", text)
    # Our name, and each language in its own words.
    for same_everywhere in ("Twofold", "English", "हिन्दी", "km/h", "°C"):
        text = text.replace(same_everywhere, "")
    assert re.findall(r"[^\W\d_]+", text + " ".join(spoken)) == []


def test_vendored_files_are_those_that_were_published():
    told = re.findall(r"\| `([\w.-]+)` \| `([0-9a-f]{64})` \|", (STATIC / "vendor" / "README.md").read_text())
    assert {name for name, _ in told} == {file.name for file in (STATIC / "vendor").glob("*.js")}
    for name, digest in told:
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest
    base = (SHELL / "templates" / "shell" / "base.html").read_text()
    assert re.findall(r"shell/vendor/([\w.-]+)'", base) == [name for name, _ in told]


def test_htmx_evaluates_nothing_stores_nothing_and_asks_only_us():
    base = (SHELL / "templates" / "shell" / "base.html").read_text()
    found = re.search(r"name=\"htmx-config\" content='([^']*)'", base)
    assert found
    config = json.loads(found[1])
    assert config["allowEval"] is False
    assert config["allowScriptTags"] is False
    assert config["includeIndicatorStyles"] is False
    assert config["historyCacheSize"] == 0
    assert config["selfRequestsOnly"] is True


@pytest.mark.parametrize("script", SCRIPTS, ids=names(SCRIPTS))
def test_our_scripts_leave_nothing_behind(script):
    text = without_comments(script.read_text())
    assert not re.search(r"localStorage|indexedDB|document\.cookie|caches\.|\beval\(|new Function|innerHTML", text)


def test_the_neutral_page_has_no_trace_of_us():
    text = (SHELL / "templates" / "shell" / "exit.html").read_text() + (STATIC / "exit.css").read_text()
    assert "twofold" not in text.lower()
    assert "<script" not in text
    assert "csrf" not in text


@pytest.mark.parametrize("file", [*SHEETS, *SCRIPTS, *TEMPLATES, *SOURCES], ids=lambda file: file.name)
def test_files_stay_short(file):
    assert len(file.read_text().splitlines()) <= 400
