"""Charts as SVG text: bars in panels, and lines. They fit a light and a dark page, since they have no background
and their colours follow the reader's scheme."""

from dataclasses import dataclass
from html import escape

# Colours that differ in lightness as well as in hue, for both schemes: (on light, on dark).
PALETTE = [("#0b62c4", "#6cb2ff"), ("#b5530a", "#ffa657"), ("#1a7f4b", "#56d391"), ("#7a4bd0", "#bd9bff"),
           ("#b02a5b", "#ff8fb3"), ("#5b6570", "#a5b0bb"), ("#0f7d8c", "#4fd0df"), ("#867100", "#e0c341"),
           ("#c0392b", "#ff9e8f")]


def _style() -> str:
    light = "".join(f".f{i}{{fill:{a}}}.s{i}{{stroke:{a}}}" for i, (a, _) in enumerate(PALETTE))
    dark = "".join(f".f{i}{{fill:{b}}}.s{i}{{stroke:{b}}}" for i, (_, b) in enumerate(PALETTE))
    return ("<style>text{font:13px system-ui,-apple-system,'Segoe UI',sans-serif;fill:#24292f}"
            ".t{font-size:16px;font-weight:600}.p{font-weight:600}.m{fill:#57606a;font-size:12px}"
            ".g{stroke:#8c959f;stroke-opacity:.35}.a{stroke:#8c959f}.goal{stroke:#8c959f;stroke-dasharray:5 4}"
            f".l{{fill:none;stroke-width:2.5;stroke-linejoin:round}}{light}"
            f"@media(prefers-color-scheme:dark){{text{{fill:#e6edf3}}.m{{fill:#9198a1}}{dark}}}</style>")


def _svg(width: int, height: int, title: str, parts: list[str]) -> str:
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'role="img" aria-label="{escape(title)}">\n{_style()}\n' + "\n".join(parts) + "\n</svg>\n")


def _text(x: float, y: float, text: str, style: str = "", anchor: str = "start") -> str:
    kind = f' class="{style}"' if style else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{kind}>{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{style}"/>'


def seconds(value: float) -> str:
    """A time with three digits, in the unit that fits."""
    return f"{value * 1000:.3g} ms" if value < 0.9995 else f"{value:.3g} s"


@dataclass(frozen=True)
class Bar:
    label: str
    value: float
    color: int


def bars(title: str, subtitle: str, panels: list[tuple[str, list[Bar]]]) -> str:
    """Panels below one another, each with a scale of its own: what compares is the bars of one panel."""
    width, label_width, value_width, row, top = 860, 300, 80, 24, 62
    room = width - label_width - value_width - 20
    parts = [_text(20, 28, title, "t"), _text(20, 48, subtitle, "m")]
    y = top
    for name, content in panels:
        y += 24
        parts.append(_text(20, y, name, "p"))
        y += 10
        largest = max(bar.value for bar in content)
        parts.append(_line(label_width, y, label_width, y + row * len(content), "a"))
        for bar in content:
            length = max(bar.value / largest * room, 1)
            parts.append(_text(label_width - 10, y + row / 2 + 4.5, bar.label, anchor="end"))
            parts.append(f'<rect x="{label_width}" y="{y + 4}" width="{length:.1f}" height="{row - 8}" rx="2" '
                         f'class="f{bar.color}"/>')
            parts.append(_text(label_width + length + 7, y + row / 2 + 4.5, seconds(bar.value), "m"))
            y += row
        y += 8
    return _svg(width, y + 12, title, parts)


@dataclass(frozen=True)
class Line:
    label: str
    values: dict[float, float]  # y by x
    color: int


def _ticks(largest: float, about: int = 6) -> list[float]:
    """Round numbers from zero to just past `largest`."""
    step = next(step for power in range(-6, 9) for base in (1, 2, 2.5, 5)
                if largest / (step := base * 10.0 ** power) <= about)
    return [index * step for index in range(int(largest / step - 1e-9) + 2)]


def lines(title: str, subtitle: str, x_label: str, series: list[Line], goals: dict[str, float]) -> str:
    """Lines over points spaced evenly, whatever their x; labels at their ends, pushed apart where they would meet."""
    width, height, left, right, top, bottom = 860, 440, 60, 560, 76, 380
    points = sorted({x for line in series for x in line.values})
    ticks = _ticks(max(max(line.values.values()) for line in series))
    x_of = lambda x: left + 24 + points.index(x) * ((right - left - 48) / max(len(points) - 1, 1))
    y_of = lambda y: bottom - y / ticks[-1] * (bottom - top)
    parts = [_text(20, 28, title, "t"), _text(20, 48, subtitle, "m")]
    for tick in ticks:
        parts.append(_line(left, y_of(tick), right, y_of(tick), "g"))
        parts.append(_text(left - 8, y_of(tick) + 4.5, f"{tick:g}", "m", "end"))
    for x in points:
        parts.append(_text(x_of(x), bottom + 22, f"{x:,.0f}", anchor="middle"))
    parts.append(_text((left + right) / 2, bottom + 44, x_label, "m", "middle"))
    for label, value in goals.items():
        parts.append(_line(left, y_of(value), right, y_of(value), "goal"))
        below = value == min(goals.values()) and len(goals) > 1
        parts.append(_text(left + 4, y_of(value) + (15 if below else -5), label, "m"))
    ends = []
    for line in series:
        place = [(x_of(x), y_of(line.values[x])) for x in points if x in line.values]
        parts.append(f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in place)}" class="l s{line.color}"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" class="f{line.color}"/>' for x, y in place]
        ends.append((place[-1][1], line, list(line.values.values())[-1]))
    y = top - 30
    for wanted, line, value in sorted(ends, key=lambda end: end[0]):
        y = max(wanted, y + 18)
        parts.append(f'<rect x="{right + 12}" y="{y - 5:.1f}" width="10" height="10" rx="2" class="f{line.color}"/>')
        parts.append(_text(right + 28, y + 4.5, f"{line.label}  {value:.2g}"))
    return _svg(width, max(height, int(y) + 24), title, parts)
