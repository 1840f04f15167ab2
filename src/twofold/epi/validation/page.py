"""The page of the manual on the validation, with its drawings: made by a full run, not by hand."""

from html import escape
from pathlib import Path

import numpy as np

from twofold.epi.tidy import Values
from twofold.epi.validation.row import Row
from twofold.epi.validation.titan import ARMS, outbreaks, rerun

HEAD = """# The planning model against what is known

`twofold plan validate --full --into docs/manual` wrote this page. **A** is exact: a miss is a fault. **B** is a trial or a
cohort, **C** a published model, **D** a pattern that nobody put in. Nothing was fitted to a target that stands here as met.
*Met* means that our mean lies inside what was published and that our own band (95 % of the mean) is narrower than it;
*shown* has no target. A target that is missed says why in its last column.

![Trials, models and patterns: what was published, and ours](model-validation.svg)

## What order of use changes

A published model, TITAN, ships a setting (`scott`) in which nobody is first on a syringe. It is rebuilt from its parameter file:
who is bound to whom and who is in the syringe programme by its rules, all else by ours. Its own program was run again beside it;
how near the two come, in the mean and in all runs, is in the table (C1). Then order of use is switched on, and nothing else.

![Infections by arm, and the share of women, without and with order of use](model-order-of-use.svg)

## Every target

| | target | wanted | ours | verdict | why |
|---|---|---|---|---|---|
"""
GREEN, RED, GREY, INK = "#0f6b66", "#a8321e", "#d5d1c7", "#2b2a27"


def write(rows: list[Row], folder: Path, seeds: int = 200) -> None:
    """The page and its two drawings."""
    told = [f"| {r.code} | {r.target} | {r.wanted} | {r.ours} | **{r.verdict}** | {r.why} |" for r in rows]
    (folder / "model-validation.md").write_text(HEAD + "\n".join(told) + "\n", encoding="utf-8")
    (folder / "model-validation.svg").write_text(forest(rows), encoding="utf-8")
    arms = {arm: outbreaks(arm, seeds) for arm in ARMS}
    (folder / "model-order-of-use.svg").write_text(
        headline(arms, outbreaks("no SSP", seeds, he_first=0.7)), encoding="utf-8"
    )


def _sheet(width: int, height: int, title: str, body: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" font-family="sans-serif" '
        f'font-size="12" fill="{INK}"><title>{escape(title)}</title><rect width="100%" height="100%" fill="#fdfcf9"/>'
        f'{"".join(body)}</svg>\n'
    )  # fmt: skip


def _text(x: float, y: float, words: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {more}>{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width}"/>'


def forest(rows: list[Row]) -> str:
    """Each target on a scale of its own: the bar is what was published, the dot ours with its band."""
    shown = [row for row in rows if row.kind != "A" and row.verdict != "shown"]
    left, span, step = 400.0, 180.0, 24.0
    body = [
        _text(
            20,
            28,
            "The bar is the published interval, the dot ours with its 95 % band",
            'font-size="15" font-weight="bold"',
        )
    ]
    for place, row in enumerate(shown):
        y, width = 60 + place * step, row.high - row.low
        x = [
            left + span * min(max((v - row.low) / width, -0.45), 1.9) for v in (row.band_low, row.value, row.band_high)
        ]
        colour = GREEN if row.verdict == "met" else RED
        body.append(_text(left - 90, y + 4, f"{row.code}  {row.target}", 'text-anchor="end" font-size="10.5"'))
        body.append(f'<rect x="{left}" y="{y - 7}" width="{span}" height="14" rx="2" fill="{GREY}"/>')
        body.append(_line(x[0], y, x[2], y, colour, 2))
        body.append(f'<circle cx="{x[1]:.1f}" cy="{y}" r="4.5" fill="{colour}"/>')
        body.append(_text(left + 2 * span, y + 4, f"{row.value:.3g} against {row.low:.3g} to {row.high:.3g}"))
        body.append(_text(left + 2 * span + 172, y + 4, row.verdict, f'fill="{colour}" font-weight="bold"'))
    return _sheet(1020, int(80 + len(shown) * step), "Targets, published and ours", body)


def headline(arms: dict[str, Values], first: Values) -> str:
    """Infections in each arm beside the published program's; then women among the infected, nobody first and he first."""
    body = [
        _text(20, 28, "TITAN scott: infections of people who inject in nine years", 'font-size="15" font-weight="bold"')
    ]
    for place, (arm, seen) in enumerate(arms.items()):
        y, theirs = 64 + place * 46, rerun(arm)
        mean, spread = float(theirs.mean()), float(theirs.std(ddof=1))
        body.append(_text(150, y + 4, arm, 'text-anchor="end"'))
        low, high = np.quantile(seen[:, 0], (0.25, 0.75))
        body += [
            _line(170 + 1.4 * low, y - 6, 170 + 1.4 * high, y - 6, GREEN, 8),
            _dot(170 + 1.4 * float(seen[:, 0].mean()), y - 6, GREEN),
        ]
        ends = (170 + 1.4 * max(mean - spread, 0), 170 + 1.4 * (mean + spread))
        body += [_line(ends[0], y + 8, ends[1], y + 8, "#8a6a1f", 8), _dot(170 + 1.4 * mean, y + 8, "#8a6a1f")]
        body.append(
            _text(620, y - 2, f"ours: mean {seen[:, 0].mean():.0f}, half of {len(seen)} runs", f'fill="{GREEN}"')
        )
        body.append(
            _text(620, y + 13, f"its program: mean {mean:.0f}, s.d. {spread:.0f}, {len(theirs)} runs", 'fill="#8a6a1f"')
        )
    body.append(_line(170, 190, 590, 190, GREY, 1))
    body += [_text(170 + 1.4 * tick, 206, str(tick), 'text-anchor="middle"') for tick in (0, 100, 200, 300)]
    body.append(_text(20, 246, "Women among the infected, no SSP", 'font-size="15" font-weight="bold"'))
    for place, (name, seen) in enumerate((("nobody first", arms["no SSP"]), ("he first in 0.7", first))):
        taken, y = seen[seen[:, 0] >= 10, 1], 280 + place * 34
        mean, half = float(taken.mean()), 1.96 * float(taken.std()) / len(taken) ** 0.5
        body.append(_text(150, y + 4, name, 'text-anchor="end"'))
        at = [170 + 1400 * (v - 0.4) for v in (mean - half, mean, mean + half)]
        body += [_line(at[0], y, at[2], y, GREEN, 3), _dot(at[1], y, GREEN)]
        body.append(_text(620, y + 4, f"{mean:.3f} ({mean - half:.3f} to {mean + half:.3f})", f'fill="{GREEN}"'))
    body.append(_line(170, 340, 590, 340, GREY, 1))
    body += [
        _text(170 + 1400 * (tick - 0.4), 356, f"{tick:g}", 'text-anchor="middle"') for tick in (0.4, 0.5, 0.6, 0.7)
    ]
    return _sheet(880, 376, "What order of use changes", body)


def _dot(x: float, y: float, colour: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="#fdfcf9" stroke="{colour}" stroke-width="2"/>'
