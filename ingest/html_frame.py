"""What a web site prints around a decision: menus, properties, related documents, comments.

The decision stands in one element of the page: the smallest one around its motto that holds most of the page's words
and everything that only a decision has (articles, headings of its tables, recipients, signatures, appendices, long
paragraphs). What is outside of it is the site's. Limits: a page without the motto is read whole; so is one whose
decision and menus stand side by side in one element, or whose site prints long texts or one of those marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ingest.declared_blocks import opens_block_of_act, opens_head
from ingest.row_drafts import is_number_heading
from schemas.text import count_words

_UNSHOWN = ("script", "style", "noscript", "template", "head")
_MIN_SHARE = 0.6  # of the words of the page; menus and lists of related documents are long
_SHORT_BLOCK = 60  # words of the block that holds the motto: a cell with both lines of it, or a paragraph with one
_ONLY_IN_DECISIONS = re.compile(
    r"\W*(?:Điều\s+\d+\s*[.:]|[IVX]{1,5}\.\s+[A-ZĐÀ-Ỹ]{2}|PHỤ\s+LỤC\b|Phụ\s+lục\s+[\dIVX]|QUYẾT\s+ĐỊNH\s*:|Căn\s+cứ\s"
    r"|\(?(?:Ban\s+hành\s+)?[Kk]èm\s+theo\s)"
)
_HEADINGS = re.compile(
    r"(?:(?:cơ quan|đơn vị)\W.*)?(?:chủ trì|phối hợp|thực hiện)"
    r"|(?:thời gian|thời hạn|tiến độ|kinh phí|nhiệm vụ|nội dung|công việc|sản phẩm|kết quả)\b.{0,30}",
    re.IGNORECASE,
)
_SECTION = re.compile(r"(?:Word)?Section\d+")  # the elements into which Word parts a page
_LONG_TEXT = 30  # words in one go; what a site prints beside a decision is short


def decision_element(root: etree._Element) -> etree._Element | None:
    """The element that holds the decision; None where there is nothing around it, or no telling."""
    words = _word_counts(root)
    with_motto = {node for node in words if words[node] <= _SHORT_BLOCK and opens_head(_text(node))}
    motto = next((node for node in words if node in with_motto and with_motto.isdisjoint(node)), None)
    if motto is None:
        return None
    needed = [node for node in words if _is_of_a_decision(node)]
    if all(opens_block_of_act(_text(node)) for node in needed):  # nothing but the head tells what is the decision's
        return None
    found: etree._Element | None = motto
    while found is not None and (words.get(found, 0) < _MIN_SHARE * words[root] or not _holds(found, needed)):
        found = found.getparent()
    if found is None or found.tag in ("html", "body") or words[found] == words[root]:
        return None
    return found


def text_around(root: etree._Element, inner: etree._Element) -> str:
    """All text of the page that is not in `inner`."""
    return " ".join(part for part in _around(root, inner) if part.strip())


def _around(node: etree._Element, inner: etree._Element) -> Iterator[str]:
    if isinstance(node.tag, str):
        yield node.text or ""
    for child in node:
        if child is not inner:
            yield from _around(child, inner)
        yield child.tail or ""


def _word_counts(root: etree._Element) -> dict[etree._Element, int]:
    """The words that each element shows, in document order."""
    nodes = list(root.iter("*"))
    counts = dict.fromkeys(nodes, 0)
    for node in reversed(nodes):
        if node.tag in _UNSHOWN:
            counts[node] = 0
            continue
        counts[node] += count_words(node.text or "")
        for child in node:
            counts[node] += counts.get(child, 0) + count_words(child.tail or "")
    return counts


def _is_of_a_decision(node: etree._Element) -> bool:
    if node.tag in ("td", "th"):
        text = " ".join(_text(node).split()) if len(node) < _SHORT_BLOCK else ""
        return is_number_heading(text) or _HEADINGS.fullmatch(text) is not None
    own = [node.text or "", *(child.tail or "" for child in node)]
    if node.tag in _UNSHOWN:
        return False
    return (
        any(_ONLY_IN_DECISIONS.match(text) or count_words(text) > _LONG_TEXT for text in own)
        or opens_block_of_act(own[0])
        or _SECTION.fullmatch(node.get("class") or "") is not None
    )


def _holds(node: etree._Element, needed: list[etree._Element]) -> bool:
    return all(any(above is node for above in (mark, *mark.iterancestors())) for mark in needed)


def _text(node: etree._Element) -> str:
    return "".join(map(str, node.itertext()))
