"""Asks the same in two worlds and compares the answers: status, headers, cookies, every byte, and the SQL behind them.

What must be equal follows from the hand-written tables of the authorisation matrix alone:
  P1, who may not know of A: everything;
  P2, who may: every page about B, and all else where the worlds differ in parts that this worker may not read;
  P5, who sees totals of A's organisation: these too, unless what differs is counted.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from tests.machinery.snapshot import Snapshot
from tests.proofs.twin_worlds import people as who
from tests.proofs.twin_worlds import samples, worlds
from tests.proofs.twin_worlds.samples import Ask
from tests.proofs.twin_worlds.stillness import draw_anew, noted, still
from tests.proofs.twin_worlds.worlds import World
from tests.universe import Universe

_NEXT = re.compile(rb'rel="next" href="([^"]+)"')
FOLLOWED = 3
# What is the same for everybody asks the database nothing, nor does what is refused at the door.
NO_SQL = {"weather", "healthz", "field", "field_worker", "field_manifest", "api_openapi"}


@dataclass(frozen=True)
class Answer:
    """All steps of an answer (redirects and further pages followed), and the shapes of the statements behind it."""

    steps: tuple[tuple[int, str, str, bytes], ...]
    shapes: tuple[str, ...]

    @property
    def leads_home(self) -> bool:
        return any("\nLocation: /\n" in f"\n{headers}\n" for _status, headers, *_ in self.steps)

    def tells(self, *codes: str) -> bool:
        """Was a page shown on which one of these codes stands?"""
        pages = [zlib.decompress(body) for status, *_, body in self.steps if status == 200]
        return any(code.encode() in page for page in pages for code in codes)

    def difference(self, other: "Answer") -> str:
        """The first thing that differs, in words; empty where nothing does."""
        if self == other:
            return ""
        for number, (one, two) in enumerate(zip(self.steps, other.steps, strict=False)):
            for what, left, right in zip(("status", "headers", "cookies"), one, two, strict=False):
                if left != right:
                    return f"{what} of step {number}: {left} | {right}"
            if one[3] != two[3]:
                return f"body of step {number}: {_first(zlib.decompress(one[3]), zlib.decompress(two[3]))}"
        if len(self.steps) != len(other.steps):
            return f"{len(self.steps)} steps | {len(other.steps)} steps"
        left, right = Counter(self.shapes), Counter(other.shapes)
        return f"SQL: only here {list(left - right)[:2]} | only there {list(right - left)[:2]}"


def _first(one: bytes, two: bytes) -> str:
    lines = zip(one.decode(errors="replace").splitlines(), two.decode(errors="replace").splitlines(), strict=False)
    left, right = next(((left, right) for left, right in lines if left != right), ("it ends", "it goes on"))
    place = next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), 0)
    return f"…{left[max(0, place - 60) : place + 90]} | …{right[max(0, place - 60) : place + 90]}"


@dataclass
class Scene:
    """One world, brought into the database, with everybody signed in."""

    world: World
    found: Universe
    desks: dict[str, Client]
    phones: dict[str, tuple[str, str]]
    a_code: str
    words: dict[str, dict[str, str]] = field(default_factory=dict)

    def told(self, login: str) -> dict[str, str]:
        if login not in self.words:
            self.words[login] = samples.names(self.found, login, self.a_code, self.phones)
        return self.words[login]

    def ask(self, login: str, ask: Ask) -> Answer:
        """One request and where it leads. What it changes is taken back, so that no answer depends on another."""
        desk = self.desks[login]
        kept = {name: morsel.value for name, morsel in desk.cookies.items()}
        cache.clear()
        with transaction.atomic(), noted() as shapes:
            steps = list(self._steps(desk, ask, login))
            transaction.set_rollback(True)
        desk.cookies.clear()
        desk.cookies.load(kept)
        assert shapes or ask.address in NO_SQL or steps[0][0] in (400, 401, 404, 405), f"no SQL was noted: {ask.url}"
        return Answer(tuple(steps), tuple(shapes))

    def _steps(self, desk: Client, ask: Ask, login: str) -> Iterator[tuple[int, str, str, bytes]]:
        draw_anew(login, ask.label)
        answer = self._first(desk, ask, login)
        at = ask.url
        yield _wire(answer)
        for step in range(FOLLOWED):
            draw_anew(login, ask.label, step)  # what an earlier step drew is no matter of a later one
            where = answer.headers.get("Location")
            if where is None and (further := _NEXT.search(answer.content)) and ask.method == "get":
                where = at.partition("?")[0] + further[1].decode().replace("&amp;", "&")
            if where is None:
                return
            at = where
            answer = desk.get(at)
            yield _wire(answer)

    def _first(self, desk: Client, ask: Ask, login: str) -> HttpResponse:
        """A form or a page from this worker's browser, or what the worker's phone sends."""
        headers = {}
        if ask.address.startswith("api_") and login in self.phones:
            desk, headers = Client(raise_request_exception=False), {"Authorization": f"Bearer {self.phones[login][1]}"}
        if ask.method == "get":
            return desk.get(ask.url, headers=headers)
        if "json" in ask.form:
            return desk.post(ask.url, ask.form["json"], content_type="application/json", headers=headers)
        return desk.post(ask.url, dict(ask.form), headers=headers)


def _wire(answer: HttpResponse) -> tuple[int, str, str, bytes]:
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return answer.status_code, headers, answer.cookies.output(), zlib.compress(answer.content, 1)


class Stage:
    """Brings worlds into the database, one at a time; the story that all share is built once."""

    def __init__(self) -> None:
        self._base: Snapshot[tuple[Universe, dict[str, Client], dict[str, tuple[str, str]]]] = Snapshot(self._build)
        self._a_code = ""

    @staticmethod
    def _build() -> tuple[Universe, dict[str, Client], dict[str, tuple[str, str]]]:
        found = worlds.base()
        return found, worlds.desks(found), worlds.phones(found)

    @contextmanager
    def set(self, world: World) -> Iterator[Scene]:
        """The world, inside a transaction that is taken back."""
        if not self._a_code:
            self._a_code = "?"
            with self.set(worlds.UNLINKED) as scene:
                self._a_code = scene.a_code
        with still(), transaction.atomic():
            found, desks, phones = self._base.bring()
            found = Universe(**{name: dict(value) for name, value in vars(found).items()})
            world.play(found)
            code = worlds.code_of(worlds.A) if world.secrets else self._a_code
            assert self._a_code in ("?", code), "A's code is the same in every world"
            yield Scene(world, found, desks, phones, code)
            transaction.set_rollback(True)


def same(login: str, ask: Ask, one: World, other: World) -> bool:
    """Must the two answers be equal? Asked of the hand-written tables."""
    differ = worlds.differing(one, other)
    finds = [who.finds(login, world.place) for world in (one, other)]
    absent = not one.secrets or not other.secrets
    counted = absent or any(secret.counted for secret in differ)
    if ask.address in samples.TABLES and who.counts_people(login) and (counted or any(finds) != all(finds)):
        return False
    if ask.address in samples.LOG and "auditor" in who.roles_of(login) and who.EVERYBODY[login][0] == "asha":
        return ask.about == "b"
    if not any(finds) or ask.about == "b":
        return True
    if not all(finds):
        return False
    read = who.reads(login, one.place) | who.reads(login, other.place) | {"supplies"}
    return one.place.holder == other.place.holder and not {secret.part for secret in differ} & read


Pair = tuple[World, World]


@dataclass
class Found:
    """What was compared: distinct cells, those that showed a page with B's code, and what differed."""

    cells: set[tuple[str, str, str, tuple[str, str, str]]] = field(default_factory=set)
    of_b: int = 0
    complaints: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    def compare(self, login: str, ask: Ask, pair: Pair, answers: tuple[Answer, Answer], codes: Sequence[str]) -> None:
        if answers[0].leads_home and not same(login, replace(ask, address="home"), *pair):
            return
        cell = (pair[0].name, pair[1].name, login, ask.label)
        if cell in self.cells:
            return
        self.cells.add(cell)
        self.kinds["P1" if not any(who.finds(login, world.place) for world in pair) else "P2"] += 1
        self.of_b += answers[0].tells(*codes)
        if told := answers[0].difference(answers[1]):
            self.complaints.append(f"{login}, {' '.join(ask.label)}: '{pair[0].name}' and '{pair[1].name}': {told}")


@dataclass(frozen=True)
class Choice:
    """Which requests: at some addresses or all, and every one or a sample."""

    at: tuple[str, ...] = ()
    share: float = 1.0
    seed: int = 0

    def holds(self, world: World, login: str, ask: Ask) -> bool:
        """A sample of its own in every world: over the worlds, everything is asked. A share of 1 is everything at once."""
        if self.share >= 1:
            return not self.at or ask.address in self.at
        drawn = zlib.crc32(repr((self.seed, world.name, login, ask.label)).encode()) % 10_000
        return drawn < self.share * ask.weight * 10_000 and (not self.at or ask.address in self.at)


def compare(
    stage: Stage, ones: Sequence[World], references: Sequence[World], logins: Sequence[str], choice: Choice
) -> Found:
    """Every world of `ones` with every reference, for these workers, wherever the two must look alike."""
    found, kept = Found(), {}
    wanted = _wanted(stage, ones, references, logins, choice)
    for reference in references:
        with stage.set(reference) as scene:
            asked = {(login, ask.label): ask for login, ask, pair in wanted if pair[0] == reference}
            kept[reference] = {key: scene.ask(key[0], ask) for key, ask in asked.items()}
    for world in ones:
        with stage.set(world) as scene:
            answers: dict[tuple[str, tuple[str, str, str]], Answer] = {}
            for login, ask, pair in wanted:
                if pair[1] != world:
                    continue
                key, words = (login, ask.label), scene.told(login)
                answers[key] = answers.get(key) or scene.ask(login, ask)
                both = kept[pair[0]][key], answers[key]
                found.compare(login, ask, pair, both, (words["b_code"], words["b2_code"]))
    return found


Wanted = list[tuple[str, Ask, Pair]]


def _wanted(stage: Stage, ones: list[World], references: list[World], logins: list[str], choice: Choice) -> Wanted:
    """Who asks what in which pair of worlds."""
    with stage.set(references[0]) as scene:
        everything = {login: samples.asks(scene.told(login), who.roles_of(login)) for login in logins}
    return [
        (login, ask, (reference, world))
        for world in ones
        for login in logins
        for ask in everything[login]
        if choice.holds(world, login, ask)
        for reference in references
        if reference != world and same(login, ask, reference, world)
    ]
