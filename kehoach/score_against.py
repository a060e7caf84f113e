"""What changed between two runs: every field of the truth, every field without truth, and rows that came or went.

A change of a field that the truth knows is a gain, a loss, or one wrong value for another; two values that are right
alike (they differ in case or marks only) are no change. Where there is no truth, a change is only said to be one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kehoach.score import Case, Score, measured_fields
from kehoach.score_matching import Facts, folded, pair_documents, pair_tasks
from outputs.dataset import read_table

if TYPE_CHECKING:
    import polars as pl

Verdict = Literal["lost", "gained", "neither", "unmeasured", "new", "gone"]
VERDICTS: tuple[Verdict, ...] = ("lost", "gained", "neither", "unmeasured", "new", "gone")

KEPT: Mapping[str, tuple[str, ...]] = {
    "sources": ("source_id", "path", "status", "error"),
    "documents": (
        "document_id", "source_id", "ordinal", "parent_id", "kind", "number", "issued_on", "place", "issuer",
        "issuer_level", "province", "title", "plan_year_start", "plan_year_end", "signer_name", "signer_position",
        "signer_authority", "recipients", "replaces", "articles", "stated_total_vnd", "stated_total_text",
    ),
    "tasks": (
        "task_id", "document_id", "ordinal", "part", "section", "section_title", "number", "parent_number", "is_group",
        "title", "outputs", "lead", "coordinating", "deadline", "deadline_start", "deadline_end", "deadline_kind",
        "deadline_condition", "recurrence", "budget_vnd", "budget_status", "budget_note", "programme_area", "title_raw",
    ),
    "citations": ("document_id", "ordinal", "role", "kind", "number", "issued_on", "raw"),
}  # fmt: skip
"""Tables and columns that are compared, which is what a base has to keep of a run."""
_NAMES = frozenset({"document_id", "source_id", "task_id", "ordinal", "parent_id", "title_raw"})  # of rows, not fields


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a row (or a row as a whole, `field` None) that is not what it was, and the truth where it is known."""

    verdict: Verdict
    source: str
    row: str
    field: str | None
    before: object
    after: object
    truth: object = None


def changes(out: Path, score: Score, base: Path, base_score: Score) -> list[Change]:
    """Every change from the run (or kept base) in `base` to that in `out`, losses first.

    Raises:
        FileNotFoundError: a table is missing.
    """
    found = [*_of_truth(score, base_score), *_of_rows(out, score, base, base_score)]
    return sorted(found, key=lambda change: VERDICTS.index(change.verdict))


def keep_base(out: Path, into: Path) -> None:
    """Write of the run in `out` what later runs are compared with, small enough to be kept beside the source.

    Raises:
        FileNotFoundError: `out` holds no run.
        OSError: `into` cannot be written.
    """
    into.mkdir(parents=True, exist_ok=True)
    for table, columns in KEPT.items():
        frame = read_table(out, table).select(columns)
        frame.write_parquet(into / f"{table}.parquet", compression="zstd", compression_level=19)


def totals(found: Sequence[Change]) -> dict[str, Counter[Verdict]]:
    """How many changes of each kind every field has; rows as a whole are counted as `rows`."""
    counts: dict[str, Counter[Verdict]] = defaultdict(Counter)
    for change in found:
        counts[change.field or "rows"][change.verdict] += 1
    return dict(sorted(counts.items()))


def _of_truth(score: Score, base: Score) -> Iterator[Change]:
    """Cases that both runs have and that changed; a case is known by the truth, so the two can be laid side by side.

    All that was right in a source that the new run lacks is lost; a source that the base lacks is no gain, but new.
    """
    before = {case.key: case for case in base.cases}
    for case in score.cases:
        old = before.pop(case.key, None)
        if old is None or (case.right and old.right) or _same(case, old) or base.sources[case.source] is None:
            continue
        verdict: Verdict = "gained" if case.right else "lost" if old.right else "neither"
        yield Change(verdict, case.source, case.item, case.measure, old.found, case.found, case.expected)
    for old in before.values():
        if old.right and score.sources[old.source] is None:
            yield Change("lost", old.source, old.item, old.measure, old.found, None, old.expected)


def _same(case: Case, old: Case) -> bool:
    return case.right == old.right and _key(case.found) == _key(old.found)


def _of_rows(out: Path, score: Score, base: Path, base_score: Score) -> Iterator[Change]:
    """Rows paired between the two runs, source by source: those without a partner, and fields without truth."""
    new, old = ({name: read_table(folder, name) for name in KEPT} for folder in (out, base))
    ids = {path: source_id for source_id, path in new["sources"].select("source_id", "path").iter_rows()}
    old_ids = {path: source_id for source_id, path in old["sources"].select("source_id", "path").iter_rows()}
    measured = score.paths & base_score.paths
    for path in sorted(ids.keys() | old_ids.keys()):
        if path not in ids or path not in old_ids:
            yield Change("new" if path in ids else "gone", path, "the source", None, None, None)
            continue
        yield from _of_source(path, _rows(new, ids[path]), _rows(old, old_ids[path]), is_measured=path in measured)


_Rows = tuple[list[dict[str, Any]], list[dict[str, Any]]]  # documents and tasks of a source


def _rows(tables: Mapping[str, pl.DataFrame], source_id: str) -> _Rows:
    import polars as pl

    documents = tables["documents"].filter(pl.col("source_id") == source_id).sort("ordinal").to_dicts()
    of_source = pl.col("document_id").is_in([row["document_id"] for row in documents])
    return documents, tables["tasks"].filter(of_source).sort("task_id").to_dicts()


def _of_source(path: str, new: _Rows, old: _Rows, *, is_measured: bool) -> Iterator[Change]:
    documents = pair_documents(old[0], new[0])
    counterparts = {old[0][before]["document_id"]: new[0][after]["document_id"] for before, after in documents.items()}
    olds = [{**row, "document_id": counterparts.get(row["document_id"])} for row in old[1]]
    for table, before, after, pairs in (
        ("documents", old[0], new[0], documents),
        ("tasks", olds, new[1], pair_tasks(olds, new[1])),
    ):
        seen = set(pairs.values())
        yield from (Change("gone", path, _row(table, r), None, r["title"], None) for r in _left(before, set(pairs)))
        yield from (Change("new", path, _row(table, r), None, None, r["title"]) for r in _left(after, seen))
        skipped = _NAMES | (measured_fields(table) if is_measured else frozenset())
        for one, other in sorted(pairs.items()):
            yield from _of_pair(path, table, before[one], after[other], skipped)


def _left(rows: Sequence[dict[str, Any]], paired: Collection[int]) -> list[dict[str, Any]]:
    return [row for index, row in enumerate(rows) if index not in paired]


def _of_pair(path: str, table: str, old: Facts, new: Facts, skipped: Collection[str]) -> Iterator[Change]:
    for name in KEPT[table]:
        if name not in skipped and _key(old[name]) != _key(new[name]):
            field = f"{table[0]}.{name}"
            yield Change("unmeasured", path, _row(table, new), field, old[name], new[name])


def _row(table: str, row: Facts) -> str:
    if table == "documents":
        return f"document {row['ordinal']} ({row['kind']} {row['number'] or '-'})"
    return f"task {row['ordinal']} ({row['section'] or '-'} {row['number'] or '-'})"


def _key(value: object) -> object:
    """What two values are compared by: texts as `kehoach score` compares them, lists without order."""
    if isinstance(value, list | tuple):
        return sorted(filter(None, map(folded, value)))
    return folded(value) if isinstance(value, str) else value
