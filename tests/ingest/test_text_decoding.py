"""Encodings are told on evidence, and refused without (`corpus/cases/ingest/encodings.json`)."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UnreadableSource
from ingest.legacy_fonts import read_tcvn3, read_vni
from ingest.text_decoding import decode_text, tidy

ROOT = Path(__file__).parents[2]
CASES: list[dict[str, Any]] = json.loads((ROOT / "corpus/cases/ingest/encodings.json").read_text(encoding="utf-8"))
SAMPLES = sorted((ROOT / "corpus/samples").glob("*.txt"))


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_encoding(case: dict[str, Any]) -> None:
    assert case["reason"]
    decoded = decode_text(case["hex_of"]["text"].encode(case["hex_of"]["codec"]))
    assert (decoded.encoding, decoded.text) == (case["encoding"], case["text"])


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_are_left_alone(path: Path) -> None:
    decoded = decode_text(path.read_bytes())
    assert decoded.encoding == "utf-8"
    assert decoded.text == path.read_bytes().decode("utf-8")
    assert not decoded.problems


def _tcvn3_of(text: str) -> str:
    letters = {read_tcvn3(chr(code)): chr(code) for code in range(0xA1, 0xFF) if read_tcvn3(chr(code)) != chr(code)}
    return "".join(letters.get(character, letters.get(character.lower(), character)) for character in text)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_whole_sample_in_tcvn3(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    for data, encoding in (
        (_tcvn3_of(text).encode("cp1252", "replace"), "tcvn3"),
        (_tcvn3_of(text).encode("utf-8"), "utf-8+tcvn3"),
    ):
        decoded = decode_text(data)
        assert decoded.encoding == encoding
        assert decoded.text.lower().count("cải cách") == text.lower().count("cải cách")


def test_every_letter_of_the_legacy_fonts() -> None:
    vowels = "aăâeêioôơuưy"
    tones = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
    letters = {unicodedata.normalize("NFC", vowel + tone) for vowel in vowels for tone in tones} | {"đ"}
    latin = [chr(code) for code in range(0xA1, 0x100)]
    of_tcvn3 = {read_tcvn3(character) for character in (*latin, *vowels)}
    assert letters <= of_tcvn3
    pairs = [vowel + mark for vowel in "aeiouyôö" for mark in ["", *latin]] + latin
    of_vni = {unicodedata.normalize("NFC", read_vni(pair)) for pair in pairs}
    assert letters <= of_vni
    assert {letter.upper() for letter in letters} <= {
        unicodedata.normalize("NFC", read_vni(pair.upper())) for pair in pairs
    }


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"Quy\x00t dinh so 12 ve viec ban hanh ke hoach", "not_text", "offset 3"),
        ("Été à la mer, garçon, déjà, façade".encode("latin-1"), "unknown_encoding", "byte 0"),
        (b"\xff\xfe" + "Quyết".encode("utf-16-le") + b"a", "unknown_encoding", "UTF-16-LE"),
        (b"\xff\xfe" + b"\x00\xd8a\x00", "unknown_encoding", "UTF-16-LE"),
        (b"\xed\xa0\x80 ab", "unknown_encoding", "byte 0"),
        (b"\x81\x8d\x90 abc", "unknown_encoding", "not UTF-8"),
    ],
)
def test_what_cannot_be_read_is_refused(data: bytes, code: str, words: str) -> None:
    with pytest.raises(UnreadableSource) as caught:
        decode_text(data)
    assert caught.value.code == code
    assert words in caught.value.message
    assert caught.value.resolution


def test_a_cut_tail_and_lost_letters_are_told() -> None:
    text = "Điều 1. Ban hành Kế hoạch cải cách hành chính của huyện.\n" * 3
    cut = decode_text((text + "tỉnh ủy Đắ").encode()[:-1])
    assert cut.encoding == "utf-8"
    assert cut.text == text + "tỉnh ủy Đ\N{REPLACEMENT CHARACTER}"
    assert [(problem.code, problem.line) for problem in cut.problems] == [
        ("invalid_bytes", 4),
        ("replacement_characters", 4),
    ]
    assert [problem.code for problem in decode_text((text + "t\ufffdnh").encode()).problems] == [
        "replacement_characters"
    ]


def test_mojibake_in_a_part_of_the_text_is_left_and_told() -> None:
    sound = "Điều 1. Ban hành Kế hoạch cải cách hành chính của huyện.\n" * 40
    decoded = decode_text((sound + "Uû ban nh©n d©n; c¶i c¸ch hµnh chÝnh; ®¹i biÓu\n").encode())
    assert decoded.encoding == "utf-8"
    assert "nh©n d©n" in decoded.text
    assert [(problem.code, problem.line) for problem in decoded.problems] == [("mojibake_left", 41)]


@given(st.text())
def test_any_utf8_text_is_read_or_left(text: str) -> None:
    decoded = decode_text(text.encode("utf-8", "replace").replace(b"\x00", b""))
    assert unicodedata.is_normalized("NFC", decoded.text)
    assert not any(mark in decoded.text for mark in ("\r", "\x85", "\u2028", "\u2029"))
    assert tidy(decoded.text) == decoded.text


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        decoded = decode_text(data).encoding
    except UnreadableSource as error:
        decoded = error.code if error.resolution else ""
    assert decoded
