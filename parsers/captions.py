"""The tie line of a plan or annex: `(Kèm theo Quyết định số … ngày … của …)` and its variants."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.citations import find_citations
from parsers.document_marks import TIE_LINE
from parsers.text_lines import TextLine
from schemas.decision import DocumentKind

_TIED_KIND = re.compile(
    r"(?:Quyết định|Kế hoạch|Nghị quyết|Công văn|Tờ trình|Báo cáo|Chỉ thị|Chương trình|Đề án)", re.IGNORECASE
)
_KINDS: dict[str, DocumentKind] = {
    "quyết định": "quyet_dinh", "kế hoạch": "ke_hoach", "nghị quyết": "nghi_quyet", "công văn": "cong_van",
    "tờ trình": "to_trinh", "báo cáo": "bao_cao", "chỉ thị": "chi_thi", "chương trình": "khac", "đề án": "khac",
}  # fmt: skip
_HEAD_REACH = 25  # lines: a tie line stands in the head of its document
_ISSUED_BY = re.compile(r"\bcủa\s+(?P<issuer>[A-ZĐÀ-Ỹ][^()]*?|tỉnh [^()]*?)\s*\)?\s*$")


@dataclass(frozen=True, slots=True)
class Tie:
    """What a tie line says: the kind of the part's parent, the act it cites, and the document's lines it takes.

    `(Kèm theo Kế hoạch ... ban hành theo Quyết định số 536/QĐ-UBND)` ties to a plan and cites a decision.
    """

    text: str
    first: int
    last: int
    kind: DocumentKind | None
    cited_kind: DocumentKind | None
    number: str | None
    issued_on: dt.date | None
    issuer: str | None


def tie_of(lines: Sequence[TextLine]) -> Tie | None:
    """The tie line in the head of a document, read over as many lines as its bracket spans."""
    for index, line in enumerate(lines[:_HEAD_REACH]):
        if line.is_row:
            return None
        if line.text and line.text[0] in "(BKbkĐđT" and TIE_LINE.match(line.text):
            return read_tie(lines, index)
    return None


def read_tie(lines: Sequence[TextLine], first: int) -> Tie:
    """The tie that starts at line `first`."""
    last, text = first, lines[first].text
    while _goes_on(text) and last + 1 < len(lines) and last - first < 5:
        following = lines[last + 1]
        if following.is_row or not following.text:
            break
        last, text = last + 1, f"{text} {following.text}"
    kind = _TIED_KIND.search(text)
    cited = find_citations(text)
    named = cited[0] if cited else None
    issuer = _ISSUED_BY.search(text)
    return Tie(
        text,
        first,
        last,
        _KINDS[kind[0].casefold()] if kind else None,
        _KINDS.get((named.kind or "").casefold()) if named else None,
        named.number if named else None,
        named.issued_on if named else None,
        " ".join(issuer["issuer"].split()) if issuer else None,
    )


def _goes_on(text: str) -> bool:
    if text.startswith("("):
        return ")" not in text
    return not re.search(r"\d{4}|của\s+\S", text)
