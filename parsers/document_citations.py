"""What each cited instrument is cited for: basis, proposal, tie of an annex, replacement, or mention.

The basis is the preamble (`Căn cứ ...`, `Thực hiện ...`) or a section headed "căn cứ"; one clause may name several
instruments. An instrument named only in the title of another ("sửa đổi, bổ sung Nghị quyết số 30c/NQ-CP") is mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from parsers.captions import Tie
from parsers.citations import KINDS, CitedInstrument, find_citations
from parsers.document_marks import ARTICLE_LINE
from parsers.head import Head
from parsers.outline import Outline
from parsers.paragraphs import BULLET, Paragraph
from parsers.splitting import Segment
from schemas.decision import Citation, CitationRole, DocumentKind, Place, Task
from schemas.letters import fold

_BASIS = re.compile(
    r"^[-–+*]?\s*(?:Căn cứ|Thực hiện|Xét|Theo|Triển khai|Trên cơ sở|Để|Nhằm|Tiếp tục|Chấp hành|Quán triệt"
    r"|Thi hành|Sau khi xem xét|Tiếp theo|Được sự (?:đồng ý|thống nhất|cho phép|chấp thuận))\b"
)
_PROPOSAL = re.compile(
    r"^[-–+*]?\s*(?:Xét|Sau khi xem xét|Theo\s+(?:đề nghị|đề xuất|Tờ trình)|Trên cơ sở\s+(?:đề nghị|Tờ trình))\b",
    re.IGNORECASE,
)
_PROPOSED = re.compile(r"[,;.]\s*(?:[Tt]heo|[Xx]ét)\s+đề\s+nghị\s+của\s")
_LIST_OF_BASES = re.compile(r"^(?:Các\s+)?[Cc]ăn cứ\b[^.;]{0,60}:$")
_LISTED_BASIS = re.compile(rf"^[-–+*•]?\s*(?:Các\s+)?(?:{'|'.join(KINDS)})(?![\wà-ỹ])(?!.*:$)")
_BASIS_HEADING = re.compile(r"^(?:(?:cac )?can cu(?: phap ly| xay dung.*| lap .*| ban hanh.*| de .*)?|co so phap ly)$")
_CONNECTED = re.compile(r"^\s*[,;]?\s*(?:(?:và|,|;|:)\s*)?(?:các\s+|của\s+)?$")
_NEXT_CLAUSE = re.compile(r"(?:[,:]|(?<![\wà-ỹ])và)\s*(?:các\s+)?$")
_NEXT_SENTENCE = re.compile(r"\.\s+(?:(?:Căn cứ|Trên cơ sở|Thực hiện|Xét|Theo|Triển khai)\s+(?:các\s+)?)?$")
_PROPOSER = re.compile(r"(?:đề nghị|đề xuất)\s+của\s+(?P<who>.+?)(?:\s+về\s.+?)?\s*(?:[\s(](?:tại|theo|ở)\b|\()\s*$")
# `..., ý kiến của Thường trực HĐND tỉnh tại` names who speaks in the next instrument, which stands on its own.
_OPINION = re.compile(
    r"(?:[,;]|(?<![\wà-ỹ])và)\s+(?:(?:trên cơ sở|căn cứ|theo|xét|thực hiện)\s+)?"
    r"(?:kết luận|ý kiến(?:\s+chỉ đạo|\s+thống nhất)?|chỉ đạo|đề nghị|đề xuất)\s+của\s+"
    r"(?P<who>(?:[A-ZĐÀ-Ỹ]|(?:các )?(?:sở|đồng chí)\s)[^,;.]{2,70}?)\s+tại\s+$"
)
_UNDATED_LAW = re.compile(
    r"^[-–+*]?\s*(?:Căn cứ\s+)?(?P<kind>Bộ luật|Luật|Pháp lệnh|Hiến pháp)\s+(?P<name>[^;.:,\d]{3,150}?)\s*[;.,]?$"
)
_INSIDE_TITLE = re.compile(
    r"(?:sửa đổi|bổ sung|thay thế|bãi bỏ|hướng dẫn|thi hành|quy định chi tiết|thực hiện|triển khai|theo"
    r"|kèm theo|tại|của|một số điều|ban hành)\s*(?:các\s+)?$",
    re.IGNORECASE,
)
_REPLACES = re.compile(
    r"(?<!về )(?<!việc )(?<![\wà-ỹ])(?:thay thế(?:\s+cho)?|bãi bỏ|hủy bỏ|huỷ bỏ|chấm dứt hiệu lực(?:\s+của)?"
    r"|thu hồi(?=\s+(?:các\s+)?(?:quyết định|kế hoạch)\s+số))(?![\wà-ỹ])",
    re.IGNORECASE,
)
_LISTS_REPLACED = re.compile(rf"(?:{_REPLACES.pattern})[^.;]{{0,120}}:$", re.IGNORECASE)
_LISTED_REPLACED = re.compile(rf"^(?:[-–+*•]|(?:\d{{1,2}}|[a-zđ])[.)])\s*(?:Các\s+)?(?:{'|'.join(KINDS)})(?![\wà-ỹ])")
_IN_PART = re.compile(r"(?<!\w)(?:khoản|điểm|điều|mục|chương|cụm từ|một phần|nội dung|phụ lục)\s", re.IGNORECASE)
_LAPSES = re.compile(r"hết\s+hiệu\s+lực|không\s+còn\s+hiệu\s+lực")
_DIGIT = re.compile(r"\d")
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-ZĐÀ-Ỹ])")


def document_citations(
    segment: Segment, head: Head, outline: Outline, tasks: tuple[Task, ...] = ()
) -> tuple[Citation, ...]:
    """Every instrument `segment` cites: head, narrative, task rows (joined over page breaks), other table rows.

    A basis or a replacement stands once, a mention at each occurrence.
    """
    outlined = _of_outline(outline, segment)
    found = [*_of_ties(head.ties, segment), *_of_title(segment, head), *outlined, *_of_tasks(tasks)]
    return _once([*found, *_of_other_rows(segment, tasks)])


def _of_ties(ties: Iterable[Tie], segment: Segment) -> Iterator[Citation]:
    for tie in ties:
        place = segment.lines[tie.first].place
        cited = find_citations(tie.text)
        if cited:
            yield from (
                _citation(c, "attached_to" if i == 0 else "mentioned", tie.text, place) for i, c in enumerate(cited)
            )
        else:
            yield _tie_without_number(tie, place)


def _tie_without_number(tie: Tie, place: Place) -> Citation:
    match = re.search(r"(?:kèm theo|đính kèm)\s+(?P<kind>\w+\s\w+)\s*(?P<title>.*?)\)?$", tie.text, re.IGNORECASE)
    kind, title = (match["kind"].capitalize(), match["title"].strip(" ,.")) if match else (None, "")
    return Citation("attached_to", tie.text, place, kind, None, tie.issued_on, tie.issuer, title or None)


def _of_title(segment: Segment, head: Head) -> Iterator[Citation]:
    if not head.title or not _DIGIT.search(head.title):
        return
    place = segment.lines[segment.heading_line or 0].place
    for cited in find_citations(head.title):
        yield _citation(cited, "mentioned", head.title, place)


def _of_outline(outline: Outline, segment: Segment) -> Iterator[Citation]:
    basis_paths = {s.path for s in outline.sections if s.title and _BASIS_HEADING.match(fold(s.title))}
    in_article, preamble, listing, replaced = False, True, False, False
    for path, paragraph in outline.paragraphs:
        if path is not None:
            preamble = False
            in_article = in_article or ARTICLE_LINE.match(path) is not None
        replaced = _LISTS_REPLACED.search(paragraph.text) is not None or (
            replaced and _LISTED_REPLACED.match(paragraph.text) is not None
        )
        listing = listing or _LIST_OF_BASES.match(paragraph.text) is not None
        if not _DIGIT.search(paragraph.text) and "Luật" not in paragraph.text:
            continue
        if (preamble and _is_basis(paragraph.text, segment.kind, listing=listing)) or _under(path, basis_paths):
            yield from _of_basis(paragraph)
        elif in_article or preamble:
            yield from _of_article(paragraph, listed=in_article and replaced)
        else:
            yield from (_in_paragraph(c, "mentioned", paragraph) for c in find_citations(paragraph.text) if _precise(c))


def _is_basis(text: str, kind: DocumentKind, *, listing: bool) -> bool:
    """Whether a paragraph above the first label is a basis; one of a list only names its act (`- Luật Trẻ em ...;`)."""
    if _BASIS.match(text):
        return True
    alone = kind != "cong_van" and BULLET.match(text) is not None  # what a letter lists is what it sends
    return (listing or alone) and _LISTED_BASIS.match(text) is not None


def _under(path: str | None, headings: set[str | None]) -> bool:
    return path is not None and any(h is not None and (path == h or path.startswith(f"{h}.")) for h in headings)


def _of_basis(paragraph: Paragraph) -> Iterator[Citation]:
    """The instruments of one basis paragraph: those that stand on their own, and those inside their titles."""
    role: CitationRole = "proposal" if _PROPOSAL.match(paragraph.text) else "legal_basis"
    text = paragraph.text
    previous_end, previous_role = 0, role
    for position, cited in enumerate(find_citations(text) or _undated_law(text)):
        own = role if position == 0 else _role_of_next(text[previous_end : cited.start], previous_role, role)
        yield _in_paragraph(cited, own, paragraph, _proposer(text[: cited.start]) if own != "mentioned" else None)
        previous_end, previous_role = cited.end, own


def _role_of_next(between: str, previous: CitationRole, role: CitationRole) -> CitationRole:
    """The role of an instrument from the text between it and the one before."""
    if _PROPOSED.search(between):
        return "proposal"
    if _NEXT_SENTENCE.search(between) or _OPINION.search(between):
        return role
    if ";" in between:
        last = between.rpartition(";")[2]
        return role if len(last) < 40 or not _INSIDE_TITLE.search(last) else "mentioned"
    if _CONNECTED.match(between):
        return previous
    if _INSIDE_TITLE.search(between) or not _NEXT_CLAUSE.search(between):
        return "mentioned"
    return role if previous != "mentioned" else "mentioned"


def _proposer(before: str) -> str | None:
    match = _OPINION.search(before) or _PROPOSER.search(before)
    return match["who"] if match else None


def _undated_law(text: str) -> tuple[CitedInstrument, ...]:
    """The law of a basis that gives neither day nor number: `Căn cứ Luật Tổ chức chính quyền địa phương;`."""
    match = _UNDATED_LAW.match(text)
    if match is None:
        return ()
    kind, name = match["kind"], " ".join(match["name"].split())
    return (CitedInstrument(match.start("kind"), match.end("name"), kind, None, None, None, f"{kind} {name}"),)


def _of_article(paragraph: Paragraph, *, listed: bool = False) -> Iterator[Citation]:
    """Instruments in an article; those the act replaces or that lapse with it are told apart by the sentence's verb.

    `listed`: the paragraph is an item of a list that such a sentence leads, which names its act and no verb.
    """
    text = paragraph.text
    cited = find_citations(text)
    if not cited:
        return
    if listed and _LISTED_REPLACED.match(text):
        yield _in_paragraph(cited[0], "replaces", paragraph)
        yield from (_in_paragraph(c, "mentioned", paragraph) for c in cited[1:] if _precise(c))
        return
    bounds = [0, *(m.end() for m in _SENTENCE.finditer(text)), len(text)]
    for start, end in pairwise(bounds):
        inside = [c for c in cited if start <= c.start < end]
        yield from (
            _in_paragraph(c, role, paragraph)
            for c, role in _replacing(text, start, end, inside)
            if role == "replaces" or _precise(c)
        )


def _replacing(
    text: str, start: int, end: int, cited: list[CitedInstrument]
) -> Iterator[tuple[CitedInstrument, CitationRole]]:
    sentence = text[start:end]
    verb = _REPLACES.search(sentence)
    lapse = _LAPSES.search(sentence)
    previous_end, previous_role = start, "mentioned"
    for c in cited:
        role: CitationRole = "mentioned"
        between = text[previous_end : c.start]
        if verb is not None and c.start >= start + verb.end():
            first = previous_end <= start + verb.end()
            inside_title = _INSIDE_TITLE.search(between) is not None
            if first and _IN_PART.search(text[start + verb.end() : c.start]):
                pass  # only a part of the act is abolished
            elif (
                first
                or _REPLACES.search(between)
                or (
                    previous_role == "replaces"
                    and not inside_title
                    and (_CONNECTED.match(between) or _NEXT_CLAUSE.search(between) or ";" in between)
                )
            ):
                role = "replaces"
        elif lapse is not None and c.end <= start + lapse.start() and not _INSIDE_TITLE.search(between):
            role = "replaces"
        yield c, role
        previous_end, previous_role = c.end, role


def _of_tasks(tasks: tuple[Task, ...]) -> Iterator[Citation]:
    for task in tasks:
        place = Place(task.page_start, task.line_start)
        for cell in (task.title, task.outputs_cell, task.deadline_cell, task.budget_cell, task.note_cell):
            if cell is not None and not cell.inherited:
                yield from _in_cell(cell.text, place)


def _of_other_rows(segment: Segment, tasks: tuple[Task, ...]) -> Iterator[Citation]:
    """Rows that are no task's: lists, headings, tables of another kind."""
    ranges = [((t.page_start, t.line_start), (t.page_end, t.line_end)) for t in tasks]
    for line in segment.lines:
        if line.row is None or any(first <= (line.place.page, line.place.line) <= last for first, last in ranges):
            continue
        for cell in line.row.cells:
            yield from _in_cell(cell.fragment.text, Place(cell.fragment.page, cell.fragment.line))


def _in_cell(text: str, place: Place) -> Iterator[Citation]:
    if len(text) > 5 and "/" in text:
        yield from (_citation(c, "mentioned", text[c.start : c.end], place) for c in find_citations(text) if c.number)


def _precise(cited: CitedInstrument) -> bool:
    """A law named in running text counts when a date or year ties it to one act."""
    return cited.number is not None or cited.issued_on is not None or cited.year is not None


def _in_paragraph(
    cited: CitedInstrument, role: CitationRole, paragraph: Paragraph, issuer: str | None = None
) -> Citation:
    return _citation(cited, role, paragraph.text[cited.start : cited.end], paragraph.place_at(cited.start), issuer)


def _citation(
    cited: CitedInstrument, role: CitationRole, raw: str, place: Place, issuer: str | None = None
) -> Citation:
    return Citation(role, raw, place, cited.kind, cited.number, cited.issued_on, cited.issuer or issuer, cited.title)


def _once(citations: list[Citation]) -> tuple[Citation, ...]:
    """Without repeats of one basis; other roles keep each occurrence."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for citation in citations:
        key = (citation.role, citation.number, citation.issued_on, citation.title if citation.number is None else None)
        if citation.role in ("legal_basis", "proposal", "replaces") and key in seen:
            continue
        seen.add(key)
        kept.append(citation)
    return tuple(kept)
