"""A task row while it is being put together from the source rows that hold its pieces."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from parsers.data_files import listed
from parsers.table_headers import Role
from schemas.decision import CellValue

_OPEN_MARKS = (",", "-", "(", "/", "+", "&")
_END_MARKS = ".;:"
_LEADING_BULLET = re.compile(r"[-+*•–\s]+")


@functools.cache
def _open_words() -> frozenset[str]:
    return frozenset(listed("open_words.txt"))


@dataclass(slots=True)
class Piece:
    """Text of one cell with where it came from."""

    text: str
    raw: str
    block: int
    cell: int


@dataclass(slots=True)
class RowBuilder:
    """Pieces by role, plus what is known of the row's place in the table."""

    number: str | None
    section: str | None
    section_title: str | None
    part: str | None
    pieces: dict[Role, list[Piece]] = field(default_factory=dict)
    blocks: list[int] = field(default_factory=list)
    details: dict[str, str] = field(default_factory=dict)  # heading -> text, of columns that no field stands for
    inherited: dict[Role, CellValue] = field(default_factory=dict)
    covered: dict[Role, str] = field(default_factory=dict)  # texts of merged cells above that go on in this row
    closed: set[Role] = field(default_factory=set)  # columns in which the layout shows that no cell above goes on
    parent_number: str | None = None
    is_group: bool = False
    shifted: bool = False
    periods: tuple[str | None, ...] = ()  # names of the columns of the chart the row stands in
    after_break: bool = False
    heading: int | None = None  # the block of the heading it stands below
    columns: frozenset[Role] = frozenset()  # roles of the columns of its table
    doubtful: bool = False  # it may be a part of the row above or below, which a page break cut

    def text(self, role: Role) -> str:
        """Repaired text of a column, pieces joined; "" when blank."""
        return " ".join(p.text for p in self.pieces.get(role, []) if p.text)

    def value(self, role: Role) -> CellValue | None:
        """The column's value as published, None when blank; values of merged cells count."""
        if role in self.inherited:
            return self.inherited[role]
        text = self.text(role)
        if not text:
            return None
        return CellValue(text, " ".join(p.raw for p in self.pieces[role] if p.raw.strip()))

    def is_blank(self, *roles: Role) -> bool:
        """Whether none of the columns was printed with text."""
        return not any(self.text(role) for role in roles)

    def add(self, role: Role, piece: Piece) -> None:
        """Append a piece to a column."""
        self.pieces.setdefault(role, []).append(piece)
        if piece.block not in self.blocks:
            self.blocks.append(piece.block)


def row_name(row: RowBuilder) -> str:
    """What a finding calls a row: its number, or how its title begins."""
    return f"row {row.number}" if row.number else f"row {row.text('task')[:40]!r}"


def is_open(text: str) -> bool:
    """Whether a cell breaks off: it ends in a comma, hyphen or bracket, or in a word that needs another.

    >>> is_open("Tháng 01-"), is_open("Sở Nội vụ")
    (True, False)
    """
    stripped = text.rstrip()
    if not stripped:
        return False
    if stripped.endswith(_OPEN_MARKS) or stripped.count("(") > stripped.count(")"):
        return True
    return stripped.rsplit(None, 1)[-1] in _open_words()


def list_is_open(text: str) -> bool:
    """Whether a list of outputs announces another item: it ends with `;`."""
    return text.rstrip().endswith(";")


def starts_inside(text: str) -> bool:
    """Whether a cell starts in the middle of a phrase: with a lower-case letter, a bracket or a closing mark."""
    body = _LEADING_BULLET.sub("", text)
    return bool(body) and text[:1] not in "-+*•–" and (body[0].islower() or body[0] in ",;.)(")


def listed_text(
    text: str,
    begins_item: Callable[[str], bool] | None = None,
    goes_on: Callable[[str], bool] | None = None,
    *,
    mark: str = "",
) -> str:
    """A cell on one line, but for the line breaks that part the items of a list without `;`: those before its bullets.

    `begins_item` tells of a line without a bullet whether it begins one, too; one that ends a phrase never does.
    `goes_on` tells of a dash at the beginning of a line, in a cell that has begun without one, whether it is a hyphen.
    A `mark` ends what stands before a line that begins an item without a bullet, where no mark does.

    >>> listed_text("- Quyết định\\n- Quy chế\\nphối hợp")
    '- Quyết định\\n- Quy chế phối hợp'
    """
    lines = [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]
    if not lines:
        return ""
    joined = lines[0]
    for line in lines[1:]:
        own = begins_item is not None and not is_open(joined) and begins_item(line)
        bulleted = is_bulleted(line) and not (goes_on is not None and _may_wrap(joined, line) and goes_on(line))
        ended = mark if own and not bulleted and joined[-1] not in _END_MARKS else ""
        joined += f"{ended}\n{line}" if own or bulleted else f" {line}"
    return joined


def _may_wrap(above: str, line: str) -> bool:
    """Whether a line that begins with a dash may go on with the phrase above, which is no item of a list."""
    return line[:2] in ("- ", "– ") and "\n" not in above and not is_bulleted(above) and above[-1] not in ".,;:"


def is_bulleted(text: str) -> bool:
    """Whether a cell starts with a bullet."""
    return text.lstrip()[:1] in ("-", "+", "*", "•", "–")
