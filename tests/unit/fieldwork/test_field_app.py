"""What the phone's app is made of: small enough to read, each word where it belongs, every sentence in every language."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.unit.words.test_words import hurtful, placeholders
from twofold.fieldwork import pages, release
from twofold.fieldwork.entries import BY_NAME
from twofold.people.actions.record import SHORTEST_WORD

FOLDER = release.FOLDER
MODULES = sorted(FOLDER.glob("*.js"))
MOST_MODULES, MOST_BYTES, MOST_LINES = 25, 100_000, 200
# Words that stand in one module only: what touches keys, disk and network is read in one place.
OWN_WORDS = {"crypto": {"vault.js"}, "indexedDB": {"store.js"}, "fetch": {"sync.js"}}
# What could make text into a page or a script, or bring one from elsewhere.
NEVER = re.compile(
    r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|https?://(?!www\.w3\.org)|import\(|\.style\b"
)


def code(path: Path) -> str:
    """A module without its comments: they may speak of what they like."""
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


def forms() -> dict[str, Any]:
    """The forms that every phone carries."""
    return json.loads((FOLDER / "forms.json").read_text())


def named_in(form: Any) -> set[str]:
    """The names of words that a form asks for, with those made of a beginning and a choice."""
    if isinstance(form, list):
        return {name for one in form for name in named_in(one)}
    if not isinstance(form, dict):
        return {form} if isinstance(form, str) else set()
    made = {form["each"] + choice for choice in form.get("choices", ()) if "each" in form}
    return made | set(form.get("ways", ())) | {name for one in form.values() for name in named_in(one)}


def strays(modules: dict[str, str]) -> list[str]:
    """Modules that say a word of another's. A service worker hears of requests by an event of that name; that is no request."""
    found = []
    for word, owners in OWN_WORDS.items():
        for name, text in modules.items():
            said = re.sub(r'addEventListener\("fetch"', "", text) if name == "worker.js" else text
            if name not in owners and re.search(rf"\b{word}\b", said):
                found.append(f"{name} says {word}")
    return found


def words(language: str) -> dict[str, str]:
    return json.loads((FOLDER / "words" / f"{language}.json").read_text())


def test_it_stays_small() -> None:
    assert len(MODULES) <= MOST_MODULES
    assert sum(len(path.read_bytes()) for path in MODULES) <= MOST_BYTES
    assert {path.name: n for path in MODULES if (n := len(path.read_text().splitlines())) > MOST_LINES} == {}
    assert len((FOLDER / "drawings.json").read_bytes()) <= 60_000


def test_keys_disk_and_network_are_each_touched_in_one_module() -> None:
    assert strays({path.name: code(path) for path in MODULES}) == []
    for word, owners in OWN_WORDS.items():
        assert all(word in code(FOLDER / name) for name in owners)


# What a form asks for the phone's own use: who else came becomes `people`, the day that of the entry.
NOT_SENT = {("group", "others"), ("group", "day")}


def test_what_a_form_asks_the_office_takes_in() -> None:
    asked = {name: form for name, form in forms().items() if isinstance(form, dict) and "kind" in form}
    assert len(asked) >= 6
    for name, form in asked.items():
        taken = BY_NAME[form["kind"], 1].body.model_json_schema()
        assert form.get("fixed", {}).keys() <= taken["properties"].keys(), name
        for question in form["questions"]:
            outer, _, inner = question["name"].partition(".")
            if (name, outer) in NOT_SENT:
                continue
            place = taken["properties"][outer]
            assert not inner or inner in taken["$defs"]["Reach"]["properties"], question
            for choice in question.get("choices", ()):
                assert choice in place["enum"] if isinstance(choice, str) else choice in range(5, 721), question
            assert not question.get("needed") or question["name"] in taken["required"], question
            assert question.get("least") in (None, SHORTEST_WORD), question


SAID = ("words", "help", "short", "why", "watch", "save", "folded", "say", "ways", "each", "choices")


def test_every_word_of_a_form_is_there() -> None:
    said = {name for form in forms().values() if isinstance(form, dict) for part in (form, *form["questions"])
            for name in named_in({key: part[key] for key in SAID if isinstance(part.get(key), list | str | dict)})}  # fmt: skip
    codes = {code for form in forms().values() if isinstance(form, dict) for asked in form["questions"]
             for code in (*asked.get("choices", ()), asked.get("each"))}  # fmt: skip
    known = {re.sub(r"\.(one|other)$", "", name) for name in words("en")}
    assert sorted(said - known - codes - {"back", "talk"}) == []


def test_a_stray_word_is_found() -> None:
    assert strays({"today.js": "crypto.subtle"}) and strays({"worker.js": 'fetch("/x")'})
    assert strays({"vault.js": "await fetch(x)"}) and not strays({"worker.js": 'self.addEventListener("fetch", f)'})


def test_nothing_becomes_markup_or_comes_from_elsewhere() -> None:
    assert {path.name: found for path in MODULES if (found := NEVER.findall(code(path)))} == {}


def test_vendored_files_are_what_they_were_and_carry_their_licence() -> None:
    vendor = FOLDER / "vendor"
    table = re.findall(r"\| `([\w.-]+)` \| `([0-9a-f]{64})` \|", (vendor / "README.md").read_text())
    listed = {name: hashlib.sha256((vendor / name).read_bytes()).hexdigest() for name, _hash in table}
    assert dict(table) == listed
    assert {path.name for path in vendor.iterdir()} == {*listed, "README.md", "hash-wasm-licence.txt"}
    assert "Permission is hereby granted" in (vendor / "hash-wasm-licence.txt").read_text()


def test_every_sentence_is_there_in_hindi() -> None:
    english, hindi = words("en"), words("hi")
    assert english.keys() == hindi.keys()
    assert all(re.search(r"[\u0900-\u097f]", text) for text in hindi.values())
    assert [name for name in english if placeholders(english[name]) != placeholders(hindi[name])] == []
    assert [name for said in (english, hindi) for name, text in said.items() if hurtful(text)] == []


def test_every_sentence_that_is_asked_for_is_there_and_none_is_left_over() -> None:
    text = "\n".join(code(path) for path in MODULES)
    asked = set(re.findall(r"""\bt\(\s*"([\w.]+)\"""", text)) | set(re.findall(r"""["']([a-z]\w+)["']""", text))
    asked |= named_in(list(forms().values()))
    asked |= {f"{name}_title" for name in re.findall(r"""\bempty\("(\w+)"\)""", text)}
    known = {re.sub(r"\.(one|other)$", "", name) for name in words("en")}
    prefixes = tuple(re.findall(r"""[`]([a-z]\w*_)\$\{""", text))
    assert sorted(set(re.findall(r"""\bt\(\s*"([\w.]+)\"""", text)) - known) == []
    assert sorted(name for name in known - asked if not name.startswith(prefixes)) == []


def test_every_supply_of_the_catalogue_is_drawn() -> None:
    from twofold.programme.catalogue import supplies

    drawn = json.loads((FOLDER / "drawings.json").read_text())["supplies"]
    assert {item.code for item in supplies().item} <= drawn.keys()


def test_the_release_is_known_by_its_content(tmp_path: Path) -> None:
    for name, text in (("main.js", "a"), ("words/en.json", "{}"), ("README.md", "x")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    first = release.read(tmp_path)
    assert first.precache() == ["main.js", "style/tokens.css", "words/en.json"]
    assert release.read(tmp_path).hash == first.hash
    (tmp_path / "words" / "en.json").write_text('{"a": "b"}')
    assert release.read(tmp_path).hash != first.hash


@pytest.mark.django_db
class TestServed:
    """Over HTTP, as a phone's browser asks."""

    def test_every_file_of_the_precache_list_is_there_for_good(self, client: Client) -> None:
        said = client.get(reverse("field_worker")).content.decode()
        known = json.loads(said.splitlines()[0].removeprefix("self.RELEASE = ").removesuffix(";"))
        assert "main.js" in known["files"] and "words/hi.json" in known["files"]
        for name in known["files"]:
            answer = client.get(f"/field/{known['release']}/{name}")
            assert answer.status_code == 200, name
            assert answer["Cache-Control"] == pages.FOREVER
            assert "octet" not in answer["Content-Type"], name

    def test_the_policy_stands_on_all_of_it(self, client: Client) -> None:
        hash = release.current().hash
        for address in ("/field/", "/field/sw.js", "/field/app.webmanifest", f"/field/{hash}/keeper.js"):
            policy = client.get(address)["Content-Security-Policy"]
            assert policy == (
                "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; "
                "style-src 'self'; img-src 'self' data:; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
                "frame-ancestors 'none'; trusted-types twofold; require-trusted-types-for 'script'"
            )

    def test_the_page_says_nothing_but_our_name(self, client: Client) -> None:
        page = client.get("/field/")
        assert page["Cache-Control"] == "no-store"
        assert "<title>Twofold</title>" in page.content.decode()
        assert "Set-Cookie" not in page and not page.cookies
        manifest = client.get("/field/app.webmanifest").json()
        assert (manifest["name"], manifest["short_name"]) == ("Twofold", "Twofold")
        assert all(client.get(icon["src"]).status_code == 200 for icon in manifest["icons"])

    @pytest.mark.parametrize("name", ["/field/0000000000000000/main.js", "/field/{}/no.js", "/field/{}/../pages.py"])
    def test_what_is_not_in_the_release_is_not_there(self, client: Client, name: str) -> None:
        assert client.get(name.format(release.current().hash)).status_code == 404
