"""Amounts in words: the vectors of the domain notes, variants, refusals, and a round trip over 0..10^15."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.number_words import find_amount_in_words, parse_number_words

_DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
_SCALES = ["", " nghìn", " triệu"]


def _write_group(value: int, *, full: bool) -> str:
    hundreds, tens, unit = value // 100, value // 10 % 10, value % 10
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens == 1:
        words.append("mười")
    elif tens:
        words.append(f"{_DIGITS[tens]} mươi")
    elif unit and words:
        words.append("linh")
    if unit:
        special = {1: "mốt", 4: "tư"}.get(unit) if tens > 1 else None
        words.append("lăm" if unit == 5 and tens else special or _DIGITS[unit])
    return " ".join(words)


def _write_below_billion(value: int, *, full: bool) -> str:
    groups: list[str] = []
    for place in (2, 1, 0):
        group = value // 1000**place % 1000
        if group:
            groups.append(_write_group(group, full=full or bool(groups)) + _SCALES[place])
    return " ".join(groups)


def write_number_words(value: int) -> str:
    if value == 0:
        return "không"
    billions, rest = divmod(value, 10**9)
    words = f"{_write_below_billion(billions, full=False)} tỷ" if billions else ""
    return f"{words} {_write_below_billion(rest, full=bool(billions))}".strip()


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.integers(0, 10**15), st.integers(0, 2000), st.integers(0, 10**6).map(lambda n: n * 10**6)))
def test_what_is_written_in_words_reads_back(value: int) -> None:
    words = write_number_words(value)
    assert parse_number_words(words) == value
    assert parse_number_words(f"(Bằng chữ: {words.capitalize()} đồng chẵn./.)") == value


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 10**12))
def test_variant_spellings_make_no_difference(value: int) -> None:
    words = write_number_words(value)
    for one, other in (("tỷ", "tỉ"), ("linh", "lẻ"), ("nghìn", "ngàn"), ("bảy", "bẩy"), ("lăm", "nhăm")):
        assert parse_number_words(words.replace(one, other).upper()) == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("Một tỉ không trăm tám mươi triệu đồng", 1_080_000_000),
        ("Sáu trăm bốn mươi triệu đồng", 640_000_000),
        ("Mười tám triệu đồng chẵn", 18_000_000),
        ("Tám mươi mốt triệu đồng", 81_000_000),
        ("chín trăm hai mươi mốt tỉ hai trăm triệu một trăm hai mươi nghìn đồng", 921_200_120_000),
        ("một triệu hai trăm ba mươi tư nghìn đồng", 1_234_000),
        ("Hai nghìn không trăm linh một", 2001),
        ("Một tỷ không trăm linh một", 1_000_000_001),
        ("Một nghìn lẻ năm tỷ đồng", 1_005_000_000_000),
        ("Hai mươi lăm triệu năm trăm ngàn đồng", 25_500_000),
        ("(Bảng chữ: Một tỉ không trăm tám mươi triệu đồng)", 1_080_000_000),
        ("Viết bằng chữ: Ba trăm triệu đồng chẵn./.", 300_000_000),
        ("BA TỶ NĂM TRĂM TRIỆU ĐỒNG", 3_500_000_000),
        ("Một tỷ, hai trăm triệu đồng", 1_200_000_000),
        ("Hai triệu năm nghìn đồng", 2_005_000),
        ("một triệu năm mươi nghìn", 1_050_000),
        ("hai mươi một", 21),
        ("Mười bốn nghìn tỷ đồng", 14_000_000_000_000),
        ("không đồng", 0),
        ("không", 0),
        ("mười", 10),
        ("mười lăm", 15),
        ("một trăm linh năm", 105),
        ("năm", 5),
        ("một  trăm   triệu\nđồng", 100_000_000),
        ("Bốn mươi triệu đồng Việt Nam", 40_000_000),
    ],
)
def test_amounts(words: str, value: int) -> None:
    assert parse_number_words(words) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "đồng",
        "Kinh phí",
        "năm 2019",
        "hai triệu hai",
        "một trăm năm",
        "mươi lăm",
        "trăm triệu",
        "tỷ đồng",
        "triệu",
        "một hai ba",
        "một nghìn triệu",
        "một triệu hai triệu",
        "không trăm linh năm",
        "linh năm",
        "mốt",
        "hai mươi mươi",
        "một trăm hai trăm",
        "một trăm không mươi",
        "hai mươi triệu người",
        "khoảng hai mươi triệu đồng",
        "mười năm trăm",
        "một trăm không",
        "ba năm",
        "tỷ tỷ",
    ],
)
def test_what_is_no_number_phrase_is_refused(text: str) -> None:
    assert parse_number_words(text) is None


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [
        ("640.000.000 đồng (Sáu trăm bốn mươi triệu đồng)", 640_000_000, "Sáu trăm bốn mươi triệu"),
        ("Tổng (Bằng chữ: Một tỉ không trăm tám mươi triệu đồng)", 1_080_000_000, "Một tỉ không trăm tám mươi triệu"),
        ("(Bằng chữ: Tám mươi mốt triệu)", 81_000_000, "Tám mươi mốt triệu"),
        ("trong hai năm, ba sở; kinh phí Năm triệu đồng chẵn", 5_000_000, "Năm triệu"),
    ],
)
def test_amount_is_found_inside_text(text: str, value: int, words: str) -> None:
    found = find_amount_in_words(text)
    assert found is not None
    assert found[0] == value
    assert text[found[1] : found[2]] == words


@pytest.mark.parametrize(
    "text", ["", "ba năm một lần", "hội nghị hai ngày", "năm 2019", "một trăm năm đồng", "Tổng cộng 81"]
)
def test_no_amount_is_found_where_there_is_none(text: str) -> None:
    assert find_amount_in_words(text) is None
