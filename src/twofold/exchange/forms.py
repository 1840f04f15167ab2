"""What the pages of lists ask: for a file, and how it is to be read. Questions and their words only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from twofold.core.errors import Problem
from twofold.exchange.bringing import Brought
from twofold.exchange.incoming import labels, months
from twofold.exchange.incoming.mapping import Mapping
from twofold.exchange.incoming.reading import MOST_BYTES
from twofold.exchange.incoming.words import fold
from twofold.people.kinds import kinds
from twofold.programme.models import Site

UNUSED = [("", _("Not used"))]


class Faced(forms.Form):
    """A form to which an action's problem comes back."""

    def blame(self, problem: Problem) -> None:
        """Put what an action said beside its field, or at the top where it is about none of them."""
        self.add_error(problem.field if problem.field in self.fields else None, problem.message)


class FileForm(Faced):
    """The list, and how it was read last time."""

    list = forms.FileField(
        label=_("The list"),
        help_text=_(
            "A workbook (.xlsx, .xls, .ods) or a CSV of at most 60 MB. It is kept under lock until you are done."
        ),
        error_messages={"required": _("Choose a file of at most 60 MB."), "empty": _("This file is empty.")},
        max_length=None,
    )
    mapping = forms.FileField(
        label=_("How it was read last time"),
        help_text=_(
            "The small file (.toml) that this page gave you with an earlier list. Without it, the page guesses."
        ),
        required=False,
    )

    def content(self) -> bytes:
        """The bytes of the list."""
        return bytes(self.cleaned_data["list"].read(MOST_BYTES + 1))

    def told(self) -> str:
        """The mapping's text, or nothing."""
        file = self.cleaned_data.get("mapping")
        return file.read(1_000_000).decode(errors="replace") if file else ""


@dataclass(frozen=True)
class Column:
    """One question about columns: its field's name, the heading it is about, and what the first rows say."""

    name: str
    heading: str
    examples: str


class MappingForm(Faced):
    """What each column means, which site each word means, and in which order dates are written."""

    month_first = forms.ChoiceField(
        label=_("Dates are written as"),
        choices=[("", _("day/month/year")), ("yes", _("month/day/year"))],
        required=False,
    )
    kind = forms.ChoiceField(label=_("People on this list, where no column says it"))

    def __init__(
        self, *args: Any, brought: Brought, sites: Sequence[Site], places: dict[str, Any], **kwargs: Any
    ) -> None:
        self.brought, self.first = brought, brought.layouts[0]
        super().__init__(*args, **kwargs)
        mapping, language = brought.mapping, get_language() or "en"
        listed = [(kind.code, kind.label(language)) for kind in kinds().kind if kind.listed]
        self.fields["kind"].choices, self.fields["kind"].initial = listed, mapping.kind
        self.fields["month_first"].initial = "yes" if self.first.mapping.month_first else ""
        self.columns = self._columns()
        self.words = sorted(word for word in brought.plan.sites if word or "site" not in self.first.fields)
        choices = [("", _("Choose a site")), *((site.code, site.name) for site in sites)]
        codes = {site.pk: site.code for site in sites}
        for n, word in enumerate(self.words):
            self.fields[f"s{n}"] = forms.ChoiceField(
                label=word or _("Rows that name no site"), choices=choices, required=False,
                initial=codes.get(places.get(word), ""),
            )  # fmt: skip

    def _columns(self) -> list[Column]:
        """A question for each column, and one for all that say the same of different months."""
        first, found = self.first, []
        held = {n: code for code, n in first.fields.items()} | {n: code for _m, code, n in first.measures}
        asked: set[str] = set()
        choices = [*UNUSED, *labels.FIELDS.items(), *labels.MEASURES.items()]
        for n, head in enumerate(first.heads):
            text = self.said(n, head)
            if not fold(text) or fold(text) in asked:
                continue
            asked.add(fold(text))
            self.fields[f"c{n}"] = forms.ChoiceField(
                label=text, choices=choices, required=False, initial=held.get(n, "")
            )
            found.append(Column(f"c{n}", text, self._examples(n)))
        return found

    def said(self, n: int, head: str) -> str:
        """The heading, without its month where it counts something in one."""
        month = months.parse_text(head) if n not in self.first.fields.values() else None
        return month.rest if month and month.rest and not self.first.mapping.month else head

    def _examples(self, n: int) -> str:
        if self.first.fields.get("nickname") == n:
            return ""  # the heading is enough, and somebody may look on
        rows = self.first.sheet.rows[self.first.first_row : self.first.first_row + 40]
        said = dict.fromkeys(
            str(row[n]).removesuffix(".0")[:20] for row in rows if n < len(row) and row[n] not in ("", None)
        )
        return " · ".join(list(said)[:3])

    def column_fields(self) -> list[tuple[Any, Column]]:
        """Each question with its column."""
        return [(self[column.name], column) for column in self.columns]

    def site_fields(self) -> list[Any]:
        """The questions about sites."""
        return [self[f"s{n}"] for n in range(len(self.words))]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        chosen = [told.get(column.name) for column in self.columns]
        if "id" not in chosen:
            raise forms.ValidationError(
                _("Say which column holds the ids of clients: by them the next list is told from this one.")
            )
        for code in {code for code in chosen if code and chosen.count(code) > 1}:
            self.add_error(
                None,
                _("Two columns are taken as “%(field)s”. Choose one of them.") % {"field": labels.words(code)},
            )
        return told

    def mapping(self) -> Mapping:
        """The mapping as it is told now."""
        told, old = self.cleaned_data, self.first.mapping
        chosen = {told[column.name]: column.heading for column in self.columns if told[column.name]}
        update = {
            "columns": {code: head for code, head in chosen.items() if code in labels.FIELDS},
            "measures": {code: fold(head) for code, head in chosen.items() if code in labels.MEASURES},
            "month_first": told["month_first"] == "yes",
        }
        sites = {word: told[f"s{n}"] for n, word in enumerate(self.words) if told[f"s{n}"]}
        return self.brought.mapping.model_copy(
            update={
                "kind": told["kind"],
                "default_site": sites.pop("", self.brought.mapping.default_site),
                "sites": {**self.brought.mapping.sites, **sites},
                "list": (old.model_copy(update=update), *self.brought.mapping.list[1:]),
            }
        )
