"""Paper: an A4 document in the house's look, with Devanagari shaped and pages numbered.

It knows no app: who prints hands in words that are translated, and figures that are already behind disclosure
control. What a document says about itself (its title in the viewer, its properties, its name as a file) is
'Twofold' and nothing more; only what is printed on the sheet is the caller's. Charts are drawn by the caller on
`paper.pdf`, in millimetres, with colours by their token.
"""

import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

from twofold.shell.colours import light

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Noto"
FILE_NAME = "twofold.pdf"  # lies in a folder of downloads: it says no more than that
MARGIN = 16.0
FOOT = 14.0
LEADING = 1.45  # Devanagari stands tall above and below the line

type Row = Sequence[str]


class Sheet(FPDF):
    """One document's sheets, each with its foot: a line of the caller's, and which page of how many."""

    def __init__(self, foot: str, *, landscape: bool) -> None:
        super().__init__(orientation="landscape" if landscape else "portrait", format="A4")
        self.foot = foot

    def footer(self) -> None:
        self.set_y(-FOOT)
        self.set_font(FAMILY, size=8)
        self.set_text_color(*light()["ink-2"])
        self.cell(0, 4, self.foot, align="L")
        self.set_x(self.l_margin)
        self.cell(0, 4, f"{self.page_no()} / {{nb}}", align="R")


class Paper:
    """A document from top to bottom. `foot` stands on every sheet; `made` is the time that the file carries."""

    def __init__(self, *, made: datetime.datetime, foot: str = "", landscape: bool = False) -> None:
        self.pdf = Sheet(foot, landscape=landscape)
        self.pdf.add_font(FAMILY, fname=FONTS / "noto-sans-regular.ttf")
        self.pdf.add_font(FAMILY, "B", fname=FONTS / "noto-sans-bold.ttf")
        # Of a line in two scripts the shaper would take the first; Latin letters do without, Devanagari does not.
        self.pdf.set_text_shaping(True, script="deva")
        self.pdf.set_margins(MARGIN, MARGIN)
        self.pdf.set_auto_page_break(True, margin=FOOT + 6)
        self.pdf.set_title("Twofold")
        self.pdf.set_producer("Twofold")
        self.pdf.set_creation_date(made)
        self.pdf.add_page()

    @property
    def width(self) -> float:
        """The room between the margins, in millimetres."""
        return self.pdf.epw

    def ink(self, colour: str = "ink") -> None:
        """The colour of text, lines and areas from here on, by its token."""
        tone = light()[colour]
        self.pdf.set_text_color(*tone)
        self.pdf.set_draw_color(*tone)
        self.pdf.set_fill_color(*tone)

    def title(self, text: str, under: str = "") -> None:
        """The first words of the document, and a quiet line below."""
        self._lines(text, size=18, bold=True, after=1)
        if under:
            self._lines(under, size=10, colour="ink-2", after=3)

    def heading(self, text: str) -> None:
        """A part begins; it is not left alone at the foot of a sheet."""
        if self.pdf.will_page_break(24):
            self.pdf.add_page()
        self.pdf.ln(2)
        self._lines(text, size=12.5, bold=True, colour="accent-strong", after=1)

    def say(self, text: str) -> None:
        """A paragraph."""
        self._lines(text, size=10, after=1.5)

    def note(self, text: str) -> None:
        """Small print: a source, a caution."""
        self._lines(text, size=8, colour="ink-2", after=1)

    def tiles(self, figures: Sequence[tuple[str, str, str]]) -> None:
        """Big numbers side by side: name, number, and the words under it."""
        gap, top = 4.0, self.pdf.get_y()
        width = (self.width - gap * (len(figures) - 1)) / len(figures)
        bottom = top
        for place, (name, number, words) in enumerate(figures):
            left = self.pdf.l_margin + place * (width + gap)
            self.pdf.set_y(top)
            for text, size, bold, colour in (
                (name, 9, True, "ink"),
                (number, 17, True, "accent-strong"),
                (words, 8, False, "ink-2"),
            ):
                self._lines(text, size=size, bold=bold, colour=colour, left=left, width=width)
            bottom = max(bottom, self.pdf.get_y())
        self.pdf.set_xy(self.pdf.l_margin, bottom + 3)

    def table(
        self, head: Row, rows: Iterable[Row], *, widths: Sequence[float] = (), size: float = 9, last: str = "RIGHT"
    ) -> None:
        """A table whose head is repeated on every sheet. The first column is words, the others are figures; the last may
        be words too.
        """
        self.ink("line")
        self.pdf.set_fill_color(*light()["surface"])
        self.pdf.set_font(FAMILY, size=size)
        with self.pdf.table(
            width=self.width,
            col_widths=tuple(widths) or None,
            text_align=("LEFT", *("RIGHT" for _ in head[2:]), last),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="BOLD", color=light()["ink"], fill_color=light()["sunken"]),
            line_height=size * LEADING * 0.3528,
            padding=(0.8, 1.2),
        ) as table:
            table.row(head)
            for row in rows:
                table.row(row, style=FontFace(color=light()["ink"]))
        self.pdf.ln(2)

    def data(self) -> bytes:
        """The finished file."""
        return bytes(self.pdf.output())

    def _lines(
        self,
        text: str,
        *,
        size: float,
        bold: bool = False,
        colour: str = "ink",
        after: float = 0,
        left: float | None = None,
        width: float = 0,
    ) -> None:
        self.ink(colour)
        self.pdf.set_font(FAMILY, "B" if bold else "", size)
        self.pdf.set_x(self.pdf.l_margin if left is None else left)
        height = size * LEADING * 0.3528  # points of type as millimetres of line
        self.pdf.multi_cell(width, height, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.pdf.ln(after)
