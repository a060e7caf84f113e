"""Output cells (`Sản phẩm`) to their items.

A list numbered 1., 2., 3. splits on its numbers only; any other on its bullets and on `;`, but not inside parentheses
and not before a word that carries the sentence on (`các`, `kèm theo`, `phải`; `data/output_continuations.tsv`).
"""

from __future__ import annotations

import functools
import re

from normalize.data_rows import data_rows
from normalize.stand_ins import FIRST, SECOND, without_stand_ins

_BULLET = "-–—+•*●○▪"
_NUMBER = re.compile(r"(?:^|(?<=[\s;.,:)]))\(?(\d{1,2}|[a-zđ]|[IVX]{1,4})[.)/](?!\d)\s*(?=\S)")
# A bullet opens the cell or a line, or follows a mark that ends an item.
_BULLET_MARK = re.compile(r"(?:(?<=[;.:,\n])|^)[ \t]*(?:[-–—+*](?=[\s\wÀ-ỹ])|[•●○▪])\s*", re.MULTILINE)
_SENTENCE_LINE = re.compile(r"(?<!\.)\.[ \t]*\n\s*(?=[A-ZĐÀ-Ỹ])")
_ANY_BULLET = re.compile(r"\s*[•●○▪]\s*")
_EDGES = " \t\n\r;,.…:" + _BULLET
_CUT = FIRST
_LETTERS = tuple("abcdđeghik")
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_ARABIC = tuple(str(number) for number in range(1, 60))


@functools.cache
def _listed(name: str) -> tuple[str, ...]:
    return tuple(sorted({word for word, _ in data_rows(name)}, key=lambda word: (-len(word), word)))


@functools.cache
def _semicolon() -> re.Pattern[str]:
    listed = _listed("output_continuations.tsv")
    words = "|".join(re.escape(word) for word in listed if not word.startswith("!"))
    exceptions = "|".join(re.escape(word[1:]) for word in listed if word.startswith("!"))
    only_figures = r"\d[\d\s,%]*(?:;|\.(?!\d)|$)"  # "mức độ 3; 4", not "1.050 học viên"
    return re.compile(rf";\s*(?!\s*{only_figures})(?!\s*(?!(?:{exceptions})(?!\w))(?:{words})(?!\w))")


@functools.cache
def _inline_bullet() -> re.Pattern[str]:
    nouns = "|".join(re.escape(noun) for noun in _listed("output_nouns.tsv"))
    return re.compile(rf"\s+[-–—+*]\s*(?=(?:{nouns})(?!\w))")


@functools.cache
def _noun_line() -> re.Pattern[str]:
    """A line that begins with an output's noun, where the line above does not end in a word that asks for it.

    A noun that ends like such a word (`Tờ trình`) asks for nothing where it is all of its line.
    """
    nouns, openings = _listed("output_nouns.tsv"), _listed("output_openings.tsv")
    not_asked = "".join(rf"(?<!{words})" for words in openings)
    alone = "".join(rf"(?<=^{noun})|" for noun in nouns if noun.endswith(openings))
    following = "|".join(map(re.escape, nouns))
    return re.compile(rf"(?<=[\w)])(?:{alone}{not_asked})[ \t]*\n\s*(?=(?:{following})(?!\w))", re.MULTILINE)


@functools.cache
def _inline_plus() -> re.Pattern[str]:
    """`Thông báo + Báo cáo`: a plus sign joins two outputs where each is named by its noun."""
    nouns = "|".join(re.escape(noun) for noun in _listed("output_nouns.tsv"))
    return re.compile(rf"(?<=\w)\s+\+\s+(?=(?:{nouns})(?!\w))", re.IGNORECASE)


@functools.lru_cache(maxsize=8192)
def split_outputs(cell: str) -> tuple[str, ...]:
    """The items of an output cell, in order, list marks and end punctuation stripped; () for a blank cell.

    >>> split_outputs("- Kế hoạch kiểm tra; - Báo cáo kết quả.")
    ('Kế hoạch kiểm tra', 'Báo cáo kết quả')
    """
    text = without_stand_ins(cell).strip()
    if not any(c.isalnum() for c in text):
        return ()
    items = _numbered(text) or _bulleted(text)
    return tuple(item for item in map(_clean, items) if item)


def _numbered(text: str) -> list[str] | None:
    """Items of a list whose marks run 1, 2, 3 or a, b, c from the start of the cell; None when it is no such list."""
    first = _NUMBER.match(text)
    if first is None:
        return None
    order = next((marks for marks in (_ROMANS, _LETTERS) if first[1] in marks), _ARABIC)
    if first[1].lstrip("0") not in order[:1]:
        return None
    marks = [first]
    position = first.end()
    while len(marks) < len(order):
        wanted = order[len(marks)]
        found = (m for m in _NUMBER.finditer(text, position) if m[1].lstrip("0") == wanted and not _inside(text, m))
        following = next(found, None)
        if following is None:
            break
        marks.append(following)
        position = following.end()
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return [text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]


def _inside(text: str, mark: re.Match[str]) -> bool:
    """Whether the mark stands inside parentheses; the `)` of the mark itself does not count."""
    before = text[: mark.start()]
    return before.count("(") > before.count(")")


def _bulleted(text: str) -> list[str]:
    if ";" not in text and "\n" not in text and not any(mark in text for mark in "-–—+•*●○▪"):
        return [text]
    opens_with_bullet = text[0] in _BULLET
    marked, hidden = _hide_parentheses(text)
    marked = _BULLET_MARK.sub(_CUT, marked)
    marked = _ANY_BULLET.sub(_CUT, marked)
    marked = _SENTENCE_LINE.sub(_CUT, marked)
    marked = _noun_line().sub(_CUT, marked)
    marked = (_inline_bullet() if opens_with_bullet else _inline_plus()).sub(_CUT, marked)
    if ";" in marked:
        marked = _semicolon().sub(_CUT, marked)
    return [_show_parentheses(item, hidden) for item in marked.split(_CUT)]


_PARENTHESIS = re.compile(r"\([^()]*\)")
_HIDDEN = re.compile(rf"{SECOND}(\d+){SECOND}")


def _hide_parentheses(text: str) -> tuple[str, list[str]]:
    """`text` with every closed parenthesis replaced by a stand-in, so that no rule splits inside one."""
    if "(" not in text:
        return text, []
    hidden: list[str] = []

    def stand_in(match: re.Match[str]) -> str:
        hidden.append(match.group())
        return f"{SECOND}{len(hidden) - 1}{SECOND}"

    return _PARENTHESIS.sub(stand_in, text), hidden


def _show_parentheses(text: str, hidden: list[str]) -> str:
    return _HIDDEN.sub(lambda match: hidden[int(match[1])], text) if hidden else text


def _clean(item: str) -> str:
    """One line, without the marks around it; a closing bracket or quotation mark stays."""
    return " ".join(item.split()).strip(_EDGES)
