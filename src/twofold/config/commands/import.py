"""Bring in a list that a programme keeps: a workbook or CSV of clients and what they were given.

Sheet, headings and columns are guessed, or read from a mapping (--mapping) that an earlier run or the page wrote. Rows
with an error are held back whole and listed; the rest comes in. The same file again changes nothing; next month's file
adds what is new and corrects what was changed. Exit codes: 0 all in, 3 some rows held back, 2 the file is unreadable.
"""

import argparse
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from twofold.core.errors import Invalid

if TYPE_CHECKING:
    from twofold.core.access import Actor
    from twofold.exchange.actions import Done
    from twofold.exchange.bringing import Brought
    from twofold.programme.models import Organisation, Site

HELD_BACK = 3
SHOWN = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a workbook (.xlsx, .xls, .ods) or a CSV")
    parser.add_argument("--mapping", type=Path, metavar="M.toml", help="how to read it (guessed, if none is given)")
    parser.add_argument("--write-mapping", type=Path, metavar="M.toml", help="keep how it was read, for the next month")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    parser.add_argument("--held", type=Path, metavar="H.xlsx", help="write the rows that were held back, to mend")
    parser.add_argument("--organisation", metavar="CODE", help="whose clients these are (where there are several)")
    parser.add_argument("--site", metavar="CODE", help="the site of rows that name none")
    parser.add_argument("--no-new-sites", action="store_true", help="hold back rows of unknown sites; open no site")
    parser.add_argument("--template", type=Path, metavar="T.xlsx", help="write empty sheets in our own form, and stop")


def run(arguments: argparse.Namespace) -> int:
    from twofold.core import clock
    from twofold.exchange import bringing, sheets
    from twofold.exchange.incoming import mapping

    if arguments.template:
        _write(arguments.template, sheets.template("en"))
        return 0
    if arguments.file is None:
        raise Invalid("Say which file to bring in: twofold import FILE. `twofold import --help` tells the rest.")
    content = _read(arguments.file)
    told = bringing.mapping_of(_read(arguments.mapping).decode(errors="replace")) if arguments.mapping else None
    if told and arguments.site:
        told = told.model_copy(update={"default_site": arguments.site})
    brought = bringing.bring(content, clock.now().date(), told)
    if arguments.site:
        brought.mapping.default_site = arguments.site
    done, opened = _bring_in(arguments, brought)
    if arguments.write_mapping:
        _write(arguments.write_mapping, mapping.dump(brought.mapping).encode())
    if arguments.held and brought.plan.held:
        _write(arguments.held, sheets.held(brought))
    _tell(arguments, brought, done, opened)
    return HELD_BACK if brought.plan.held else 0


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise Invalid(f"{path.name} cannot be read ({problem.strerror}). Nothing was changed.") from None


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as problem:
        raise Invalid(f"{path.name} cannot be written ({problem.strerror}).") from None


def _bring_in(arguments: argparse.Namespace, brought: "Brought") -> tuple["Done | None", list[str]]:
    """Match the sites, and take the plan through the actions, or only as far as can be said without."""
    from twofold.config.opening import open_installation
    from twofold.config.progress import progress
    from twofold.exchange import applying, matching
    from twofold.programme.models import Site

    open_installation()
    organisation = _organisation(arguments.organisation, brought)
    by = _operator(organisation)
    here = list(Site.objects.visible_to(by).filter(closed_on=None).order_by("name"))
    mapping = brought.mapping
    sites = matching.match(brought.plan.sites, here, mapping.sites, mapping.default_site)
    unknown = [word for word in brought.plan.sites if word and word not in sites]
    opened = [] if arguments.no_new_sites else unknown
    if "" in brought.plan.sites and "" not in sites and here:
        raise Invalid("Some rows name no site. Say which one is meant: --site CODE.")
    if arguments.dry_run:
        sites |= dict.fromkeys(opened, here[0].pk) if here else {}
        brought.hold_unplaced(sites)
        return None, opened
    sites |= {word: _open_site(word, organisation, here).pk for word in opened}
    brought.hold_unplaced(sites)
    with progress() as told:
        means = applying.means_for(brought.plan, sites, organisation.timezone)
        done = applying.run(by, brought.plan, means, lambda n, of: told("Bringing in", n, of))
    brought.hold(done.held)
    held = brought.plan.held_rows()
    brought.plan.clients = [row for row in brought.plan.clients if (row.list, row.row) not in held]
    brought.plan.contacts = [row for row in brought.plan.contacts if (row.list, row.row) not in held]
    _note(by, brought)
    return done, opened


def _note(by: "Actor", brought: "Brought") -> None:
    from twofold.core import audit

    audit.record_event(by, "list.brought_in", "list", "", rows=brought.plan.rows)


def _operator(organisation: "Organisation") -> "Actor":
    """The operator, who holds the files already, as the organisation's data manager; the log says that it was the operator."""
    from twofold.core import access
    from twofold.core.access import Role

    roles = frozenset({Role.OPERATOR, Role.DATA_MANAGER})
    return replace(access.operator(), organisation=organisation.pk, roles=roles)


def _organisation(code: str | None, brought: "Brought") -> "Organisation":
    """The one that was named, the only one, or the one whose sites the list names."""
    from twofold.exchange import matching
    from twofold.programme.models import Organisation, Site

    rows = {row.code: row for row in Organisation.objects.order_by("code")}
    if code:
        if code not in rows:
            raise Invalid(f"There is no organisation {code}. There are: {', '.join(rows)}.")
        return rows[code]
    if len(rows) == 1:
        return next(iter(rows.values()))
    hits: Counter[str] = Counter()
    for name, row in rows.items():
        here = list(Site.objects.filter(organisation=row, closed_on=None))
        hits[name] = len(matching.match([word for word in brought.plan.sites if word], here, brought.mapping.sites))
    first, second = hits.most_common(2)
    if first[1] == second[1]:
        raise Invalid(f"Say whose clients these are: --organisation CODE. There are: {', '.join(rows)}.")
    return rows[first[0]]


def _open_site(word: str, organisation: "Organisation", here: list["Site"]) -> "Site":
    """A site for a name that stands on the list and nowhere yet; at the place of the sites that are there."""
    from django.utils.text import slugify

    from twofold.core import access
    from twofold.programme import actions
    from twofold.programme.models import Place, Site

    place = here[0].place_id if here else Place.objects.order_by("code").values_list("code", flat=True).first()
    stem = slugify(word)[:30] or "site"
    code = next(
        text
        for n in range(1, 1000)
        if not Site.objects.filter(code=(text := stem if n == 1 else f"{stem}-{n}")).exists()
    )
    return actions.open_site(
        by=access.operator(), organisation=organisation.pk, place=place or "", code=code, name=word[:100]
    )


def _tell(arguments: argparse.Namespace, brought: "Brought", done: "Done | None", opened: list[str]) -> None:
    told = brought.totals() | {
        "rows": brought.plan.rows,
        "held_back": brought.in_detail(brought.plan.held),
        "warnings": _warnings(brought, opened, dry=done is None),
        "dry_run": done is None,
        "sure": round(brought.sure, 2),
        "outcome": _outcome(done),
        "mapping": brought.mapping.model_dump(),
    }
    if arguments.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        _draw(told)


def _outcome(done: "Done | None") -> dict[str, int] | None:
    if done is None:
        return None
    return {
        "clients_added": done.added,
        "clients_changed": done.changed,
        "clients_unchanged": done.unchanged,
        "months_added": done.months.added,
        "months_corrected": done.months.corrected,
        "months_unchanged": done.months.unchanged,
        "partner_statements": done.statements,
    }


def _warnings(brought: "Brought", opened: list[str], *, dry: bool) -> list[dict[str, Any]]:
    """What a person should look at: counts with their cells, never what stands in them."""
    from twofold.exchange.incoming import reasons

    found: list[dict[str, Any]] = [{"what": doubt, "rows": 0, "cells": []} for doubt in brought.doubts]
    for layout in brought.layouts:
        found += [
            {"what": f"The column “{head}” is not on this list.", "rows": 0, "cells": []} for head in layout.missing
        ]
    by_why: dict[str, list[dict[str, Any]]] = {}
    for one in brought.in_detail(brought.plan.notes):
        by_why.setdefault(one["why"], []).append(one)
    for why, ones in by_why.items():
        cells = [one["cell"] for one in ones]
        found.append(
            {"why": why, "what": reasons.words(why), "rows": len({one["row"] for one in ones}), "cells": cells}
        )
    verb = "would be opened" if dry else "opened"
    found += [{"what": f"Site {verb}: {word}", "rows": brought.plan.sites[word], "cells": []} for word in opened]
    return found


def _draw(told: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    from twofold.exchange.incoming import reasons

    console = Console()
    outcome = told["outcome"]
    console.print("Nothing was changed: this is what would be done." if outcome is None else "Brought in.")
    console.print(f"{told['clients']} clients; {len(told['rows_rejected'])} rows held back.")
    if outcome:
        console.print(", ".join(f"{name.replace('_', ' ')} {n}" for name, n in outcome.items()))
    if told["by_month"]:
        names = list(next(iter(told["by_month"].values())))
        table = Table("month", *(name.replace("_", " ") for name in names))
        for month, counts in told["by_month"].items():
            table.add_row(month, *(str(counts[name]) for name in names))
        console.print(table)
    for warning in told["warnings"]:
        where = f" ({warning['rows']} rows)" if warning["rows"] else ""
        console.print(f"Look at: {warning['what']}{where}", style="yellow")
    for one in told["held_back"][:SHOWN]:
        console.print(f"Held back: {one['sheet']}, {one['cell']}: {reasons.words(one['why'])}", style="red")
    if len(told["held_back"]) > SHOWN:
        console.print(f"... and {len(told['held_back']) - SHOWN} more; --held writes them all.", style="red")
