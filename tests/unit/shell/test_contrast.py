"""Text must be readable on its ground, in light and in dark, by people who see few colours too.

The colours are read from tokens.css and turned into sRGB here, in plain arithmetic, so that nothing is
measured by the library that draws it. Sources: WCAG 2.2 (1.4.3, 1.4.11), the OKLab paper of B. Ottosson (2020),
and for colour blindness the matrices of Machado, Oliveira and Fernandes (2009), at full strength.
"""

import itertools
import math
import re
from pathlib import Path

import pytest

import twofold.shell

TOKENS = Path(twofold.shell.__file__).parent / "static" / "shell" / "tokens.css"
OKLCH = r"oklch\(([^)]*)\)"
LIGHT, DARK = 0, 1

Vector = tuple[float, float, float]

# Every pair of text and ground that a style sheet puts together.
TEXT = [
    *itertools.product(["ink", "ink-2", "accent"], ["paper", "surface", "sunken"]),
    *itertools.product(["accent-strong", "stop"], ["paper", "surface", "sunken"]),
    ("ink", "suppressed"),
    ("on-ink", "ink"),
    ("on-ink", "ink-2"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-accent-soft", "accent-soft"),
    ("on-plum", "plum"),
    ("on-plum-soft", "plum-soft"),
    ("on-sealed", "sealed"),
    ("ink", "sealed"),
    ("ink-2", "sealed"),
    ("accent", "sealed"),
    *((f"on-{tone}", tone) for tone in ("good", "watch", "stop")),
    *((f"on-{tone}-soft", f"{tone}-soft") for tone in ("good", "watch", "stop")),
]
# Edges of controls, focus rings, marks in charts: seen, not read. 3:1.
SEEN = [
    *itertools.product(["line-strong", "accent", "stop"], ["paper", "surface", "sunken"]),
    ("accent", "accent-soft"),
    ("sealed-line", "sealed"),
    *itertools.product(["one", "other"], ["surface", "sunken"]),
    *((f"cat-{place}", "surface") for place in range(1, 7)),
]
# The way somebody with one kind of colour blindness sees a linear sRGB colour.
SIGHT: dict[str, tuple[Vector, Vector, Vector]] = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def oklch(text: str) -> Vector:
    lightness, chroma, hue = text.split("/", maxsplit=1)[0].split()
    return float(lightness.rstrip("%")) / 100, float(chroma), float(hue)


def tokens() -> dict[str, tuple[Vector, Vector]]:
    found = re.findall(rf"--([\w-]+):\s*light-dark\({OKLCH},\s*{OKLCH}\);", TOKENS.read_text())
    return {name: (oklch(light), oklch(dark)) for name, light, dark in found}


COLOURS = tokens()


def to_lab(colour: Vector) -> Vector:
    lightness, chroma, hue = colour
    return lightness, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))


def to_linear(colour: Vector) -> Vector:
    """OKLCH to linear sRGB, not clipped."""
    big, a, b = to_lab(colour)
    one = (big + 0.3963377774 * a + 0.2158037573 * b) ** 3
    two = (big - 0.1055613458 * a - 0.0638541728 * b) ** 3
    three = (big - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * one - 3.3077115913 * two + 0.2309699292 * three,
        -1.2684380046 * one + 2.6097574011 * two - 0.3413193965 * three,
        -0.0041960863 * one - 0.7034186147 * two + 1.7076147010 * three,
    )


def linear_to_lab(rgb: Vector) -> Vector:
    red, green, blue = rgb
    one = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    two = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    three = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * one + 0.7936177850 * two - 0.0040720468 * three,
        1.9779984951 * one - 2.4285922050 * two + 0.4505937099 * three,
        0.0259040371 * one + 0.7827717662 * two - 0.8086757660 * three,
    )


def clipped(rgb: Vector) -> Vector:
    red, green, blue = (min(1.0, max(0.0, part)) for part in rgb)
    return red, green, blue


def luminance(colour: Vector) -> float:
    red, green, blue = clipped(to_linear(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, mode: int) -> float:
    high, low = sorted((luminance(COLOURS[one][mode]), luminance(COLOURS[other][mode])), reverse=True)
    return (high + 0.05) / (low + 0.05)


def seen_by(colour: Vector, sight: str) -> Vector:
    rgb = clipped(to_linear(colour))
    mixed = [sum(weight * part for weight, part in zip(row, rgb, strict=True)) for row in SIGHT[sight]]
    return linear_to_lab(clipped((mixed[0], mixed[1], mixed[2])))


def test_the_arithmetic_agrees_with_known_colours():
    white, black, red = (1.0, 0.0, 0.0), (0.0, 0.0, 0.0), (0.62796, 0.25768, 29.234)
    assert luminance(white) == pytest.approx(1, abs=1e-4)
    assert luminance(black) == 0
    assert to_linear(red) == pytest.approx((1, 0, 0), abs=1e-3)
    assert linear_to_lab(to_linear(red)) == pytest.approx(to_lab(red), abs=1e-4)


def test_every_colour_has_a_light_and_a_dark_value():
    written = re.findall(r"--([\w-]+):[^;]*oklch", TOKENS.read_text())
    assert set(written) - set(COLOURS) == {"shadow"}
    assert len(COLOURS) > 50


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_is_readable(text, ground, mode):
    assert contrast(text, ground, mode) >= 4.5


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), SEEN)
def test_edges_and_marks_are_seen(mark, ground, mode):
    assert contrast(mark, ground, mode) >= 3


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", COLOURS)
def test_every_colour_can_be_shown(name, mode):
    """Outside sRGB each screen would guess, and what was measured here would not be what is seen."""
    assert all(-0.005 <= part <= 1.005 for part in to_linear(COLOURS[name][mode]))


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
def test_chart_colours_differ_for_everybody(mode, sight):
    scale = [seen_by(COLOURS[f"cat-{place}"][mode], sight) for place in range(1, 7)]
    nearest = min(math.dist(one, other) for one, other in itertools.combinations(scale, 2))
    assert nearest >= 0.1


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
def test_one_and_the_other_differ_for_everybody(mode, sight):
    assert math.dist(seen_by(COLOURS["one"][mode], sight), seen_by(COLOURS["other"][mode], sight)) >= 0.1


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("below", "above", "apart"), [(1, 7, 0.09), (2, 6, 0.08)])
def test_below_and_above_differ_for_everybody(below, above, apart, mode, sight):
    low, high = (seen_by(COLOURS[f"div-{place}"][mode], sight) for place in (below, above))
    assert math.dist(low, high) >= apart


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
def test_scales_run_one_way(mode):
    steps = [luminance(COLOURS[f"seq-{place}"][mode]) for place in range(1, 6)]
    assert steps == sorted(steps, reverse=mode == LIGHT)
