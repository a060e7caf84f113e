"""What a document says it issues, or which annex it points to: the names of parts whose own title page is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.document_marks import ARTICLE_LINE
from schemas.decision import DocumentKind

_NAMED = (
    r"(?P<title>(?P<type>Kế hoạch|Phụ lục|Danh mục|Danh sách|Chương trình|Đề án|Quy chế"
    r"|Quy định|Phương án|Nội dung)\s.+?)"
)
_STOP = r"(?=\s*(?:[.;]\s*$|[.;]\s|\(\s*(?:có|kèm|chi tiết)|,?\s*(?:có|với)\s+(?:các\s+)?nội dung|\s+kèm theo\s|$))"
_ISSUES = re.compile(
    rf"^(?:Điều|ĐIỀU)\s*1\s*[.:]?\s*.{{0,30}}?(?:[Bb]an hành|[Pp]hê duyệt)\s+(?:kèm theo\s+(?:Quyết định|Nghị quyết"
    rf"|Công văn)\s+này\s+)?"
    rf"(?:bản\s+|nội dung\s+)?[\"“]?{_NAMED}{_STOP}"
)
_POINTER = re.compile(
    r"^\(?\s*(?:Có|Chi tiết|Kèm theo|Xem|Theo|Cụ thể)?[^.;]{0,40}?(?P<type>Phụ lục|Phụ biểu|Biểu"
    r"|Danh mục)\b(?P<rest>[^.;]*)\)?\s*[./;]*$",
    re.IGNORECASE,
)
_BARE_POINTER = re.compile(r"^(?:[\sIVXLC\d.:-]*)(?:chi tiết|đính kèm|kèm theo|có|tại|theo|này)*", re.IGNORECASE)
_HEADING_OF_POINTER = re.compile(r"^(?:[IVXLC]{1,5}|\d{1,2}|[A-H])[.)]\s+(?P<title>.+?)[:.]?$")
_KINDS: dict[str, DocumentKind] = {
    "kế hoạch": "ke_hoach", "phụ lục": "phu_luc", "danh mục": "danh_muc", "danh sách": "danh_muc",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Announced:
    """A part that is announced: its kind and, where the text gives it, its title."""

    kind: DocumentKind
    title: str | None


def announced_by_articles(lines: Sequence[str]) -> Announced | None:
    """What Điều 1 issues or approves: `Ban hành kèm theo Quyết định này Kế hoạch X` gives the plan with title X."""
    for position, line in enumerate(lines):
        if not line.startswith(("Điều", "ĐIỀU")) or not ARTICLE_LINE.match(line):
            continue
        match = _ISSUES.match(_with_continuation(lines, position))
        return Announced(_KINDS.get(match["type"].casefold(), "khac"), match["title"].strip(' "”“,')) if match else None
    return None


def _with_continuation(lines: Sequence[str], position: int) -> str:
    text = lines[position]
    for line in lines[position + 1 : position + 6]:
        if not line or text.endswith((".", ";", ":")):
            break
        text = f"{text} {line}"
    return text


def announced_by_pointer(lines: Sequence[str]) -> Announced | None:
    """The annex a plan points to in brackets; named by the pointer or by the heading that the pointer stands under."""
    pointers = [
        (i, m) for i, line in enumerate(lines) if line[:1] == "(" and len(line) < 400 and (m := _POINTER.match(line))
    ]
    if not pointers:
        return None
    position, match = pointers[-1]
    named = _named_by_pointer(match["rest"].strip(" )"))
    return Announced("phu_luc", named or _heading_above(lines, position))


def _named_by_pointer(rest: str) -> str | None:
    name = rest[_BARE_POINTER.match(rest).end() :] if _BARE_POINTER.match(rest) else rest  # type: ignore[union-attr]
    name = re.sub(r"^[\s:\-–]+|\s*(?:kèm theo|đính kèm).*$", "", name)
    return name if len(name.split()) > 3 else None


def _heading_above(lines: Sequence[str], position: int) -> str | None:
    above = next((line for line in reversed(lines[max(0, position - 3) : position]) if line), "")
    match = _HEADING_OF_POINTER.match(above)
    if match is None:
        return None
    title = re.sub(r"^PHỤ LỤC\s+(?=\S)", "", match["title"], flags=re.IGNORECASE)
    return title if len(title.split()) > 2 else None
