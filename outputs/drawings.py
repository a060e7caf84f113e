"""Charts as SVG, drawn by hand: bars in stacks, columns, and two sides joined by bands.

Drawn here and not by a plotting library, so that the report needs none, the letters stay letters that can be searched
and read aloud, and the same drawing serves on light and dark: ink is `currentColor`, the paper a rectangle of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

WIDTH = 960
_FONT = "system-ui, 'Noto Sans', 'Liberation Sans', sans-serif"
_SIZE = 13
_LETTER = 0.56  # mean width of a letter in ems
_BAR, _GAP = 20, 8
_LABELS = 300  # width of the column of names
_TOP = 84
# Told apart by people who do not see all colours (after Okabe and Ito), and readable on light and dark.
PALETTE = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8c7a2b", "#7a68c4", "#4f8a8b", "#b05a7a")
MISSING = "#8a8f94"
"""The colour of what is not known, in every chart the same."""


@dataclass(frozen=True, slots=True)
class Series:
    """A colour of the legend (by default the next of the palette); `values` stand in the order of the names."""

    name: str
    values: tuple[float, ...]
    is_missing: bool = False
    colour: str | None = None


def _colour(series: Sequence[Series], at: int) -> str:
    return MISSING if series[at].is_missing else series[at].colour or PALETTE[at % len(PALETTE)]


def stacked_bars(
    title: str, note: str, names: Sequence[str], series: Sequence[Series], *, unit: str = "", ends: Sequence[str] = ()
) -> str:
    """A bar a name, from the left, one piece a series; `ends` is written behind each bar instead of its sum."""
    sums = [sum(one.values[row] for one in series) for row in range(len(names))]
    most = max(sums, default=0) or 1
    legend_rows = _legend_rows([one.name for one in series])
    top = _TOP + 20 * legend_rows
    height = top + len(names) * (_BAR + _GAP) + 34
    root = _sheet(title, note, height)
    _legend(root, [(one.name, _colour(series, at)) for at, one in enumerate(series)])
    room = WIDTH - _LABELS - 150
    for tick in _ticks(most):
        x = _LABELS + room * tick / most
        _line(root, x, top - 6, x, height - 28)
        _text(root, x, height - 12, figure(tick) + (f" {unit}" if unit and tick else ""), anchor="middle", faint=True)
    for row, name in enumerate(names):
        y = top + row * (_BAR + _GAP)
        _text(root, _LABELS - 10, y + 15, _fitting(name, _LABELS - 20), anchor="end", whole=name)
        x = float(_LABELS)
        for at, one in enumerate(series):
            width = room * one.values[row] / most
            if width > 0:
                told = f"{name} - {one.name}: {figure(one.values[row])} {unit}".strip()
                _rect(root, x, y, width, _BAR, _colour(series, at), told)
                x += width
        _text(root, x + 6, y + 15, ends[row] if ends else figure(sums[row]))
    return _svg(root)


def columns(title: str, note: str, names: Sequence[str], series: Sequence[Series]) -> str:
    """A column a name, from the bottom, one piece a series; names that have no room are left out, not their columns."""
    sums = [sum(one.values[at] for one in series) for at in range(len(names))]
    most = max(sums, default=0) or 1
    top, floor = _TOP + 20 * _legend_rows([one.name for one in series]), 330
    root = _sheet(title, note, floor + 44)
    _legend(root, [(one.name, _colour(series, at)) for at, one in enumerate(series)])
    left, room = 60, WIDTH - 90
    for tick in _ticks(most):
        y = floor - (floor - top) * tick / most
        _line(root, left, y, left + room, y)
        _text(root, left - 8, y + 4, figure(tick), anchor="end", faint=True)
    step = room / max(1, len(names))
    longest = max((len(name) for name in names), default=1) * _SIZE * _LETTER
    every = max(1, math.ceil((longest + 8) / step))
    for at, name in enumerate(names):
        x, y = left + at * step, float(floor)
        for number, one in enumerate(series):
            height = (floor - top) * one.values[at] / most
            if height > 0:
                told = f"{name} - {one.name}: {figure(one.values[at])}"
                _rect(root, x + step * 0.1, y - height, step * 0.8, height, _colour(series, number), told)
                y -= height
        if sums[at] and step > 24:
            _text(root, x + step / 2, y - 5, figure(sums[at]), anchor="middle")
        if at % every == 0:
            _text(root, x + step / 2, floor + 18, name, anchor="middle", faint=True)
    return _svg(root)


def bands(title: str, note: str, heads: tuple[str, str], links: Sequence[tuple[str, str, int]]) -> str:
    """Names on two sides joined by bands as wide as what they have in common; larger ones stand above."""
    sides = [_sums(links, 0), _sums(links, 1)]
    total = sum(count for _, _, count in links) or 1
    gap = 8
    most = max(len(sides[0]), len(sides[1]), 1)
    scale = max(2.0, min(14.0, 620 / total))
    height = total * scale + gap * most
    top = _TOP + 30
    root = _sheet(title, note, math.ceil(top + height + 20))
    left, right = _LABELS, WIDTH - _LABELS
    _text(root, left, top - 14, heads[0], anchor="end", bold=True)
    _text(root, right, top - 14, heads[1], bold=True)
    starts: list[dict[str, float]] = []
    for names, x, anchor in ((sides[0], left, "end"), (sides[1], right, "start")):
        y, places = float(top), {}
        for name, count in names.items():
            places[name] = y
            _rect(root, x - 5, y, 10, count * scale, "currentColor", f"{name}: {count}")
            at = x - 12 if anchor == "end" else x + 12
            shown = f"{_fitting(name, _LABELS - 60)} ({count})"
            _text(root, at, y + count * scale / 2 + 4, shown, anchor=anchor, whole=name)
            y += count * scale + gap
        starts.append(places)
    colours = {name: PALETTE[at % len(PALETTE)] for at, name in enumerate(sides[0])}
    order = {name: at for at, name in enumerate(sides[1])}
    for lead, other, count in sorted(links, key=lambda link: (list(sides[0]).index(link[0]), order[link[1]])):
        y0, y1 = starts[0][lead] + count * scale / 2, starts[1][other] + count * scale / 2
        starts[0][lead] += count * scale
        starts[1][other] += count * scale
        middle = (left + right) / 2
        band = ET.SubElement(
            root, "path", d=f"M{left + 5} {y0:.1f}C{middle} {y0:.1f} {middle} {y1:.1f} {right - 5} {y1:.1f}",
            fill="none", stroke=colours[lead],
        )  # fmt: skip
        band.set("stroke-width", f"{count * scale:.1f}")
        band.set("stroke-opacity", "0.45")
        ET.SubElement(band, "title").text = f"{lead} - {other}: {count}"
    return _svg(root)


def nothing(title: str, note: str) -> str:
    """A chart without a value says so."""
    root = _sheet(title, note, 120)
    _text(root, WIDTH / 2, 96, "-", anchor="middle", faint=True)
    return _svg(root)


def _sums(links: Sequence[tuple[str, str, int]], side: int) -> dict[str, int]:
    sums: dict[str, int] = {}
    for link in links:
        name = (link[0], link[1])[side]
        sums[name] = sums.get(name, 0) + link[2]
    return dict(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])))


def _sheet(title: str, note: str, height: float) -> ET.Element:
    root = ET.Element(
        "svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {WIDTH} {height:.0f}", width=str(WIDTH),
        height=f"{height:.0f}", role="img", color="#1d2327", fill="currentColor",
    )  # fmt: skip
    root.set("font-family", _FONT)
    root.set("font-size", str(_SIZE))
    ET.SubElement(root, "title").text = title
    ET.SubElement(root, "desc").text = note
    paper = ET.SubElement(root, "rect", width=str(WIDTH), height=f"{height:.0f}", fill="#ffffff")
    paper.set("class", "paper")
    _text(root, 16, 28, title, bold=True, size=17)
    _text(root, 16, 50, _fitting(note, WIDTH - 32), faint=True, whole=note)
    return root


def _legend_rows(names: Sequence[str]) -> int:
    x, rows = 16.0, 1
    for name in names:
        width = _legend_width(name)
        if x + width > WIDTH - 16:
            x, rows = 16.0, rows + 1
        x += width
    return rows


def _legend_width(name: str) -> float:
    return len(name) * _SIZE * _LETTER + 38


def _legend(root: ET.Element, entries: Sequence[tuple[str, str]]) -> None:
    x, y = 16.0, float(_TOP - 8)
    for name, colour in entries:
        width = _legend_width(name)
        if x + width > WIDTH - 16:
            x, y = 16.0, y + 20
        _rect(root, x, y - 10, 12, 12, colour, name)
        _text(root, x + 18, y, name)
        x += width


def _ticks(most: float) -> list[float]:
    """Some round values from 0 to `most`."""
    rough = most / 5
    power = 10 ** math.floor(math.log10(rough)) if rough > 0 else 1
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    step = max(step, 1) if most >= 1 else step
    return [step * at for at in range(int(most / step) + 1)]


def figure(value: float) -> str:
    """A number as it is written in Vietnam.

    >>> figure(1080.5), figure(3.0)
    ('1.080,5', '3')
    """
    whole = round(value, 1)
    text = f"{whole:,.0f}" if whole == int(whole) else f"{whole:,.1f}"
    return text.translate(str.maketrans(",.", ".,"))


def _fitting(text: str, width: float) -> str:
    """`text`, cut where it has no room."""
    most = int(width / (_SIZE * _LETTER))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _text(
    root: ET.Element, x: float, y: float, text: str, *, anchor: str = "start", bold: bool = False, faint: bool = False,
    size: int | None = None, whole: str | None = None,
) -> None:  # fmt: skip
    node = ET.SubElement(root, "text", x=f"{x:.1f}", y=f"{y:.1f}")
    node.text = text
    if anchor != "start":
        node.set("text-anchor", anchor)
    if bold:
        node.set("font-weight", "600")
    if faint:
        node.set("fill-opacity", "0.72")
    if size:
        node.set("font-size", str(size))
    if whole and whole != text:
        ET.SubElement(node, "title").text = whole


def _rect(root: ET.Element, x: float, y: float, width: float, height: float, fill: str, told: str) -> None:
    node = ET.SubElement(
        root, "rect", x=f"{x:.1f}", y=f"{y:.1f}", width=f"{width:.1f}", height=f"{height:.1f}", fill=fill
    )
    ET.SubElement(node, "title").text = told


def _line(root: ET.Element, x0: float, y0: float, x1: float, y1: float) -> None:
    node = ET.SubElement(root, "line", x1=f"{x0:.1f}", y1=f"{y0:.1f}", x2=f"{x1:.1f}", y2=f"{y1:.1f}")
    node.set("stroke", "currentColor")
    node.set("stroke-opacity", "0.15")


def _svg(root: ET.Element) -> str:
    return ET.tostring(root, encoding="unicode")
