"""What a place knows of HIV among people who inject, asked beside the inputs, and the model brought in line with it.

The fit is worked out in the background, with the first answer that needs it, and kept with that answer. Whoever asks again of
the same place, with the same services now and the same knowledge, finds it there: the quick look too.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from twofold import epi
from twofold.planning.inputs import Values, inputs, of, scenario

KNOWN: Final = "known_"
SAID_OF: Final = "known"  # the ground on which all of it stands
MEASURES: Final = ("hiv_men", "hiv_women", "incidence_men", "incidence_women")
ENDS: Final = ("low", "high")
MOST: Final = {"hiv_men": 95.0, "hiv_women": 95.0, "incidence_men": 50.0, "incidence_women": 50.0}  # of 100
# What is known is of today: run as things are now for so long, the prevalence of the last year and the incidence of all
YEARS: Final = 3


@dataclass(frozen=True)
class Fit:
    """The posterior of one place. Two of the same question are the same: they are found again by it."""

    of: str
    posterior: epi.Posterior = field(compare=False)


def code(measure: str, end: str) -> str:
    """The name of a field: `known_hiv_men_low`."""
    return f"{KNOWN}{measure}_{end}"


def known(values: Values) -> Iterator[tuple[str, float, float]]:
    """Each measure that something is known of, with its interval, as it was asked: of 100."""
    for measure in MEASURES:
        low, high = (values.get(code(measure, end)) for end in ENDS)
        if low is not None and high is not None:
            yield measure, low, high


def targets(values: Values) -> epi.Targets | None:
    """The same as the model takes it; None where nothing is known."""
    found = {
        measure: (low / 100, high / 100) if measure.startswith("hiv") else (low, high)
        for measure, low, high in known(values)
    }
    return epi.Targets(found) if found else None


def question(values: Values) -> str:
    """Names what a fit is of: who there is, what reaches them now, what is known, and what the model believes."""
    codes = [one.code for one in (*of("place"), *of("service")) if one.code != "size"]
    asked = {name: values[name] for name in codes if name in values}
    asked |= {name: value for name, value in values.items() if name.startswith(KNOWN)}
    believed = [(one.name, one.value, one.low, one.high) for one in epi.parameters()]
    told = json.dumps([inputs().version, sorted(asked.items()), believed])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def fitted(
    values: Values, *, people: int, draws: int, keep: int, rounds: int, progress: Callable[[int, int], None]
) -> Fit | None:
    """Worked out anew; None where nothing is known."""
    wanted = targets(values)
    if wanted is None:
        return None
    asked = scenario(values, people=people, seeds=1, years=YEARS)
    found = epi.calibrate(asked, wanted, draws=draws, keep=keep, rounds=rounds, progress=progress)
    return Fit(question(values), found)


def kept(fit: Fit) -> dict[str, Any]:
    """As plain data, to be kept with an answer."""
    found = fit.posterior
    return {
        "of": fit.of,
        "names": list(found.names),
        "sets": found.sets.tolist(),
        "seen": {name: values.tolist() for name, values in found.seen.items()},
        "targets": {name: list(pair) for name, pair in found.targets.known.items()},
    }


def read(data: Mapping[str, Any]) -> Fit:
    """What `kept` made."""
    seen = {name: np.array(values, float) for name, values in data["seen"].items()}
    wanted = epi.Targets({name: (pair[0], pair[1]) for name, pair in data["targets"].items()})
    return Fit(data["of"], epi.Posterior(tuple(data["names"]), np.array(data["sets"], float), seen, wanted))
