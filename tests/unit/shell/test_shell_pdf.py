"""Paper: what a PDF of ours says about itself, that it holds Hindi, and that its colours are the house's."""

import datetime
import hashlib
import io
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import twofold.shell
from tests.unit.shell.test_contrast import tokens
from twofold.shell import colours, pdf

MADE = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)
FONTS = Path(twofold.shell.__file__).parent / "fonts"


def paper(**how) -> pdf.Paper:
    sheet = pdf.Paper(made=MADE, **how)
    sheet.pdf.set_compression(False)
    return sheet


def test_the_file_says_no_more_than_our_name():
    sheet = paper(foot="24 Nov 2026")
    sheet.title("Needles and syringes", "Imphal")
    data = sheet.data()
    found = dict(re.findall(rb"/(Title|Subject|Keywords|Author|Creator|Producer) \(([^)]*)\)", data))
    assert found == {b"Title": b"Twofold", b"Producer": b"Twofold"}
    assert pdf.FILE_NAME == "twofold.pdf"


def test_the_same_words_make_the_same_bytes():
    def made() -> bytes:
        sheet = paper()
        sheet.say("योजना")
        return sheet.data()

    assert made() == made()


def test_a_long_table_goes_on_and_every_sheet_is_numbered():
    sheet = paper()
    sheet.table(["Site", "Reached"], [["इंफाल", "1,80,000"]] * 120)
    data = sheet.data()
    assert sheet.pdf.pages_count == 3
    assert data.count(b"/Type /Page\n") == 3


def test_devanagari_is_shaped():
    """A half form joins its letter: fewer glyphs than signs. The sign for short i goes before its consonant."""
    sheet = paper()
    sheet.pdf.set_font(pdf.FAMILY, size=12)

    def glyphs(text: str) -> list[int]:
        found, _ = sheet.pdf.current_font.perform_harfbuzz_shaping(text, 12, sheet.pdf.text_shaping)
        return [glyph.codepoint for glyph in found]

    assert len(glyphs("क्ष")) < len("क्ष")
    assert glyphs("कि")[1] == glyphs("क")[0]
    sheet.data()


@pytest.mark.parametrize("text", ["₹1,80,000 – −5%", "’ “ ” · …", "।॥०१२३४५६७८९", "ऋषि ज्ञ श्र त्र ऑ ड़ ढ़"])
@pytest.mark.parametrize("file", ["noto-sans-regular.ttf", "noto-sans-bold.ttf"])
def test_the_fonts_hold_what_we_write(file, text):
    with TTFont(FONTS / file) as font:
        assert {ord(sign) for sign in text} <= set(font.getBestCmap())


def test_the_fonts_are_those_that_were_made_and_carry_their_licence():
    told = dict(re.findall(r"\| `([\w.-]+)` \| `([0-9a-f]{64})` \|", (FONTS / "README.md").read_text()))
    assert told == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FONTS.glob("*.ttf")}
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text()


def test_colours_are_those_of_the_style_sheet():
    assert set(colours.light()) == set(tokens()) - {"veil"}  # the one that is seen through
    assert colours.srgb(1, 0, 0) == (255, 255, 255)
    assert colours.srgb(0, 0, 0) == (0, 0, 0)
    assert colours.srgb(0.627955, 0.257683, 29.2339) == (255, 0, 0)  # sRGB red, as the OKLab paper has it


def test_tiles_stand_side_by_side_and_end_together():
    sheet = paper()
    top = sheet.pdf.get_y()
    sheet.tiles([("One", "1", "a line " * 20), ("Other", "2", "")])
    assert sheet.pdf.get_y() > top + 20
    assert io.BytesIO(sheet.data()).read(4) == b"%PDF"
