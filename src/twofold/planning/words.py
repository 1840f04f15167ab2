"""The model's own words in the reader's language: kinds of couple, sexes, services, parameters. Says nothing of figures."""

import functools
import tomllib
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from twofold.planning.inputs import by_code, inputs
from twofold.shell.numbers import UNKNOWN, to_decimal, written

_PARAMETERS = Path(__file__).parent / "data" / "parameters_hi.toml"

COUPLES: dict[str, Promise] = {
    "no main partner": _("No main partner"),
    "both inject": _("Both inject"),
    "he injects": _("He injects, she does not"),
    "she injects": _("She injects, he does not"),
    "neither injects": _("Neither injects now"),
    "same sex": _("Two men or two women"),
}
SEXES: dict[str, Promise] = {"man": _("Men"), "woman": _("Women")}
MEASURES: dict[str, Promise] = {
    "hiv_men": _("Men who inject and live with HIV, of 100"),
    "hiv_women": _("Women who inject and live with HIV, of 100"),
    "incidence_men": _("Men who inject and are newly infected in a year, of 100"),
    "incidence_women": _("Women who inject and are newly infected in a year, of 100"),
}
ENDS: dict[str, Promise] = {"low": _("%(measure)s: from"), "high": _("%(measure)s: to")}
PARTNERS: dict[str, Promise] = {
    "no HIV or no partner": _("Partner without HIV, or no partner"),
    "partner has HIV": _("Partner with HIV"),
}


def service(code: str) -> str:
    """What a service is called."""
    return by_code()[code].words.name if code in by_code() else code


def money(value: float | None) -> str:
    """₹1,80,000: whole, with the sign before it."""
    number = to_decimal(value)
    if number is None:
        return UNKNOWN
    text = written(round(number))
    sign, body = (text[0], text[1:]) if text[:1] == "−" else ("", text)
    return f"{sign}{inputs().currency}{body}"


def people(value: float | None) -> str:
    """Whole people; one decimal where there are fewer than ten."""
    number = to_decimal(value)
    if number is None:
        return UNKNOWN
    tenths = round(number, 1)
    return written(number, 1 if abs(number) < 10 and tenths != round(tenths) else 0)


def plain(value: float) -> str:
    """A level or a parameter: whole where it is large, else with as many decimals as it needs."""
    return written(f"{value:.0f}" if abs(value) >= 100 else f"{float(f'{value:.3g}'):.10f}".rstrip("0").rstrip("."))


@functools.cache
def _hindi() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads(_PARAMETERS.read_text(encoding="utf-8"))
    return found


def parameter(name: str, about: str) -> str:
    """What a parameter is about; the model's own words where it has no others."""
    return _hindi()["about"].get(name, about) if (get_language() or "").startswith("hi") else about


def unit(text: str) -> str:
    """A parameter's unit."""
    return _hindi()["unit"].get(text, text) if (get_language() or "").startswith("hi") else text
