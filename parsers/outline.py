"""The narrative of a document as numbered sections, outside heads, tables and closings.

A label counts when it continues the outline: the next sibling of an open label, the first child of the deepest one,
or a repeat or a small jump, which are findings (`duplicate_number`, `missing_number`) and never renumbered. Anything
else that looks like a label ("2020. ...") is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from parsers.claims import Claims
from parsers.document_marks import ENACTING_LINE, is_closing
from parsers.head import Head
from parsers.labels import Family, Label, label_at
from parsers.paragraphs import Paragraph, paragraphs
from parsers.row_labels import POINT_LETTERS
from parsers.splitting import Segment
from parsers.text_lines import TextLine, is_capitals
from schemas.decision import Finding, Place, Section

_RANK: dict[Family, int] = {
    "phan": 0, "chuong": 1, "muc": 2, "part": 3, "roman": 4, "dieu": 5, "arabic": 6,
    "dotted2": 7, "dotted3": 8, "dotted4": 9, "letter": 10,
}  # fmt: skip
_RULE = re.compile(r"[-–—_=~]{3,}")
_WORDS_OF_A_HEADING = 25  # one without a mark after its numeral has fewer
_LARGEST_JUMP = 3  # a gap of more siblings than this is no label of the same list
_LEADS_IN = re.compile(
    r"(?:,\s*cụ thể|(?:như|các)?\s*sau(?: đây)?|gồm(?: có)?|bao gồm|là|trong đó)\s*(?:là|như)?\s*:\s*$", re.IGNORECASE
)
_NUMBERED_FIELD = re.compile(
    r"^(?:Lĩnh vực|Nhiệm vụ|Nội dung|Mục tiêu|Giải pháp|Nhóm|Chỉ tiêu|Chủ đề|Giai đoạn|Phần|Chương|Mục"
    r"|Bước|Đợt|(?:Tiểu )?[Dd]ự án|Hợp phần|Đề án|Chương trình|Trụ cột|Tiêu chí)\s+(?:thứ\s+)?[\w.]+\s*:",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"\s*\((?:chi tiết|có|kèm|xem|theo|đính kèm|tại)[^()]*(?:phụ lục|biểu|kèm|bảng)[^()]*\)\s*[.:;]?$", re.IGNORECASE
)
_HEADING_AT_MOST = 45  # words; a longer run without a full stop is a paragraph


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections of a document in order, the labels of its articles, and what is odd about its numbering."""

    sections: tuple[Section, ...]
    articles: tuple[str, ...]
    findings: tuple[Finding, ...]
    paragraphs: tuple[tuple[str | None, Paragraph], ...]  # (path of its section, paragraph), for citations


@dataclass(slots=True)
class _Node:
    family: Family
    values: tuple[int, ...]
    path: str
    printed: str


@dataclass(slots=True)
class _Draft:
    """A section being filled."""

    path: str | None
    label: str | None
    level: int
    title: str | None
    place: Place
    text: list[str] = field(default_factory=list)


def parse_outline(segment: Segment, claims: Claims, head: Head) -> Outline:
    """Read the narrative of `segment` below its head and claim it; lines that are claimed already are left out."""
    free = [
        _without_rule(line, claims)
        for line in segment.lines[head.body_start :]
        if line.is_row or not line.text or not claims.is_claimed(line)
    ]
    return _OutlineReader(claims).read(list(paragraphs(free, segment.shape)))


def _without_rule(line: TextLine, claims: Claims) -> TextLine:
    """A rule between two paragraphs (`---`) is claimed, and parts them like a blank line."""
    if not _RULE.fullmatch(line.text):
        return line
    claims.claim_line(line)
    return replace(line, text="")


class _OutlineReader:
    """One pass over the paragraphs with the stack of open labels."""

    def __init__(self, claims: Claims) -> None:
        self._claims = claims
        self._stack: list[_Node] = []
        self._sections: list[_Draft] = []
        self._findings: list[Finding] = []
        self._articles: list[str] = []
        self._cited: list[tuple[str | None, Paragraph]] = []
        self._has_bare_second = False  # a `II NHIỆM VỤ` without a mark stands somewhere

    def read(self, items: list[Paragraph | None]) -> Outline:
        """Place every paragraph under its label; None items are table rows."""
        self._has_bare_second = any(item is not None and _is_bare_heading(item.text, 2) for item in items)
        for item in items:
            if item is not None:
                self._paragraph(item)
        sections = tuple(
            Section(d.path, d.label, d.level, d.title, "\n".join(d.text), d.place)
            for d in self._sections
            if d.text or d.label
        )
        return Outline(sections, tuple(self._articles), tuple(self._findings), tuple(self._cited))

    def _paragraph(self, item: Paragraph) -> None:
        self._claim(item.lines)
        node = self._accept(item)
        if node is None:
            if not self._sections:
                self._sections.append(_Draft(None, None, 0, None, item.place))
            if not ENACTING_LINE.match(item.text):
                self._text(item.text)
        else:
            self._open(node, item)
        self._cited.append((self._sections[-1].path if self._sections else None, item))

    def _text(self, text: str) -> None:
        """Text of the open section; below a label that stands alone (`PHẦN I`) a heading line is its title."""
        section = self._sections[-1]
        named = section.label is not None and section.label.startswith(("Phần", "Chương", "Mục"))
        if named and section.title is None and not section.text:
            section.title, rest = heading_of(text)
            text = rest
        if text:
            section.text.append(text)

    def _claim(self, lines: tuple[TextLine, ...]) -> None:
        for line in lines:
            self._claims.claim_line(line)

    def _open(self, node: tuple[_Node, int], item: Paragraph) -> None:
        entry, end = node
        rest = item.text[end:].strip()
        title, text = heading_of(rest, is_article=entry.family == "dieu")
        draft = _Draft(entry.path, entry.printed, len(self._stack), title, item.place, [text] if text else [])
        self._sections.append(draft)
        if entry.family == "dieu":
            self._articles.append(entry.printed.removeprefix("Điều "))

    def _accept(self, item: Paragraph) -> tuple[_Node, int] | None:
        """The outline node this paragraph opens, if its label fits the outline."""
        readings = label_at(item.text)
        for sequel in (True, False):  # a reading that continues a list beats one that starts or breaks one
            for label in readings:
                placed = self._place(label, item, sequel=sequel)
                if placed is not None:
                    return placed, label.end
        return None

    def _place(self, label: Label, item: Paragraph, *, sequel: bool) -> _Node | None:
        if label.bare and not self._bare_fits(label, item.text[label.end :]):
            return None
        depth = self._open_list(label)
        if depth is not None:
            siblings = self._stack[depth]
            step = label.value - siblings.values[-1]
            if step == 1 or (label.family == "letter" and step == 0 and label.printed == "d"):
                node = self._sibling(depth, label if step == 1 else _stroke(label))
                if label.read_as:
                    self._finding("suspect_reading", item, f"{node.path}: its numeral was read as {label.read_as}")
                return node
        opens = label.value == 1 and depth is None and label.read_as.endswith("L")
        if sequel or (label.read_as and not opens):
            return None
        repeats = depth is not None and depth == len(self._stack) - 1 and self._stack[depth].values == label.values
        if depth is None or (label.value == 1 and not repeats):
            if label.read_as:
                self._finding("suspect_reading", item, f"{label.printed}: its numeral was read as {label.read_as}")
            return self._child(label, item)
        return self._irregular(depth, label, item)

    def _bare_fits(self, label: Label, rest: str) -> bool:
        """A Roman numeral without a mark counts only as the next of its list and before a short heading.

        As the first it does in a text that has a second one like it.
        """
        depth = self._open_list(label)
        if depth is None:
            return label.value == 1 and self._has_bare_second and _is_short_heading(rest)
        return (
            label.value == self._stack[depth].values[-1] + 1
            and len(rest.split()) < _WORDS_OF_A_HEADING
            and rest[-1:] not in ".;"
        )

    def _open_list(self, label: Label) -> int | None:
        """The deepest open list of the label's family that it can belong to (the one it continues, if any)."""
        fitting = [d for d, node in enumerate(self._stack) if node.family == label.family and _same_prefix(node, label)]
        for depth in reversed(fitting):
            if self._stack[depth].values[-1] + 1 == label.value:
                return depth
        return fitting[-1] if fitting else None

    def _sibling(self, depth: int, label: Label) -> _Node:
        self._stack = self._stack[:depth]
        return self._push(label)

    def _child(self, label: Label, item: Paragraph) -> _Node | None:
        if label.value > _LARGEST_JUMP + 1 and label.family not in ("dieu", "chuong", "phan"):
            return None
        if label.family in ("letter", "arabic") and label.value > 2 and not self._stack:
            return None
        self._unwind(label)
        node = self._push(label)
        if label.value > 1 and label.family not in ("dieu", "chuong", "phan", "muc"):
            self._finding("missing_number", item, f"{node.path}: the list starts at {label.printed}")
        return node

    def _unwind(self, label: Label) -> None:
        """Close what cannot hold the label: a Roman closes arabic lists, an article closes its clauses."""
        rank = _RANK[label.family]
        if label.family in ("arabic", "letter"):
            return  # restarts below the deepest open label
        if label.family.startswith("dotted"):
            while self._stack and (self._stack[-1].family == "letter" or _RANK[self._stack[-1].family] >= rank):
                self._stack.pop()
            return
        while self._stack and _RANK[self._stack[-1].family] >= rank:
            self._stack.pop()

    def _irregular(self, depth: int, label: Label, item: Paragraph) -> _Node | None:
        """A repeat or a jump in an open list."""
        step = label.value - self._stack[depth].values[-1]
        if not 0 <= step <= _LARGEST_JUMP or (step == 0 and label.family == "letter"):
            return None
        parent = self._stack[depth - 1].path if depth else ""
        previous = self._stack[depth].printed
        node = self._sibling(depth, label)
        if step == 0:
            self._finding("duplicate_number", item, f"{node.path}: the number {label.printed} is used twice")
        elif not _only_stroke_missing(label, step):
            self._finding("missing_number", item, f"{parent or 'outline'}: {label.printed} follows {previous}")
        return node

    def _push(self, label: Label) -> _Node:
        parent = self._stack[-1].path if self._stack else ""
        node = _Node(label.family, label.values, self._path(parent, label), label.printed)
        self._stack.append(node)
        return node

    def _path(self, parent: str, label: Label) -> str:
        if label.family == "dieu":
            return label.printed  # articles are numbered through the whole act
        if label.family.startswith("dotted"):
            base = self._stack[-1] if self._stack else None
            if base is not None and base.values == label.values[:-1] and base.family != "letter":
                return f"{parent}.{label.values[-1]}"
            return f"{parent}.{label.printed}" if parent else label.printed
        return f"{parent}.{label.printed}" if parent else label.printed

    def _finding(self, code: str, item: Paragraph, message: str) -> None:
        self._findings.append(Finding(code, "warning", message, item.place))


def _is_bare_heading(text: str, value: int) -> bool:
    """Whether a paragraph is a heading in capitals behind the numeral `value` without a mark."""
    return any(label.bare and label.value == value and _is_short_heading(text[label.end :]) for label in label_at(text))


def _is_short_heading(text: str) -> bool:
    return is_capitals(text) and len(text.split()) < _WORDS_OF_A_HEADING


def _same_prefix(node: _Node, label: Label) -> bool:
    return node.values[:-1] == label.values[:-1]


def _stroke(label: Label) -> Label:
    """A second `d` in a row is `đ`, misread: its place in the list says so."""
    return Label("letter", "đ", (POINT_LETTERS.index("đ") + 1,), label.end)


def _only_stroke_missing(label: Label, step: int) -> bool:
    """`e` after `d`: lists that follow the Latin alphabet have no đ."""
    return label.family == "letter" and label.printed == "e" and step == 2


def heading_of(rest: str, *, is_article: bool = False) -> tuple[str | None, str]:
    """Split what follows a label into a title and a text; the title is None where the label opens a paragraph.

    `a) Sở Nội vụ:` has a title; `b) Văn phòng: Sau khi ...` and anything that ends like a sentence have none.
    """
    if not rest:
        return None, ""
    pointer = _POINTER.search(rest)
    if pointer and pointer.start() > 3:
        title, text = heading_of(rest[: pointer.start()].strip(), is_article=is_article)
        return (title, pointer[0].strip()) if title and not text else (None, rest)
    bare = rest.rstrip(" .:;")
    inner = _NUMBERED_FIELD.sub("", rest)
    if is_capitals(rest) and not is_closing(rest):
        return bare, ""
    if rest[-1] in ".;,!?/" or is_closing(rest) or _leads_in(rest) or len(rest.split()) > _HEADING_AT_MOST:
        return None, rest
    if is_article and rest[-1] == ":" and (len(rest.split()) > 12 or " này" in rest):
        return None, rest
    if ". " in inner or re.search(r":\s+\S", inner):
        return None, rest
    if rest[-1] == ":" and _is_clause(bare):
        return None, rest
    return bare, ""


def _leads_in(rest: str) -> bool:
    return len(rest.split()) > 3 and _LEADS_IN.search(rest) is not None


_CLAUSE = re.compile(
    r"^(?:Thực hiện|Tăng cường|Tiếp tục|Đẩy mạnh|Nâng cao|Xây dựng|Triển khai|Phấn đấu|Giao|Yêu cầu"
    r"|Đề nghị|Tổ chức|Chỉ đạo|Chủ trì)\b"
)


def _is_clause(text: str) -> bool:
    """A verb phrase of some length before a colon introduces a list; it is no heading."""
    return _CLAUSE.match(text) is not None and len(text.split()) > 14
