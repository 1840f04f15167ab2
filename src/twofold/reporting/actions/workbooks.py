"""The programme's own workbook is brought in, and its mapping is written. Both are appended: the newest is in use."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twofold.core import clock
from twofold.core.access import Actor, Door
from twofold.core.actions import action, note, nothing_to_do, require
from twofold.core.errors import Invalid, NotThere
from twofold.reporting import mapping, standing
from twofold.reporting.files import named, workbook
from twofold.reporting.models import Mapping, Workbook
from twofold.reporting.where import organisation_of

NAME_LENGTH = 120
LOST = {
    "drawings": gettext_lazy("drawings, charts or pictures"),
    "pivot": gettext_lazy("pivot tables"),
    "slicers": gettext_lazy("slicers"),
    "controls": gettext_lazy("buttons and other controls"),
    "custom": gettext_lazy("added data of other programmes"),
}


@dataclass(frozen=True)
class NewWorkbook:
    """A workbook as it was brought: the file's name and bytes; a mapping, or nothing: cells are named, or as before."""

    name: str
    content: bytes
    mapping: str | None = None


@dataclass(frozen=True)
class Brought:
    """What became of it: the row, the names that say no figure, the cells that the new one no longer has."""

    row: Workbook
    unknown: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    def doubts(self) -> list[str]:
        """What whoever brought it should look at, in words."""
        lost = [str(LOST[what]) for what in self.lost]
        told = (
            (_("These named cells say no figure that there is: %(what)s."), self.unknown),
            (_("These cells of the mapping are not in the new workbook, and were left out: %(what)s."), self.dropped),
            (
                _(
                    "When the workbook is filled, this may be lost: %(what)s. Look at the filled one before you send it."
                ),
                lost,
            ),
        )
        return [words % {"what": ", ".join(what)} for words, what in told if what]


@action("workbook.brought")
def bring_workbook(*, by: Actor, new: NewWorkbook, place: str | None = None) -> Brought:
    """Take a workbook in. It is in use from now on; reports that were handed in stay as they are."""
    require(by, Door.SUBMIT)
    organisation = organisation_of(by, place)
    looked = workbook.look(new.content)
    before = standing.workbook(organisation)
    old = mapping.parse(standing.mapping_of(before).text).cells if before else ()
    cells, unknown = named.cells(looked.names)
    dropped: list[str] = []
    if new.mapping is not None:
        cells = list(mapping.parse(new.mapping).cells)
    elif not cells:
        cells, dropped = _carried(new.content, old)
    workbook.check(new.content, cells)
    row = Workbook.objects.create(
        organisation_id=organisation,
        name=new.name.replace("\x00", "")[:NAME_LENGTH] or "workbook.xlsx",
        content=new.content,
        brought_at=clock.now(),
        author=by.id,
    )
    _append(by, row, 1, mapping.write(cells))
    note("workbook.brought", "workbook", row.id, cells=len(cells))
    return Brought(row, tuple(unknown), looked.lost, tuple(dropped))


def _carried(content: bytes, old: Sequence[mapping.Cell]) -> tuple[list[mapping.Cell], list[str]]:
    """The cells of the workbook before that this one can fill too."""
    kept, dropped = [], []
    for one in old:
        try:
            workbook.check(content, [one])
            kept.append(one)
        except Invalid:
            dropped.append(one.at)
    return kept, dropped


@action("workbook.mapped")
def write_mapping(*, by: Actor, text: str, place: str | None = None) -> Mapping:
    """A new version of the mapping of the workbook in use. The versions before stay."""
    require(by, Door.SUBMIT)
    row = standing.workbook(organisation_of(by, place))
    if row is None:
        raise NotThere
    cells = mapping.parse(text)
    workbook.check(bytes(row.content), cells.cells)
    last = standing.mapping_of(row)
    if mapping.parse(last.text) == cells:
        nothing_to_do()
        return last
    made = _append(by, row, last.version + 1, mapping.write(cells.cells))
    note("workbook.mapped", "workbook", row.id, version=made.version, cells=len(cells.cells))
    return made


def _append(by: Actor, row: Workbook, version: int, text: str) -> Mapping:
    if len(text) > mapping.MOST_TEXT:
        raise Invalid(_("This mapping is too long."), field="text")
    return Mapping.objects.create(workbook=row, version=version, text=text, written_at=clock.now(), author=by.id)
