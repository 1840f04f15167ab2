"""The brief: two printed pages for a funder, from an answer that was kept. The finding and whom it helps; then the mix, what
the answer hangs on, what was assumed.

It says what the organisation plans, since a funder must know; it holds counts of the model and no person. Its name as a
file, its title and its properties say 'Twofold' only: see `shell.pdf`.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twofold.planning import inputs, prefill, shown, words
from twofold.planning.models import Run
from twofold.planning.reads import Held
from twofold.shell import charts
from twofold.shell.colours import light
from twofold.shell.pdf import FAMILY, Paper
from twofold.shell.templatetags.shell import day

PAGES = 2
LINE = 5.0
LABEL, WORDS = 62.0, 40.0
CURVE_HEIGHT = 38.0
HANGS_ON = 10
MOST_STEPS = 8
# How many of what was assumed are printed: as many as leave it at two pages.
ASSUMED = (24, 16, 10, 5)


def brief(held: Held, organisation: str) -> bytes:
    """The file. Long names and long scripts take room from the table of assumptions, never a third page."""
    run = held.answered
    assert run is not None
    for most in ASSUMED:
        paper = _laid_out(run, organisation, most)
        data = paper.data()
        if paper.pdf.pages_count <= PAGES:
            break
    return data


def _laid_out(run: Run, organisation: str, most: int) -> Paper:
    version, result = run.version, run.result or {}
    mix = shown.mix(result, version.years, version.budget)
    planned = shown.answer(result, version.years)
    main = mix.answer if mix and mix.answer and not mix.none else planned
    paper = Paper(
        made=run.ended_at or run.asked_at, foot=_("Twofold, planning model · %(day)s") % {"day": day(run.ended_at)}
    )
    over = ngettext("in %(n)d year", "in %(n)d years", version.years) % {"n": version.years}
    paper.title(version.name, f"{organisation} · {over} · {day(run.ended_at)}")
    paper.heading(main.finding)
    paper.say(main.bands)
    _tiles(paper, main, version.budget)
    paper.heading(main.who_title)
    _ranges(paper, main.who, 0.0)
    paper.note(
        f"{_('Dark: half of the runs. Light: nine in ten. The line: none averted.')} {main.size or planned.size}".strip()
    )
    if fit := shown.fit(result, version.values, version.grounds):
        paper.note(f"{_('In line with what is known here')}: {fit.words}")
    if mix and not mix.none:
        _mix(paper, mix)
    elif mix:
        paper.say(_no_step(version.budget))
    paper.pdf.add_page()
    _hangs_on(paper, result)
    _assumed(paper, version, most)
    paper.note(_caution())
    return paper


def _no_step(budget: int) -> str:
    words_ = _(
        "%(budget)s buys no step of any service here for all the years together. Write a larger amount, fewer years, "
        "or what services really cost you."
    )
    return words_ % {"budget": words.money(budget)}


def _tiles(paper: Paper, main: shown.Answer, budget: int) -> None:
    under = _("of %(budget)s") % {"budget": words.money(budget)} if budget else ""
    paper.tiles(
        [
            (
                _("Infections averted"),
                main.averted,
                _("If all stays as it is: %(now)s new infections.") % {"now": main.now},
            ),
            (_("Extra cost"), main.cost, under),
            (_("Cost of one infection averted"), main.each, ""),
        ]
    )


def _mix(paper: Paper, mix: shown.Mix) -> None:
    paper.heading(mix.title)
    _curve(paper, mix)
    rows = [(f"{row['label']}. {row['help']}", row["now"], row["best"]) for row in mix.services if row["moved"]]
    head = (_("Service"), _("Now"), _("In the mix"))
    paper.table(head, rows, widths=(70, 15, 15), size=8)


def _ranges(paper: Paper, rows: list[shown.Row], base: float, *, middle: bool = True) -> None:
    """Bands on one axis, as on the page."""
    pdf, found = paper.pdf, charts.ranges(rows, base=base)
    left, width = pdf.l_margin + LABEL, paper.width - LABEL - WORDS

    def at(percent: str) -> float:
        return left + width * float(percent.rstrip("%")) / 100

    def span(band: tuple[str, str], top: float, height: float, colour: str) -> None:
        if float(band[1].rstrip("%")):
            paper.ink(colour)
            pdf.rect(at(band[0]), top, at(band[1]) - left, height, style="F")

    for line in found.lines:
        top = pdf.get_y()
        span(line.wide, top + 1.3, LINE - 2.6, "seq-2")
        span(line.narrow, top + 0.7, LINE - 1.4, "seq-4")
        paper.ink("line-strong")
        pdf.line(at(found.base), top, at(found.base), top + LINE)
        paper.ink("ink")
        if middle:
            pdf.rect(at(line.middle) - 0.3, top + 0.4, 0.6, LINE - 0.8, style="F")
        pdf.set_font(FAMILY, size=8)
        pdf.set_xy(pdf.l_margin, top)
        pdf.cell(LABEL - 2, LINE, _cut(paper, line.label, LABEL - 3))
        pdf.set_font(FAMILY, "B", 8)
        pdf.set_xy(left + width, top)
        pdf.cell(WORDS, LINE, line.words, align="R")
        pdf.set_xy(pdf.l_margin, top + LINE)
    pdf.ln(1)


def _cut(paper: Paper, text: str, width: float) -> str:
    """A label that fits its room."""
    while paper.pdf.get_string_width(text) > width and len(text) > 8:
        text = f"{text[:-3].rstrip()}…"
    return text


def _curve(paper: Paper, mix: shown.Mix) -> None:
    pdf, top = paper.pdf, paper.pdf.get_y() + 2
    room = paper.width

    def at(x: str, y: str) -> tuple[float, float]:
        return (
            pdf.l_margin + room * float(x.rstrip("%")) / 100,
            top + CURVE_HEIGHT * float(y.rstrip("%")) / 100,
        )

    paper.ink("line-strong")
    pdf.line(*at("2%", "96%"), *at("98%", "96%"))
    for step in mix.points:
        pdf.set_draw_color(*light()["seq-2"])
        pdf.set_line_width(2.4)
        if step.high != step.low:
            pdf.line(*at(step.x, step.high), *at(step.x, step.low))
    for number, step in enumerate(mix.points):
        paper.ink("one")
        pdf.set_line_width(0.6)
        x, y = at(step.x, step.y)
        if step.before:
            pdf.line(*at(*step.before), x, y)
        pdf.circle(x, y, 1.1, style="F")
        if number:
            paper.ink("ink")
            pdf.set_font(FAMILY, "B", 8)
            pdf.text(x - 3.5, y - 1.6, str(number))
    pdf.set_line_width(0.2)
    pdf.set_xy(pdf.l_margin, top + CURVE_HEIGHT + 1)
    head = (_("Step"), _("Extra cost so far"), _("Averted so far"), _("Nine in ten runs"))
    rows = [
        (f"{n}. {step['service']} ({step['level']})", step["cost"], step["averted"], step["band"])
        for n, step in enumerate(mix.steps, start=1)
    ]
    paper.table(head, rows[-MOST_STEPS:], widths=(52, 18, 14, 16), size=7.5)


def _hangs_on(paper: Paper, result: dict[str, Any]) -> None:
    title, rows, base = shown.doubt(result)
    if not rows or shown.answer(result, 1).nothing:
        return
    paper.heading(title)
    _ranges(paper, rows[:HANGS_ON], base, middle=False)
    paper.note(
        _(
            "Each line: what is averted where this one number lies at the lower or the upper end of its interval. "
            "The line down: every number at its value."
        )
    )


def _assumed(paper: Paper, version: Any, most: int) -> None:
    """Own figures first, then what was assumed."""
    order = {prefill.FIGURE: 0, prefill.ESTIMATE: 0, prefill.SAID: 1}
    known = [one for one in inputs.inputs().input if one.code in version.values and one.group != "cost"]
    known.sort(key=lambda one: order.get(version.grounds.get(one.code, {}).get("kind", ""), 2))
    paper.heading(_("What was asked"))
    rows = [
        (
            one.words.name,
            words.plain(version.values[one.code]),
            prefill.words(one.code, version.grounds.get(one.code, {})),
        )
        for one in known[:most]
    ]
    paper.table((_("Input"), _("Now"), _("Where it comes from")), rows, widths=(30, 10, 60), size=7, last="LEFT")


def _caution() -> str:
    return _(
        "A model is no forecast: it says what would follow from these assumptions. The people are invented; the figures "
        "of the organisation went in as totals from which small counts were taken out."
    )
