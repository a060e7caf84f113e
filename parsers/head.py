"""The head of a document: number, date, place, issuing body and title, each as printed and with its place.

Nothing is decided here: every number and date is a candidate with the kind of place it was printed in, and the vote
is taken over the whole file. A blank template (`Số:      /KH-UBND`, `ngày   tháng   năm`) gives no candidate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.captions import Tie, read_tie
from parsers.claims import Claims
from parsers.document_marks import (
    ENACTING_LINE,
    NUMBER_LINE,
    PLACE_DATE,
    SHORT_PLACE_DATE,
    STRICT_BASIS_LINE,
    SUBJECT_LINE,
    TIE_LINE,
    is_motto,
    is_organ_line,
    is_state_name,
    may_go_on_in_title,
    type_heading,
)
from parsers.head_bodies import completed_authority, continues_body, issuing_body
from parsers.head_titles import (
    LABELLED,
    LEVEL_LINE,
    OPEN_END,
    YEARS_LINE,
    begins_text,
    ends_title,
    joined_title,
    without_stamp,
)
from parsers.legal_numbers import find_dates, find_numbers, glued_number
from parsers.preamble import issuer_in_preamble, party_committee_that_enacts
from parsers.signing_stamps import signing_times
from parsers.splitting import Segment
from parsers.text_lines import TextLine, is_capitals
from schemas.decision import Candidate, Place
from schemas.letters import fold

_NAMES_PARENT = (
    "quyet_dinh",
    "nghi_quyet",
    "cong_van",
    "chi_thi",
    "ke_hoach",
    None,
)  # acts whose number a tie line witnesses
_HEAD_REACH = 60  # lines from a document's start in which its head is looked for
_TITLE_REACH = 12  # lines a title may take
_DASH = re.compile(r"^[-–]\s+")
_MUSH = 8  # characters of a line that may be all that was read of a stamp
_SPECK = r"[^\w\s\"“”„'()…/:;,.\[\]]"
_RULE = re.compile(rf"^[-–_*=. ]{{2,}}$|^{_SPECK}(?:\s?{_SPECK}){{0,3}}$")
_DRAFT = re.compile(
    r"^(?:DỰ THẢO|HỎA TỐC|HOẢ TỐC|KHẨN|THƯỢNG KHẨN|MẬT|TỐI MẬT|SAO Y|SAO LỤC|TRÍCH SAO)\b.{0,20}$", re.IGNORECASE
)
# `(Kèm theo ...)`, or the first line of it; not `(PAR INDEX) và ...`.
_REMARK = re.compile(r"\((?:[^()]|\([^()]*\))*(?:\).?)?")
_BOLD = re.compile(r"\s*\*\*[^*]+\*\*\s*")
_SESSION = re.compile(r"^(?:KHÓA|KHOÁ|KỲ HỌP|NHIỆM KỲ)\b")
_SERIAL_MISREAD = re.compile(r"^[\dOolIÍÌỈĨỊíìỉĩị]{2,5}$")  # a one with a speck above it is read as an I with a mark
_DIGIT_OF = str.maketrans("OolIÍÌỈĨỊíìỉĩị", "00" + "1" * 12)


@dataclass(frozen=True, slots=True)
class Head:
    """A document's head as printed.

    `issuer` joins the lines that name who acts (the authority line, else the last body of the head); `superior` is
    the body above it. `body_start` is the index in the segment's lines where the head ends. `title` is on one line
    (conventions of the contract); `ties` are the tie lines of a part (`Kèm theo Quyết định số ...`).
    """

    numbers: tuple[Candidate, ...]
    dates: tuple[Candidate, ...]
    place_name: str | None
    issuer: str | None
    superior: str | None
    title: str | None
    ties: tuple[Tie, ...]
    body_start: int
    symbol: str | None = None  # what is printed of a number whose serial is blank: `/KH-UBND`


def parse_head(segment: Segment, claims: Claims) -> Head:
    """Read the head of `segment` and claim its lines."""
    return _HeadReader(segment, claims).read()


class _HeadReader:
    """Collects the parts of a head while walking its lines once."""

    def __init__(self, segment: Segment, claims: Claims) -> None:
        self._segment = segment
        self._lines = segment.lines
        self._claims = claims
        self._numbers: list[Candidate] = []
        self._dates: list[Candidate] = []
        self._organs: list[list[str]] = []
        self._authority: list[str] = []
        self._title: list[str] = []
        self._place: str | None = None
        self._ties: list[Tie] = []
        self._symbol: str | None = None
        self._title_done = False
        self._title_from = segment.heading_line  # what stands below it may be the title

    def read(self) -> Head:
        """Walk the head; see `Head`."""
        body_start = 0 if self._segment.orphan else self._walk()
        self._dates += signing_times(self._lines)
        superior, own = self._bodies()
        authority = joined_title(self._authority) or self._enacting_committee(body_start)
        return Head(
            numbers=tuple(self._numbers),
            dates=tuple(self._dates),
            place_name=self._place,
            issuer=completed_authority(authority, own) or own or self._issuer_below(body_start),
            superior=superior,
            title=self._segment.announced_title if self._segment.orphan else self._whole_title(),
            ties=tuple(self._ties),
            body_start=body_start,
            symbol=self._symbol,
        )

    def _enacting_committee(self, body_start: int) -> str | None:
        return party_committee_that_enacts(self._lines, body_start) if self._segment.kind == "quyet_dinh" else None

    def _issuer_below(self, body_start: int) -> str | None:
        if self._segment.parent is not None or self._segment.orphan or self._ties:
            return None
        return issuer_in_preamble(self._lines, body_start)

    def _walk(self) -> int:
        index = 0
        while index < min(len(self._lines), _HEAD_REACH):
            line = self._lines[index]
            if line.is_row:
                break
            taken = self._line(index, line) if line.text else 1
            if not taken:
                break
            index += taken
        return index

    def _line(self, index: int, line: TextLine) -> int:
        """How many lines the head takes here; 0 where the text of the document begins."""
        text = line.text
        if is_state_name(text) or is_motto(text) or _RULE.match(text) or _DRAFT.match(text):
            return self._take(index)
        self._without_type_line(index, text)
        for rule in (self._number, self._place_and_date, self._subject, self._caption, self._type):
            taken = rule(index, text)
            if taken:
                return taken
        if self._goes_on_behind_a_speck(text):
            self._title.append(_DASH.sub("", text))
            return self._take(index)
        if begins_text(text) and not self._may_be_title(index, text):
            return 0
        return self._organ(index, text) or self._title_line(index, text)

    def _without_type_line(self, index: int, text: str) -> None:
        """Where the type line is lost, the title and who acts stand below the number and the date all the same."""
        if self._title_from is not None or self._segment.kind == "cong_van" or not is_capitals(text):
            return
        if (self._numbers or self._symbol) and self._dates and not NUMBER_LINE.match(text):
            self._title_from = index - 1

    def _take(self, index: int, count: int = 1) -> int:
        for line in self._lines[index : index + count]:
            if line.text:
                self._claims.claim_line(line)
        return count

    def _number(self, index: int, text: str) -> int:
        match = NUMBER_LINE.match(text)
        if match is None or (self._title and self._title_from is not None and may_go_on_in_title(text)):
            return 0
        rest, count = match["rest"].strip(), 1
        if rest.isdigit() and self._lines[index + 1 : index + 2] and self._lines[index + 1].text.startswith("/"):
            rest, count = rest + self._lines[index + 1].text, 2  # the serial was written into a cell of its own
        found = find_numbers(f"số {_digits_restored(rest)}")
        if not found and (printed := glued_number(rest)):
            self._numbers.append(Candidate(printed, "head", self._lines[index].place))
        elif found and found[0].start == len("số "):  # digits before it: a serial that fell apart is not guessed
            self._numbers.append(Candidate(found[0].value, "head", self._lines[index].place))
        else:
            self._symbol = _symbol(rest)
        return self._take(index, count)

    def _place_and_date(self, index: int, text: str) -> int:
        match = PLACE_DATE.match(text) or SHORT_PLACE_DATE.match(text)
        if match is None:
            return 0
        self._place = self._place or _place(match["place"] or "")
        dates = find_dates(text)
        if dates and dates[-1].value is not None:
            self._dates.append(Candidate(dates[-1].value.isoformat(), "head", self._lines[index].place))
        return self._take(index)

    def _subject(self, index: int, text: str) -> int:
        """V/v of a letter (or of a decision), over the lines it takes."""
        if not SUBJECT_LINE.match(text) or self._title or text[:1] not in 'Vv"“':
            return 0
        count = self._subject_length(index)
        self._title = [line.text for line in self._lines[index : index + count]]
        self._title_done = self._segment.heading is None
        return self._take(index, count)

    def _subject_length(self, index: int) -> int:
        count = 1
        for below, line in enumerate(self._lines[index + 1 : index + 6], start=index + 1):
            text = line.text
            if (
                line.is_row
                or not text
                or ends_title(text)
                or is_state_name(text)
                or is_motto(text)
                or PLACE_DATE.match(text)
            ):
                break
            if is_organ_line(text) and (not is_capitals(self._lines[index].text) or self._is_above_basis(below)):
                break
            count += 1
        return count

    def _is_above_basis(self, index: int) -> bool:
        """Whether the first basis stands right below: then the line says who acts."""
        below = next((other.text for other in self._lines[index + 1 : index + 4] if other.text), "")
        return STRICT_BASIS_LINE.match(below) is not None

    def _caption(self, index: int, text: str) -> int:
        if not TIE_LINE.match(text) or self._segment.heading_line is None:
            return 0
        tie = read_tie(self._lines, index)
        self._ties.append(tie)
        self._title_done = self._title_done or bool(self._title)
        place = self._lines[index].place
        if tie.cited_kind in _NAMES_PARENT:
            self._candidates(tie, place)
        return self._take(index, tie.last - tie.first + 1)

    def _candidates(self, tie: Tie, place: Place) -> None:
        """Number and date of the act that issued this part, as witnesses for that act."""
        if tie.number is not None:
            self._numbers.append(Candidate(tie.number, "caption", place))
        if tie.issued_on is not None:
            self._dates.append(Candidate(tie.issued_on.isoformat(), "caption", place))

    def _type(self, index: int, _: str) -> int:
        if index != self._segment.heading_line or self._segment.heading is None:
            return 0
        heading = self._segment.heading
        if heading.rest:
            self._title.append(heading.rest)
        return self._take(index)

    def _organ(self, index: int, text: str) -> int:
        heading_at = self._title_from
        if self._authority and _SESSION.match(text):
            return self._take(index)  # KHÓA XVIII, KỲ HỌP THỨ 4: part of a council's name in the head, not of the body
        if not (is_organ_line(text) or self._continues_organ(index, text) or self._stands_for_authority(index, text)):
            return 0
        if heading_at is None or index < heading_at:
            self._add_organ(text)
        elif self._authority or self._title or self._title_done or self._segment.heading is None:
            if self._in_capital_title(index):
                return 0
            self._authority.append(text)
            self._title_done = True
        else:
            return 0
        return self._take(index)

    def _stands_for_authority(self, index: int, text: str) -> bool:
        """A body in small letters between the title and the first basis (`Chủ tịch Ủy ban nhân dân tỉnh Lai Châu`)."""
        if not self._title or len(text) > 90 or not text[0].isupper() or not is_organ_line(text.upper()):
            return False
        return self._is_above_basis(index)

    def _continues_organ(self, index: int, text: str) -> bool:
        """A capital line directly under an organ line: the rest of its name."""
        previous = self._left_above(index)
        if not is_capitals(text) or not previous or type_heading(text) or len(text) > 90:
            return False
        return is_organ_line(previous) and (self._title_from is None or index < self._title_from)

    def _left_above(self, index: int) -> str:
        """The line above in the left column: where the columns alternate, the right one's lines stand between."""
        above = index - 1
        while above > 0 and (is_state_name(self._lines[above].text) or is_motto(self._lines[above].text)):
            above -= 1
        return self._lines[above].text if above >= 0 else ""

    def _add_organ(self, text: str) -> None:
        key = fold(text)
        goes_on = not is_organ_line(text) or (self._organs and continues_body(key, fold(self._organs[-1][-1])))
        if self._organs and goes_on:
            self._organs[-1].append(text)
        else:
            self._organs.append([text])

    def _in_capital_title(self, index: int) -> bool:
        """An organ line inside a capital title (`... CỦA / ỦY BAN NHÂN DÂN TỈNH`) is title, not authority."""
        if self._authority or not self._title or not is_capitals(self._title[-1]):
            return False
        if OPEN_END.search(self._title[-1]) or LEVEL_LINE.match(fold(self._lines[index].text)):
            return True  # the title asks for more, and no act is issued by a bare `TỈNH AN GIANG`
        return self._segment.kind not in ("quyet_dinh", "nghi_quyet") and bool(self._lines[index - 1].text)

    def _goes_on_behind_a_speck(self, text: str) -> bool:
        """A title that ends in a comma goes on in a line of small letters, whatever dash a stamp left before it."""
        rest = _DASH.sub("", text)
        is_open = bool(self._title) and not self._title_done and self._title[-1].endswith(",")
        return is_open and rest != text and rest[:1].islower()

    def _may_be_title(self, index: int, text: str) -> bool:
        """The first line below a bare type line is its subject, also when it begins like a basis (`Thực hiện ...`)."""
        heading = self._segment.heading
        if heading is None or self._title or self._title_done or self._segment.heading_line is None:
            return False
        if (
            index < self._segment.heading_line
            or not heading.alone
            or LABELLED.match(text)
            or STRICT_BASIS_LINE.match(text)
        ):
            return False
        return not ENACTING_LINE.match(text) and text[-1] not in ",;:." and len(text) < 700

    def _title_line(self, index: int, text: str) -> int:
        heading_at = self._title_from
        if self._title_done or heading_at is None or index < heading_at:
            return self._stray(index, text)
        if self._segment.heading is None and not self._title and not is_capitals(text):
            return self._stray(index, text)
        if index - heading_at > _TITLE_REACH or (self._title and not self._goes_on(index, text)):
            self._title_done = not (len(text) <= _MUSH and self._stray(index, text))
            return self._stray(index, text)
        if self._title and len(text) > 60 and _REMARK.fullmatch(text):
            return 0
        self._title.append(text)
        return self._take(index)

    def _goes_on(self, index: int, text: str) -> bool:
        """Whether the title that has begun continues on this line."""
        last = self._title[-1] if self._title else ""
        directly = bool(self._lines[index - 1].text)
        if YEARS_LINE.match(text):
            return directly
        if directly and all(_BOLD.fullmatch(self._lines[at].raw) for at in (index - 1, index)):
            return True
        if is_capitals(last) != is_capitals(text):
            return text[0].islower() and not last.endswith((".", ";"))
        if text[0].islower() or text[0].isdigit() or text[0] in "–-(":
            return len(text) < 300
        if is_capitals(text):
            return True
        return directly and len(text) < 160 and text[-1] not in ".;,:" and not last.endswith((".", ";"))

    def _stray(self, index: int, text: str) -> int:
        """A line of the head that is neither: kept out of every field unless more head follows below it."""
        if len(text) > 60 or text[-1:] in ".;,":
            return 0
        below = [line.text for line in self._lines[index + 1 : index + 12] if line.text and not line.is_row]
        heading_at = self._title_from
        ahead = heading_at is not None and index < heading_at
        more = any(NUMBER_LINE.match(t) or is_state_name(t) or PLACE_DATE.match(t) for t in below[:6])
        more = more or (len(text) <= _MUSH and self._is_authority_ahead(below))
        return 1 if ahead or more or (self._authority and any(STRICT_BASIS_LINE.match(t) for t in below[:2])) else 0

    @staticmethod
    def _is_authority_ahead(below: Sequence[str]) -> bool:
        """Whether who acts and the first basis come soon: what stands between is mush of a stamp or a seal."""
        basis = next((at for at, text in enumerate(below) if STRICT_BASIS_LINE.match(text)), None)
        return basis is not None and any(is_organ_line(text) for text in below[:basis])

    def _bodies(self) -> tuple[str | None, str | None]:
        """The superior body and the issuing body of the head."""
        bodies = [" ".join(group) for group in self._organs]
        if not bodies:
            return None, None
        return (bodies[-2] if len(bodies) > 1 else None), issuing_body(bodies)

    def _whole_title(self) -> str | None:
        heading = self._segment.heading
        title = joined_title(self._title)
        if heading is None or heading.kind in ("quyet_dinh", "nghi_quyet", "chi_thi") or heading.is_label:
            return without_stamp(title) if title else title
        if title is None:
            return heading.heading
        if heading.kind != "ke_hoach" and re.match(r"(?:Về việc|V/v|VỀ VIỆC)\b", title):
            return title
        return f"{heading.heading} {title}".strip()


def _digits_restored(rest: str) -> str:
    """A serial in which O and l stand for 0 and 1 (`O9/KH-UBND`); letters alone are left."""
    serial, slash, symbol = rest.partition("/")
    bare = serial.strip()
    if slash and _SERIAL_MISREAD.match(bare) and any(c.isdigit() for c in bare):
        return f"{bare.translate(_DIGIT_OF)}/{symbol}"
    return rest


def _symbol(rest: str) -> str | None:
    match = re.search(r"/\s*([A-ZĐƯ][\w&ĐƯđư/-]*(?:-[\w&]+)*)", rest)
    return match[1] if match else None


def _place(text: str) -> str | None:
    place = text.strip(" ,.-–")
    return place if 2 <= len(place) <= 40 else None
