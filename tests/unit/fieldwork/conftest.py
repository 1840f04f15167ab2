"""Phones of the named world: let in as a worker's phone is, speaking as one does."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from tests.universe import Universe
from twofold.core import access, ids
from twofold.fieldwork import actions


class Phone:
    """A phone that sends what it is told to, and remembers nothing else."""

    def __init__(self, device: str, token: str) -> None:
        self.device, self.token, self.seq = device, token, 0
        self.browser = Browser(raise_request_exception=True)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def entry(self, kind: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        """An entry as a phone writes it."""
        self.seq += 1
        told = {"occurred_at": "2026-11-20T11:30:00+05:30", "recorded_at": "2026-11-20T11:31:12+05:30"}
        return {
            "id": str(ids.new_entry_id()), "kind": kind, "v": 1, "seq": self.seq, **told, "corrects": None, "body": body,
        } | more  # fmt: skip

    def post(self, body: Any, **headers: str) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.browser.post(
            "/api/v1/sync/push", raw, content_type="application/json", headers=self.headers | headers
        )

    def push(self, *entries: Any, **more: Any) -> Any:
        return self.post({"device": self.device, "entries": list(entries), **more})

    def results(self, *entries: Any, **more: Any) -> list[dict[str, Any]]:
        answer = self.push(*entries, **more)
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]

    def outcomes(self, *entries: Any) -> list[tuple[str, str | None]]:
        """Of each entry the outcome and the code of the reason."""
        return [(told["outcome"], told["reason"] and told["reason"]["code"]) for told in self.results(*entries)]

    def pull(self, cursor: str = "", **query: Any) -> Any:
        asked = {"cursor": cursor, **query} if cursor else query
        return self.browser.get("/api/v1/sync/pull", asked, headers=self.headers)

    def cards(self) -> dict[str, dict[str, Any]]:
        """The clients' cards by id, after a first pull."""
        return {card["id"]: card for card in self.pull().json()["cards"] if card["kind"] == "client"}


@pytest.fixture
def phone_of(universe: Universe) -> Callable[[str], Phone]:
    """The phone of a worker, by login."""

    def let_in(login: str, key: Any = None) -> Phone:
        _, secret = actions.offer_enrolment(by=access.operator(), staff=universe.staff[login].pk)
        told = {"secret": secret, "name": f"{login}'s phone", "public_key": key}
        answer = Browser().post("/api/v1/devices", json.dumps(told), content_type="application/json")
        assert answer.status_code == 201, answer.content
        assert set(answer.json()) == {"device", "token"} | ({"push_token", "seal"} if key else set())
        return Phone(answer.json()["device"], answer.json()["token"])

    return let_in


@pytest.fixture
def tomba(phone_of: Callable[[str], Phone]) -> Phone:
    return phone_of("tomba")


@pytest.fixture
def marta(phone_of: Callable[[str], Phone]) -> Phone:
    return phone_of("marta")


def new_client() -> str:
    return str(uuid.uuid4())
