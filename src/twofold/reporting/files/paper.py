"""The report as a sheet of paper to be signed: its lines, what was said about it, and what late data has changed."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from twofold.reporting import changing
from twofold.reporting import printed as prints
from twofold.reporting.changing import Changed
from twofold.reporting.lines import form
from twofold.reporting.printed import Printed
from twofold.shell.pdf import Paper


def pdf(printed: Printed, language: str, changed: Sequence[Changed] = ()) -> bytes:
    """The report on A4."""
    paper = Paper(made=printed.made_at, foot=f"{printed.title} · {printed.state}")
    paper.title(printed.title, printed.state)
    if printed.reason:
        paper.say(_("Why once more: %(reason)s") % {"reason": printed.reason})
    section, rows = "", []
    for line in prints.lines(printed, language):
        if line.section != section:
            _section(paper, section, rows)
            section, rows = line.section, []
        rows.append((f"{line.code}  {line.words}", changing.shown(line.told, line.definition.id) if line.told else "–"))
    _section(paper, section, rows)
    ahead, _rest = changing.first(changed)
    if ahead:
        paper.heading(_("What late records have changed since"))
        heads = (_("Figure"), _("Then"), _("Now"))
        paper.table(heads, [(one.words, one.then, one.now) for one in ahead], widths=(70, 15, 15))
    paper.note(prints.why_hidden())
    paper.note(form().told_source(language))
    paper.say(_("Signed") + "  ______________________________")
    return paper.data()


def _section(paper: Paper, words: str, rows: Sequence[tuple[str, str]]) -> None:
    if rows:
        paper.heading(words)
        paper.table((_("Figure"), _("Number")), rows, widths=(80, 20))
