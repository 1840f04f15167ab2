"""What lies between phone and office, and what goes wrong there. Every request goes to the real address."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from django.db import transaction
from django.test import Client

from tests.proofs.sync.phone import Phone
from twofold.fieldwork import turns
from twofold.fieldwork.policy import policy
from twofold.fieldwork.views import phone as office

# An office that lets nobody wait for a turn.
HURRIED = policy().model_copy(update={"push": policy().push.model_copy(update={"wait_seconds": 0})})


class Lost(Exception):
    """No answer came. Whether the request arrived, the phone cannot know."""


class Killed(BaseException):
    """The office's process died at this point: nothing after it happens, and nothing uncommitted stays."""


@dataclass
class Bus:
    """Carries requests, and loses, repeats and cuts them as the dice say."""

    dice: random.Random
    risk: float = 0.25
    deadly: list[Callable[[], Any]] = field(default_factory=list)
    browser: Client = field(default_factory=Client)
    wrong: list[str] = field(default_factory=list)

    def push(self, phone: Phone, entries: list[dict[str, Any]]) -> dict[str, Any]:
        body = json.dumps({"device": phone.device, "entries": entries, "cursor": phone.cursor}).encode()
        if self.happens():
            body = body[: self.dice.randrange(len(body))]
            self.expect(self._post(phone, body), 400)
            raise Lost
        if self.happens():  # twice, and the phone hears of the second only
            self.expect(self._post(phone, body), 200)
        return self.expect(self._post(phone, body), 200)

    def _post(self, phone: Phone, body: bytes) -> Any:
        return self._through(
            lambda: self.browser.post(
                "/api/v1/sync/push", body, content_type="application/json", headers=_headers(phone)
            )
        )

    def pull(self, phone: Phone, limit: int) -> dict[str, Any]:
        asked = {"cursor": phone.cursor, "limit": limit} if phone.cursor else {"limit": limit}
        answer = self._through(lambda: self.browser.get("/api/v1/sync/pull", asked, headers=_headers(phone)))
        return self.expect(answer, 200)

    def happens(self) -> bool:
        return self.dice.random() < self.risk / 4

    def _through(self, request: Callable[[], Any]) -> Any:
        if self.happens():
            raise Lost
        if self.deadly and self.happens():
            self._kill(request)
        if self.happens():
            self._busy(request)
        answer = request()
        if self.happens():
            raise Lost
        return answer

    def _kill(self, request: Callable[[], Any]) -> None:
        """The office dies while it works on this request; what it had not committed is gone."""
        plant = self.dice.choice(self.deadly)
        try:
            with transaction.atomic(), plant():
                request()
        except Killed:
            pass
        raise Lost

    def _busy(self, request: Callable[[], Any]) -> None:
        """Many phones at this moment: this one is told when to come again, and nothing of what it brought was taken in."""
        with mock.patch.object(office, "policy", lambda: HURRIED), turns.place(1):
            answer = request()
        if answer.status_code != 400:  # a body that was cut is not waited for
            self.expect(answer, 429)
            self.wrong += [] if "Retry-After" in answer.headers else ["a phone was not told when to come again"]
        raise Lost

    def expect(self, answer: Any, status: int) -> dict[str, Any]:
        if answer.status_code != status:
            self.wrong.append(f"answered {answer.status_code}, not {status}")
            raise Lost
        return answer.json()


def _headers(phone: Phone) -> dict[str, str]:
    return {"Authorization": f"Bearer {phone.token}"}
