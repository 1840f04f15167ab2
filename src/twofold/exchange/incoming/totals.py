"""A plan in numbers, as a programme officer would check them: clients, held rows, each month. For pages and for machines."""

import calendar
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from twofold.exchange.incoming.guessing import letters
from twofold.exchange.incoming.layout import Layout
from twofold.exchange.incoming.plan import NEED_UNKNOWN, UNDER_18, Plan, Trouble
from twofold.people.kinds import INJECTS, PARTNER
from twofold.people.models import Gender
from twofold.people.uic import normal_outside
from twofold.programme.catalogue import counted

SEX = {Gender.WOMAN.value: "F", Gender.MAN.value: "M", Gender.NOT_SAID.value: "not said"}
_SHORT = {"needles_out": "needles", "needles_in": "returned", "contacts": "contacts", "condoms": "condoms"}
_EXTRA = {"naloxone": "naloxone", "lubricant": "lubricant", "wipes": "wipe"}


def sex_sign(gender: str) -> str:
    """F, M or TG, as monthly formats have it."""
    return SEX.get(gender, "TG")


def totals(plan: Plan) -> dict[str, Any]:
    """The list in numbers, rows that are held back left out."""
    ids = {normal_outside(row.id) for row in plan.clients}
    partners = [row for row in plan.clients if row.partner_of]
    resolved = sum(normal_outside(row.partner_of) in ids - {normal_outside(row.id)} for row in partners)
    why = Counter(note.why for note in plan.notes)
    return {
        "clients": len(plan.clients),
        "rows_rejected": rejected(plan),
        "by_month": {month: _month(plan, month) for month in _months(plan)},
        "sex": dict(sorted(Counter(sex_sign(row.gender) for row in plan.clients).items())),
        "partner_only": sum(PARTNER in row.kinds and INJECTS not in row.kinds for row in plan.clients),
        "partner_statements_resolved": resolved,
        "partner_statements_unresolved": len(partners) - resolved,
        "need_unknown": why[NEED_UNKNOWN],
        "under_18": why[UNDER_18],
    }


def _months(plan: Plan) -> list[str]:
    return sorted({*plan.months, *(row.key[:7] for row in plan.contacts)})


def _month(plan: Plan, month: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    met: Counter[str] = Counter()
    told: list[tuple[str, str, int, dict[str, int], dict[str, int]]] = [
        (row.id, row.gender, *row.months[month]) for row in plan.clients if month in row.months
    ]
    told += [(row.id, "", row.meetings, row.supplies, row.returned) for row in plan.contacts if row.key[:7] == month]
    genders = {normal_outside(row.id): row.gender for row in plan.clients} if plan.contacts else {}
    for who, gender, meetings, out, back in told:
        met[normal_outside(who)] += meetings
        needles = counted(out, "syringes")
        found["needles_out"] += needles
        found["needles_in"] += counted(back, "syringes")
        found["condoms"] += counted(out, "condoms")
        if (gender or genders.get(normal_outside(who))) == Gender.WOMAN.value:
            found["needles_out_F"] += needles
        for name in plan.measures & set(_EXTRA):
            found[name] += sum(n for item, n in out.items() if item.startswith(_EXTRA[name]))
    counts = {
        "reached": len(met),
        "contacted_twice": sum(n >= 2 for n in met.values()),
        "contacts": sum(met.values()),
    }
    names = ("needles_out", "needles_in", "condoms", "needles_out_F", *sorted(plan.measures & set(_EXTRA)))
    return counts | {name: found[name] for name in names}


def rejected(plan: Plan) -> list[dict[str, Any]]:
    """One line for each row that is held back: the first of its troubles."""
    first: dict[tuple[int, int], Trouble] = {}
    for trouble in plan.held:
        first.setdefault((trouble.list, trouble.row), trouble)
    return [{"row": one.row, "cell": place(one), "why": one.why} for one in first.values()]


def place(trouble: Trouble) -> str:
    """A cell as people name it: D6, or 'row 28, Sep needles' where it counts something in a month."""
    if trouble.month and trouble.measure:
        month = calendar.month_abbr[int(trouble.month[5:])]
        return f"row {trouble.row}, {month} {_SHORT.get(trouble.measure, trouble.measure)}"
    return cell(trouble)


def cell(trouble: Trouble) -> str:
    """A cell by letter and number."""
    return f"{letters(trouble.column)}{trouble.row}"


def in_detail(troubles: Iterable[Trouble], layouts: Sequence[Layout]) -> list[dict[str, Any]]:
    """Every trouble with its cell and the heading above it."""
    found = []
    for one in troubles:
        heads = layouts[one.list].heads
        head = heads[one.column] if one.column < len(heads) else ""
        found.append(
            {"sheet": layouts[one.list].sheet.name, "row": one.row, "cell": cell(one), "heading": head, "why": one.why}
        )
    return found
