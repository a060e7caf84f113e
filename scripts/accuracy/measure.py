"""Reads the files of one form or condition, and counts what is right."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

from ingest import UnreadableSource, read_source
from kehoach.acts import Witness, link, witnesses_of
from kehoach.score import Score, score_run
from kehoach.stages import bundle_of
from normalize.repair import repair
from outputs.rows import SourceRows, failed_rows, rows_of, with_links
from outputs.run_folder import write_run
from schemas.document import Document, Line
from scripts.accuracy.text_errors import TextErrors, text_errors

_DATES = ("deadline_start", "deadline_end")


@dataclass(frozen=True, slots=True)
class Measured:
    """A form or condition: files, pages, shares, and what is wrong.

    `budgets` and `dates` are the wrong ones (missing and invented ones included) and those that the truth states;
    `before` and `after` are the errors of the text without and with repair, None where the file has no pages.
    """

    name: str
    files: int
    failed: int
    pages: int
    pages_failed: int
    ledger_holds: bool
    seconds: float
    score: Score | None
    budgets: tuple[int, int]
    dates: tuple[int, int]
    before: TextErrors | None
    after: TextErrors | None

    @property
    def f1(self) -> float:
        """Harmonic mean of the precision and recall of task rows."""
        assert self.score
        precision, recall = self.score.share("task_precision"), self.score.share("task_recall")
        return 2 * precision * recall / max(1e-9, precision + recall)


def measure(folder: Path) -> Measured:
    """Read `folder`/files into `folder`/out and compare with what lies beside them."""
    started = time.perf_counter()
    rows: list[SourceRows] = []
    witnesses: list[Witness] = []
    texts: list[tuple[TextErrors, TextErrors]] = []
    for path in sorted((folder / "files").iterdir()):
        try:
            document = read_source(path, root=folder / "files")
        except UnreadableSource as error:
            if error.source is None:
                raise
            rows.append(failed_rows(error.source, error.code, str(error)))
            continue
        truth = folder / "pages" / f"{path.stem}.json"
        if truth.exists():
            texts += _page_errors(document, json.loads(truth.read_bytes()))
        bundle = bundle_of(document)
        rows.append(rows_of(bundle))
        witnesses += witnesses_of(bundle)
    links = link(witnesses)
    rows = [with_links(source, links) for source in rows]
    write_run(rows, folder / "out", {})
    seconds = time.perf_counter() - started
    score = score_run(folder / "out", folder / "gold") if (folder / "gold").exists() else None
    return _measured(folder, rows, texts, score, seconds)


def _page_errors(document: Document, pages: list[dict[str, Any]]) -> Iterator[tuple[TextErrors, TextErrors]]:
    repaired = repair(document)
    for number, page in enumerate(pages, 1):
        raw = " ".join(fragment.raw for fragment in _fragments(document, number))
        text = " ".join(fragment.text for fragment in _fragments(repaired, number))
        yield text_errors(page["text"], raw, page["number"]), text_errors(page["text"], text, page["number"])


def _fragments(document: Document, page: int) -> Iterator[Any]:
    for block in document.blocks:
        fragments = [block.fragment] if isinstance(block, Line) else [cell.fragment for cell in block.cells]
        yield from (fragment for fragment in fragments if fragment.page == page)


def _measured(
    folder: Path,
    rows: list[SourceRows],
    texts: list[tuple[TextErrors, TextErrors]],
    score: Score | None,
    seconds: float,
) -> Measured:
    pages = [page for source in rows for page in source.pages]
    return Measured(
        name=folder.name,
        files=len(rows),
        failed=sum(source.source.status == "failed" for source in rows),
        pages=len(pages),
        pages_failed=sum(finding.code == "page_failed" for source in rows for finding in source.findings),
        ledger_holds=all(
            page.words_in == page.words_claimed + page.words_noise + page.words_unparsed for page in pages
        ),
        seconds=seconds,
        score=score,
        budgets=_wrong(folder, score, ("budget_vnd",)),
        dates=_wrong(folder, score, _DATES),
        before=reduce(add, (one for one, _ in texts)) if texts else None,
        after=reduce(add, (other for _, other in texts)) if texts else None,
    )


def _wrong(folder: Path, score: Score | None, names: tuple[str, ...]) -> tuple[int, int]:
    """Wrong values, missing and invented ones included, and the values that the truth states."""
    if score is None:
        return 0, 0
    measures = {f"t.{name}" for name in names}
    wrong = [one for one in score.differences if one.measure in measures and (one.expected is not None or one.found)]
    truths = [json.loads(path.read_bytes()) for path in (folder / "gold").iterdir()]
    tasks = [task for truth in truths for document in truth["documents"] for task in document["tasks"]]
    return len(wrong), sum(task[name] is not None for task in tasks for name in names)
