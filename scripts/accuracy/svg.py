"""Plots as SVG with the same bytes for the same values, their letters kept as letters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def drawn(path: Path, **options: Any) -> Iterator[Any]:
    """The axes of a figure (`options` as `matplotlib.pyplot.subplots` takes them) that is written to `path`."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "kehoach"
    mpl.rcParams["svg.fonttype"] = "none"
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(layout="constrained", **options)
    try:
        yield axes
        figure.savefig(path, metadata={"Date": None, "Creator": None})
    finally:
        plt.close(figure)
