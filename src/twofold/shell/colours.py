"""The colours of tokens.css where there is no style sheet: on paper. The file stays the one place that names them."""

import functools
import math
import re
from pathlib import Path

TOKENS = Path(__file__).parent / "static" / "shell" / "tokens.css"
LIGHT = re.compile(r"--([\w-]+):\s*light-dark\(oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)")

type Colour = tuple[int, int, int]


@functools.cache
def light() -> dict[str, Colour]:
    """Every token's colour on light ground, as red, green and blue from 0 to 255."""
    return {
        name: srgb(float(lightness) / 100, float(chroma), float(hue))
        for name, lightness, chroma, hue in LIGHT.findall(TOKENS.read_text())
    }


def srgb(lightness: float, chroma: float, hue: float) -> Colour:
    """OKLCH as sRGB, by the matrices of B. Ottosson (2020)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _byte(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _byte(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _byte(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def _byte(linear: float) -> int:
    part = min(max(linear, 0.0), 1.0)
    curved = 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
    return round(255 * curved)
