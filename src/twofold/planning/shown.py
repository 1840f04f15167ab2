"""An answer as pages and paper show it: the finding in a sentence, big figures, rows of charts and tables. No arithmetic of
the model is done here.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from twofold import epi
from twofold.planning import fitting, words
from twofold.planning.inputs import Values, services
from twofold.shell import charts
from twofold.shell.numbers import written

TORNADO_ROWS = 10
Row = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """One comparison, ready to be read."""

    finding: str
    bands: str
    averted: str
    cost: str
    each: str
    now: str
    who: list[Row]
    who_title: str
    couple: list[Row]
    sex: list[Row]
    partner: list[Row]
    costs: list[Row]
    nothing: bool = False
    size: str = ""


@dataclass(frozen=True)
class Mix:
    """The best mix for a budget, step by step."""

    none: bool
    title: str = ""
    words: str = ""
    points: list[charts.Step] = field(default_factory=list)
    steps: list[Row] = field(default_factory=list)
    services: list[Row] = field(default_factory=list)
    answer: Answer | None = None


def _between(row: Row, how: str = "90") -> str:
    return _("%(low)s to %(high)s") % {
        "low": words.people(row[f"low{how}"]),
        "high": words.people(row[f"high{how}"]),
    }


def answer(result: Row, years: int) -> Answer:
    """The comparison of now and planned."""
    summary = result["summary"]
    averted, cost = summary["infections averted"], summary["extra cost"]
    each = summary.get("extra cost per infection averted")
    who = [_line(row, _who(row)) for row in result["who"]]
    nothing = abs(averted["mean"]) < 1e-9 and abs(cost["mean"]) < 1e-6
    return Answer(
        finding=_finding(averted, cost, years, nothing=nothing),
        bands=_("Half of the runs: %(narrow)s. Nine in ten: %(wide)s.")
        % {"narrow": _between(averted, "50"), "wide": _between(averted)},
        averted=words.people(averted["mean"]),
        cost=words.money(cost["mean"]),
        each=_each(each, cost, averted),
        now=words.people(result["now"]["mean"]),
        who=who,
        who_title=_who_title(result["couple"], averted["mean"]),
        couple=[_line(row, str(words.COUPLES[row["couple"]])) for row in result["couple"]],
        sex=[_line(row, str(words.SEXES[row["sex"]])) for row in result["sex"]],
        partner=[_line(row, str(words.PARTNERS[row["partner"]])) for row in result["partner"]],
        costs=[
            {"label": words.service(name), "words": words.money(value), "value": value}
            for name, value in sorted(result["costs"].items(), key=lambda pair: -abs(pair[1]))
            if abs(value) >= 1
        ],
        nothing=nothing,
        size=_size(result.get("model", {})),
    )


def _size(model: Row) -> str:
    """How many were run, and how many each stands for."""
    people, of = model.get("people", 0), model.get("of", 0)
    if not people or not of:
        return ""
    told = {"people": written(people), "runs": written(model["seeds"]), "each": words.plain(round(of / people, 1))}
    if of <= people:
        return _("Run with all %(people)s people who inject and their partners, %(runs)s times.") % told
    return (
        _("Run with %(people)s people who inject and their partners, %(runs)s times; each stands for %(each)s.") % told
    )


def _line(row: Row, label: str) -> Row:
    shown = _("%(mean)s (%(band)s)") % {"mean": words.people(row["mean"]), "band": _between(row)}
    return {**row, "label": label, "words": shown, "narrow": _between(row, "50"), "wide": _between(row)}


def _who(row: Row) -> str:
    told = {"sex": str(words.SEXES[row["sex"]]), "couple": str(words.COUPLES[row["couple"]])}
    return _("%(sex)s: %(couple)s") % told


def _finding(averted: Row, cost: Row, years: int, *, nothing: bool) -> str:
    if nothing:
        return _("Nothing is planned otherwise than now: move a slider to see what it would change.")
    over = ngettext("in %(n)d year", "in %(n)d years", years) % {"n": years}
    told = {"people": words.people(abs(averted["mean"])), "cost": words.money(abs(cost["mean"])), "over": over}
    if averted["mean"] < 0:
        return _("%(people)s more infections %(over)s than if all stays as it is.") % told
    if averted["low90"] <= 0 <= averted["high90"]:
        return _("About %(people)s infections averted %(over)s; it may also be none.") % told
    if cost["mean"] <= 0:
        return _("About %(people)s infections averted %(over)s, and %(cost)s saved.") % told
    return _("About %(people)s infections averted %(over)s, for %(cost)s more.") % told


def _each(row: Row | None, cost: Row, averted: Row) -> str:
    if row is None or averted["mean"] <= 0:
        return "–"
    return _("saves money") if cost["mean"] <= 0 else words.money(row["mean"])


def _who_title(couples: list[Row], averted: float) -> str:
    most = max(couples, key=lambda row: row["mean"])
    if most["mean"] <= 0 or averted <= 0:
        return _("Infections averted, by sex and kind of couple")
    told = {"couple": str(words.COUPLES[most["couple"]]), "share": written(min(100, 100 * most["mean"] / averted), 0)}
    return _("%(share)s%% of what is averted: %(couple)s") % told


@dataclass(frozen=True)
class Fit:
    """The model brought in line with what is known of a place."""

    words: str
    rows: list[Row]
    parameters: list[Row]
    off: bool


def interval(low: float, high: float) -> str:
    return _("%(low)s to %(high)s") % {"low": words.plain(low), "high": words.plain(high)}


def known_from(grounds: Row) -> str:
    """Where what is known comes from."""
    return _("Put in by whoever asked, from: %(source)s.") % {
        "source": grounds.get(fitting.SAID_OF, {}).get("source", "")
    }


def known(values: Values, grounds: Row) -> str:
    """All that is known, in one line, with where it comes from."""
    told = [f"{words.MEASURES[name]}: {interval(low, high)}" for name, low, high in fitting.known(values)]
    return f"{'; '.join(told)}. {known_from(grounds)}" if told else ""


def fit(result: Row, values: Values, grounds: Row) -> Fit | None:
    """What it was brought in line with, what it gives now, and what it believes since; None where nothing was known."""
    if "fit" not in result:
        return None
    found = fitting.read(result["fit"]).posterior
    rows = [_met(row) for row in found.fit().rows()]
    believed = {one.name: one for one in epi.parameters()}
    parameters = [
        {
            "label": words.parameter(row["parameter"], believed[row["parameter"]].about),
            "unit": words.unit(believed[row["parameter"]].unit),
            "before": interval(row["low"], row["high"]),
            "after": interval(row["low90"], row["high90"]),
        }
        for row in found.table().rows()
        if row["parameter"] in believed
    ]
    return Fit(known(values, grounds), rows, parameters, any(row["off"] for row in rows))


def _met(row: Row) -> Row:
    """One measure, of 100: what is known, what the sets give, how many of them lie inside."""
    per = 100 if row["measure"].startswith("hiv") else 1
    low, high = (words.plain(per * row[end]) for end in ("low90", "high90"))
    gives = {"mean": words.plain(per * row["mean"]), "band": _("%(low)s to %(high)s") % {"low": low, "high": high}}
    return {
        "label": words.MEASURES[row["measure"]],
        "known": interval(per * row["low"], per * row["high"]),
        "gives": _("%(mean)s (%(band)s)") % gives,
        "inside": _("%(share)s of 100") % {"share": words.plain(round(100 * row["inside"]))},
        "off": not row["low"] <= row["mean"] <= row["high"],
    }


def mix(result: Row, years: int, budget: float) -> Mix | None:
    """What the budget buys, best first; None where no budget was named."""
    found = result.get("mix")
    if found is None:
        return None
    if found["none"]:
        return Mix(none=True)
    steps = found["steps"]
    told = {"averted": words.people(steps[-1]["mean"]), "budget": words.money(budget), "n": len(steps) - 1}
    points = charts.curve((row["extra_cost"], row["mean"], row["low90"], row["high90"]) for row in steps)
    return Mix(
        none=False,
        title=_("%(budget)s buys about %(averted)s infections averted") % told,
        words=ngettext(
            "%(n)d step up to %(budget)s; the last averts %(averted)s.",
            "%(n)d steps up to %(budget)s; the last averts %(averted)s.",
            told["n"],
        )
        % told,
        points=points,
        steps=[_step(row, before) for row, before in zip(steps[1:], steps, strict=False)],
        services=_services(found["services"], steps[0]),
        answer=answer(found["answer"], years),
    )


def _step(row: Row, before: Row) -> Row:
    codes = row["added"].split("+")
    return {
        "service": ", ".join(words.service(code) for code in codes),
        "level": ", ".join(words.plain(100 * row[code]) for code in codes),
        "cost": words.money(row["extra_cost"]),
        "averted": words.people(row["mean"]),
        "more": words.people(row["mean"] - before["mean"]),
        "band": _between(row),
    }


def _services(best: Row, now: Row) -> list[Row]:
    return [
        {
            "label": one.words.name,
            "help": one.words.help,
            "now": words.plain(100 * now[one.code]),
            "best": words.plain(100 * best[one.code]),
            "moved": abs(best[one.code] - now[one.code]) > 1e-9,
        }
        for one in services()
        if one.code in now
    ]


def doubt(result: Row) -> tuple[str, list[Row], float]:
    """The tornado: title, rows with the widest first, and the line that they hang on."""
    base = result["doubt_base"]
    known = {one.name: one for one in epi.parameters()}
    rows: list[Row] = []
    for row in result.get("doubt", [])[:TORNADO_ROWS]:
        if row["name"] not in known:
            continue
        about = words.parameter(row["name"], known[row["name"]].about)
        ends = {"low": words.people(row["low"]), "high": words.people(row["high"])}
        rows.append(
            {
                "label": about,
                "words": _("%(low)s to %(high)s") % ends,
                "mean": base,
                "low50": row["low"],
                "high50": row["high"],
                "at": _("%(low)s to %(high)s")
                % {"low": words.plain(row["low_at"]), "high": words.plain(row["high_at"])},
                "fitted": row.get("fitted", False),
                "verified": known[row["name"]].verified,
                "source": known[row["name"]].source,
            }
        )
    title = _("What matters most: %(about)s") % {"about": rows[0]["label"]} if rows else ""
    return title, rows, base
