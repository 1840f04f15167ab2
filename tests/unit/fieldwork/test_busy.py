"""An office that many phones ask at once says when to come again, and has taken in nothing of what it did not answer."""

from typing import Any

import pytest
from django.db import OperationalError

from tests.unit.fieldwork.conftest import Phone
from tests.universe import Universe
from twofold.fieldwork import actions, turns
from twofold.fieldwork.models import Entry
from twofold.fieldwork.policy import policy
from twofold.fieldwork.views import phone


def refused(answer: Any) -> bool:
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(policy().push.retry_after_seconds))
    assert (answer.json()["error"]["code"], answer.json()["wipe"]) == ("busy", False)
    return not Entry.objects.unscoped("tests").exists()


def test_who_waits_too_long_for_a_turn_comes_again(
    universe: Universe, tomba: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tomba.entry("contact.made", {"client": str(universe.clients["bilal"]), "needles_out": 3})
    hurried = policy().model_copy(update={"push": policy().push.model_copy(update={"wait_seconds": 0.01})})
    with monkeypatch.context() as patch, turns.place(1):
        patch.setattr(phone, "policy", lambda: hurried)
        assert refused(tomba.push(told)) and refused(tomba.pull())
    assert tomba.outcomes(told) == [("accepted", None)]
    assert tomba.pull().status_code == 200


@pytest.mark.parametrize(("times", "status"), [(phone.TRIES - 1, 200), (phone.TRIES, 429)])
def test_another_writer_in_the_way_is_waited_for_a_few_times(
    tomba: Phone, monkeypatch: pytest.MonkeyPatch, times: int, status: int
) -> None:
    told, real, left = tomba.entry("contact.made", {"needles_out": 3}), actions.receive, [OperationalError] * times

    def receive(**said: Any) -> Any:
        if left:
            raise left.pop()
        return real(**said)

    monkeypatch.setattr(actions, "receive", receive)
    answer = tomba.push(told)
    assert answer.status_code == status
    assert status == 200 or refused(answer)
    assert tomba.outcomes(told) == [("duplicate" if status == 200 else "accepted", None)]
