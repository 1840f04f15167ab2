"""Signing in: one answer and one cost for every refusal, a lock after eight failures, a second factor for everybody."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth import hashers
from django.test import Client
from django.urls import reverse

from tests.signing import code, give_factor, signed_in
from tests.universe import PASSWORD, TODAY, Universe
from twofold.core import access, clock
from twofold.core.access import Role
from twofold.core.models import AuditEvent
from twofold.programme import actions
from twofold.programme.models import Staff

SIGN_IN = "/sign-in/"


def knock(login: str, password: str = "not the password", client: Client | None = None, **extra: Any) -> Any:
    return (client or Client()).post(SIGN_IN, {"login": login, "password": password}, **extra)


def bare(body: bytes) -> str:
    """The page without the token that protects its form."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body.decode())


def lock(login: str, **extra: Any) -> None:
    for _ in range(8):
        knock(login, **extra)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the password hasher was asked to do."""
    done: list[str] = []
    real = hashers.get_hasher()
    for name in ("encode", "verify"):
        method = getattr(type(real), name)

        def counting(self: Any, *args: Any, _name: str = name, _method: Any = method, **kwargs: Any) -> Any:
            done.append(_name)
            return _method(self, *args, **kwargs)

        monkeypatch.setattr(type(real), name, counting)
    yield done


def close(universe: Universe, login: str) -> None:
    actions.set_account_open(by=access.operator(), staff=universe.staff[login].id, is_open=False)


@time_machine.travel(TODAY, tick=False)
def test_every_refusal_is_the_same_page(universe: Universe) -> None:
    lock("tomba")
    close(universe, "peter")
    answers = {
        "wrong password": knock("marta"),
        "unknown": knock("nobody.at.all"),
        "locked": knock("tomba", PASSWORD),
        "closed": knock("peter", PASSWORD),
        "closed, wrong": knock("peter"),
        "long unknown": knock("x" * 60),
    }
    assert {answer.status_code for answer in answers.values()} == {400}
    assert len({bare(answer.content) for answer in answers.values()}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers.values()}) == 1
    assert all(not answer.cookies.get("twofold") for answer in answers.values())


def test_every_refusal_costs_the_same(universe: Universe, hashed: list[str]) -> None:
    lock("tomba")
    close(universe, "peter")
    costs = {}
    for login, password in [
        ("marta", "wrong"), ("nobody", "wrong"), ("tomba", PASSWORD), ("tomba", "wrong"), ("peter", PASSWORD),
    ]:  # fmt: skip
        hashed.clear()
        knock(login, password)
        costs[login, password] = len(hashed)
    assert set(costs.values()) == {1}, costs


def test_a_worker_without_any_role_is_refused_like_a_wrong_password(universe: Universe, hashed: list[str]) -> None:
    expected = bare(knock("marta").content)
    actions.change_staff(by=access.operator(), staff=universe.staff["peter"].id, name="X", held=[], sites=[])
    hashed.clear()
    answer = knock("peter", PASSWORD)
    assert (answer.status_code, bare(answer.content), len(hashed)) == (400, expected, 1)


def test_eight_failures_lock_a_login_at_an_address_for_a_quarter_of_an_hour(universe: Universe) -> None:
    with time_machine.travel(TODAY, tick=False) as at:
        for _ in range(7):
            knock("marta")
        assert knock("marta", PASSWORD).status_code == 302, "seven do not lock"
        lock("tomba")
        assert knock("tomba", PASSWORD).status_code == 400
        assert knock("TOMBA", PASSWORD).status_code == 400, "capitals open no second door"
        assert knock("tomba", PASSWORD, REMOTE_ADDR="10.0.0.9").status_code == 302, "elsewhere it is open"
        assert knock("marta", PASSWORD).status_code == 302, "a colleague at the same address is not locked out"
        at.shift(dt.timedelta(minutes=14))
        assert knock("tomba", PASSWORD).status_code == 400
        at.shift(dt.timedelta(minutes=1, seconds=1))
        assert knock("tomba", PASSWORD).status_code == 302


def test_capitals_share_one_count(universe: Universe) -> None:
    for login in ("marta", "Marta", "MARTA", " marta ", "mArta", "maRta", "marTa", "martA"):
        knock(login)
    assert knock("marta", PASSWORD).status_code == 400


def test_what_was_typed_is_not_kept(universe: Universe) -> None:
    Client().post(
        f"{SIGN_IN}?next=/clients/secret/",
        {"login": "sara.mistyped", "password": "typed into the wrong field", "extra": "more"},
        REMOTE_ADDR="203.0.113.7",
        HTTP_USER_AGENT="A browser",
    )
    row = AccessAttempt.objects.get()
    kept = " ".join(str(value) for value in vars(row).values())
    for typed in ("sara", "wrong field", "203.0.113.7", "browser", "secret", "more"):
        assert typed not in kept
    events = list(AuditEvent.objects.filter(verb="signin.refused"))
    assert len(events) == 1
    assert events[0].denied
    assert "sara" not in str(vars(events[0]))
    assert events[0].organisation is None


def test_a_refusal_stands_in_the_log_of_the_own_organisation(universe: Universe) -> None:
    knock("marta")
    event = AuditEvent.objects.get(verb="signin.refused")
    assert (event.actor, event.organisation) == (universe.staff["marta"].id, universe.organisations["asha"].id)


def test_password_code_and_out_again(universe: Universe) -> None:
    give_factor(universe.staff["marta"])
    client = Client()
    assert knock("marta", PASSWORD, client).headers["Location"] == reverse("mfa_authenticate")
    assert client.get("/").status_code == 302, "half signed in is signed out"
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 400
    assert client.post(reverse("mfa_authenticate"), {"code": code()}).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert client.post(reverse("account_logout")).headers["Location"] == SIGN_IN
    assert client.get("/").headers["Location"].startswith(SIGN_IN)
    verbs = AuditEvent.objects.filter(verb__startswith="signin").values_list("verb", flat=True)
    assert sorted(verbs) == ["signin.code_accepted", "signin.done", "signin.ended", "signin.refused"]


def test_a_code_works_once(universe: Universe) -> None:
    give_factor(universe.staff["marta"])
    shown = code()
    for expected in (302, 400):
        client = Client()
        knock("marta", PASSWORD, client)
        from django.core.cache import cache

        cache.clear()  # another process does not share this one's memory
        assert client.post(reverse("mfa_authenticate"), {"code": shown}).status_code == expected


def test_wrong_codes_lock_like_wrong_passwords(universe: Universe) -> None:
    give_factor(universe.staff["marta"])
    client = Client()
    knock("marta", PASSWORD, client)
    for _ in range(8):
        assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 400
    assert client.post(reverse("mfa_authenticate"), {"code": code()}).status_code == 400
    assert knock("marta", PASSWORD).status_code == 400


@pytest.mark.parametrize("said", [{}, {"code": ""}, {"code": "\x00"}, {"code": "١٢٣٤٥٦"}, {"code": "9" * 5000}])
def test_an_odd_code_is_a_wrong_code(universe: Universe, said: dict[str, str]) -> None:
    give_factor(universe.staff["marta"])
    client = Client()
    knock("marta", PASSWORD, client)
    assert client.post(reverse("mfa_authenticate"), said).status_code == 400


@pytest.mark.parametrize(
    "said",
    [{}, {"login": ""}, {"login": "\x00", "password": "a"}, {"login": "marta", "password": "\x00"},
     {"login": "🦊" * 60, "password": "🦊"}, {"login": "x" * 100_000, "password": "y" * 100_000},
     {"login": "\u202eatram", "password": "x"}, {"login": ["a", "b"], "password": "x"}],
)  # fmt: skip
def test_odd_input_is_answered_with_400(universe: Universe, said: dict[str, Any]) -> None:
    assert Client().post(SIGN_IN, said).status_code == 400


def test_recovery_codes_work_once(universe: Universe) -> None:
    staff = universe.staff["marta"]
    give_factor(staff)
    codes = Authenticator.objects.get(user=staff.pk, type="recovery_codes").wrap().get_unused_codes()
    for expected in (302, 400):
        client = Client()
        knock("marta", PASSWORD, client)
        assert client.post(reverse("mfa_authenticate"), {"code": codes[3]}).status_code == expected


def test_without_a_second_factor_there_is_one_page(universe: Universe) -> None:
    client = Client()
    assert knock("priya", PASSWORD, client).status_code == 302
    set_up = reverse("mfa_activate_totp")
    for name in (
        "home",
        "mfa_index",
        "account_change_password",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
    ):
        answer = client.get(reverse(name))
        assert (answer.status_code, answer.headers["Location"]) == (302, set_up), name
    page = client.get(set_up)
    assert page.status_code == 200, "who has just signed in is not asked for the password again"
    assert b"data:image/svg+xml;base64," in page.content
    assert client.post(set_up, {"code": "1"}).status_code == 400
    secret = page.context["form"].secret
    assert client.get(set_up).context["form"].secret == secret
    answer = client.post(set_up, {"code": code(secret)})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(answer.headers["Location"])
    assert len(codes.context["unused_codes"]) == 10
    assert "****" in client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    assert client.get("/").status_code == 200
    assert client.get(set_up).headers["Location"] == reverse("mfa_index")


def test_the_secret_is_nowhere_in_the_database_in_the_clear(universe: Universe) -> None:
    from django.contrib.sessions.models import Session
    from django.core import signing

    client = Client()
    knock("priya", PASSWORD, client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    for session in Session.objects.all():
        assert secret not in str(client.session.decode(session.session_data))
        with pytest.raises(signing.BadSignature):  # sealed, not only signed: whoever holds the disk reads nothing
            signing.loads(session.session_data, salt="django.contrib.sessions.SessionStore")
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    for row in Authenticator.objects.all():
        assert secret not in str(row.data)
        assert set(row.data) <= {"secret", "seed", "used_mask", "viewed_at", "spent"}
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code(secret))


def test_a_session_ends_after_twenty_idle_minutes_and_after_twelve_hours(universe: Universe) -> None:
    client = signed_in(universe.staff["priya"])
    with clock.held(TODAY):
        assert client.get("/").status_code == 200
    with clock.held(TODAY + dt.timedelta(minutes=19)):
        assert client.get("/").status_code == 200
    with clock.held(TODAY + dt.timedelta(minutes=39, seconds=30)):
        assert client.get("/").headers["Location"].startswith(SIGN_IN)
    client = signed_in(universe.staff["priya"])
    for minutes in range(0, 12 * 60 + 1, 15):
        with clock.held(TODAY + dt.timedelta(minutes=minutes)):
            assert client.get("/").status_code == 200
    with clock.held(TODAY + dt.timedelta(minutes=12 * 60 + 6)):
        assert client.get("/").headers["Location"].startswith(SIGN_IN)


def test_a_role_taken_away_or_an_account_closed_is_dead_at_once(universe: Universe) -> None:
    priya, marta = signed_in(universe.staff["priya"]), signed_in(universe.staff["marta"])
    assert priya.get("/").status_code == marta.get("/").status_code == 200
    with_role = universe.actor("priya")
    assert Role.MANAGER in with_role.roles
    actions.change_staff(by=access.operator(), staff=universe.staff["priya"].id, name="Priya", held=[], sites=[])
    close(universe, "marta")
    for client in (priya, marta):
        assert client.get("/").headers["Location"].startswith(SIGN_IN)
        assert client.get(SIGN_IN).status_code == 200, "the session itself is gone"


def test_a_changed_password_ends_other_sessions(universe: Universe) -> None:
    here, there = signed_in(universe.staff["priya"]), signed_in(universe.staff["priya"])
    url = reverse("account_change_password")
    new = "some other quiet words"
    assert here.get(url).status_code == 200
    for wrong in (
        {},
        {"old": "no", "new": new, "again": new},
        {"old": PASSWORD, "new": "short", "again": "short"},
        {"old": PASSWORD, "new": new, "again": "differs from it"},
        {"old": PASSWORD, "new": "with \x00 in the middle", "again": "with \x00 in the middle"},
    ):
        assert here.post(url, wrong).status_code == 400, wrong
    assert here.post(url, {"old": PASSWORD, "new": new, "again": new}).status_code == 302
    assert here.get("/").status_code == 200
    assert there.get("/").headers["Location"].startswith(SIGN_IN)
    assert knock("priya").status_code == 400
    assert knock("priya", new).status_code == 302
    assert AuditEvent.objects.filter(verb="staff.password_changed").exists()


def test_an_open_session_is_no_place_to_guess_the_password(universe: Universe) -> None:
    client = signed_in(universe.staff["priya"])
    url = reverse("account_change_password")
    for _ in range(8):
        client.post(url, {"old": "guess", "new": "some other quiet words", "again": "some other quiet words"})
    answer = client.post(url, {"old": PASSWORD, "new": "some other quiet words", "again": "some other quiet words"})
    assert answer.status_code == 400


def test_an_old_sign_in_is_asked_again_before_recovery_codes(universe: Universe) -> None:
    client = signed_in(universe.staff["priya"])
    for name in ("mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
        answer = client.get(reverse(name))
        assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    again = f"{reverse('account_reauthenticate')}?next={reverse('mfa_generate_recovery_codes')}"
    assert client.get(again).status_code == 200
    assert client.post(again, {"password": "no"}).status_code == 400
    assert client.post(reverse("mfa_reauthenticate"), {"code": "no"}).status_code == 400
    assert client.get(reverse("mfa_reauthenticate")).status_code == 200
    assert client.post(again, {"password": PASSWORD}).headers["Location"] == reverse("mfa_generate_recovery_codes")
    Authenticator.objects.filter(user=universe.staff["priya"].pk, type="recovery_codes").delete()
    none_yet = client.get(reverse("mfa_view_recovery_codes"))
    assert none_yet.headers["Location"] == reverse("mfa_generate_recovery_codes"), "a link that always leads somewhere"
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200
    assert client.post(reverse("mfa_generate_recovery_codes")).headers["Location"] == reverse("mfa_view_recovery_codes")
    assert len(client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]) == 10
    assert client.get(reverse("mfa_index")).status_code == 200


def test_quick_exit_signs_out_and_goes_to_a_page_about_nothing(universe: Universe) -> None:
    client = signed_in(universe.staff["priya"])
    weather = reverse("weather")
    assert client.post(reverse("account_logout"), {"next": weather}).headers["Location"] == weather
    assert client.get("/").headers["Location"].startswith(SIGN_IN)
    assert client.post(reverse("account_logout"), {"next": "https://example.org/"}).headers["Location"] == SIGN_IN
    assert Client().get(weather).status_code == 200


def test_an_inactive_account_has_no_page_of_its_own(universe: Universe) -> None:
    assert Client().get(reverse("account_inactive")).headers["Location"] == SIGN_IN


def test_scripts_asking_for_json_get_the_same_page(universe: Universe) -> None:
    answer = knock("marta", HTTP_ACCEPT="application/json", HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    assert answer.headers["Content-Type"].startswith("text/html")


def test_language_is_remembered_with_the_account(universe: Universe) -> None:
    client = signed_in(universe.staff["priya"])
    url = reverse("language")
    assert client.post(url, {"language": "hi", "next": "/account/"}).headers["Location"] == "/account/"
    assert Staff.objects.get(login="priya").language == "hi"
    assert client.post(url, {"language": "xx\x00", "next": "//example.org"}).headers["Location"] == "/"
    assert Staff.objects.get(login="priya").language == "en"
