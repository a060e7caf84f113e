"""Rules for numerals: Roman ones with look-alikes in them, impossible years, marks after the closing stroke."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from normalize.repair.changes import Change, Kind, Rule

_STROKES = "lI1|"
# Every way to print two or three strokes. A single `1` may be the author's figure; one `l` or `|` may not.
_QUARTERS = {"l": "I", "|": "I", "lV": "IV", "1V": "IV", "|V": "IV"} | {
    "".join(strokes): "I" * count for count in (2, 3) for strokes in itertools.product(_STROKES, repeat=count)
}
_QUARTER = re.compile(r"\b[Qq]uý\s+([lI1|]{1,3}|[l1|]V)(?![\w|])")
# Strokes whose serifs touch, read as letters. There are four quarters, so none of these says anything else of one.
_LONE_SERIF = re.compile(r"\b[Qq]uý\s+(T)(?![\w.])")  # the strokes of a serif at the top of one I
_STROKES_OF = {"H": 2, "N": 2, "M": 3} | dict.fromkeys("I1lT", 1)
_JOINED_STROKES = {
    "IHI": "III",
    "LH": "III",
    "IL": "II",
    "LI": "II",
    "IIL": "III",
    "li": "II",
    "Ii": "II",
    "TV": "IV",
    "IY": "IV",
    "lY": "IV",
} | {
    "".join(letters): "I" * count
    for length in (1, 2, 3)
    for letters in itertools.product(_STROKES_OF, repeat=length)
    if 2 <= (count := sum(_STROKES_OF[letter] for letter in letters)) <= 3 and not set("HNMT").isdisjoint(letters)
}
_JOINED_QUARTER = re.compile(rf"\b[Qq]uý\s+({'|'.join(sorted(_JOINED_STROKES, key=len, reverse=True))})(?![\w.])")
_STUCK_QUARTER = re.compile(r"\b[Qq]uý(IV|III|II|[Iil1])(?!\w)")
_STUCK_MONTH = re.compile(r"\b[Tt]háng(?=(?:0?[1-9]|1[0-2])(?!\w))")

_LABEL = re.compile(r"\s*([lI1|VX]{2,5})(?=\s*\.\s|\s*$|\s+[A-ZĐÀ-Ỹ]{2,}\s)")
# `l. MỤC TIÊU`, `Ị. MỤC TIÊU`: one stroke before a title in capitals.
_LONE_LABEL = re.compile(r"[\s*_#]*([lỊÌÍỈĨ])(?=\s?\.\s*[A-ZĐÀ-Ỹ]{2,}\s[A-ZĐÀ-Ỹ ,;.()0-9*_-]+\s*$)")
_SPECK = r"[:;,'’`´|¦!‡†*°~^_=<>•·]"  # a double quotation mark may be closed further on
_SIGN = r"[|¦!‡†*°~^_<>•·'’`´]"  # one that is no punctuation, as `II : Hỗ trợ` may have
_SPECKED_LABEL = re.compile(
    rf"(?P<before>(?:{_SPECK}\s?){{0,2}})(?:(?<=\S\s)|(?<=\S)|^)[IVX]{{1,5}}(?:[.)]\s|(?P<after>\s{_SIGN}+)(?=\s))\s*[A-ZĐÀ-Ỹ][^\W\d_]"
)
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")

_DATE = re.compile(r"(?<![\d/.-])(\d{1,2}([/.-])\d{1,2}\2)(\d{5})(?!\d)")
_YEARS = range(1945, 2046)

_MIXED = re.compile(
    r"(?:\b(?:[Tt]háng|[Nn]gày|[Nn]ăm|THÁNG|NGÀY|NĂM)\s+(?P<day>[0-9OolI]{2,4}|[OoÖÓÒÔØ][lI1])(?!\w)"
    r"|\b[Ss]ố\s*:?\s*(?P<number>[0-9OolI]{2,5})(?=\s?/))"
)
# `I81/2003/QĐ-TTg`, `40/201O/NĐ-CP`: number and year before the symbol of an act.
_ACT = re.compile(
    r"(?<![\w/])(?P<number>[0-9OolI]{2,5})/(?:(?P<year>[0-9OolI]{4})/)?"
    r"(?=(?:Q[ĐD]|N[ĐD]|NQ|TT|TTLT|CT|CTr|KH|BC|TB|TTr|CV|HD|PL|L)-[A-ZĐ]|QH\d|UBTVQH)"
)
# Figures that are known by their form whatever stands beside them: a sum in groups of three, a date, a year.
_DIGIT = "[0-9OolI]"
_FIGURE = re.compile(
    rf"(?<![\w.,/-])(?P<sum>{_DIGIT}{{1,3}}(?:\.{_DIGIT}{{3}}){{2,4}})(?![\w/-]|[.,]\w)"
    rf"|(?<![\w.,/-])(?P<date>{_DIGIT}{{1,2}}(?P<mark>[/.-]){_DIGIT}{{1,2}}(?P=mark){_DIGIT}{{4}})(?![\w/-])"
    r"|(?:(?<![\w.,/-])(?P<year>2[0O][0-9O]{2})|(?<=[\dIV]/)(?P<dated>2[0O][0-9OlI][0-9O]))(?![\w/-])"
)
_LEAST_DIGITS = {"sum": 3, "date": 3, "year": 2, "dated": 2}  # that must have been read as such
_OPENING_O = re.compile(r"[OoÖÓÒÔØ][lI1]")
_DIGIT_READ = re.compile(r"[0-9]")
_DAY_IN_TWO = re.compile(
    r"\b[Nn]gày (?:[12] (?=\d/)|3 (?=[01]/)|0 (?=[1-9]/))(?=\d/(?:0?[1-9]|1[0-2])/(?:19|20)\d\d(?!\d))"
)
_LONE_MONTH = re.compile(r"\b[Tt]háng\s+([Sl])(?![\w.])")  # no month is named by a letter
_LONE_DIGITS = {"S": "5", "l": "1"}
_DIGITS = str.maketrans("OoÖÓÒÔØlI", "000000011")

_CLOSING = re.compile(r"(?<=[^\W\d_])(\s*\.\s*/\.?)\s*(?:[a-z]{1,3}|\d{1,3}|[A-Z][A-Za-z]?)\s*$")
_CLOSING_AFTER = 20  # characters that must stand before, so that `đ./m` in a short line is no closing mark


def find_quarters(text: str, kind: Kind) -> Iterator[Change]:
    """`Quý l`, `Quý ll`, `Quý 1V` read Roman. `Quý 1` may be the author's and is left to the whole document."""
    for match in _QUARTER.finditer(text):
        right = _QUARTERS.get(match.group(1))
        if right and right != match.group(1):
            yield Change(match.start(1), match.end(1), right)


def find_joined_quarters(text: str, kind: Kind) -> Iterator[Change]:
    """`Quý IH`, `Quý TH`, `Quý M` in a cell read Roman; in running text `Quý` may be a name and they stay."""
    if kind == "cell":
        for match in _JOINED_QUARTER.finditer(text):
            yield Change(match.start(1), match.end(1), _JOINED_STROKES[match.group(1)], 0.95)


def find_lone_serifs(text: str, kind: Kind) -> Iterator[Change]:
    """`Quý T - Quý III` in a cell: no quarter is named by a letter, and one stroke with its serif looks like T."""
    if kind == "cell":
        for match in _LONE_SERIF.finditer(text):
            yield Change(match.start(1), match.end(1), "I", 0.95)


def find_stuck_calendar_words(text: str, kind: Kind) -> Iterator[Change]:
    """`Tháng02`, `QuýII` in a cell get their blank; `Quýi` and `Quýl` are the numeral I, the 1 of `Quý1` stays."""
    if kind != "cell":
        return
    for match in sorted([*_STUCK_MONTH.finditer(text), *_STUCK_QUARTER.finditer(text)], key=re.Match.start):
        numeral = match.group(1) if match.re is _STUCK_QUARTER else ""
        start = match.start(1) if numeral else match.end()
        yield Change(start, match.end(), " " + ("I" if numeral in ("i", "l") else numeral), 0.95)


def find_section_labels(text: str, kind: Kind) -> Iterator[Change]:
    """A label with look-alikes that can only be Roman (`ll.`, `lV`, `1V`, `Vll`) at the head of a line or cell.

    `1`, `11`, `l.` and `I` can be read two ways and stay, but for `l.` before a title in capitals.
    """
    lone = _LONE_LABEL.match(text)
    if lone is not None:
        yield Change(lone.start(1), lone.end(1), "I", 0.95)
        return
    match = _LABEL.match(text)
    if match is None:
        return
    read = match.group(1)
    right = read.replace("l", "I").replace("1", "I").replace("|", "I")
    if right != read and right in _ROMAN and not read.isdecimal():
        yield Change(match.start(1), match.end(1), right)


def find_specks_at_labels(text: str, kind: Kind) -> Iterator[Change]:
    """`: III. Công tác`, `II ‡ Hỗ trợ` in a cell: a sign before the numeral of a section, or in place of its point."""
    if kind == "cell" and (match := _SPECKED_LABEL.match(text)):
        before, after = match.span("before"), match.span("after")
        if before[0] < before[1]:
            yield Change(*before, None, 0.95)
        if after[0] >= 0:
            yield Change(*after, None, 0.95)


def find_impossible_years(text: str, kind: Kind) -> Iterator[Change]:
    """A year of five digits in a date loses the one digit whose loss leaves a year from 1945 to 2045.

    `22/11/22017` is 22/11/2017; `1/1/20119` could be 2011 or 2019 and stays.
    """
    for match in _DATE.finditer(text):
        digits = match.group(3)
        readings = {digits[:at] + digits[at + 1 :] for at in range(len(digits))}
        years = [year for year in readings if int(year) in _YEARS]
        if len(years) == 1:
            yield Change(match.start(3), match.end(3), years[0], 0.97)


def find_digit_look_alikes(text: str, kind: Kind) -> Iterator[Change]:
    """Letters read for digits where a number must stand: `Số: O9/KH`, `Tháng l1`, `năm 2O19`.

    At least one true digit must be there, or the O that opens a month or day of two figures (`Tháng OI`), so that
    `Quý I` and `tháng I` stay, and so does a letter after the number (`30c/NQ-CP`).
    """
    for match in _MIXED.finditer(text):
        token = match.group("day") or match.group("number")
        is_month = match.group("day") is not None and _OPENING_O.fullmatch(token) is not None
        if not token.isdecimal() and (any(character.isdigit() for character in token) or is_month):
            yield Change(match.end() - len(token), match.end(), token.translate(_DIGITS), 0.96)


def find_act_look_alikes(text: str, kind: Kind) -> Iterator[Change]:
    """Letters read for digits in the number or year of an act: `I81/2003/QĐ-TTg`, `40/201O/NĐ-CP`.

    At least one true digit must be there in each.
    """
    for match in _ACT.finditer(text):
        for part in ("number", "year"):
            token = match.group(part)
            if token and not token.isdecimal() and any(map(str.isdigit, token)):
                yield Change(match.start(part), match.end(part), token.translate(_DIGITS), 0.96)


def find_figure_look_alikes(text: str, kind: Kind) -> Iterator[Change]:
    """`12.OOO.000`, `3O/l2/2021`, `Quý IV/2O20`: letters in a sum, a date or a year."""
    for match in _FIGURE.finditer(text):
        form = match.lastgroup or ""
        read = match.group().translate(_DIGITS)
        digits = sum(map(str.isdigit, match.group()))
        if form == "date" and not all(map(_DIGIT_READ.search, match.group().split(match["mark"]))):
            continue  # `Kỳ I/02/2023` and `II.2.2020` begin with numerals
        if read != match.group() and digits >= _LEAST_DIGITS[form] and _is_figure(form, read, match["mark"]):
            yield Change(match.start(), match.end(), read, 0.96)


def _is_figure(form: str, text: str, mark: str | None) -> bool:
    if form == "sum":
        return text[0] != "0"
    if form in ("year", "dated"):
        return int(text) in _YEARS
    day, month, year = map(int, text.split(mark))
    return 1 <= day <= 31 and 1 <= month <= 12 and year in _YEARS


def find_days_in_two(text: str, kind: Kind) -> Iterator[Change]:
    """`ngày 1 5/02/2023`: a blank inside the day of a full date, which narrow columns leave."""
    for match in _DAY_IN_TWO.finditer(text):
        yield Change(match.end() - 1, match.end(), None, 0.95)


def find_lone_months(text: str, kind: Kind) -> Iterator[Change]:
    """`Tháng S`, `Tháng l` in a cell: a letter alone where the number of a month stands."""
    if kind == "cell":
        for match in _LONE_MONTH.finditer(text):
            yield Change(match.start(1), match.end(1), _LONE_DIGITS[match.group(1)], 0.95)


def find_calendar_words(text: str, kind: Kind) -> Iterator[Change]:
    """`Thảng 5`, `Tháùg 5`, `nằm 2019`, `ngảy 12/3`, `Qúy I`: the word before a number of the calendar gets its marks.

    `thang 10 điểm`, `ngay 5`, `nam 2019` and other words without marks stay: they may be what they say.
    """
    for match in _CALENDAR.finditer(text):
        read = match.group(match.lastgroup or 0)
        right = _CALENDAR_WORDS[match.lastgroup or ""]
        if read.lower() != right:
            yield Change(
                match.start(), match.start() + len(read), right.capitalize() if read[0].isupper() else right, 0.97
            )


_CALENDAR = re.compile(  # no syllable ends in `ug`, `rg`, `hg`, `nq`, `n9`
    r"\b(?:(?P<month>[Tt]h(?:[àảãạăắằẳẵặâấầẩẫậá]ng|[áàảã](?:[uúùrh]g|n[q9]))|Thang)(?=\s+(?:0?[1-9]|1[0-2])\b(?!\s*(?:điểm|bậc)))"
    r"|(?P<quarter>[Qq](?:u[ỳỷỹỵý]|úy))(?=\s+(?:IV|I{1,3})\b)"
    r"|(?P<year>n[àảãạáắằẳẵặâấầẩẫậă]m)(?=\s+(?:19|20)\d\d\b)"
    r"|(?P<day>ng[áảãạà]y)(?=\s+[0-3]?\d\b))"
)
_CALENDAR_WORDS = {"month": "tháng", "quarter": "quý", "year": "năm", "day": "ngày"}


def find_closing_initials(text: str, kind: Kind) -> Iterator[Change]:
    """Initials and scribbles after the closing `./` of a text are read as its full form `./.`."""
    if kind == "line":
        match = _CLOSING.search(text, max(0, len(text) - 16))
        if match and match.start() >= _CLOSING_AFTER:
            yield Change(match.start(), match.end(), "./.", 0.95)


RULES = (
    Rule("quarter", re.compile(r"uý\s+[lI1|]"), find_quarters),
    Rule("quarter", re.compile(r"uý\s+[IHTNM1lL]"), find_joined_quarters),
    Rule("quarter", re.compile(r"uý\s+T"), find_lone_serifs),
    Rule("stuck_words", re.compile(r"(?:háng\d|uý[IVil1])"), find_stuck_calendar_words),
    Rule("section_label", re.compile(r"\A(?:\s*[lI1|VX]{2}|[\s*_#]*[lỊÌÍỈĨ]\s?\.)"), find_section_labels),
    Rule("section_label", re.compile(r"\A\W{0,4}[IVX]{1,5}[\s.)]"), find_specks_at_labels),
    Rule("impossible_year", re.compile(r"\d[/.-]\d{5}"), find_impossible_years),
    Rule("calendar_word", re.compile(r"(?:g|n[q9]|[yỳýỷỹỵ]|m)\s+(?:\d|I)"), find_calendar_words),
    Rule(
        "digit_look_alike", re.compile(r"\d(?:[OolI]|(?<=[ :\d][OolI]\d))|\s[OoÖÓÒÔØ][lI1]\b"), find_digit_look_alikes
    ),
    Rule("digit_look_alike", re.compile(r"(?:[OolI]\d|\d[OolI])[\dOolI]*/"), find_act_look_alikes),
    Rule("digit_look_alike", re.compile(r"(?:[OolI][\d/.-]|[\d/.-][OolI])"), find_figure_look_alikes),
    Rule("digit_look_alike", re.compile(r"háng\s+[Sl](?!\w)"), find_lone_months),
    Rule("split_day", re.compile(r"gày [0-3] \d/"), find_days_in_two),
    Rule("closing_initials", re.compile(r"/\.?\s*\w{1,3}\s*\Z"), find_closing_initials),
)
