"""No word of a web page or a Word file is lost, doubled or moved out of the account, whatever the markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.docx import read_docx
from ingest.html import read_html
from schemas.document import Source
from tests.ingest.declared_forms import docx_of
from tests.ingest.test_reader_cases import check_account, fragments

SOURCE = Source("0" * 16, "a", "0" * 64, "text/html", 0)
TOKEN = re.compile(r"w\d+x")

HTML_TAGS = [
    "p", "div", "b", "table", "tr", "td", "td colspan=3", "td rowspan=2", "td rowspan=900", "th", "tbody", "caption",
    "ul", "ol", "ol type=I", "li", "li value=7", "pre", "h1", "form", "a", "span", "center", "font face=.VnTime",
    "td style='display:none'", "tr hidden", "br style='page-break-before:always'",
]  # fmt: skip
HTML_DROPPED = ["script", "style", "nav", "select", "textarea", "p style='display:none'"]
_html_leaf = st.sampled_from(
    ["§", " ", "<br>", "&nbsp;", "<!-- c -->", "<hr>", *(f"<{tag}>§</{tag.split()[0]}>" for tag in HTML_DROPPED)]
)
html_trees = st.recursive(
    _html_leaf,
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split()[0]}>",
        st.sampled_from(HTML_TAGS),
        st.lists(inner, max_size=5),
    ),
    max_leaves=40,
)

RUNS = [
    "<w:r><w:t>§</w:t></w:r>", "<w:r><w:t>§</w:t><w:br/><w:t>§</w:t></w:r>", "<w:r><w:tab/></w:r>",
    '<w:r><w:br w:type="page"/></w:r>', "<w:r><w:lastRenderedPageBreak/><w:t>§</w:t></w:r>",
    "<w:del><w:r><w:delText>§</w:delText></w:r></w:del>", "<w:ins><w:r><w:t>§</w:t></w:r></w:ins>",
    "<w:hyperlink><w:r><w:t>§</w:t></w:r></w:hyperlink>", "<w:r><w:rPr><w:vanish/></w:rPr><w:t>§</w:t></w:r>",
    "<w:sdt><w:sdtContent><w:r><w:t>§</w:t></w:r></w:sdtContent></w:sdt>",
    "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>§</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
]  # fmt: skip
_paragraphs = st.lists(st.sampled_from(RUNS), max_size=4).map(lambda runs: f"<w:p>{''.join(runs)}</w:p>")
_CELL = [
    "", '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:hMerge w:val="continue"/>',
    '<w:gridSpan w:val="2"/><w:vMerge/>',
]  # fmt: skip


def _table(rows: list[list[tuple[str, str]]]) -> str:
    return (
        "<w:tbl>"
        + "".join(
            f"<w:tr>{''.join(f'<w:tc><w:tcPr>{of}</w:tcPr>{content}</w:tc>' for of, content in row)}</w:tr>"
            for row in rows
        )
        + "</w:tbl>"
    )


word_blocks = st.recursive(
    _paragraphs,
    lambda inner: st.lists(
        st.lists(st.tuples(st.sampled_from(_CELL), st.lists(inner, max_size=3).map("".join)), max_size=4), max_size=4
    ).map(_table),
    max_leaves=25,
)


def _named(text: str) -> tuple[str, int]:
    """`text` with a word of its own at every §, and how many there are."""
    numbers = count()
    named = re.sub("§", lambda _: f"w{next(numbers)}x ", text)
    return named, next(numbers)


def _tokens(texts: Iterator[str]) -> list[str]:
    return [token for text in texts for token in TOKEN.findall(text)]


@settings(max_examples=300, deadline=None)
@given(st.lists(html_trees, max_size=6).map("".join))
def test_every_word_of_a_page_is_held_once_or_markup(tree: str) -> None:
    body, total = _named(tree)
    document = read_html(f"<html><body>{body}</body></html>".encode(), SOURCE)
    check_account(document)
    held = _tokens(fragment.raw for fragment in fragments(document))
    assert len(held) == len(set(held))
    assert len(held) + sum(page.words_markup for page in document.pages) == total


@settings(max_examples=300, deadline=None)
@given(st.lists(word_blocks, max_size=5).map("".join))
def test_every_word_of_a_word_file_is_held_once_or_markup(blocks: str) -> None:
    body, total = _named(blocks)
    document = read_docx(docx_of(body), SOURCE)
    check_account(document)
    held = _tokens(fragment.raw for fragment in fragments(document))
    assert len(held) == len(set(held))
    assert len(held) + sum(page.words_markup for page in document.pages) == total
