"""The plot of docs/accuracy.md: task F1 and task fields over resolution, and over damage at 200 dpi."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scripts.accuracy.measure import Measured

_SERIES = {"light damage": "light_{dpi}", "seals, skew 1.5°, JPEG 40": "stamped_{dpi}"}
_RESOLUTIONS = (150, 200, 300)


def write_plot(path: Path, measured: Mapping[str, Measured]) -> None:
    """Write the SVG; the same figures give the same bytes."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "kehoach"
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4), width_ratios=(1, 1.5), layout="constrained")
    for label, pattern in _SERIES.items():
        known = [dpi for dpi in _RESOLUTIONS if pattern.format(dpi=dpi) in measured]
        ones = [measured[pattern.format(dpi=dpi)] for dpi in known]
        line = left.plot(known, [one.f1 for one in ones], marker="o", label=f"F1, {label}")
        fields = [one.score.task_fields for one in ones if one.score]
        left.plot(known, fields, marker="s", linestyle="--", color=line[0].get_color(), label=f"fields, {label}")
    left.set(xlabel="dpi", ylabel="share right", xticks=_RESOLUTIONS, ylim=(min(0.8, left.get_ylim()[0]), 1.005))
    left.legend(fontsize=7)
    names = [name for name, one in measured.items() if name.endswith("_200") and one.score]
    places = range(len(names))
    right.barh(places, [measured[name].f1 for name in names], height=0.4, label="task F1")
    scores = [measured[name].score for name in names]
    right.barh([at + 0.4 for at in places], [one.task_fields for one in scores if one], height=0.4, label="task fields")
    right.set(
        yticks=[at + 0.2 for at in places], yticklabels=[name.removesuffix("_200") for name in names], xlim=(0.5, 1)
    )
    right.invert_yaxis()
    right.set_xlabel("share right at 200 dpi")
    right.legend(fontsize=7, loc="lower left")
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    plt.close(figure)
