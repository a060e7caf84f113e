"""The plot of docs/accuracy.md: task F1 and task fields over resolution, and over damage at 200 dpi."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from kehoach.score import Score

_SERIES = {"light damage": "light_{dpi}", "seals, skew 1.5°, JPEG 40": "stamped_{dpi}"}
_RESOLUTIONS = (150, 200, 300)
_LEAST = 0.7  # where the axes begin, if nothing lies below


def write_plot(path: Path, scores: Mapping[str, Score], panel: Collection[str]) -> None:
    """Write the SVG from the scores by condition; only decisions of the panel count, which all conditions have."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "kehoach"
    mpl.rcParams["svg.fonttype"] = "none"
    from matplotlib import pyplot as plt

    shares = {name: _shares(score, panel) for name, score in scores.items()}
    least = min([_LEAST, *(share for pair in shares.values() for share in pair)])
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.2), width_ratios=(1, 1.3), layout="constrained")
    for label, pattern in _SERIES.items():
        known = [dpi for dpi in _RESOLUTIONS if pattern.format(dpi=dpi) in shares]
        f1, fields = zip(*(shares[pattern.format(dpi=dpi)] for dpi in known), strict=True)
        line = left.plot(known, f1, marker="o", label=f"F1, {label}")
        left.plot(known, fields, marker="s", linestyle="--", color=line[0].get_color(), label=f"fields, {label}")
    left.set(xlabel="dpi", ylabel="share right", xticks=_RESOLUTIONS, ylim=(least, 1.005))
    left.legend(fontsize=7, loc="lower right")
    names = sorted((name for name in shares if name.endswith("_200")), key=lambda name: -shares[name][1])
    places = range(len(names))
    right.barh(places, [shares[name][0] for name in names], height=0.4, label="task F1")
    right.barh([at + 0.4 for at in places], [shares[name][1] for name in names], height=0.4, label="task fields")
    labels = [name.removesuffix("_200").replace("_", " ") for name in names]
    right.set(
        yticks=[at + 0.2 for at in places], yticklabels=labels, xlim=(least, 1.1), xlabel="share right at 200 dpi"
    )
    right.invert_yaxis()
    right.legend(fontsize=7, loc="upper right")
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    plt.close(figure)


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
