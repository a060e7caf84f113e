"""Compares the tables of two forms of the same decisions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kehoach.score import Score, score_run

_DOCUMENT = ("kind", "number", "place", "issuer", "title", "issued_on", "stated_total_vnd")
_TASK = (
    "part", "section", "section_title", "number", "is_group", "title", "outputs", "lead", "coordinating", "deadline",
    "deadline_start", "deadline_end", "budget_vnd", "budget_note",
)  # fmt: skip


def score_against(form: Path, reference: Path) -> Score:
    """The run in `form`/out, scored with what the run in `reference`/out found as its truth."""
    folder = form / "as_reference"
    folder.mkdir(exist_ok=True)
    sources = {path.stem: path.name for path in (form / "files").iterdir()}
    for name, documents in _documents(reference / "out").items():
        truth = {"source": sources[name], "documents": documents, "ocr_errors": []}
        (folder / f"{name}.json").write_text(json.dumps(truth, ensure_ascii=False, default=str), encoding="utf-8")
    return score_run(form / "out", folder)


def _documents(out: Path) -> dict[str, list[dict[str, Any]]]:
    import polars as pl

    tables = {name: pl.read_parquet(out / f"{name}.parquet") for name in ("sources", "documents", "tasks")}
    found: dict[str, list[dict[str, Any]]] = {}
    for source in tables["sources"].to_dicts():
        rows = tables["documents"].filter(pl.col("source_id") == source["source_id"]).sort("ordinal").to_dicts()
        found[Path(source["path"]).stem] = [_document(row, tables["tasks"]) for row in rows]
    return found


def _document(row: dict[str, Any], tasks: Any) -> dict[str, Any]:
    own = tasks.filter(tasks["document_id"] == row["document_id"]).sort("ordinal").to_dicts()
    return {
        **{name: row[name] for name in _DOCUMENT},
        "issued_on": str(row["issued_on"]) if row["issued_on"] else None,
        "key": row["document_id"],
        "parent": row["parent_id"],
        "signer": {"name": row["signer_name"]},
        "tasks": [
            {
                **{name: task[name] for name in _TASK},
                "deadline_start": str(task["deadline_start"]) if task["deadline_start"] else None,
                "deadline_end": str(task["deadline_end"]) if task["deadline_end"] else None,
                "parent": task["parent_number"],
                "title_raw": task["title"],
            }
            for task in own
        ],
    }
