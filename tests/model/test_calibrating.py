"""What a place knows of its epidemic is carried into every answer; tried on figures that a known place made."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from tests.model.test_command import plan
from twofold import epi
from twofold.epi.calibrating import measured

PLACE = epi.Scenario(people=500, years=5)


@pytest.fixture(scope="module")
def posterior() -> epi.Posterior:
    hidden = dataclasses.replace(PLACE, parameters=dataclasses.replace(PLACE.parameters, syringe_risk=0.018))
    truth = {
        name: np.mean([measured(hidden, 900 + k)[name] for k in range(8)]) for name in ("hiv_men", "incidence_men")
    }
    widths = {"hiv_men": 0.02, "incidence_men": 1.0}
    known = {name: (value - widths[name], value + widths[name]) for name, value in truth.items()}
    return epi.calibrate(PLACE, epi.Targets(known), names=("syringe_risk", "main_condoms"), draws=60, keep=20, rounds=3)


def test_a_hidden_parameter_is_found_again(posterior: epi.Posterior) -> None:
    risk = posterior.sets[:, 0]
    assert np.quantile(risk, 0.05) < 0.018 < np.quantile(risk, 0.97) + 0.003
    assert risk.mean() > 0.0120, "the prior's mean is 0.0115 and its peak 0.0063"
    widths = dict(zip(posterior.table().columns["parameter"], posterior.table().columns["width_left"], strict=True))
    assert widths["syringe_risk"] < 0.9


def test_what_it_gives_lies_at_the_targets(posterior: epi.Posterior) -> None:
    assert min(posterior.fit().columns["inside"]) > 0.5


def test_it_is_carried_through_run_compare_and_optimise(posterior: epi.Posterior) -> None:
    scenario = epi.Scenario(people=100, years=2, seeds=3)
    plain, fitted = epi.run(scenario), epi.run(scenario, posterior=posterior)
    assert not np.array_equal(plain.counts.infections, fitted.counts.infections)
    more = scenario.with_services(nsp=0.6)
    found = epi.compare(scenario, more, posterior=posterior)
    assert np.array_equal(found.before.counts.infections, fitted.counts.infections)
    point = epi.optimise(scenario, 40_000, posterior=posterior)[0]
    assert np.array_equal(point.comparison.before.counts.infections, fitted.counts.infections)


def test_a_file_keeps_it(posterior: epi.Posterior, tmp_path: Path) -> None:
    posterior.write(tmp_path / "posterior.toml")
    again = epi.read_posterior(tmp_path / "posterior.toml")
    assert again.names == posterior.names
    assert np.array_equal(again.sets, posterior.sets)
    assert again.fit().columns == posterior.fit().columns


def test_the_command_writes_a_file_that_the_others_read(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text("people = 100\nyears = 2\nseeds = 2\n[targets]\nhiv_women = [0.1, 0.3]\n")
    said = plan(tmp_path, "calibrate", "ours.toml", "--out", "p.toml", "--draws", "6", "--keep", "3", "--rounds", "2")
    assert said.returncode == 0, said.stderr
    assert plan(tmp_path, "run", "ours.toml", "--posterior", "p.toml", "--json").returncode == 0


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("hiv_wommen = [0.1, 0.2]", "no such measure"),
        ("hiv_women = 0.1", "write hiv_women = \\[low, high\\]"),
        ("hiv_women = [0.3, 0.2]", "two rising figures"),
        ("incidence_men = [-1, 2]", "two rising figures"),
        ("", "say at least one"),
    ],
)
def test_targets_that_cannot_be_are_refused(text: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(f"[targets]\n{text}\n")
    with pytest.raises(epi.Wrong, match=why):
        epi.load_with_targets(tmp_path / "s.toml")


def test_a_file_that_is_no_posterior_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("people = 100\n")
    with pytest.raises(epi.Wrong, match="no posterior"):
        epi.read_posterior(tmp_path / "s.toml")
