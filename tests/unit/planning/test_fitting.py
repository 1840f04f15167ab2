"""What is known of HIV here: refused where it cannot be, fitted once, carried through every answer, and shown with its source."""

import pytest

from tests.signing import signed_in
from tests.unit.planning.conftest import SMALL, values
from tests.unit.planning.test_pages import form
from twofold import epi
from twofold.planning import actions, answers, fitting, printed, reads, shown, work
from twofold.planning.models import Run

KNOWN = {"hiv_men": 12.0, "known_hiv_men_low": 9.0, "known_hiv_men_high": 15.0}
SAID = {**{name: f"{value:g}" for name, value in KNOWN.items()}, "known_source": "IBBS 2024"}


@pytest.fixture
def calls(monkeypatch):
    """How each run of the model was asked for: with what it was brought in line."""
    found = []
    for name in ("run", "optimise", "calibrate"):
        real = getattr(epi, name)

        def spied(*told, _real=real, _name=name, **named):
            found.append((_name, named.get("posterior")))
            return _real(*told, **named)

        monkeypatch.setattr(epi, name, spied)
    return found


@pytest.mark.parametrize(
    ("wrong", "about"),
    [
        ({"known_hiv_men_low": ""}, "known_hiv_men_low"),
        ({"known_hiv_men_high": ""}, "known_hiv_men_high"),
        ({"known_hiv_men_low": "16"}, "known_hiv_men_high"),
        ({"known_hiv_men_low": "-1"}, "known_hiv_men_low"),
        ({"known_hiv_men_high": "nan"}, "known_hiv_men_high"),
        ({"hiv_men": "40"}, "known_hiv_men_low"),
        ({"known_source": ""}, "known_source"),
        ({"known_incidence_women_low": "2", "known_incidence_women_high": "2"}, "known_incidence_women_high"),
    ],
)
def test_what_cannot_be_known_is_said_beside_its_field(universe, wrong, about):
    answer = signed_in(universe.staff["priya"]).post("/planning/", form(**(SAID | wrong)))
    assert answer.status_code == 400
    assert f'href="#id_{about}"' in answer.text


def test_it_is_carried_through_every_answer(calls):
    result = answers.whole(
        values(**KNOWN, plan_nsp=80.0), years=2, budget=5_000_000, progress=lambda done, of: None, effort=SMALL
    )
    assert [name for name, _ in calls].count("calibrate") == 1
    ran = [posterior for name, posterior in calls if name != "calibrate"]
    assert len(ran) > 10
    assert all(posterior is not None for posterior in ran)
    assert result["fit"]["targets"] == {"hiv_men": [0.09, 0.15]}


def test_what_it_hangs_on_is_moved_within_what_is_left_of_it():
    """A parameter that was brought in line is moved within its sets, all others within their interval."""
    sets = [[0.004, 0.5], [0.006, 0.6]]
    posterior = epi.Posterior(("syringe_risk", "he_first"), sets, {}, epi.Targets({"hiv_men": (0.1, 0.2)}))
    held = posterior.held_at("he_first", 0.9)
    assert held.sets.tolist() == [[0.004, 0.9], [0.006, 0.9]]


def test_it_is_fitted_once_and_then_found(universe, calls):
    priya = signed_in(universe.staff["priya"])
    assert "not in this quick look yet" in priya.post("/planning/", form(**SAID)).text
    kept = priya.post("/planning/", form(**SAID, plan_nsp="80", name="Known", keep="yes")).headers["Location"]
    work.all_waiting()
    page = priya.get(kept).text
    assert "In line with what is known here" in page
    assert "IBBS 2024" in page
    calls.clear()
    looked = priya.post("/planning/", form(**SAID, plan_nsp="50")).text
    assert "not in this quick look yet" not in looked
    assert "IBBS 2024" in looked
    assert calls and all(posterior is not None for _, posterior in calls)
    priya.post("/planning/", form(**SAID, plan_ost="40", name="Again", keep="yes"))
    work.all_waiting()
    assert "calibrate" not in [name for name, _ in calls]
    assert Run.objects.filter(state=Run.State.DONE).count() == 2
    assert 'value="IBBS 2024"' in priya.get("/planning/").text, "the next question begins with what is known"
    other = form(**(SAID | {"hiv_women": "30"}))
    assert "not in this quick look yet" in priya.post("/planning/", other).text, "another place, another fit"
    assert reads.fit(universe.actor("bina"), values(**KNOWN)) is None, "nor of another organisation"


def test_it_is_cancelled_while_it_is_fitted(universe, keep, calls, monkeypatch):
    pk, by = keep(worked=False, **KNOWN), universe.actor("priya")
    run = actions.ask_runs(by=by, scenarios=[pk])[0]
    monkeypatch.setattr(work, "REPORT_SECONDS", 0.0)

    def cancelling(**told):
        actions.cancel_runs(by=by, runs=[run.pk])
        return False

    monkeypatch.setattr(actions, "report_progress", cancelling)
    work.all_waiting()
    assert [name for name, _ in calls] == ["calibrate"]
    run.refresh_from_db()
    assert (run.state, run.result) == (Run.State.CANCELLED, None)


def test_the_brief_names_it_and_a_fit_that_is_off_is_said_to_be(universe, keep, monkeypatch):
    pk = keep(**KNOWN)
    held = reads.scenario(universe.actor("priya"), pk)
    said = []
    real = printed.Paper.note
    monkeypatch.setattr(printed.Paper, "note", lambda self, text: (said.append(text), real(self, text))[1])
    printed.brief(held, "Asha")
    assert any("9 to 15" in line for line in said)
    result = held.answered.result
    result["fit"]["seen"]["hiv_men"] = [0.4, 0.5]
    assert shown.fit(result, held.version.values, held.version.grounds).off


def test_a_fit_is_the_same_after_it_was_kept():
    posterior = epi.Posterior(
        ("he_first",), [[0.5], [0.7]], {"hiv_men": [0.1, 0.2]}, epi.Targets({"hiv_men": (0.1, 0.3)})
    )
    again = fitting.read(fitting.kept(fitting.Fit("x", fitting.read({
        "of": "x", "names": ["he_first"], "sets": posterior.sets, "seen": {"hiv_men": [0.1, 0.2]},
        "targets": {"hiv_men": [0.1, 0.3]},
    }).posterior)))  # fmt: skip
    assert again.posterior.sets.tolist() == [[0.5], [0.7]]
    assert again == fitting.Fit("x", posterior)
