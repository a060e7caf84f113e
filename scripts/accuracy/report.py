"""Writes the part of docs/accuracy.md that a run makes, and its plot."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kehoach.score import RatedRow, Score
from scripts.accuracy.calibration import section
from scripts.accuracy.measure import Measured
from scripts.accuracy.plans import TARGETS
from scripts.render.files import FORMS

BEGIN, END = "<!-- made by `make accuracy`: begin -->", "<!-- made by `make accuracy`: end -->"
GOALS = {"light_300": (0.98, 0.93), "stamped_200": (0.95, 0.88)}
"""F1 of task rows and share of right task fields that the conditions with a target must reach."""

_MOST_WRONG = 0.01
CONDITION_WORDS = {
    "clean_300": "300 dpi, nothing but JPEG 85",
    "light_300": "300 dpi, skew to 0.4°, blur, noise, JPEG 80",
    "light_200": "the same, 200 dpi",
    "light_150": "the same, 150 dpi",
    "stamped_300": "300 dpi, red seals, skew 1.5°, blur, noise, JPEG 40",
    "stamped_200": "the same, 200 dpi",
    "stamped_150": "the same, 150 dpi",
    "heavy_200": "the same, 200 dpi, more blur and noise, uneven light",
    "grey_stamp_200": "200 dpi, grey scan of red seals, skew to 0.5°, JPEG 70",
    "fax_200": "200 dpi, black and white with lone dots, TIFF CCITT G4",
    "pen_200": "200 dpi, pen strokes over number, signature and table",
    "bleed_200": "200 dpi, the back of the leaf shines through",
    "light_border_200": "200 dpi, uneven light, dark borders, edge of the facing page, skew to 0.8°",
    "phone_200": "200 dpi, photographed aslant: corners in by up to 4 %, lines bent by 0.03 inches, uneven light",
    "upside_down_200": "200 dpi, upside down, grey, TIFF of several pages",
    "sideways_200": "200 dpi, on the side",
    "photo_png_200": "200 dpi, uneven light, more blur, one PNG a page",
    "augraphy_200": "200 dpi, default pipeline of augraphy (`scripts/augraphy_scans.py`)",
}
"""What was done to the scans of each condition, as the page says it."""


def write_report(
    path: Path, measured: Mapping[str, Measured], between: Mapping[str, Score], rules: Mapping[str, str]
) -> None:
    """Put the tables between the marks of the file at `path`; `rules` tells how each decision's table is ruled."""
    text = path.read_text(encoding="utf-8")
    parts = (
        *_forms(measured, between), *_scans(measured), *_targets(measured), *_layouts(measured, rules),
        *section(rated_scans(measured)),
    )  # fmt: skip
    block = "\n".join((BEGIN, "", *parts, END))
    path.write_text(
        re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: block, text, flags=re.S), encoding="utf-8"
    )


def rated_scans(measured: Mapping[str, Measured]) -> dict[str, Sequence[RatedRow]]:
    """The rated rows of the conditions with a target, in which all decisions are read."""
    return {name: _scored(measured[name]).rated for name in TARGETS}


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _forms(measured: Mapping[str, Measured], between: Mapping[str, Score]) -> Iterator[str]:
    yield "### Files that hold text"
    yield ""
    rows = []
    for form in FORMS:
        one, other = measured[form], between.get(form)
        score = _scored(one)
        rows.append(
            [
                form, str(one.files), _counted(score, "task_recall"), _counted(score, "task_precision"),
                f"{score.task_fields:.4f}", f"{other.task_fields:.4f}" if other else "-",
                _differing(other) if other else "-",
            ]
        )  # fmt: skip
    heads = (
        "form",
        "files",
        "tasks found",
        "right among found",
        "task fields",
        "against the text form",
        "what differs",
    )
    yield from _table(heads, rows)


def _counted(score: Score, measure: str) -> str:
    hits, cases = score.total[measure]
    return f"{hits} of {cases}"


def _differing(score: Score) -> str:
    counts = Counter(one.measure for one in score.differences if one.measure.startswith("t."))
    return ", ".join(f"{name[2:]} {count}" for name, count in counts.most_common(5)) or "nothing"


def _scans(measured: Mapping[str, Measured]) -> Iterator[str]:
    yield "### Scans"
    yield ""
    rows = [
        [f"`{name}`", CONDITION_WORDS[name], *_figures(measured[name])] for name in CONDITION_WORDS if name in measured
    ]
    heads = (
        "condition", "what was done", "files, pages", "precision", "recall", "F1", "task fields", "budgets wrong",
        "dates wrong", "CER", "WER", "diacritics",
    )  # fmt: skip
    yield from _table(heads, rows)
    failed = sum(one.pages_failed for one in measured.values())
    held = all(one.ledger_holds for one in measured.values())
    yield (
        f"Errors of the text stand before -> after repair. Pages that failed: {failed}. On every page the words read "
        f"are those claimed, dropped as noise and left over{'' if held else ': NOT TRUE in this run'}."
    )
    yield ""
    yield "The plot counts only the five decisions that every condition has."
    yield ""
    yield "![task F1 and task fields over resolution and damage](accuracy.svg)"
    yield ""


def _figures(one: Measured) -> list[str]:
    count = f"{one.files}, {one.pages}"
    if one.score is None:
        shares = ["-"] * 6
    else:
        shares = [f"{one.score.share(f'task_{name}'):.4f}" for name in ("precision", "recall")]
        shares += [f"{one.f1:.4f}", f"{one.score.task_fields:.4f}", _share(one.budgets), _share(one.dates)]
    if one.before is None or one.after is None:
        return [count, *shares, "-", "-", "-"]
    errors = [f"{getattr(one.before, name):.2%} -> {getattr(one.after, name):.2%}" for name in ("cer", "wer", "der")]
    return [count, *shares, *errors]


def _share(counts: tuple[int, int]) -> str:
    wrong, stated = counts
    return f"{wrong} of {stated}"


def _targets(measured: Mapping[str, Measured]) -> Iterator[str]:
    yield "### Targets"
    yield ""
    rows = []
    for name in TARGETS:
        one, (f1, fields) = measured[name], GOALS[name]
        for what, goal, value in (("task F1", f1, one.f1), ("task fields", fields, _scored(one).task_fields)):
            rows.append([f"`{name}`", f"{what} at least {goal}", f"{value:.4f}", "yes" if value >= goal else "no"])
        for what, counts in (("budgets", one.budgets), ("dates", one.dates)):
            share = counts[0] / max(1, counts[1])
            met = "yes" if share <= _MOST_WRONG else "no"
            rows.append([f"`{name}`", f"{what} wrong at most {_MOST_WRONG:.0%}", f"{share:.2%}", met])
    yield from _table(("condition", "target", "measured", "met"), rows)


def _layouts(measured: Mapping[str, Measured], rules: Mapping[str, str]) -> Iterator[str]:
    yield "### By the rules of the table"
    yield ""
    rows = []
    names = ("pdf", *TARGETS)
    for kind in sorted(set(rules.values()), key=lambda kind: (kind != "full", kind)):
        cells = [kind, str(sum(own == kind for own in rules.values()))]
        for name in names:
            cells += _within(_scored(measured[name]), {source for source, own in rules.items() if own == kind})
        rows.append(cells)
    heads = ["rules", "files", *(f"{name}: {what}" for name in names for what in ("tasks found", "fields"))]
    yield from _table(heads, rows)
    yield "### By field"
    yield ""
    fields = [name for name in _scored(measured["text"]).total if name.startswith("t.")]
    shown = ("text", "pdf", *TARGETS)
    shares = [[name[2:], *(f"{_scored(measured[one]).share(name):.4f}" for one in shown)] for name in fields]
    yield from _table(("field", *shown), shares)


def _scored(one: Measured) -> Score:
    if one.score is None:
        raise ValueError(f"{one.name} has no truth to be scored by")
    return one.score


def _within(score: Score, sources: set[str]) -> tuple[str, str]:
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for source in sources:
        for measure, (hits, cases) in (score.sources[source] or {}).items():
            totals[measure][0] += hits
            totals[measure][1] += cases
    fields = [counts for measure, counts in totals.items() if measure.startswith("t.")]
    share = sum(hits for hits, _ in fields) / max(1, sum(cases for _, cases in fields))
    hits, cases = totals["task_recall"]
    return f"{hits} of {cases}", f"{share:.4f}" if fields else "-"
