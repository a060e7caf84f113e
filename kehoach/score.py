"""How right a run is: its tables against truth that people wrote by reading the sources.

A measure counts hits among cases. `doc_*` and `task_*` say whether documents and task rows were found, `d.*` and `t.*`
whether their fields are right, `no_harm` whether titles without a misreading were left alone, `citation_recall`,
`correction_recall` and `noise_dropped` how many of the instruments, misreadings and stray words were dealt with.
A field of a row that was not found is wrong.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kehoach.score_matching import Facts, folded, folded_set, pair_documents, pair_tasks
from outputs.dataset import read_table

if TYPE_CHECKING:
    import polars as pl

_TEXTS = ("section", "section_title", "number", "title", "deadline", "budget_note")
_LISTS = ("outputs", "lead", "coordinating")
_DAYS = ("deadline_start", "deadline_end")
_OF_DOCUMENT = ("kind", "number", "place", "issuer", "title")
_TABLES = ("sources", "documents", "tasks", "citations")
_AS_READ = frozenset({"raw", "corrections", "findings", "before", "after"})
_SHORTEST_NOISE = 4
_CELLS = {
    "section": "heading", "section_title": "heading", "number": "number", "parent_number": "number",
    "is_group": "number", "title": "title", "outputs": "outputs", "lead": "lead", "coordinating": "coordinating",
    "deadline": "deadline", "deadline_start": "deadline", "deadline_end": "deadline", "budget_vnd": "budget",
    "budget_note": "budget",
}  # fmt: skip
"""The cell of the page, as findings name it, that a field of a task is made from."""
_ASK_TO_LOOK = ("low_confidence", "unparsed_deadline", "unparsed_budget")


class NoTruthError(FileNotFoundError):
    """A folder holds no truth to score by."""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that was looked at: the truth's file, what of it, the measure, and what was expected and found.

    `key` is made of the truth alone, so that the cases of two runs can be laid side by side.
    """

    source: str
    item: str
    measure: str
    right: bool
    expected: object
    found: object
    key: tuple[str, str, str, int]


@dataclass(frozen=True, slots=True)
class RatedRow:
    """A task row of the run: its confidence, and how many fields are wrong; all, where the truth lacks the row.

    `cells` are those of the page that it is made from, the heading of its section in the first row below it; `reported`
    of them have a finding that asks to look at them, and `wrong_reported` of the wrong fields are made from such.
    """

    confidence: float
    wrong: int
    fields: int
    cells: int = 0
    reported: int = 0
    wrong_reported: int = 0


@dataclass(slots=True)
class Tally:
    """Hits and cases by measure; `item` is the document, row or misreading of the truth that is looked at."""

    counts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    cases: list[Case] = field(default_factory=list)
    rated: list[RatedRow] = field(default_factory=list)
    source: str = ""
    item: str = ""

    def add(self, measure: str, hits: int, cases: int) -> None:
        """Count `hits` among `cases`."""
        self.counts[measure][0] += hits
        self.counts[measure][1] += cases

    def case(self, measure: str, right: object, expected: object = None, found: object = None, *, nth: int = 0) -> None:
        """Count one case; `nth` tells cases of one measure and item apart."""
        self.add(measure, int(bool(right)), 1)
        key = (self.source, self.item, measure, nth)
        self.cases.append(Case(self.source, self.item, measure, bool(right), expected, found, key))


@dataclass(frozen=True, slots=True)
class Score:
    """Tallies by the truth's file name, None for a source the run does not hold, and all of them together.

    `paths` are the sources of the run whose truth is known.
    """

    total: dict[str, tuple[int, int]]
    sources: dict[str, dict[str, tuple[int, int]] | None]
    cases: tuple[Case, ...]
    paths: frozenset[str]
    rated: tuple[RatedRow, ...] = ()

    @property
    def differences(self) -> tuple[Case, ...]:
        """The cases that are wrong."""
        return tuple(case for case in self.cases if not case.right)

    def share(self, measure: str) -> float:
        """Hits by cases of one measure."""
        hits, cases = self.total[measure]
        return hits / max(1, cases)

    @property
    def task_fields(self) -> float:
        """Share of right ones over all fields of all tasks."""
        fields = [counts for measure, counts in self.total.items() if measure.startswith("t.")]
        return sum(hits for hits, _ in fields) / max(1, sum(cases for _, cases in fields))


def measured_fields(table: str) -> frozenset[str]:
    """The columns of `documents` or `tasks` that the truth speaks of."""
    if table == "documents":
        return frozenset((*_OF_DOCUMENT, "issued_on", "signer_name", "stated_total_vnd"))
    return frozenset((*_TEXTS, *_LISTS, *_DAYS, "parent_number", "is_group", "budget_vnd"))


def score_run(out: Path, *golds: Path, paths: Mapping[str, str] | None = None) -> Score:
    """Compare the run in `out` with the truth in the folders `golds`; file names of truth differ between them.

    `paths` maps a source's name in the truth to its path in the run, for sources that were renamed.

    Raises:
        FileNotFoundError: a table or the truth is missing.
    """
    import polars as pl

    truths = [path for gold in golds for path in _truths(gold)]
    tables = {name: read_table(out, name) for name in _TABLES}
    with contextlib.suppress(FileNotFoundError):  # a base that was kept for comparison has none
        tables["findings"] = read_table(out, "findings")
    sources: dict[str, dict[str, tuple[int, int]] | None] = {}
    total: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    cases: list[Case] = []
    rated: list[RatedRow] = []
    read: set[str] = set()
    for path in truths:
        truth = json.loads(path.read_bytes())
        tally = Tally(source=path.stem)
        name = (paths or {}).get(truth["source"], truth["source"])
        held_at = pl.col("path")
        held = tables["sources"].filter((held_at == name) | held_at.str.ends_with(f"/{name}"))
        if held.height:
            _score_source(truth, held["source_id"][0], tables, out, tally)
            sources[path.stem] = _frozen(tally.counts)
            read.add(held["path"][0])
        else:
            _score_missing(truth, tally)
            sources[path.stem] = None
        for measure, (hits, of_all) in tally.counts.items():
            total[measure][0] += hits
            total[measure][1] += of_all
        cases += tally.cases
        rated += tally.rated
    return Score(_frozen(total), sources, tuple(cases), frozenset(read), tuple(rated))


def _truths(gold: Path) -> list[Path]:
    found = sorted(gold.glob("*.json"))
    if not found:
        raise NoTruthError(f"There is no truth (*.json) in {gold}")
    return found


def _frozen(counts: Mapping[str, list[int]]) -> dict[str, tuple[int, int]]:
    return {measure: (hits, cases) for measure, (hits, cases) in counts.items()}


def _score_missing(truth: Facts, tally: Tally) -> None:
    for index, task in enumerate(task for document in truth["documents"] for task in document["tasks"]):
        tally.item = _task_item(index, task)
        for measure in ("task_recall", *(f"t.{name}" for name in _TEXTS + _LISTS)):
            tally.case(measure, False, found="the source is not in the run")


def _task_item(index: int, truth: Facts) -> str:
    return f"task {index + 1} ({truth.get('section') or '-'} {truth.get('number') or '-'})"


def _score_source(truth: Facts, source_id: str, tables: Mapping[str, pl.DataFrame], out: Path, tally: Tally) -> None:
    import polars as pl

    found = tables["documents"].filter(pl.col("source_id") == source_id).sort("ordinal").to_dicts()
    pairs = pair_documents(truth["documents"], found)
    counterparts = {wanted: found[index] for wanted, index in pairs.items()}
    tally.add("doc_precision", len(pairs), len(found))
    _score_documents(truth["documents"], counterparts, tables["citations"].to_dicts(), tally)
    ids = [document["document_id"] for document in found]
    rows = tables["tasks"].filter(pl.col("document_id").is_in(ids)).sort("task_id").to_dicts()
    gold_tasks = [
        {**task, "document_id": counterparts[index]["document_id"] if index in counterparts else None}
        for index, document in enumerate(truth["documents"])
        for task in document["tasks"]
    ]
    _score_tasks(gold_tasks, rows, _reported_cells(tables.get("findings")), tally)
    record = out / "json" / f"{source_id}.json"
    if record.exists():
        _score_repairs(truth.get("ocr_errors", []), json.loads(record.read_bytes()), tally)


def _score_documents(
    gold: Sequence[Facts], counterparts: Mapping[int, Facts], citations: Sequence[Facts], tally: Tally
) -> None:
    by_key = {truth["key"]: index for index, truth in enumerate(gold)}
    for index, truth in enumerate(gold):
        row: Facts = counterparts.get(index, defaultdict(lambda: None))
        tally.item = f"document {index + 1} ({truth['kind']} {truth.get('number') or '-'})"
        tally.case("doc_recall", index in counterparts, truth.get("title"))
        for name in _OF_DOCUMENT:
            tally.case(f"d.{name}", folded(row[name]) == folded(truth.get(name)), truth.get(name), row[name])
        tally.case(
            "d.issued_on", _day(row["issued_on"]) == truth.get("issued_on"), truth.get("issued_on"), row["issued_on"]
        )
        signer = (truth.get("signer") or {}).get("name")
        tally.case("d.signer_name", folded(row["signer_name"]) == folded(signer), signer, row["signer_name"])
        total = truth.get("stated_total_vnd")
        tally.case("d.stated_total", row["stated_total_vnd"] == total, total, row["stated_total_vnd"])
        parent = counterparts.get(by_key.get(truth.get("parent"), -1))
        tally.case("d.parent", row["parent_id"] == (parent["document_id"] if parent else None), truth.get("parent"))
        cited = {
            (folded(citation["number"]), _day(citation["issued_on"]))
            for citation in citations
            if citation["document_id"] == row["document_id"] and citation["role"] in ("legal_basis", "proposal")
        }
        for nth, basis in enumerate(truth.get("legal_bases") or ()):
            if basis.get("number"):
                wanted = (folded(basis["number"]), basis.get("issued_on"))
                tally.case("citation_recall", wanted in cited, wanted, nth=nth)


def _reported_cells(findings: pl.DataFrame | None) -> set[tuple[str, str]]:
    """The cells that a finding asks to look at, as task and cell."""
    import polars as pl

    if findings is None or "field" not in findings.columns:
        return set()
    own = findings.filter(pl.col("code").is_in(_ASK_TO_LOOK) & pl.col("field").is_not_null())
    return set(own.select("task_id", "field").iter_rows())


def _score_tasks(
    gold: list[dict[str, Any]], found: list[dict[str, Any]], reported: set[tuple[str, str]], tally: Tally
) -> None:
    pairs = pair_tasks(gold, found)
    tally.add("task_precision", len(pairs), len(found))
    of_a_row = len(measured_fields("tasks"))
    wrong = [list(_CELLS)] * len(found)
    for index, truth in enumerate(gold):
        tally.item = _task_item(index, truth)
        row = found[pairs[index]] if index in pairs else None
        tally.case("task_recall", row is not None, (truth.get("section"), truth.get("number"), truth.get("title")))
        fields = list(_task_fields(truth, row or defaultdict(lambda: None)))
        for measure, expected, got, right in fields:
            tally.case(f"t.{measure}", row is not None and right, expected, got)
        if index in pairs:
            wrong[pairs[index]] = [measure for measure, _, _, right in fields if not right]
        if row is not None and folded(truth.get("title_raw")) == folded(truth.get("title")):
            tally.case("no_harm", folded(row["title"]) == folded(truth["title"]), truth["title"], row["title"])
    headings: dict[tuple[Any, ...], str] = {}  # the first task of each section, which has the findings of its heading
    for row, measures in zip(found, wrong, strict=True):
        if "confidence" not in row:  # a base that was kept for comparison has no more than the fields of the truth
            return
        task = row["task_id"]
        section = tuple(row[name] for name in ("document_id", "part", "section", "section_title"))
        first = headings.setdefault(section, task)
        own = {(task, cell) for name, cell in _CELLS.items() if cell != "heading" and row.get(name) not in (None, [])}
        own |= {(task, "heading")} if first == task and section[2:] != (None, None) else set()
        places = ((first if _CELLS[name] == "heading" else task, _CELLS[name]) for name in measures)
        seen = sum(place in reported for place in places)
        tally.rated.append(RatedRow(row["confidence"], len(measures), of_a_row, len(own), len(own & reported), seen))


def _task_fields(truth: Facts, row: Facts) -> Iterator[tuple[str, object, object, bool]]:
    """Each field of a task: its name, the truth, what was found, and whether they agree."""
    for name in _TEXTS:
        yield name, truth.get(name), row[name], folded(row[name]) == folded(truth.get(name))
    parent = truth.get("parent")
    yield "parent_number", parent, row["parent_number"], folded(row["parent_number"]) == folded(parent)
    yield "is_group", truth.get("is_group"), row["is_group"], bool(row["is_group"]) == bool(truth.get("is_group"))
    for name in _LISTS:
        yield name, truth.get(name), row[name], folded_set(row[name]) == folded_set(truth.get(name))
    for name in _DAYS:
        yield name, truth.get(name), row[name], _day(row[name]) == truth.get(name)
    yield "budget_vnd", truth.get("budget_vnd"), row["budget_vnd"], row["budget_vnd"] == truth.get("budget_vnd")


def _score_repairs(errors: list[Facts], record: object, tally: Tally) -> None:
    """Misreadings against all published text of the source that is not kept as read."""
    text = " ¦ ".join(folded(part) or "" for part in _published_text(record))

    def stands(words: str) -> bool:
        return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None

    for nth, error in enumerate(errors):
        tally.item = f"misreading {nth + 1}"
        raw, corrected = folded(error["raw"]) or "", folded(error["corrected"])
        if corrected:
            right = corrected in text and (raw in corrected or not stands(raw))
            tally.case("correction_recall", right, error["corrected"], error["raw"])
        elif len(raw) >= _SHORTEST_NOISE:
            tally.case("noise_dropped", not stands(raw), None, error["raw"])


def _published_text(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if not key.endswith("_raw") and key not in _AS_READ:
                yield from _published_text(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _published_text(inner)
    elif isinstance(value, str):
        yield value


def _day(value: object) -> str | None:
    return str(value) if value else None
