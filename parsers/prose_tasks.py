"""Tasks of a plan without a table: items of its text below which labelled lines say who does them and when.

    a) Tổ chức hội nghị phổ biến Luật.
    - Cơ quan chủ trì: Sở Tư pháp.
    - Thời gian thực hiện: Quý II năm 2021.

The labels stand for the headings of a table. An item is a task when they name who does it and one thing more, or when
they name a time below a heading that is a body; a document has tasks of this kind when two items at least are so. The
heading above an item is its section.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from parsers.body_headings import is_body_heading
from parsers.claims import Claims
from parsers.labelled_fields import FIELDS, LabelledField, labelled_fields, unmarked
from parsers.outline import Outline
from parsers.paragraphs import Paragraph
from parsers.shared_cells import split_shared_cell
from parsers.table_headers import Role
from schemas.decision import CellValue, Section, Task
from schemas.document import Document, Line, Row
from schemas.text import Fragment

_FEWEST = 2  # one item with labels is a meeting or a contact, no list of tasks
# Administrative procedures have the same labels, and these besides.
_OF_PROCEDURE = re.compile(
    r"(?:trình tự(?: thực hiện| giải quyết)?|thành phần(?:, số lượng)? hồ sơ|cách thức thực hiện)\s*:", re.IGNORECASE
)
_ASIDE = re.compile(r"[^:.;]{2,40}:\s")
_LEADS: tuple[Role, ...] = ("lead", "lead_co", "assignee", "person")
_OTHERS: frozenset[Role] = FIELDS - set(_LEADS)
_NAMES: dict[Role, str] = {
    "lead": "lead", "lead_co": "lead", "assignee": "lead", "person": "lead", "co": "coordinating", "time": "deadline",
    "time_start": "deadline", "time_end": "deadline", "output": "outputs", "budget": "budget", "funding": "budget_note",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Entry:
    """A paragraph: the section it stands in, whether it opens it, its text before any label, and its fields."""

    path: str | None
    opens: bool
    paragraph: Paragraph
    text: str
    fields: tuple[LabelledField, ...]

    @property
    def owner(self) -> str | None:
        """The section that its fields say something of: a labelled field belongs to the section above."""
        return _above(self.path) if self.opens and not self.text else self.path


@dataclass(slots=True)
class _Block:
    """Texts with the fields that follow them."""

    texts: list[_Entry] = field(default_factory=list)
    fields: dict[Role, list[tuple[str, _Entry]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, entry: _Entry) -> None:
        """Take the text and the fields of an entry."""
        if entry.text:
            self.texts.append(entry)
        for one in entry.fields:
            self.fields[one.role].append((one.value, entry))

    @property
    def waits(self) -> Role | None:
        """The field whose value stands below its label, as a list."""
        for role, values in self.fields.items():
            if values and not values[-1][0]:
                return role
        return None

    @property
    def is_task(self) -> bool:
        """Whether the fields say who does what the texts name, and one thing more."""
        return bool(self.texts) and bool(self._named & set(_LEADS)) and bool(self._named & _OTHERS)

    @property
    def is_dated(self) -> bool:
        """Whether the fields say when, and leave it to a heading who does it."""
        return bool(self.texts) and "time" in self._named and not self._named & set(_LEADS)

    @property
    def _named(self) -> set[Role]:
        return {role for role, values in self.fields.items() if any(value for value, _ in values)}


@dataclass(frozen=True, slots=True)
class _Item:
    """A block that is a task: which of its texts is the title, and the section it stands in."""

    block: _Block
    title: _Entry
    number: str | None
    section: str | None


def read_prose_tasks(document: Document, outline: Outline, claims: Claims) -> tuple[Task, ...]:
    """The tasks that the outline's text names; () where it has none."""
    if any(_OF_PROCEDURE.match(unmarked(paragraph.text)) for _, paragraph in outline.paragraphs):
        return ()
    sections = {section.path: section for section in outline.sections if section.path}
    entries = _without_asides(list(_entries(outline, sections)))
    items = [item for _, run in groupby(entries, key=lambda entry: entry.owner) for item in _items(list(run), sections)]
    items = [_below_its_heading(item, items, sections) for item in items]
    if len(items) < _FEWEST:
        return ()
    return tuple(_task(document, item, ordinal, sections, claims) for ordinal, item in enumerate(items, start=1))


def _above(path: str | None) -> str | None:
    return path.rpartition(".")[0] or None if path else None


def _entries(outline: Outline, sections: dict[str, Section]) -> Iterator[_Entry]:
    seen: set[str | None] = {None}
    for path, paragraph in outline.paragraphs:
        opens = path not in seen
        seen.add(path)
        text = paragraph.text
        if opens and path in sections:
            text = sections[path].title or sections[path].text.partition("\n")[0]
        before, fields = labelled_fields(text)
        yield _Entry(path, opens, paragraph, before, fields)


def _without_asides(entries: Sequence[_Entry]) -> list[_Entry]:
    """Points like `a) Mục đích: ...` among points that are fields say something of the item above, and no field."""
    fields_in = {_above(entry.path) for entry in entries if entry.opens and entry.fields and not entry.text}
    own = {entry.path for entry in entries if entry.fields and not entry.opens}

    def is_aside(entry: _Entry) -> bool:
        beside = entry.opens and not entry.fields and _above(entry.path) in fields_in and entry.path not in own
        return beside and _ASIDE.match(entry.text) is not None

    return [replace(entry, text="") if is_aside(entry) else entry for entry in entries]


def _items(run: Sequence[_Entry], sections: dict[str, Section]) -> Iterator[_Item]:
    """The tasks among the entries of one section."""
    blocks = [block for block in _blocks(run) if block.is_task or (block.is_dated and _body_above(block, sections))]
    for block in blocks:
        first = block.texts[0]
        if not first.opens or first.path not in sections:
            yield _Item(block, first, None, first.path)
        elif len(blocks) > 1 and len(block.texts) > 1:
            yield _Item(block, block.texts[1], None, first.path)  # a heading over several items without labels
        else:
            yield _Item(block, first, sections[first.path].label, _above(first.path))


def _body_above(block: _Block, sections: dict[str, Section]) -> str | None:
    """The body that a heading above names, which does what stands below it."""
    path = block.texts[0].path
    for above in (path, _above(path)):
        title = sections[above].title if above in sections else None
        if title and is_body_heading(title):
            return title
    return None


def _blocks(run: Iterable[_Entry]) -> Iterator[_Block]:
    block = _Block()
    for entry in run:
        waiting = block.waits
        if waiting and entry.text:
            block.fields[waiting] = [*block.fields[waiting][:-1], *_continued(block.fields[waiting][-1], entry)]
            block.add(replace(entry, text=""))
        elif entry.text and block.fields:
            yield block
            block = _Block()
            block.add(entry)
        else:
            block.add(entry)
    yield block


def _continued(last: tuple[str, _Entry], entry: _Entry) -> Iterator[tuple[str, _Entry]]:
    """A value in the list below its label; the label itself waits for the next line of the list."""
    yield entry.text.rstrip(" ;."), entry
    yield last


def _below_its_heading(item: _Item, items: Sequence[_Item], sections: dict[str, Section]) -> _Item:
    """A text below a heading is the task where the headings beside that one are sections, too."""
    path = item.title.path
    beside = {_above(other.section) for other in items if other.number and other.section and other.section != path}
    if item.number is None or path is None or len(item.block.texts) < 2 or sections[path].title is None:
        return item
    return _Item(item.block, item.block.texts[1], None, path) if _above(path) in beside else item


# --- values -----------------------------------------------------------------------------------------------------------


def _task(document: Document, item: _Item, ordinal: int, sections: dict[str, Section], claims: Claims) -> Task:
    entries = [item.title, *dict.fromkeys(entry for values in item.block.fields.values() for _, entry in values)]
    _claim(item, claims)
    lines = [line for entry in entries for line in entry.paragraph.lines]
    fragments = [_fragment(document, line.block, line.cell) for line in lines]
    confidences = [one.confidence for one in fragments if one.confidence is not None]
    lead, coordinating = _agencies(item.block, _body_above(item.block, sections))
    section = sections.get(item.section or "")
    return Task(
        ordinal=ordinal,
        part=None,
        section=section.label if section else None,
        section_title=section.title if section else None,
        number=item.number,
        parent_number=None,
        is_group=False,
        title=CellValue(item.title.text, _raw(item.title.paragraph)),
        outputs_cell=_value(item.block, "output", " ; "),
        lead_cell=lead,
        coordinating_cell=coordinating,
        deadline_cell=_deadline(item.block),
        budget_cell=_value(item.block, "budget"),
        funding_cell=_value(item.block, "funding"),
        note_cell=None,
        page_start=min(one.page for one in fragments),
        page_end=max(one.page for one in fragments),
        line_start=min(one.line for one in fragments),
        line_end=max(one.line_end for one in fragments),
        repairs=sum(len(one.edits) for one in fragments),
        confidence=sum(confidences) / len(confidences) if confidences else 1.0,
    )


def _claim(item: _Item, claims: Claims) -> None:
    for line in item.title.paragraph.lines:
        claims.claim_line(line, field="title")
    for role, values in item.block.fields.items():
        for _, entry in values if role in _NAMES else ():
            for line in entry.paragraph.lines if entry is not item.title else ():
                claims.claim_line(line, field=_NAMES[role])


def _fragment(document: Document, block: int, cell: int | None) -> Fragment:
    value = document.blocks[block]
    if isinstance(value, Row):
        return value.cells[cell or 0].fragment
    assert isinstance(value, Line)
    return value.fragment


def _raw(paragraph: Paragraph) -> str:
    return " ".join(" ".join(line.raw for line in paragraph.lines).split())


def _value(block: _Block, role: Role, joint: str = "; ") -> CellValue | None:
    values = [(value, entry) for value, entry in block.fields.get(role, ()) if value]
    if not values:
        return None
    return CellValue(joint.join(value for value, _ in values), " ".join(_raw(e.paragraph) for _, e in values))


def _agencies(block: _Block, above: str | None) -> tuple[CellValue | None, CellValue | None]:
    """Lead and coordinating bodies; `Đơn vị thực hiện` beside a lead names those that help."""
    named = [value for role in _LEADS if (value := _value(block, role))]
    coordinating = _value(block, "co")
    if not named:
        return (CellValue(above, "", inherited=True) if above else None), coordinating
    lead = named[0]
    if coordinating is not None:
        return lead, coordinating
    first, second = split_shared_cell(lead.text)
    if second is not None:
        return CellValue(first, lead.raw), CellValue(second, lead.raw)
    helping = _value(block, "assignee")
    return lead, helping if helping is not None and helping != lead else None


def _deadline(block: _Block) -> CellValue | None:
    start, end = _value(block, "time_start"), _value(block, "time_end")
    if value := _value(block, "time"):
        return value
    if start and end:
        return CellValue(f"{start.text} - {end.text}", f"{start.raw} - {end.raw}")
    return end or start
