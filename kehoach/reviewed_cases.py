"""`kehoach corpus add`: rows that a person looked at become cases, so that no later version loses what is right.

A case is the row's cells as read under a plain head with the issuer, the day and the years of its document, and what is
to come out. What the pipeline gets right from the cells alone stands in `rows` and must stay right; what only the
person knew stands in `known_failures`, until it is read right.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kehoach.exit_codes import ExitCode
from kehoach.review_matching import CELLS
from kehoach.run_folders import need_run
from kehoach.stages import bundle_of
from kehoach.terminal import escape, messages, results
from outputs.nested_json import load_record
from outputs.rows import rows_of
from outputs.run_folder import JSON_FOLDER
from schemas.document import Block, Cell, Document, Line, Page, Row, Source
from schemas.records import DocumentRecord, SourceRecord, TaskRecord
from schemas.text import Fragment, count_words

FOLDER = "reviewed"
FIELDS = (
    "title", "outputs", "lead", "coordinating", "deadline", "deadline_start", "deadline_end", "budget_vnd",
    "programme_area",
)  # fmt: skip
"""What of a row is compared."""
_HEADINGS = ("TT", "Nhiệm vụ", "Sản phẩm", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian thực hiện")
_UNITS = {1: "đồng", 1_000: "nghìn đồng", 1_000_000: "triệu đồng", 1_000_000_000: "tỷ đồng"}

Case = dict[str, Any]


def corpus_add_command(out: Path, cases: Path, sources: Sequence[str]) -> ExitCode:
    """Write the reviewed rows of a run as cases, one file a source."""
    need_run(out)
    written = 0
    for path in sorted((out / JSON_FOLDER).glob("*.json")):
        record = load_record(path.read_bytes())
        names = (record.source.source_id, record.source.path)
        if (sources and not set(sources).intersection(names)) or not (case := case_of(record)):
            continue
        folder = cases / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{record.source.source_id}.json"
        file.write_text(json.dumps(case, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        known, failing = len(case["rows"]), len(case["known_failures"])
        results().print(f"{escape(str(file))}: {known} rows, {failing} known failures", soft_wrap=True)
        written += 1
    if not written:
        messages().print("No row of this run was reviewed: kehoach review OUT, save, and ingest again.")
        return ExitCode.NO_USABLE_INPUT
    return ExitCode.OK


def case_of(record: SourceRecord) -> Case | None:
    """The reviewed rows of a source with their heads; None where nobody looked at a row."""
    rows = [
        _row(document, task)
        for document in record.documents
        for task in document.tasks
        if task.review and not task.is_group
    ]
    if not rows:
        return None
    right = [row for row in rows if not differences(row)]
    return {
        "why": "rows that a person looked at, with what is to come of their cells",
        "rows": right,
        "known_failures": [row for row in rows if row not in right],
    }


def _row(document: DocumentRecord, task: TaskRecord) -> Case:
    head = {
        "issuer": document.issuer,
        "issued_on": str(document.issued_on) if document.issued_on else None,
        "years": [document.plan_year_start, document.plan_year_end],
        "unit": _unit(document.tasks),
    }
    cells = {name: getattr(task, f"{name}_raw") for name in CELLS}
    expected = {name: _plain(getattr(task, name)) for name in FIELDS}
    return {"head": head, "section_title": task.section_title, "cells": cells, "expected": expected}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, str | int) else str(value)


def _unit(tasks: Sequence[TaskRecord]) -> str:
    """The unit of the budget column: what most plain figures must be multiplied by."""
    factors: Counter[int] = Counter()
    for task in tasks:
        figure = (task.budget_raw or "").strip().replace(".", "")
        if task.budget_vnd and figure.isascii() and figure.isdigit() and int(figure):
            factors[task.budget_vnd // int(figure)] += 1
    best = next((factor for factor, _ in factors.most_common() if factor in _UNITS), 1_000_000)
    return _UNITS[best]


def differences(row: Case) -> dict[str, tuple[object, object]]:
    """What comes out otherwise than expected when the row's cells are read: expected and found, by field."""
    found = _read(row)
    expected: Mapping[str, object] = row["expected"]
    return {name: (expected[name], found.get(name)) for name in FIELDS if found.get(name) != expected[name]}


def _read(row: Case) -> dict[str, object]:
    tasks = [task for task in rows_of(bundle_of(_document(row))).tasks if not task.is_group]
    return {name: _plain(getattr(tasks[0], name)) for name in FIELDS} if len(tasks) == 1 else {}


def _document(row: Case) -> Document:
    """A plan of one row, as a reader would hand it on."""
    head, cells = row["head"], row["cells"]
    first, last = head["years"]
    period = f"năm {first}" if first == last else f"giai đoạn {first} - {last}"
    lines = [(head["issuer"] or "ỦY BAN NHÂN DÂN").upper(), "Số: 1/KH-UBND"]
    if head["issued_on"]:
        year, month, day = head["issued_on"].split("-")
        lines.append(f"ngày {day} tháng {month} năm {year}")
    lines += ["", "KẾ HOẠCH", f"Thực hiện nhiệm vụ {period}" if first else "Thực hiện nhiệm vụ", ""]
    table = [[*_HEADINGS, f"Kinh phí ({head['unit']})"]]
    if row["section_title"]:
        table.append(["I", row["section_title"], *[""] * 5])
    table.append(["1", *(cells[name] or "" for name in CELLS)])
    blocks: list[Block] = [Line(Fragment(1, at, text, text)) for at, text in enumerate(lines, start=1)]
    for at, texts in enumerate(table, start=len(lines) + 1):
        blocks.append(Row(tuple(Cell(Fragment(1, at * 100, text, text, i)) for i, text in enumerate(texts)), 0))
    words = sum(count_words(text) for text in lines) + sum(count_words(text) for texts in table for text in texts)
    source = Source("0" * 16, "case", "0" * 64, "text/plain", 0)
    return Document(source, "ocr_text", (Page(1, words),), tuple(blocks))
