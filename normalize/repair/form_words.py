"""Rules for the words that the form of an act fixes: `Số:`, `Điều 1.`, `Nơi nhận:`, `ngày ... tháng ... năm ...`.

Their place tells them whatever their marks: no other word stands there. What follows them is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.repair.changes import Change, Kind, Rule

_O = "oóòỏõọôốồổỗộơớờởỡợ"
_A = "aáàảãạăắằẳẵặâấầẩẫậ"
_E = "eéèẻẽẹêếềểễệ"
_OPENS = r"^[\s*_#>-]*"
_NUMBER = re.compile(
    rf"{_OPENS}(S[{_O}6])(?=\s*:\s*[\d.… ]*\s?/\s?[A-ZĐ]|\s+\d{{1,5}}\s?/\s?[A-ZĐ]{{2}})", re.MULTILINE
)
_ARTICLE = re.compile(rf"{_OPENS}([ĐDÐ]i[{_E}]u)(?=\s+\d{{1,2}}\s?[.:]\s)", re.MULTILINE)
_RECIPIENTS = re.compile(rf"{_OPENS}(N[{_O}]i\s+nh[{_A}]n)(?=\s*:|[\s*_]*$)", re.MULTILINE)
_ENCLOSED = re.compile(
    rf"{_OPENS}[(\s]*(K[{_E}](?:m|rn|n|in|ni|nt))(?=\s+theo\s+(?:Quyết định|Kế hoạch|Nghị quyết|Công văn|Tờ trình)\s)",
    re.MULTILINE,
)
_DATE = re.compile(rf"\b(ng[{_A}]y)\s+\d{{1,2}}\s+(th[{_A}]ng)\s+\d{{1,2}}\s+(n[{_A}]m)\s+(?:19|20)\d\d\b")
_QUARTER = re.compile(r"(?<!\w)([Qq][uúùủũụ][yỳýỷỹỵ])(?=\s+(?:I{1,3}|IV)(?!\w))")
_ONLY_QUARTERS = re.compile(
    rf"(?:\s|[-–,;/&:.()]|(?:[Tt]ừ|[Đđ]ến|[Tt]rong|[Tt]rước|và|[Nn]ăm|[Hh]ết|[Cc]uối|[Đđ]ầu|I{{1,3}}|IV|20\d\d)(?!\w)"
    rf"|{_QUARTER.pattern})+"
)


def find_form_words(text: str, kind: Kind) -> Iterator[Change]:
    """`Só: 214/QĐ-UBND`, `Diều 2.`, `Nơi nhân:`, `(Kèrn theo Quyết định` at the head of a line are put right.

    A sentence that begins so (`Điệu múa`, `Số liệu`) has no number, point or colon there and stays.
    """
    for pattern, right in ((_NUMBER, "Số"), (_ARTICLE, "Điều"), (_RECIPIENTS, "Nơi nhận"), (_ENCLOSED, "Kèm")):
        for match in pattern.finditer(text):
            if " ".join(match.group(1).split()) != right:
                yield Change(match.start(1), match.end(1), right, 0.97)


def find_quarters(text: str, kind: Kind) -> Iterator[Change]:
    """`Quy I, II`, `Quỹ IV/2022` where a cell tells of nothing but quarters."""
    if kind == "cell" and _ONLY_QUARTERS.fullmatch(text):
        for match in _QUARTER.finditer(text):
            if match.group(1) not in ("Quý", "quý"):
                yield Change(match.start(1), match.end(1), f"{match.group(1)[0]}uý", 0.97)


def find_date_words(text: str, kind: Kind) -> Iterator[Change]:
    """`ngay 05 tháng 02 nam 2016`: in a whole date the three words can be no others."""
    for match in _DATE.finditer(text):
        for group, right in enumerate(("ngày", "tháng", "năm"), start=1):
            if match.group(group) != right:
                yield Change(match.start(group), match.end(group), right, 0.98)


RULES = (
    Rule(
        "form_word",
        re.compile(rf"{_OPENS}(?:S[{_O}6]\s*:?\s*[\d.…/ ]|[ĐDÐ]i.u\s+\d|N.i\s+nh.n|\(?\s*K\w+\s+theo\s)", re.MULTILINE),
        find_form_words,
    ),
    Rule("form_word", _QUARTER, find_quarters),
    Rule("form_word", re.compile(rf"\bng[{_A}]y\s+\d{{1,2}}\s+th"), find_date_words),
)
