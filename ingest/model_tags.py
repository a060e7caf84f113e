"""Tags that vision models write around text: what kind of block it is, where it stands on the page.

`<|ref|>table<|/ref|><|det|>[[121, 557, 878, 707]]<|/det|>` (DeepSeek-OCR; `table[[121, 557, 878, 707]]` where a program
left its signs out), `<|box_start|>...<|box_end|>` (Qwen, MinerU), `<bbox><x_53><y_57></bbox>` (Kosmos), `<loc_64>`
(Florence), `<section_header_level_1><loc_64>` (docling). They are taken out of the lines before these are read, for the
signs among them look like tables. What stands between `<|ref|>` and `<|/ref|>` stays where it is text of the page and
no kind of block.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from ingest.source_lines import SourceLines
from schemas.text import count_words

_BLOCKS = (
    "doctag|text|title|section_header(?:_level_[1-6])?|page_header|page_footer|list_item|ordered_list|unordered_list|"
    "picture"
)
_KIND_WORDS = (
    "algorithm|aside|block|caption|chart|code|diagram|equation|figure|footer|footnote|formula|header|heading|image|item|"
    "list|logo|number|page|paragraph|plain|reference|seal|section|signature|stamp|sub|subtitle|table|text|title"
)
_KIND = rf"(?:{_KIND_WORDS})(?:_(?:{_KIND_WORDS}))*"
_BOX = r"\[\[\d{1,4}(?:, ?\d{1,4}){3}\](?:, ?\[\d{1,4}(?:, ?\d{1,4}){3}\])*\]"
_PLACE = r"[\d\s,.()\[\]]*"
_TAG = re.compile(
    "|".join(
        (
            rf"<\|(?:object_)?ref(?:_start)?\|>\s*{_KIND}\s*<\|(?:/ref|(?:object_)?ref_end)\|>",
            rf"<\|det\|>{_PLACE}<\|/det\|>",
            rf"<\|(?P<area>box|quad)_start\|>{_PLACE}<\|(?P=area)_end\|>",
            rf"^\s*{_KIND} ?{_BOX}",
            r"<bbox>(?:<[xy]_\d{1,4}>)*</bbox>",
            r"<loc_\d{1,4}>",
            rf"</?(?:{_BLOCKS})>",
            r"<[|｜]/?[\w▁]{1,40}[|｜]>",  # any other sign of a model: no text is written so
        )
    )
)


def without_model_tags(source: SourceLines) -> tuple[SourceLines, Counter[int]]:
    """`source` without such tags, and the number of words taken out by the index of their line."""
    lines = list(source.lines)
    taken: Counter[int] = Counter()
    for index, line in enumerate(lines):
        if ("<" in line or "]]" in line) and _TAG.search(line):
            lines[index] = _cleaned(line)
            taken[index] = count_words(line) - count_words(lines[index])
    return (replace(source, lines=tuple(lines)), taken) if taken else (source, taken)


def _cleaned(line: str) -> str:
    """`line` without tags; where nothing else parts what stood on their two sides a blank does."""
    cleaned = ""
    position = 0
    for tag in [*_TAG.finditer(line), None]:
        part = line[position : tag.start() if tag else len(line)]
        if cleaned and part and not cleaned[-1].isspace() and not part[0].isspace():
            cleaned += " "
        cleaned += part if cleaned else part.lstrip(" ") if position else part
        position = tag.end() if tag else position
    return cleaned.rstrip(" ")
