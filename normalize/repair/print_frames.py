"""What a browser prints around a page: day, hour and title at its head, its address and number at the foot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

_PRINTED_AT = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{2}|\d{4}),? \d{1,2}:\d{2}(?::\d{2})?(?: ?(?:[AP]M|SA|CH))?\b", re.IGNORECASE
)
_FOOT = re.compile(r"(?:(?:https?|file)://\S+|about:blank)?\s*(?:(?P<page>\d{1,3})/(?P<pages>\d{1,3}))?", re.IGNORECASE)
_HEAD_LINES = 2  # of a page with text, among which the day and hour stand
_TITLE_LINES = 8  # among which the title does: the head of an act in two columns comes between
_FOOT_LINES = 2


def print_frames(by_page: Mapping[int, Sequence[int]], texts: Sequence[str | None]) -> Iterator[int]:
    """The lines of such frames; `by_page` holds the blocks with text of each page, `texts` None for rows.

    There are none unless every page has its day and hour, with the same words behind them on all.
    """
    found = [at for blocks in by_page.values() if (at := _stamp(blocks[:_HEAD_LINES], texts)) is not None]
    stamps = {texts[at] or "" for at in found}
    is_alone = all(map(_PRINTED_AT.fullmatch, stamps))
    if len(found) < len(by_page) or len(stamps) != 1 or (len(by_page) == 1 and not is_alone):
        return
    yield from found
    heads = {number: blocks[:_TITLE_LINES] for number, blocks in by_page.items()}
    counts = Counter(text for blocks in heads.values() for text in {texts[at] for at in blocks} if text)
    titles = {text for text, count in counts.items() if count == len(by_page) > 1}
    for number, blocks in by_page.items():
        yield from (at for at in heads[number] if texts[at] in titles and at not in found)
        for at in blocks[-_FOOT_LINES:]:
            foot = _FOOT.fullmatch(texts[at] or "-")
            if foot and (foot["page"] is None or (int(foot["page"]), int(foot["pages"])) == (number, len(by_page))):
                yield at


def _stamp(blocks: Sequence[int], texts: Sequence[str | None]) -> int | None:
    return next((at for at in blocks if _PRINTED_AT.match(texts[at] or "")), None)
