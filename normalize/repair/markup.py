"""Rules for what a converter left in the text: HTML tags and entities, Markdown emphasis, picture placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.repair.changes import Change, Kind, Rule
from schemas.markdown import LINK
from schemas.syllables import is_syllable

_BLOCK = "p|br|ul|ol|li|div|tr|td|th|table|thead|tbody|hr|h[1-6]|center|blockquote|dl|dt|dd|caption|figure"
_INLINE = "i|b|u|s|em|strong|span|sup|sub|font|small|big|a|img|mark|ins|del|strike|code|page_number|header|footer"
_ATTRIBUTES = r"(?:\s[^<>]*)?"
_COMMENT = re.compile(r"<!--(?:[^-]|-(?!->))*-->")
_TAG = re.compile(rf"</?(?:(?P<block>{_BLOCK})|{_INLINE}){_ATTRIBUTES}/?>", re.IGNORECASE)
_UNCLOSED_TAG = re.compile(r"\s*</?(?:p|br|ul|ol|li|div|span)(?:\s+[a-z-]+\s*=\s*\"[^\"<>]*\"?)*\s*$", re.IGNORECASE)
_TAGS = re.compile(rf"\s*(?:</?(?:{_BLOCK}|{_INLINE}){_ATTRIBUTES}/?>\s*)+", re.IGNORECASE)
_ITEM = re.compile(r"<li\b", re.IGNORECASE)
_OWN_MARK = re.compile(r"[-–—+•*●○▪]|\(?(?:\d{1,2}|[a-zđ])[.)/]")
_ENTITIES = {
    "&nbsp;": " ", "&#160;": " ", "&#xa0;": " ", "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'",
    "&#39;": "'", "&ndash;": "–", "&mdash;": "—", "&hellip;": "…", "&ldquo;": "“", "&rdquo;": "”", "&lsquo;": "‘",
    "&rsquo;": "’", "&bull;": "•", "&middot;": "·", "&shy;": "", "&zwnj;": "",
}  # fmt: skip
_ENTITY = re.compile("|".join(map(re.escape, _ENTITIES)), re.IGNORECASE)

_STRONG = re.compile(r"(?<!\*)(?!(?<=\()\*+\))(?:(?<=\S)\*{2,3}|\*{2,3}(?=\S))(?!\*)")
_STRONG_ALONE = re.compile(r"(?<![*\S])\*{2,3}(?![*\S])")
_STRONG_EMPTY = re.compile(r"(?<![*\w])\*{4}(?![*\w])")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=[\w\[(“\"])[^*\n]*?(?<=[^\s*])\*(?![\w*])")
_UNDERLINE = re.compile(r"(?<![\w_])(_{1,2})(?=[^\W_])[^_\n]*?(?<=[^\s_])\1(?![\w_])")
_HEADING = re.compile(r"\s*#{1,6} +(?=\S)")
_ESCAPE = re.compile(r"\\(?=[*_#\-.()\[\]+!&~>%])")

# What text engines write where they see no text. `[Đã ký]` (signed) is a statement of the copy and not among them.
_PLACEHOLDERS = (
    "signature|chữ ký số|chữ ký|ký tên|đóng dấu|handwritten[^\\]]*|stamp|seal|con dấu|dấu đỏ|dấu|image|picture|"
    "hình ảnh|ảnh|hình|logo|qr code|mã qr|barcode|illegible|không đọc được|unclear|watermark"
)
_AND = r"(?: (?:và|and) |\s?[,/&+]\s?)"
_PLACEHOLDER = re.compile(
    r"\s*[*_]*(?:!\[[^\]\n]*\]\([^)\n]*\)|"
    rf"\[(?:{_PLACEHOLDERS})(?:{_AND}(?:{_PLACEHOLDERS}))*[^\]\w]*\d*\])[*_]*",
    re.IGNORECASE,
)

# Elements in which engines describe what is no text of the page, with what they say of it.
_DESCRIBED = re.compile(
    r"(?P<open>\s*<(?P<name>img|watermark|page_number|signature|stamp|seal|logo|figure)>)(?P<said>[^<\n]{0,400})</(?P=name)>",
    re.IGNORECASE,
)
_TITLES = re.compile(r"\A(?:[A-ZĐ]\w{0,3}\.\s?)*")  # `ThS.`, `TS. BS.`
_SIGNED = re.compile(rf"(?:{_PLACEHOLDERS}|đã ký|ký)", re.IGNORECASE)
_LONGEST_NAME = 6  # words


def find_comments(text: str, kind: Kind) -> Iterator[Change]:
    """HTML comments are dropped with what they hold (engines number pages so); an arrow `<--` stays."""
    for match in _COMMENT.finditer(text):
        yield Change(match.start(), match.end(), None)


def find_tags(text: str, kind: Kind) -> Iterator[Change]:
    """HTML tags of known names are dropped; a block tag between words leaves a break (a space in running text).

    An item of a list in a cell keeps the dash that a page shows before it, unless it brings a mark of its own.
    `<` and `>` that compare (`< 5 %`) and names in angle brackets stay.
    """
    for run in _TAGS.finditer(text):
        bullet = "- " if _ITEM.search(run.group()) and _OWN_MARK.match(text, run.end()) is None else ""
        yield from _without_tags(text, run.start(), run.end(), f"\n{bullet}" if kind == "cell" else " ")
    tail = _UNCLOSED_TAG.search(text)
    if tail and not _TAG.search(text, tail.start()):
        yield Change(tail.start(), tail.end(), None)


def _without_tags(text: str, start: int, end: int, separator: str) -> Iterator[Change]:
    """Drop each tag in `text[start:end]` (tags and white space), and see that what stands beside it stays apart."""
    tags = list(_TAG.finditer(text, start, end))
    if start == 0 or end == len(text):
        yield Change(start, end, None)
        return
    parted = not any(tag["block"] for tag in tags)
    position = start
    for tag in tags:
        gap = text[position : tag.start()]
        if gap and not parted:
            parted = True
            yield Change(position, tag.start(), separator)
        yield Change(tag.start(), tag.end(), None)
        position = tag.end()
    if not parted:
        yield Change(position, end, separator)


def find_entities(text: str, kind: Kind) -> Iterator[Change]:
    """Named and numbered HTML entities become their characters; a bare `&` (`SGD&ĐT`) stays."""
    for match in _ENTITY.finditer(text):
        yield Change(match.start(), match.end(), _ENTITIES[match.group().lower()] or None)


def find_strong_marks(text: str, kind: Kind) -> Iterator[Change]:
    """`**` and `***` beside a word are dropped, paired or not (bold text runs over lines).

    Those between blanks (`** II**`, `Sở Nội vụ **`) are dropped where all marks of the text make pairs, and `****`,
    which is a cell that was bold and blank.
    """
    found = list(_STRONG.finditer(text))
    alone = list(_STRONG_ALONE.finditer(text))
    if alone and (len(found) + len(alone)) % 2 == 0:
        found = sorted(found + alone, key=re.Match[str].start)
    for match in sorted([*found, *_STRONG_EMPTY.finditer(text)], key=re.Match[str].start):
        yield Change(match.start(), match.end(), None)


def find_emphasis_marks(text: str, kind: Kind) -> Iterator[Change]:
    """A pair of `*` or `_` round words is dropped. `5 * 3`, `2*3`, a footnote's `*`, `(*)` and `a_b` stay."""
    yield from _pair_ends(*((_EMPHASIS, text, 1) if "*" in text else (_UNDERLINE, text, 0)))


def _pair_ends(pattern: re.Pattern[str], text: str, width: int) -> Iterator[Change]:
    for match in pattern.finditer(text):
        size = width or len(match.group(1))
        yield Change(match.start(), match.start() + size, None)
        yield Change(match.end() - size, match.end(), None)


def find_markdown_signs(text: str, kind: Kind) -> Iterator[Change]:
    """`#` signs before a heading, and backslashes that guard a mark. Numbers (`#1`) and paths stay."""
    if "#" in text and (match := _HEADING.match(text)):
        yield Change(match.start(), match.end(), None)
    elif "\\" in text:
        for match in _ESCAPE.finditer(text):
            yield Change(match.start(), match.end(), None)


def find_placeholders(text: str, kind: Kind) -> Iterator[Change]:
    """What an engine writes for a picture, a seal or a signature: `[Signature]`, `![](logo.png)`."""
    for match in _PLACEHOLDER.finditer(text):
        yield Change(match.start(), match.end(), None)


def find_link_marks(text: str, kind: Kind) -> Iterator[Change]:
    """The brackets and the address of a link are dropped, its words stay: `[Luật Thủ đô](https://... "Luật Thủ đô")`.

    Converters lose the blank before a link in slanted text (`Căn cứ[Luật`); letters on both sides stay apart.
    `[1](xem Phụ lục)` is no link.
    """
    for match in LINK.finditer(text):
        words, (start, end) = match["words"], match.span()
        before = words[:1].isalnum() and text[:start][-1:].isalnum()
        behind = words[-1:].isalnum() and text[end : end + 1].isalnum()
        yield Change(start, start + 1, " " if before else None)
        yield Change(match.end("words"), end, " " if behind else None)


def find_descriptions(text: str, kind: Kind) -> Iterator[Change]:
    """What an engine says of a picture, a watermark or a page's number in an element: `<img>A seal</img>`.

    The name in `<signature>Lê Văn An</signature>` is text of the page.
    """
    for match in _DESCRIBED.finditer(text):
        if match["name"].lower() == "signature" and _is_name(match["said"]):
            yield Change(match.end("open") - len("<signature>"), match.end("open"), None)
            yield Change(match.end("said"), match.end(), None)
        else:
            yield Change(match.start(), match.end(), None)


def _is_name(said: str) -> bool:
    """Whether what stands in an element for a signature is the name of a person."""
    said = said.strip()
    words = _TITLES.sub("", said, count=1).split()
    if not 2 <= len(words) <= _LONGEST_NAME or _SIGNED.fullmatch(said):
        return False
    return all(word[0].isupper() and is_syllable(word) for word in words)


SIGNS = r"<&\[*_#\\"
"""What the rules on markup look for, as the inside of a character class."""

RULES = (
    Rule("html_comment", re.compile("<!--"), find_comments),
    Rule(
        "placeholder",
        re.compile(r"</(?:img|watermark|page_number|signature|stamp|seal|logo|figure)>", re.IGNORECASE),
        find_descriptions,
    ),
    Rule("html_tag", re.compile("<"), find_tags),
    Rule("html_entity", re.compile("&[#a-zA-Z0-9]+;"), find_entities),
    Rule("placeholder", re.compile(r"\["), find_placeholders),
    Rule("markdown_link", re.compile(r"\]\("), find_link_marks),
    Rule("emphasis", re.compile(r"\*\*"), find_strong_marks),
    Rule("emphasis", re.compile("[*_]"), find_emphasis_marks),
    Rule("markdown_sign", re.compile(r"[#\\]"), find_markdown_signs),
)
