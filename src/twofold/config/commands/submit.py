"""Hand a report in: freeze its figures, say what late records changed, write it out as files.

Without --show the report is handed in, for good; once more only with a reason, and only where something changed. With
--workbook the programme's own Excel is brought in first; --to writes PDF, Excel, CSV and the filled workbook.
"""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twofold.reporting.printed import Printed
    from twofold.reporting.where import About


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("period", metavar="PERIOD", help="a month (2026-09), a quarter (2026-Q3) or a year (2026)")
    parser.add_argument("--place", metavar="CODE", help="an organisation or one of its sites")
    parser.add_argument("--reason", default="", help="why the report is handed in once more")
    parser.add_argument("--show", action="store_true", help="hand nothing in: say how it stands, and write the files")
    parser.add_argument("--workbook", metavar="FILE", type=Path, help="bring in the programme's own workbook (.xlsx)")
    parser.add_argument("--mapping", metavar="FILE", type=Path, help="which figure goes into which of its cells (TOML)")
    parser.add_argument("--to", metavar="FOLDER", type=Path, help="write the report into this folder")
    parser.add_argument("--language", choices=("en", "hi"), default="en", help="language of the files (default en)")
    parser.add_argument("--json", action="store_true", help="print the outcome and all figures as JSON")


def run(arguments: argparse.Namespace) -> int:
    from django.utils import translation

    from twofold.config.opening import open_installation
    from twofold.core import access
    from twofold.indicators import periods
    from twofold.reporting import actions
    from twofold.reporting.actions import NewReport
    from twofold.reporting.files import outgoing
    from twofold.reporting.where import about

    period = periods.parse(arguments.period)
    brought = _read(arguments)
    open_installation()
    by = access.operator()
    whom = about(by, arguments.place)
    doubts = []
    if brought is not None:
        doubts = actions.bring_workbook(by=by, new=brought, place=arguments.place).doubts()
    if not arguments.show:
        actions.submit_reports(by=by, reports=[NewReport(period.code, arguments.place, arguments.reason)])
    with translation.override(arguments.language):
        found = outgoing.printed_of(whom, period, "")
        files = _write(found, whom, arguments)
        told = _told(found, whom, files) | {"warnings": doubts}
        print(json.dumps(told, ensure_ascii=False) if arguments.json else _words(found, told))
    return 0


def _read(arguments: argparse.Namespace) -> Any:
    """The workbook and the mapping from their files, before anything is done."""
    from twofold.core.errors import Invalid
    from twofold.reporting.actions.workbooks import NewWorkbook

    if arguments.workbook is None:
        if arguments.mapping is not None:
            raise Invalid("A mapping belongs to a workbook: name that too, with --workbook.")
        return None
    try:
        text = arguments.mapping.read_text(encoding="utf-8") if arguments.mapping else None
        return NewWorkbook(arguments.workbook.name, arguments.workbook.read_bytes(), text)
    except (OSError, UnicodeDecodeError):
        raise Invalid("The workbook or the mapping cannot be read. Check both names.") from None


def _write(found: "Printed", whom: "About", arguments: argparse.Namespace) -> list[str]:
    from twofold.core.errors import Invalid
    from twofold.reporting import standing
    from twofold.reporting.files import outgoing

    if arguments.to is None:
        return []
    written = []
    try:
        arguments.to.mkdir(parents=True, exist_ok=True)
        for kind in outgoing.KINDS:
            if kind == "workbook" and standing.workbook(whom.organisation.pk) is None:
                continue
            made = outgoing.make(found, kind, whom, arguments.language)
            path = arguments.to / made.name
            path.write_bytes(made.content)
            written.append(str(path))
    except OSError:
        raise Invalid("The files cannot be written there. Name another folder; the report itself is safe.") from None
    return written


def _told(found: "Printed", whom: "About", files: list[str]) -> dict[str, Any]:
    from twofold.reporting import contents, standing

    now = contents.count([found.period], whom.where)
    changes = standing.changes(found.contents, now, found.period.code) if found.row else []
    return {
        "period": found.period.code,
        "place": whom.code or whom.organisation.code,
        "state": ("changed" if changes else "submitted") if found.row else "open",
        "version": found.row.version if found.row else None,
        "submitted_at": found.row.submitted_at.isoformat() if found.row else None,
        "digest": found.contents.digest(),
        "holds": standing.holds(found.row) if found.row else None,
        "changes": [{"figure": one.key, "then": one.then, "now": one.now} for one in changes],
        "figures": found.contents.figures[found.period.code],
        "files": files,
    }


def _words(found: "Printed", told: dict[str, Any]) -> str:
    from twofold.reporting import changing, printed

    lines = [found.title, found.state, ""]
    for line in printed.lines(found, "en"):
        value = "-" if line.told is None else changing.shown(line.told, line.definition.id)
        lines.append(f"{line.code:5} {line.words:60} {value:>10}")
    if told["changes"]:
        lines += ["", "Changed since (figure: then, now):"]
        lines += [f"  {c['figure']}: {_shown(c, 'then')}, {_shown(c, 'now')}" for c in told["changes"]]
    lines += [f"look at this: {doubt}" for doubt in told["warnings"]]
    return "\n".join([*lines, *(f"written: {path}" for path in told["files"])])


def _shown(change: dict[str, Any], when: str) -> str:
    from twofold.reporting import changing

    return changing.shown(change[when], change["figure"].partition(" ")[0])
