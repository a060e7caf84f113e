"""The plot of docs/accuracy.md: task F1 and task fields over resolution, and over damage at 200 dpi."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from kehoach.score import Score
from scripts.accuracy.svg import drawn

_SERIES = {"light damage": "light_{dpi}", "seals, skew 1.5°, JPEG 40": "stamped_{dpi}"}
_RESOLUTIONS = (150, 200, 300)
_LEAST = 0.7  # where the axes begin, if nothing lies below


def write_plot(path: Path, scores: Mapping[str, Score], panel: Collection[str]) -> None:
    """Write the SVG from the scores by condition; only decisions of the panel count, which all conditions have."""
    shares = {name: _shares(score, panel) for name, score in scores.items()}
    least = min([_LEAST, *(share for pair in shares.values() for share in pair)])
    with drawn(path, nrows=1, ncols=2, figsize=(10, 4.2), width_ratios=(1, 1.3)) as (left, right):
        _over_resolution(left, shares, least)
        _over_damage(right, shares, least)


def _over_resolution(axes: Any, shares: Mapping[str, tuple[float, float]], least: float) -> None:
    for label, pattern in _SERIES.items():
        known = [dpi for dpi in _RESOLUTIONS if pattern.format(dpi=dpi) in shares]
        f1, fields = zip(*(shares[pattern.format(dpi=dpi)] for dpi in known), strict=True)
        line = axes.plot(known, f1, marker="o", label=f"F1, {label}")
        axes.plot(known, fields, marker="s", linestyle="--", color=line[0].get_color(), label=f"fields, {label}")
    axes.set(xlabel="dpi", ylabel="share right", xticks=_RESOLUTIONS, ylim=(least, 1.005))
    axes.legend(fontsize=7, loc="lower right")


def _over_damage(axes: Any, shares: Mapping[str, tuple[float, float]], least: float) -> None:
    names = sorted((name for name in shares if name.endswith("_200")), key=lambda name: -shares[name][1])
    axes.barh(range(len(names)), [shares[name][0] for name in names], height=0.4, label="task F1")
    axes.barh(
        [at + 0.4 for at in range(len(names))], [shares[name][1] for name in names], height=0.4, label="task fields"
    )
    labels = [name.removesuffix("_200").replace("_", " ") for name in names]
    axes.set(
        yticks=[at + 0.2 for at in range(len(names))], yticklabels=labels, xlim=(least, 1.1),
        xlabel="share right at 200 dpi",
    )  # fmt: skip
    axes.invert_yaxis()
    axes.legend(fontsize=7, loc="upper right")


def _shares(score: Score, panel: Collection[str]) -> tuple[float, float]:
    """F1 of the task rows and share of right task fields over the decisions of the panel."""
    counts: dict[str, list[int]] = {}
    for source in panel:
        for measure, (hits, cases) in (score.sources.get(source) or {}).items():
            total = counts.setdefault(measure, [0, 0])
            total[0] += hits
            total[1] += cases
    hits, wanted = counts["task_recall"]
    found = counts["task_precision"][1]
    fields = [total for measure, total in counts.items() if measure.startswith("t.")]
    return 2 * hits / max(1, wanted + found), sum(one for one, _ in fields) / max(1, sum(all_ for _, all_ in fields))
