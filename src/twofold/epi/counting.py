"""From what a run counted to rows: infections split by any axis, who was at risk for how long, and who they were."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from twofold.epi import states as s
from twofold.epi.tidy import Values, bands
from twofold.epi.world import Counts

CODE = np.arange(s.CODES)
AXES = {"year": 1, "sex": 2, "couple": 3, "partner": 4, "route": 5, "source": 6, "group": 7}
LABELS = {
    "sex": s.SEXES, "couple": s.COUPLE_TYPES, "partner": s.PARTNER_STATUS, "route": s.ROUTES, "source": s.SOURCES,
    "group": s.GROUPS,
}  # fmt: skip


def split(infections: Values, by: Sequence[str]) -> Iterator[dict[str, Any]]:
    for name in by:
        if name not in AXES:
            raise ValueError(f"Infections can be split by {', '.join(AXES)}, not by {name!r}.")
    kept = [AXES[name] for name in by]
    gone = tuple(axis for axis in range(1, 8) if axis not in kept)
    left = infections.sum(axis=gone)
    order = [0, *(1 + sorted(kept).index(axis) for axis in kept)]
    left = left.transpose(order)
    for place in np.ndindex(*left.shape[1:]):
        labels = {name: int(at) + 1 if name == "year" else LABELS[name][at] for name, at in zip(by, place, strict=True)}
        yield {**labels, **bands(left[(slice(None), *place)])}


def _summed(array: Any, by: Sequence[str], axes: dict[str, int]) -> Any:
    """[seed, ...] summed over what is not asked for, in the order asked."""
    kept = [axes[name] for name in by]
    left = array.sum(axis=tuple(axis for axis in range(1, array.ndim) if axis not in kept))
    return left.transpose([0, *(1 + sorted(kept).index(axis) for axis in kept)])


def _labels(by: Sequence[str], at: tuple[int, ...]) -> dict[str, Any]:
    return {name: int(n) + 1 if name == "year" else LABELS[name][n] for name, n in zip(by, at, strict=True)}


def _group() -> Any:
    return np.where(CODE & s.INJECTS, 0, np.where(CODE & s.EVER_INJECTED, 1, 2))


def by_group(steps: Any, chosen: Any) -> Values:
    """[seed, year, sex, group] of person-steps by code, of the codes chosen."""
    cells = np.zeros((*steps.shape[:2], 2, 3))
    woman, group = (CODE & s.FEMALE) // s.FEMALE, _group()
    for sex in (0, 1):
        for which in range(3):
            cells[:, :, sex, which] = steps[:, :, chosen & (woman == sex) & (group == which)].sum(axis=2)
    return cells


def by_couple(counts: Counts) -> Values:
    """[seed, year, sex, couple type, partner has HIV] of person-steps without HIV."""
    cells = np.zeros((*counts.pair_steps.shape[:2], 2, len(s.COUPLE_TYPES), 2))
    for pair in range(s.PAIRS):
        for own, other in ((pair // 8, pair % 8), (pair % 8, pair // 8)):
            if own & 1:
                continue
            sex, his, hers = own // 4, (other if own & 4 else own), (own if own & 4 else other)
            kind = (s.NEITHER_INJECTS, s.HE_INJECTS, s.SHE_INJECTS, s.BOTH_INJECT)[(his & 2) // 2 + (hers & 2)]
            kind = s.SAME_SEX if (own ^ other) & 4 == 0 else kind
            cells[:, :, sex, kind, other & 1] += counts.pair_steps[:, :, pair]
    negative = by_group(counts.person_steps, (CODE & s.STAGE) == 0).sum(axis=3)
    cells[:, :, :, s.SINGLE, 0] = negative - cells.sum(axis=(3, 4))
    return cells


def incidence(counts: Counts, by: Sequence[str], scale: float, a_year: float) -> Iterator[dict[str, Any]]:
    """Rates per 100 person-years: `mean` of all seeds together, bands of the seeds."""
    for name in by:
        if name not in ("year", "sex", "couple", "partner", "group"):
            raise ValueError(f"Incidence can be had by year, sex, group, couple, partner, not by {name!r}.")
    if "group" in by and ("couple" in by or "partner" in by):
        raise ValueError("Incidence can be had by group, or by couple and partner, not by both.")
    if "couple" in by or "partner" in by:
        axes, at_risk = {"year": 1, "sex": 2, "couple": 3, "partner": 4}, by_couple(counts)
    else:
        axes, at_risk = {"year": 1, "sex": 2, "group": 3}, by_group(counts.person_steps, (CODE & s.STAGE) == 0)
    hits, years = _summed(counts.infections, by, AXES) * scale, _summed(at_risk, by, axes) * scale / a_year
    for at in np.ndindex(*hits.shape[1:]):
        new, lived = hits[(slice(None), *at)], years[(slice(None), *at)]
        if lived.sum() > 0:
            rates = 100 * new / np.where(lived > 0, lived, np.inf)
            whole = {**bands(rates), "mean": float(100 * new.sum() / lived.sum())}
            yield {**_labels(by, at), "infections": float(new.mean()), "person_years": float(lived.mean()), **whole}


def people(counts: Counts, by: Sequence[str], scale: float, a_year: float) -> Iterator[dict[str, Any]]:
    """Means over the seeds: shares of everybody, and each step of the cascade of those with HIV."""
    for name in by:
        if name not in ("year", "sex", "group"):
            raise ValueError(f"People can be split by year, sex, group, not by {name!r}.")
    axes, hiv = {"year": 1, "sex": 2, "group": 3}, (CODE & s.STAGE) != 0
    of = {
        "hiv": hiv, "diagnosed": hiv & (CODE & s.DIAGNOSED != 0), "on_art": CODE & s.ON_ART != 0,
        "suppressed": CODE & s.SUPPRESSED != 0, "nsp": CODE & s.ON_NSP != 0, "ost": CODE & s.ON_OST != 0,
        "prep": CODE & s.ON_PREP != 0, "prison": CODE & s.IN_PRISON != 0,
    }  # fmt: skip
    whole = _summed(by_group(counts.person_steps, CODE >= 0), by, axes).mean(axis=0)
    parts = {name: _summed(by_group(counts.person_steps, which), by, axes).mean(axis=0) for name, which in of.items()}
    for at in np.ndindex(*whole.shape):
        everybody, living = max(float(whole[at]), 1e-9), max(float(parts["hiv"][at]), 1e-9)
        if whole[at] > 0:
            base = {name: living if name in ("diagnosed", "on_art", "suppressed") else everybody for name in of}
            shares = {name: float(part[at]) / base[name] for name, part in parts.items()}
            yield {**_labels(by, at), "person_years": float(whole[at]) * scale / a_year, **shares}
