"""Reads the hand-written tables and answers from them. Knows none of the software: words in, yes or no out."""

import functools
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
NEAR = ("caseload", "site", "organisation", "elsewhere")
PARTS = ("supplies", "identity", "clinical", "drugs", "violence", "sexwork", "couple", "blocks")
# What a client may have agreed to, and which floors that reaches.
AGREED = {
    "none": {"nothing"},
    "card": {"nothing", "card"},
    "full": {"nothing", "card", "full"},
    "withdrawn": {"nothing"},
}


def tables(name: str) -> list[list[list[str]]]:
    """Every table of a file: blocks of lines with bars; the first line of each is its heading."""
    found: list[list[list[str]]] = [[]]
    for line in (HERE / name).read_text().splitlines():
        if "|" in line:
            found[-1].append([cell.strip() for cell in line.split("|")])
        elif found[-1]:
            found.append([])
    return [rows[1:] for rows in found if rows]


@dataclass(frozen=True)
class Hold:
    """One line of the first table."""

    reach: str
    letters: dict[str, str]
    assigns: bool


@functools.cache
def holds() -> dict[str, Hold]:
    """Role -> its line."""
    return {
        role: Hold(reach, dict(zip(PARTS, letters.split(), strict=True)), assigns == "yes")
        for role, reach, letters, assigns in tables("files.txt")[0]
    }


@functools.cache
def floors() -> dict[str, str]:
    """Part -> what the client must have agreed to."""
    return dict(tables("files.txt")[1])


def may(
    roles: frozenset[str], verb: str, part: str, near: str, agreed: str, *, blocked: bool = False, key: bool = True
) -> bool:
    """The answer of the tables. `key` is the second factor."""
    if blocked or not key:
        return False
    return any(_one(holds()[role], verb, part, near, agreed) for role in roles if role in holds())


def _one(hold: Hold, verb: str, part: str, near: str, agreed: str) -> bool:
    if NEAR.index(near) > NEAR.index(hold.reach):
        return False
    if verb == "find":
        return part == "supplies"
    if verb == "assign":
        return part == "supplies" and hold.assigns
    return verb[0] in hold.letters[part] and floors()[part] in AGREED[agreed]


@dataclass(frozen=True)
class Page:
    """One line of the table of addresses. `methods`: method -> what stands behind it ('>', '?', '!', ':door' or nothing)."""

    door: str
    methods: dict[str, str]
    about: str = ""
    needs: tuple[str, ...] = ()

    def answers(self, method: str, roles: frozenset[str]) -> set[int]:
        """The statuses that may come where the door is open and the file, if any, is within reach."""
        if method not in self.methods:
            return {405}
        mark = self.methods[method]
        if mark.startswith(":") and not opens(mark[1:], roles):
            return {404}
        if mark == "!":
            return {401}
        if method == "post":
            return {200, 302, 400}
        return {"": {200}, ">": {302}, "?": {200, 302}}[mark]


@functools.cache
def doors() -> dict[str, str]:
    """Door -> the roles that it opens to, in words."""
    return dict(tables("pages.txt")[0])


@functools.cache
def pages() -> dict[str, Page]:
    """Address -> its line."""
    found = {}
    for name, door, methods, about in tables("pages.txt")[1]:
        marks = {word.rstrip(">?!").partition(":")[0]: word for word in methods.split()}
        answers = {method: word.removeprefix(method) for method, word in marks.items()}
        row, *needs = about.split() or [""]
        found[name] = Page(door, answers, row, tuple(needs))
    return found


def opens(door: str, roles: frozenset[str], *, key: bool = True) -> bool:
    """Does this door open to somebody with these roles?"""
    who = doors()[door]
    if who == "everybody, signed in or not":
        return True
    if not key and door != "account":
        return False
    if who.startswith("everybody but "):
        return bool(roles - set(who.removeprefix("everybody but ").split(", ")))
    return bool(roles & set(who.split(", ")))


def within(page: Page, roles: frozenset[str]) -> bool:
    """Does the page open to these roles, at least about a client of their own who agreed to everything?"""
    if not opens(page.door, roles):
        return False
    return len(page.needs) != 2 or may(roles, *page.needs, near=NEAR[0], agreed="full")
