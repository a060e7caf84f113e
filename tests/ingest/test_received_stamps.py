"""Stamps of the office that received an act: what is taken out of the page, and what is not."""

from __future__ import annotations

from ingest.page_reading import PageReading, document_of
from ingest.page_rules import NO_RULES, Rules
from ingest.page_words import Word
from ingest.received_stamps import METHOD, find_received_stamp, set_stamp_aside
from schemas.document import Line, Source

_FRAME = Rules(upright=((40.0, 100.0, 41.0, 170.0), (160.0, 103.0, 161.0, 173.0)))
_LEFT = ((40.0, 100.0, 41.0, 130.0), (40.0, 135.0, 41.0, 170.0))
_RIGHT = ((160.0, 103.0, 161.0, 140.0), (161.0, 150.0, 162.0, 173.0))
_BROKEN_FRAME = Rules(upright=(*_LEFT, *_RIGHT))


def _line(text: str, x: float, top: float, size: float = 9.0) -> list[Word]:
    words = []
    for word in text.split():
        words.append(Word(word, x, top, x + 5.0 * len(word), top + size))
        x = words[-1].x1 + 3.0
    return words


_STAMP = [
    *_line("SỞ TÀI CHÍNH", 70.0, 104.0),
    *_line("CÔNG VĂN ĐẾN", 66.0, 118.0),
    *_line("Số: ....417", 46.0, 132.0),
    *_line("Ngày: 12/3/2015", 46.0, 144.0),
    *_line("Chuyển: P.NS", 46.0, 156.0),
]
_TITLE = [
    *_line("QUYẾT ĐỊNH", 260.0, 118.0),
    *_line("Ban hành Kế hoạch thanh tra", 230.0, 144.0),
    *_line("năm 2015", 260.0, 156.0),
]


def _texts(words: list[Word]) -> set[str]:
    return {word.text for word in words}


def test_a_stamp_in_a_frame_is_set_aside_beside_the_title() -> None:
    kept, asides = set_stamp_aside([*_STAMP, *_TITLE], _FRAME)
    assert list(kept) == _TITLE
    assert [aside.text for aside in asides] == [
        "SỞ TÀI CHÍNH", "CÔNG VĂN ĐẾN", "Số: ....417", "Ngày: 12/3/2015", "Chuyển: P.NS",
    ]  # fmt: skip
    assert {aside.method for aside in asides} == {METHOD}


def test_sides_that_a_scan_broke_are_a_frame() -> None:
    assert find_received_stamp([*_STAMP, *_TITLE], _BROKEN_FRAME) == _STAMP


def test_without_a_frame_the_lines_with_fields_go_and_the_name_above_stays() -> None:
    found = find_received_stamp([*_STAMP, *_TITLE], NO_RULES)
    assert found == _STAMP[3:]


def test_print_that_runs_across_the_frame_keeps_the_stamp_where_it_is() -> None:
    across = _line("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19", 100.0, 144.0)
    words = [word for word in _STAMP if word.top != 144.0] + across
    assert find_received_stamp(words, _FRAME) == []


def test_den_of_running_text_is_no_stamp() -> None:
    lines = [*_line("TỪ NAY ĐẾN NĂM 2030", 60.0, 118.0), *_line("Số: 12/KH-UBND", 60.0, 132.0)]
    assert find_received_stamp(lines, NO_RULES) == []


def test_a_number_and_a_day_without_den_are_no_stamp() -> None:
    words = [word for word in _STAMP if word.text != "ĐẾN"]
    assert find_received_stamp(words, _FRAME) == []


def test_its_words_are_noise_of_the_document() -> None:
    reading = PageReading((*_STAMP, *_TITLE), rules=_FRAME, through_ocr=True)
    document = document_of([reading], Source("0" * 16, "a.pdf", "0" * 64, "application/pdf", 0), "pdf", "pdf+ocr", "")
    dropped = [
        edit.before for block in document.blocks if isinstance(block, Line) for edit in block.fragment.edits
        if edit.method == METHOD
    ]  # fmt: skip
    assert "CÔNG VĂN ĐẾN" in dropped
    assert _texts(_TITLE) <= set(" ".join(b.fragment.text for b in document.blocks if isinstance(b, Line)).split())
