"""What a page of the web or a store of documents puts before an act: its card (`Số hiệu | 12/KH-UBND`), linked acts.

It is no document. Its words stay unparsed, so that nothing of it is lost without a trace.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.citations import KINDS
from parsers.document_marks import ARTICLE_LINE, RECIPIENTS_LINE, SIGNS_FOR_LINE, STRICT_BASIS_LINE, is_closing
from parsers.labels import label_at
from parsers.text_lines import TextLine
from schemas.document import Row

_LINKED_ACT = re.compile(rf"^[-–•]\s*\d{{0,2}}\s?[.)]?\s?(?:{'|'.join(KINDS)})(?![\wà-ỹ])")
_BULLET = re.compile(r"^[-–+•]\s")
_MOST_LINES = 40
_LONGEST_LABEL = 30  # characters of `Tình trạng hiệu lực`, and some more


def is_page_furniture(lines: Sequence[TextLine]) -> bool:
    """Whether `lines`, which stand before the first head of a file, are no part of any document."""
    filled = [line for line in lines if line.text or line.is_row]
    return len(filled) <= _MOST_LINES and all(
        _is_card_row(line.row) if line.row is not None else _is_outside(line.text) for line in filled
    )


def _is_card_row(row: Row) -> bool:
    """A label and its value, once or several times: no row of a table of tasks."""
    texts = [cell.fragment.text.strip() for cell in row.cells if cell.fragment.text.strip()]
    labels = texts[::2]
    if not labels or any(len(label) > _LONGEST_LABEL or label[0].isdigit() for label in labels):
        return False
    return len(texts) <= 2 or all(label.endswith(":") for label in labels)


def _is_outside(text: str) -> bool:
    """A line that no document's text would hold: neither labelled nor a basis, an article or a part of a closing."""
    if _BULLET.match(text):
        return _LINKED_ACT.match(text) is not None or (len(text) <= _LONGEST_LABEL and text[-1] not in ".;:,")
    if STRICT_BASIS_LINE.match(text) or ARTICLE_LINE.match(text) or RECIPIENTS_LINE.match(text):
        return False
    return not (SIGNS_FOR_LINE.match(text) or is_closing(text) or label_at(text))
