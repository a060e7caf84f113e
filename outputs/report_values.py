"""What a page of the report shows: the text as read beside the rows that came of it, each cell with its place.

Made from a source's record and its fragments alone. Which fragment became which cell is told by the row's lines and by
the cell's text as read; a text that stands in two cells of a row goes to the column it has in other rows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from schemas.records import DocumentRecord, SourceRecord, TaskRecord
from schemas.review import DATES, DOCUMENT_FIELDS, LISTS, NUMBERS
from schemas.tables import CorrectionRow, FindingRow, FragmentRow, TaskRow, TextTaskRow

Box: TypeAlias = tuple[float, float, float, float]
Place: TypeAlias = tuple[int, int, int | None]  # page, line and cell of a fragment

CELLS = ("title", "outputs", "lead", "coordinating", "deadline", "budget_vnd")
"""The cells of a task as they are shown, in the order of the table."""
MORE = ("number", "parent_number", "section", "section_title", "deadline_start", "deadline_end", "programme_area")
"""Fields of a task that are seldom wrong, shown on request."""
_RAW = {"budget_vnd": "budget_raw"}
_WEIGHTS = {"error": 100.0, "warning": 10.0, "info": 1.0}
MECHANICAL = frozenset(
    {
        "html_tag",
        "html_comment",
        "emphasis",
        "markdown_link",
        "markdown_sign",
        "placeholder",
        "odd_space",
        "double_space",
        "invisible_character",
    }
)
"""Methods of repair that concern marks and spaces alone, on which nobody needs to pass a verdict."""
_SETTLED = 0.01  # what is left of the risk of a row that a person looked at


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a fragment: text as read, and what a repair made of it (None: nothing was done; "": dropped)."""

    text: str
    after: str | None = None
    repair: int | None = None


@dataclass(frozen=True, slots=True)
class FragmentView:
    """A line or cell as read; `task` and `field` say what it became, where it became a cell of a task."""

    row: FragmentRow
    parts: tuple[Part, ...]
    task: str | None = None
    field: str | None = None
    is_unparsed: bool = False

    @property
    def key(self) -> str:
        """A name for the fragment, unique in its source."""
        return f"{self.row.block}-{self.row.cell if self.row.cell is not None else 'x'}"

    @property
    def box(self) -> Box | None:
        """Its place on the page in points, where known."""
        return box_of(self.row)


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of a page: where it lies, and the size of the page in points."""

    href: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageView:
    """A page with its lines of text and runs of table rows, in reading order."""

    number: int
    blocks: tuple[tuple[str, tuple[tuple[FragmentView, ...], ...]], ...]
    picture: Picture | None
    confidence: float | None
    words_in: int
    words_unparsed: int

    @property
    def boxes(self) -> list[FragmentView]:
        """The fragments whose place on the page is known."""
        return [f for _, rows in self.blocks for row in rows for f in row if f.box]


@dataclass(frozen=True, slots=True)
class RepairView:
    """A correction with its number in the source, and why it was made, by language."""

    number: int
    row: CorrectionRow
    reasons: Mapping[str, str]
    raw: str | None

    @property
    def is_mechanical(self) -> bool:
        """Whether it is made by such methods alone (`MECHANICAL`)."""
        return MECHANICAL.issuperset(self.row.method.split("+"))


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a task or document: `value` as it is edited, `items` as it is shown."""

    name: str
    form: str
    value: str | None
    items: tuple[str, ...]
    raw: str | None = None
    fragments: tuple[FragmentView, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether what is published is not simply the text as read."""
        return self.raw is not None and " ".join(self.raw.split()) != "; ".join(self.items)


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task with its cells, findings (worst first) and repairs."""

    row: TaskRecord
    fields: tuple[FieldView, ...]
    more: tuple[FieldView, ...]
    findings: tuple[FindingRow, ...]
    repairs: tuple[RepairView, ...]

    @property
    def risk(self) -> float:
        """How much it needs a person: the larger, the sooner."""
        risk = sum(_WEIGHTS[finding.severity] for finding in self.findings) + 100 * (1 - self.row.confidence)
        return round(risk * (_SETTLED if self.row.review else 1), 3)


@dataclass(frozen=True, slots=True)
class TextTaskView:
    """A task of the text with its fields and findings (worst first); it is looked at, and not reviewed."""

    row: TextTaskRow
    fields: tuple[FieldView, ...]
    findings: tuple[FindingRow, ...]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document with its head, findings, repairs outside the task rows, and tasks, those of the text apart."""

    row: DocumentRecord
    head: tuple[FieldView, ...]
    findings: tuple[FindingRow, ...]
    repairs: tuple[RepairView, ...]
    tasks: tuple[TaskView, ...]
    text_tasks: tuple[TextTaskView, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceView:
    """All of one source; `note` is the key of the label that says why there are no pictures."""

    record: SourceRecord
    pages: tuple[PageView, ...]
    documents: tuple[DocumentView, ...]
    findings: tuple[FindingRow, ...]
    repairs: tuple[RepairView, ...]
    note: str | None = None
    reviews: tuple[Mapping[str, object], ...] = ()


@dataclass(slots=True)
class _Reading:
    """Fragments of a source with what they became, while the view is made."""

    fragments: Sequence[FragmentRow]
    owner: dict[Place, tuple[str, str]] = field(default_factory=dict)


def box_of(row: FragmentRow) -> Box | None:
    """The box of a fragment, None where the reader did not know it."""
    if row.x0 is None or row.y0 is None or row.x1 is None or row.y1 is None:
        return None
    return row.x0, row.y0, row.x1, row.y1


def source_view(
    record: SourceRecord,
    fragments: Sequence[FragmentRow],
    reasons: Sequence[Mapping[str, str]],
    pictures: Mapping[int, Picture],
    *,
    note: str | None = None,
    reviews: Iterable[Mapping[str, object]] = (),
) -> SourceView:
    """The view of a source; `reasons` are the sentences on its corrections, in their order, by language."""
    reading = _Reading(fragments)
    for document in record.documents:
        _assign(document.tasks, reading)
    texts = {(f.page, f.line, f.cell): f.text_raw for f in fragments}
    repairs = [
        RepairView(number, row, why, texts.get((row.page, row.line, row.cell)))
        for number, (row, why) in enumerate(zip(record.corrections, reasons, strict=True))
    ]
    views = _fragment_views(record, reading, repairs)
    by_task = _repairs_by_task(repairs, reading, record)
    findings = _by_subject(record.findings)
    return SourceView(
        record=record,
        pages=tuple(_page_views(record, views, pictures)),
        documents=tuple(_document_view(document, views, findings, by_task) for document in record.documents),
        findings=tuple(findings[None]),
        repairs=tuple(by_task[None]),
        note=note,
        reviews=tuple(reviews),
    )


def _assign(tasks: Sequence[TaskRecord], reading: _Reading) -> None:
    """Find the fragments that the cells of each task were read from."""
    columns: dict[int | None, Counter[str]] = defaultdict(Counter)
    open_cases: list[tuple[FragmentRow, str, list[str]]] = []
    places = [(fragment.page, fragment.line) for fragment in reading.fragments]  # in reading order: they rise
    for task in tasks:
        first = bisect_left(places, (task.page_start, task.line_start))
        last = bisect_right(places, (task.page_end, task.line_end))
        for fragment in filter(lambda one: one.text_raw, reading.fragments[first:last]):
            if (fields := _fields_holding(fragment, task)) and _place(fragment) not in reading.owner:
                open_cases.append((fragment, task.task_id, fields))
                if len(fields) == 1:
                    columns[fragment.cell][fields[0]] += 1
    for fragment, task_id, fields in open_cases:
        usual = columns[fragment.cell]
        best = max(fields, key=lambda name: (usual[name], -fields.index(name)))
        reading.owner.setdefault(_place(fragment), (task_id, best))


def _fields_holding(fragment: FragmentRow, task: TaskRecord) -> list[str]:
    text = " ".join((fragment.text_raw or "").split())
    if fragment.cell is not None and text.rstrip(".") == task.number:
        return ["number"]
    return [name for name in CELLS if text in " ".join((raw_of(task, name) or "").split())]


def raw_of(task: TaskRow, name: str) -> str | None:
    """The cell of a field as read."""
    value = getattr(task, _RAW.get(name, f"{name}_raw"))
    return str(value) if value is not None else None


def _place(fragment: FragmentRow) -> Place:
    return fragment.page, fragment.line, fragment.cell


def _fragment_views(
    record: SourceRecord, reading: _Reading, repairs: Sequence[RepairView]
) -> dict[Place, FragmentView]:
    edits: dict[Place, list[RepairView]] = defaultdict(list)
    for repair in repairs:
        edits[repair.row.page, repair.row.line, repair.row.cell].append(repair)
    unparsed = {(text.page, text.line) for text in record.unparsed}
    views = {}
    for row in reading.fragments:
        place = _place(row)
        task, name = reading.owner.get(place, (None, None))
        is_unparsed = (row.page, row.line) in unparsed and task is None
        views[place] = FragmentView(row, tuple(_parts(row.text_raw or "", edits[place])), task, name, is_unparsed)
    return views


def _parts(raw: str, repairs: Iterable[RepairView]) -> Iterable[Part]:
    """The text as read cut at its repairs; rows that do not fit it (a field reviewed as a whole) are left out."""
    position = 0
    for repair in sorted(repairs, key=lambda repair: (repair.row.start, repair.number)):
        before = repair.row.before or ""
        start, end = repair.row.start, repair.row.start + len(before)
        if repair.row.method == "review" or start < position or raw[start:end] != before:
            continue
        if start > position:
            yield Part(raw[position:start])
        yield Part(before, repair.row.after or "", repair.number)
        position = end
    if raw[position:]:
        yield Part(raw[position:])


def _repairs_by_task(
    repairs: Iterable[RepairView], reading: _Reading, record: SourceRecord
) -> dict[str | None, list[RepairView]]:
    """Repairs by the task they stand in, else by the document, else under None."""
    starts = {(t.page_start, t.line_start): t.task_id for d in record.documents for t in d.tasks}
    found: dict[str | None, list[RepairView]] = defaultdict(list)
    for repair in repairs:
        owner = reading.owner.get((repair.row.page, repair.row.line, repair.row.cell))
        of_field = starts.get((repair.row.page, repair.row.line)) if repair.row.method == "review" else None
        found[owner[0] if owner else of_field or repair.row.document_id].append(repair)
    return found


def _by_subject(findings: Iterable[FindingRow]) -> dict[str | None, list[FindingRow]]:
    found: dict[str | None, list[FindingRow]] = defaultdict(list)
    for finding in worst_first(findings):
        found[finding.task_id or finding.document_id].append(finding)
    return found


def worst_first(findings: Iterable[FindingRow]) -> list[FindingRow]:
    """Errors, then warnings, then notes; each in reading order."""
    return sorted(findings, key=lambda f: (-_WEIGHTS[f.severity], f.page or 0, f.line or 0, f.code, f.message))


def _page_views(
    record: SourceRecord, views: Mapping[Place, FragmentView], pictures: Mapping[int, Picture]
) -> Iterable[PageView]:
    by_page: dict[int, list[FragmentView]] = defaultdict(list)
    for view in views.values():
        by_page[view.row.page].append(view)
    for page in record.pages:
        yield PageView(
            number=page.page,
            blocks=tuple(_runs(by_page[page.page])),
            picture=pictures.get(page.page),
            confidence=page.ocr_confidence,
            words_in=page.words_in,
            words_unparsed=page.words_unparsed,
        )


def _runs(fragments: Iterable[FragmentView]) -> Iterable[tuple[str, tuple[tuple[FragmentView, ...], ...]]]:
    """Lines of text, and rows of one table together."""
    runs: list[tuple[int | None, dict[int, list[FragmentView]]]] = []
    for view in sorted(fragments, key=lambda view: (view.row.block, view.row.cell or 0)):
        if not runs or runs[-1][0] != view.row.table:
            runs.append((view.row.table, {}))
        runs[-1][1].setdefault(view.row.block, []).append(view)
    for table, rows in runs:
        yield ("lines" if table is None else "table"), tuple(tuple(row) for row in rows.values())


def _document_view(
    document: DocumentRecord,
    views: Mapping[Place, FragmentView],
    findings: Mapping[str | None, Sequence[FindingRow]],
    repairs: Mapping[str | None, Sequence[RepairView]],
) -> DocumentView:
    cells: dict[tuple[str, str], list[FragmentView]] = defaultdict(list)
    for view in views.values():
        if view.task and view.field:
            cells[view.task, view.field].append(view)
    return DocumentView(
        row=document,
        head=tuple(_field(name, getattr(document, name)) for name in DOCUMENT_FIELDS),
        findings=tuple(findings.get(document.document_id, ())),
        repairs=tuple(repairs.get(document.document_id, ())),
        tasks=tuple(
            TaskView(
                row=task,
                fields=tuple(
                    _field(name, getattr(task, name), raw_of(task, name), cells[task.task_id, name]) for name in CELLS
                ),
                more=tuple(_field(name, getattr(task, name)) for name in MORE),
                findings=tuple(findings.get(task.task_id, ())),
                repairs=tuple(repairs.get(task.task_id, ())),
            )
            for task in document.tasks
        ),
        text_tasks=tuple(
            TextTaskView(
                row=task,
                fields=tuple(_field(name, getattr(task, name), raw_of(task, name)) for name in CELLS),
                findings=tuple(findings.get(task.task_id, ())),
            )
            for task in document.text_tasks
        ),
    )


def _field(name: str, value: object, raw: str | None = None, fragments: Iterable[FragmentView] = ()) -> FieldView:
    form = "list" if name in LISTS else "date" if name in DATES else "number" if name in NUMBERS else "text"
    form = "area" if name == "programme_area" else form
    items = tuple(map(str, value)) if isinstance(value, tuple) else (str(value),) if value is not None else ()
    return FieldView(name, form, "\n".join(items) or None, items, raw, tuple(fragments))
