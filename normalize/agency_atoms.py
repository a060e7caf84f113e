"""Agency cells cut into atoms: the pieces between separators, before it is decided which pieces make one name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from normalize.agency_keys import agency_key, head_of
from normalize.stand_ins import FIRST, SECOND

_REMARK = re.compile(r"\(([^()]*)(?:\)|$)")
_REMARK_SIGN, BULLET_SIGN = FIRST, SECOND
_BULLET = re.compile(r"(?:^|(?<=[\n;.]))[ \t]*(?:[-–+*•]|\d{1,2}[.)](?!\d))[ \t]*", re.MULTILINE)
_INLINE_BULLET = re.compile(r"[ \t]+(?:[-–+•]|\d{1,2}[.)])[ \t]+(?=[A-ZĐÀ-Ỹ])")
_HARD = rf"[;•{BULLET_SIGN}]|\.\s+(?=[A-ZĐÀ-Ỹ])"
# What a person has learnt, before the name: `ThS. An`, `BSCKII. Bình`, `PGS.TS. Chi`.
_DEGREE = (
    r"(?:(?:PGS|GS|TS|Ts|ThS|Ths|THS|BS|Bs|DS|CN|KS|KTS|KTV|ĐD)(?:\.?\s?CK\s?(?:II|I|[12]))?|BSNT|CNĐD|CK(?:II|I|[12]))"
)
# A full stop parts sentences, but not an abbreviated noun from its name (`P. Nội vụ`, `UBND TP. Huế`).
_ABBREVIATED = re.compile(rf"(?<!\w)(?:[PHQXB]|TP|Tp|TX|Tx|TT|Tr|VP|{_DEGREE})$")
_LONGEST_ABBREVIATION = 16  # characters, with what stands before it
# The comma of `Phòng, chống thiên tai` is none of a list.
_SOFT = r",(?!\s*chống\s)|&(?=\s)|\s(?:và|&|cùng với|cùng)(?=\s)|/|\s[-–](?=\s)|\s\+(?=\s)|\n"
_SEPARATOR = re.compile(rf"\s*({_HARD}|{_SOFT})\s*")
ENDS = ' \t\n.;,:-–+*•_)"“”'
_FOOTNOTE = re.compile(r"\s*\[\d+\]")
# `Đề nghị Ủy ban MTTQ tỉnh`: a word that asks is no part of the name.
_LEADING_WORD = re.compile(
    r"^(?:(?:và|&|cùng|cùng với|với)\s+|(?:đề nghị|mời|giao|do)\s+(?-i:(?=[A-ZĐÀ-Ỹ])))", re.IGNORECASE
)
_ET_CETERA = re.compile(r"^(?:v\.?\s?v\.*|\.{2,}|…)$")


@dataclass(slots=True)
class Atom:
    """A piece between separators.

    `before` is the separator in front of it, `joint` the same as printed, `hard` whether it must part.
    """

    text: str
    before: str = ""
    hard: bool = True
    joint: str = " "
    remarks: list[str] = field(default_factory=list)


def atoms(text: str) -> list[Atom]:
    """The pieces of a cell, remarks in parentheses taken off and kept with the piece they follow."""
    remarks: list[str] = []

    def keep(match: re.Match[str]) -> str:
        remarks.append(" ".join(match.group(1).split()))
        return f" {_REMARK_SIGN} "

    text = _REMARK.sub(keep, text) if "(" in text else text
    found: list[Atom] = []
    position, before, joint, hard = 0, "", " ", True
    for match in [*_separators(text), None]:
        piece = text[position : match.start() if match else len(text)]
        atom = _atom(piece, before, hard, joint, remarks)
        if found and not hard and _goes_on(found[-1], atom):
            found[-1] = _rejoined(found[-1], atom)
        elif found and before in WEAK and _APPOSITION.match(agency_key(atom.text)):
            found[-1].remarks.append(atom.text)
        elif atom.text:
            found.append(atom)
            hard = False
        elif atom.remarks and found:
            found[-1].remarks += atom.remarks
        if match:
            position, before = match.end(), match.group(1).strip() or "\n"
            joint = " ".join(f"<{match.group()}>".split())[1:-1] or " "
            hard = hard or match.group(1)[0] in f";•.{BULLET_SIGN}"
    return found


def _separators(text: str) -> Iterator[re.Match[str]]:
    for match in _SEPARATOR.finditer(text):
        stop = match.start(1)
        if text[stop] != "." or not _ABBREVIATED.search(text[max(0, stop - _LONGEST_ABBREVIATION) : stop]):
            yield match


# A dash or slash divides names only before an agency noun; elsewhere it is part of one (`Trung học - QL chất lượng`).
WEAK = frozenset({"-", "–", "/"})
# `Sở Nội vụ - Cơ quan thường trực CCHC` says what the sở is, it names no second body.
_APPOSITION = re.compile(r"^(?:cơ quan |đơn vị )?(?:thường trực|đầu mối|chủ trì|tham mưu)\b")


def _goes_on(left: Atom, atom: Atom) -> bool:
    """Whether an atom is no name of its own: what follows a dash inside one, or the post of a person."""
    if atom.before in WEAK and atom.text and not head_of(agency_key(atom.text)):
        return True
    if atom.before == "\n" and _OPEN_POST.match(agency_key(left.text)) and atom.text[:1].islower():
        return True  # `Thủ trưởng` above `các cơ quan, đơn vị`; `Giám đốc` above `Phòng Kế hoạch` are two
    return is_person(left.text) and _POST.match(agency_key(atom.text)) is not None


def is_person(name: str) -> bool:
    """Whether a name opens with the title of a person: `Đ/c Nguyễn Văn An`, `BS. Trần Hữu Phú`."""
    return _PERSON.match(name) is not None


# `BS. Trần Hữu Phú, Phó Giám đốc`: the post is that of the person.
_PERSON = re.compile(rf"(?:Ông|Bà|Đ/c|Đồng chí|Thầy|Cô|(?:{_DEGREE}\.\s*)+)\s*[A-ZĐÀ-Ỹ]\w*\s+[A-ZĐÀ-Ỹ]")
_OPEN_POST = re.compile(r"^(?:thủ trưởng|người đứng đầu|lãnh đạo|trưởng|giám đốc|chủ tịch|đại diện)$")
_POST = re.compile(r"^(?:phó |quyền )?(?:chủ tịch|giám đốc|trưởng|hiệu trưởng|bí thư|chánh|tổ trưởng|ủy viên|phó)\b")


def _rejoined(left: Atom, right: Atom) -> Atom:
    return Atom(left.text + right.joint + right.text, left.before, left.hard, left.joint, left.remarks + right.remarks)


def _atom(piece: str, before: str, hard: bool, joint: str, remarks: list[str]) -> Atom:
    taken = [remarks.pop(0) for _ in range(piece.count(_REMARK_SIGN))] if _REMARK_SIGN in piece else []
    text = _FOOTNOTE.sub("", piece) if "[" in piece else piece
    text = " ".join(text.replace(_REMARK_SIGN, " ").split()).strip(ENDS)
    text = _LEADING_WORD.sub("", text)
    return Atom("" if _ET_CETERA.match(text) else text, before, hard, joint, taken)


def marked_bullets(text: str) -> str:
    """`text` with its list marks (`-`, `+`, `1.`) replaced by a sign that always separates."""
    text = _BULLET.sub(BULLET_SIGN, text)
    if text.startswith(BULLET_SIGN) or "\n" in text:
        text = _INLINE_BULLET.sub(_bullet_before_agency, text)
    return text


def _bullet_before_agency(match: re.Match[str]) -> str:
    """A dash inside a line is a bullet only before an agency noun (`Tài chính - Kế hoạch` has none)."""
    following = match.string[match.end() : match.end() + 30]
    return BULLET_SIGN if head_of(agency_key(following)) else match.group()
