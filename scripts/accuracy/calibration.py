"""Whether the confidence of task rows is worth its name: what share of a row's fields is right, by confidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kehoach.score import RatedRow
from scripts.accuracy.svg import drawn

_BINS = 20
_BUDGET = 0.1  # share of rows that a team looks at


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows of like confidence: how many, their mean confidence, and the share of their fields that is right."""

    rows: int
    confidence: float
    right: float


def bins_of(rated: Sequence[RatedRow]) -> list[Bin]:
    """The rows in bins of equal width, those without rows left out, the least sure first."""
    filled: dict[int, list[RatedRow]] = {}
    for row in rated:
        filled.setdefault(min(_BINS - 1, int(row.confidence * _BINS)), []).append(row)
    return [_bin(filled[at]) for at in sorted(filled)]


def _bin(rows: Sequence[RatedRow]) -> Bin:
    right = 1 - sum(row.wrong for row in rows) / sum(row.fields for row in rows)
    return Bin(len(rows), sum(row.confidence for row in rows) / len(rows), right)


def expected_error(rated: Sequence[RatedRow]) -> float:
    """Expected calibration error: the mean distance of confidence and truth over the bins, weighted by their rows."""
    return sum(one.rows * abs(one.confidence - one.right) for one in bins_of(rated)) / max(1, len(rated))


def found_by_review(rated: Sequence[RatedRow]) -> tuple[float, float]:
    """Share of all wrong fields in the tenth of the rows that is least sure, and in the tenth that has most of them.

    The second is what nobody could better.
    """
    budget = round(_BUDGET * len(rated))
    wrong = max(1, sum(row.wrong for row in rated))
    least_sure = sorted(rated, key=lambda row: row.confidence)[:budget]
    worst = sorted(rated, key=lambda row: -row.wrong)[:budget]
    return sum(row.wrong for row in least_sure) / wrong, sum(row.wrong for row in worst) / wrong


def found_by_cells(rated: Sequence[RatedRow]) -> tuple[float, float]:
    """Share of the cells that a finding asks to look at, and of all wrong fields that are made from these."""
    cells, wrong = sum(row.cells for row in rated), sum(row.wrong for row in rated)
    return sum(row.reported for row in rated) / max(1, cells), sum(row.wrong_reported for row in rated) / max(1, wrong)


def section(rated: dict[str, Sequence[RatedRow]]) -> Iterator[str]:
    """The part of docs/accuracy.md on confidence, from the rated rows by condition."""
    yield "### Confidence"
    yield ""
    yield "A row's confidence is to be the share of its fields that is right; the plot shows it in bins of a twentieth."
    yield "Findings name cells to look at: `low_confidence` with the word that the engine was least sure of,"
    yield "`unparsed_deadline` and `unparsed_budget`. The last column is what nobody could better who looks at a tenth"
    yield "of the rows."
    yield ""
    yield "| condition | rows | mean confidence | right | calibration error | cells reported | wrong fields in them | in the least sure tenth of rows | in the worst tenth |"  # noqa: E501 - one line of a table
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, rows in rated.items():
        whole = _bin(rows)
        found, best = found_by_review(rows)
        cells, held = found_by_cells(rows)
        yield (
            f"| `{name}` | {whole.rows} | {whole.confidence:.3f} | {whole.right:.3f} | {expected_error(rows):.3f} "
            f"| {cells:.1%} | {held:.0%} | {found:.0%} | {best:.0%} |"
        )
    yield ""
    yield "![share of right fields over confidence](confidence.svg)"
    yield ""


def write_reliability(path: Path, rated: dict[str, Sequence[RatedRow]]) -> None:
    """The reliability plot as SVG: a line a condition, points as large as their rows are many."""
    with drawn(path, figsize=(5.5, 4.5)) as axes:
        axes.plot([0, 1], [0, 1], color="grey", linestyle=":", label="perfect")
        for name, rows in rated.items():
            bins = bins_of(rows)
            sure, right = [one.confidence for one in bins], [one.right for one in bins]
            line = axes.plot(sure, right, linewidth=1, label=name)
            axes.scatter(sure, right, s=[8 + 2 * one.rows**0.7 for one in bins], color=line[0].get_color())
        axes.set(xlabel="confidence", ylabel="share of fields right", xlim=(0, 1.02), ylim=(0, 1.02))
        axes.legend(fontsize=8, loc="upper left")
