"""Print precision and recall of the repair on synthetic noise, and draw the curve of docs/repair.md.

Run it as `python tests/normalize/repair/measure_noise.py`; it writes `docs/repair_noise.svg`.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from test_synthetic_noise import clean_texts, measure  # noqa: E402 -- needs the path above

from ingest.readers import read_source  # noqa: E402
from normalize.repair import repair  # noqa: E402
from schemas.document import Line  # noqa: E402

RATES = (0.0, 0.005, 0.01, 0.02, 0.03)
SEEDS = 20
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 560, 300, 60, 20, 50


def corrected_texts() -> list[str]:
    """The texts of the samples after repair: clean but for the few misreadings that are left."""
    found: dict[str, None] = {}
    for path in sorted((ROOT / "corpus" / "samples").glob("*.txt")):
        for block in repair(read_source(path)).blocks:
            fragments = [block.fragment] if isinstance(block, Line) else [cell.fragment for cell in block.cells]
            found.update(dict.fromkeys(fragment.text for fragment in fragments if fragment.text))
    return list(found)


def figures(texts: list[str]) -> list[tuple[float, float, float, float]]:
    """Rate, precision, recall and changes in 10,000 words, each over all seeds."""
    rows = []
    for rate in RATES:
        runs = [measure(texts, rate, seed) for seed in range(SEEDS if rate else 1)]
        right, wrong, injected, words = (sum(column) for column in zip(*runs, strict=True))
        changes = right + wrong
        rows.append(
            (rate, right / changes if changes else 1.0, right / injected if injected else 1.0, changes * 1e4 / words)
        )
    return rows


def point(rate: float, value: float) -> tuple[float, float]:
    """Where a value of 0.7..1.0 at a rate stands in the picture."""
    x = LEFT + rate / RATES[-1] * (WIDTH - LEFT - 110)
    return round(x, 1), round(TOP + (1.0 - value) / 0.3 * (HEIGHT - TOP - BOTTOM), 1)


def curve(rows: list[tuple[float, float, float, float]]) -> str:
    """An SVG of precision and recall over the rate of misread words."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
    parts = [head + ' font-size="12">', f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    for tick in (0.7, 0.8, 0.85, 0.9, 1.0):
        x, y = point(0.0, tick)
        label = f'<text x="{x - 8}" y="{y}" dy="4" text-anchor="end">{tick:.2f}</text>'
        parts.append(f'<path d="M{x} {y}H{point(RATES[-1], tick)[0]}" stroke="#ddd"/>{label}')
    for rate in RATES:
        x, y = point(rate, 0.7)
        parts.append(f'<text x="{x}" y="{y + 18}" text-anchor="middle">{rate * 100:g} %</text>')
    drawn = [row for row in rows if row[0] > 0]
    for name, column, colour in (("precision", 1, "#0b6"), ("recall", 2, "#06b")):
        line = " ".join("{},{}".format(*point(row[0], row[column])) for row in drawn)
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{line}"/>')
        x, y = point(drawn[-1][0], drawn[-1][column])
        parts.append(f'<text x="{x + 8}" y="{y}" dy="4" fill="{colour}">{name} {drawn[-1][column]:.3f}</text>')
    parts.append(f'<text x="{WIDTH / 2 - 30}" y="{HEIGHT - 8}" text-anchor="middle">words misread</text></svg>')
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    for name, texts in (("gold fields", clean_texts()), ("corrected texts", corrected_texts())):
        for rate, precision, recall, changes in figures(texts):
            sys.stdout.write(f"{name} | {rate:.1%} | {precision:.4f} | {recall:.4f} | {changes:.2f}\n")
    everything = list(dict.fromkeys([*clean_texts(), *corrected_texts()]))
    table = figures(everything)
    for rate, precision, recall, changes in table:
        sys.stdout.write(f"both | {rate:.1%} | {precision:.4f} | {recall:.4f} | {changes:.2f}\n")
    (ROOT / "docs" / "repair_noise.svg").write_text(curve(table), "utf-8")
