"""Forms that the phone draws from data: what is asked in each, in every language, and which entry the answers become.

The questions are made from the choices that the action takes, so that a phone cannot offer what the office would not know.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from twofold.couples.forms import NAMED, TITLES, YES_NO, NamedForm, StepForm
from twofold.couples.models import OUTCOMES, WAYS, PartnerKind, Safe, Step

_FIRST = {
    Step.DECIDED: _("First ask how it feels that the partner is met. Not sure is a no; nothing depends on it."),
    Step.INVITED: _("The client wants it, felt safe, and chose who asks and how. Otherwise: not now."),
    Step.ENROLLED: _("They agreed, asked alone. Their card is opened as a new client; nothing of this goes there."),
}


def forms() -> list[dict[str, Any]]:
    """All of them. Each names the kind of entry and its questions; those of `talk` open only to a worker who is alone."""
    found = [{"kind": f"partner.{step}", "v": 1, "of": "talk", **_said(title)} for step, title in TITLES.items()]
    for form, step in zip(found, TITLES, strict=True):
        form["questions"] = _naming() if step == NAMED else _step(Step(step))
        form["first"] = _said(_FIRST[Step(step)]) if step in _FIRST else None
    return found


def _said(words: Any) -> dict[str, dict[str, str]]:
    label = {}
    for language in ("en", "hi"):
        with override(language):
            label[language] = str(words)
    return {"label": label}


def _question(name: str, words: str | Promise, choices: Iterable[tuple[str, Any]] = (), **more: Any) -> dict[str, Any]:
    offered = [{"code": code} | _said(label) for code, label in choices]
    return {"name": name, **_said(words), "choices": offered, **more}


def _naming() -> list[dict[str, Any]]:
    asked = NamedForm.base_fields
    yes_no = [choice for choice in YES_NO if choice[0]]
    return [
        _question("kind", asked["kind"].label, PartnerKind.choices, value=PartnerKind.NOT_SAID.value),
        _question("nickname", asked["nickname"].label),
        *(_question(name, asked[name].label, yes_no, type="yes") for name in ("cohabiting", "injects_together")),
    ]


def _step(step: Step) -> list[dict[str, Any]]:
    asked = StepForm.base_fields
    outcomes = [(one.value, one.label) for one in OUTCOMES[step]]
    ways = [(one.value, one.label) for one in WAYS[step]]
    questions = [_question("partner", asked["partner"].label)]
    if step != Step.ENROLLED:
        questions.append(_question("safe", asked["safe"].label, Safe.choices, value=Safe.NOT_ASKED.value))
    only = {"value": outcomes[0][0]} if len(outcomes) == 1 else {}
    questions += [
        _question("outcome", asked["outcome"].label, outcomes, needed=True, **only),
        _question("how", asked["how"].label, ways),
    ]
    if step != Step.ENROLLED:
        questions.append(_question("planned", asked["planned"].label, type="date"))
    return [*questions, _question("note", asked["note"].label)]
