"""`kehoach repair-report`: a sheet of corrections for a person to mark, and the precision the marks give.

The sheet is a tab-separated file that a spreadsheet opens. Its last column, `verdict`, takes `right`, `wrong` or
`unsure`; the estimate counts marked rows only and states its 95 % interval (Wilson score).
"""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from kehoach.exit_codes import ExitCode
from kehoach.run_folders import no_run
from kehoach.terminal import escape, messages, results
from normalize.repair.explanation import explain
from outputs.dataset import MANIFEST, read_table
from outputs.exports import as_text
from outputs.report_values import MECHANICAL

COLUMNS = ("row", "source", "page", "line", "field", "left", "before", "after", "right", "reason", "score", "verdict")
VERDICTS = frozenset({"right", "wrong", "unsure"})
_Z = 1.959964  # of a 95 % interval
# Changes that concern no word are not worth a person's time, and what a person changed is no repair.
_NOT_DRAWN = MECHANICAL | {"review"}


@dataclass(frozen=True, slots=True)
class Estimate:
    """Precision of the marked rows: `right` of `marked`, with the bounds of its 95 % interval."""

    right: int
    marked: int
    unsure: int
    low: float
    high: float


def repair_report_command(out: Path, sheet: Path, *, size: int, seed: int) -> ExitCode:
    """Write the sheet where it is missing, else read its marks and print the estimate."""
    if sheet.exists():
        return _print_estimate(sheet)
    if not any(path.is_file() for path in (out / "corrections.parquet", out / MANIFEST)):
        raise no_run(out)
    rows = sample(out, size, seed)
    write_sheet(sheet, rows)
    results().print(
        f"{len(rows)} corrections in {escape(str(sheet))}: fill in the column verdict with right, wrong or unsure, "
        "and give the same command again",
        soft_wrap=True,
    )
    return ExitCode.OK


def sample(out: Path, size: int, seed: int) -> list[dict[str, str]]:
    """`size` corrections of words, drawn at random but the same for the same run and seed, in reading order."""

    corrections = read_table(out, "corrections").join(
        read_table(out, "sources").select("source_id", "path"), on="source_id"
    )
    words = [row for row in corrections.to_dicts() if not _NOT_DRAWN.issuperset(row["method"].split("+"))]
    drawn = sorted(random.Random(seed).sample(range(len(words)), min(size, len(words))))  # noqa: S311 -- no secret
    return [_sheet_row(number, words[index]) for number, index in enumerate(drawn, start=1)]


def _sheet_row(number: int, row: dict[str, object]) -> dict[str, str]:
    texts = {key: str(row[key] or "") for key in ("left", "before", "after", "right")}
    reason = explain(texts["before"], texts["after"], str(row["method"]), texts["left"], texts["right"])
    return {
        "row": str(number),
        "source": str(row["path"]),
        "page": str(row["page"]),
        "line": str(row["line"]),
        "field": str(row["field"]),
        **texts,
        "reason": reason,
        "score": f"{row['score']:.4f}",
        "verdict": "",
    }


def write_sheet(sheet: Path, rows: Iterable[dict[str, str]]) -> None:
    """Write rows as a tab-separated file with a heading; tabs and line breaks inside a cell become spaces.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    sheet.parent.mkdir(parents=True, exist_ok=True)
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
        writer.writeheader()
        writer.writerows({key: as_text(" ".join(value.split())) for key, value in row.items()} for row in rows)


def read_marks(sheet: Path) -> list[str]:
    """The verdicts of a sheet, blank ones left out.

    Raises:
        ValueError: a verdict is none of the three, or the file is no such sheet.
    """
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    if rows and "verdict" not in rows[0]:
        raise ValueError(f"{sheet} has no column verdict; it is not a sheet of repair-report")
    marks = [(row["row"], (row["verdict"] or "").strip().lower()) for row in rows]
    for number, verdict in marks:
        if verdict and verdict not in VERDICTS:
            raise ValueError(f"{sheet}, row {number}: verdict {verdict!r} is none of right, wrong, unsure")
    return [verdict for _, verdict in marks if verdict]


def estimate(marks: Sequence[str]) -> Estimate | None:
    """Precision over the rows marked right or wrong; None while there are none."""
    right, wrong = marks.count("right"), marks.count("wrong")
    marked = right + wrong
    if not marked:
        return None
    share = right / marked
    centre = share + _Z**2 / (2 * marked)
    spread = _Z * math.sqrt(share * (1 - share) / marked + _Z**2 / (4 * marked**2))
    scale = 1 + _Z**2 / marked
    return Estimate(
        right, marked, marks.count("unsure"), (centre - spread) / scale, min(1.0, (centre + spread) / scale)
    )


def _print_estimate(sheet: Path) -> ExitCode:
    try:
        found = estimate(read_marks(sheet))
    except ValueError as error:
        messages().print(escape(str(error)), soft_wrap=True)
        return ExitCode.USAGE
    if found is None:
        messages().print(f"{escape(str(sheet))} has no verdict yet: write right, wrong or unsure in the last column")
        return ExitCode.NO_USABLE_INPUT
    table = Table(title="Precision of the repairs")
    for heading in ("marked", "right", "precision", "95 % interval", "unsure"):
        table.add_column(heading, justify="right")
    interval = f"{found.low:.3f} to {found.high:.3f}"
    table.add_row(str(found.marked), str(found.right), f"{found.right / found.marked:.3f}", interval, str(found.unsure))
    results().print(table)
    return ExitCode.OK
