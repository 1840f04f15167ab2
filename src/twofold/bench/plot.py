"""How the cost grows, with facts or with people, as one small drawing: both axes by powers of ten. Plain SVG, no library."""

from collections.abc import Sequence
from html import escape

from twofold.bench.results import Result

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 800, 420, 70, 330, 50, 50
COLOURS = ("#0f6b66", "#8a3a6b", "#8a6a1f", "#3a5a8a", "#5a7a2a", "#6a6a6a", "#b0402a", "#1a1a1a")


def svg(results: Sequence[Result], title: str, *, across: str = "facts") -> str:
    """Lines of everything that was measured in seconds at several sizes."""
    lines: dict[str, list[tuple[int, float]]] = {}
    for one in results:
        if one["unit"] == "s" and one["size"] and one["value"]:
            lines.setdefault(one["what"], []).append((one["size"], one["value"]))
    lines = {name: sorted(points) for name, points in lines.items() if len(points) > 1}
    sizes = [size for points in lines.values() for size, _ in points] or [1, 10]
    took = [value for points in lines.values() for _, value in points] or [0.1, 1]
    frame = _Frame(min(sizes), max(sizes), min(took) / 2, max(took) * 2)
    drawn = "".join(_line(frame, place, name, points) for place, (name, points) in enumerate(lines.items()))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif" '
        f'font-size="12"><title>{escape(title)}</title><rect width="100%" height="100%" fill="#fdfcf9"/>'
        f'<text x="{LEFT}" y="26" font-size="16" font-weight="bold">{escape(title)}</text>{_axes(frame, across)}{drawn}</svg>\n'
    )


class _Frame:
    """From facts and seconds to places on the sheet."""

    def __init__(self, low: float, high: float, least: float, most: float) -> None:
        from math import log10

        self.log, self.low, self.high, self.least, self.most = log10, low, high, least, most

    def x(self, size: float) -> float:
        span = self.log(self.high / self.low) or 1
        return round(LEFT + (WIDTH - LEFT - RIGHT) * self.log(size / self.low) / span, 1)

    def y(self, value: float) -> float:
        part = self.log(value / self.least) / (self.log(self.most / self.least) or 1)
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * part, 1)


def _axes(frame: _Frame, across_: str) -> str:
    sizes = [10**n for n in range(3, 9) if frame.low <= 10**n <= frame.high]
    times = [10.0**n for n in range(-5, 5) if frame.least <= 10.0**n <= frame.most]
    across = "".join(
        f'<line x1="{frame.x(s)}" x2="{frame.x(s)}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#dddad2"/>'
        f'<text x="{frame.x(s)}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{s:,}</text>'
        for s in sizes
    )
    up = "".join(
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{frame.y(t)}" y2="{frame.y(t)}" stroke="#dddad2"/>'
        f'<text x="{LEFT - 8}" y="{frame.y(t) + 4}" text-anchor="end">{t:g} s</text>'
        for t in times
    )
    return f'{across}{up}<text x="{LEFT}" y="{HEIGHT - 10}">{escape(across_)}</text>'


def _line(frame: _Frame, place: int, name: str, points: list[tuple[int, float]]) -> str:
    colour = COLOURS[place % len(COLOURS)]
    path = " ".join(f"{frame.x(size)},{frame.y(value)}" for size, value in points)
    dots = "".join(f'<circle cx="{frame.x(s)}" cy="{frame.y(v)}" r="3" fill="{colour}"/>' for s, v in points)
    label = f'<text x="{WIDTH - RIGHT + 12}" y="{TOP + 14 + 18 * place}" fill="{colour}" font-size="11">{escape(name)}</text>'
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}{label}'
