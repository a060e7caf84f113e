"""No word is lost, places are right, and the same text in another guise gives the same document."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import read_bytes
from ingest.ocr_text import read_decoded_text
from ingest.text_decoding import DecodedText, tidy
from schemas.document import Document, Line, Row, Source
from schemas.text import WORD, Fragment, count_words
from tests.growth import assert_linear, long_texts

SAMPLES = sorted((Path(__file__).parents[2] / "corpus/samples").glob("*.txt"))
SOURCE = Source("0" * 16, "dump.txt", "0" * 64, "text/plain", 0)
# Pieces that make tables, rules, page marks and torn rows of every kind likely.
PIECES = [
    "\t", "\t\t", "\n", "\n\n", "\n \n", "\f", "\r\n", "\u2028", "\x1f", " ", "\N{NO-BREAK SPACE}", "\ufeff", "\u0301",
    "|", "| ", " | ", "|---|---|", "\\|", "│", "├──┤", "+---+---+",
    "1", "2.1", "II", "TT", "Tổng cộng", "báo cáo", "Sở Nội vụ", "a_b", "- ", "12/", "<p>",
    "<table>", "<tr>", "<td colspan=2>", "<td>", "</td>", "</tr>", "</table>",
    "\\begin{tabular}{l}", "\\end{tabular}", " & ", "&", "\\\\", "\\textbf{a}b", "\\hline", "\\multirow{2}{*}{c d}",
    "<otsl>", "</otsl>", "<fcel>", "<ecel>", "<lcel>", "<ucel>", "<xcel>", "<nl>",
    "<|ref|>text<|/ref|>", "<|ref|>", "<|det|>[[1, 20, 3, 4]]<|/det|>", "\ntext[[1, 20, 3, 4]]", "<loc_9>",
    "<--- Page Split --->\n",
    "{3}----------------\n", "--- Trang 2 ---\n", "một đoạn văn dài hơn một trăm hai mươi ký tự " * 4,
]  # fmt: skip


def _fragments(document: Document) -> Iterator[Fragment]:
    for block in document.blocks:
        if isinstance(block, Row):
            yield from (cell.fragment for cell in block.cells)
        else:
            yield block.fragment


def _read(text: str) -> Document:
    return read_decoded_text(DecodedText(text, "utf-8"), SOURCE)


def _check_account(document: Document, text: str) -> None:
    held = dict.fromkeys((page.number for page in document.pages), 0)
    places: list[tuple[int, int]] = []
    for fragment in _fragments(document):
        held[fragment.page] += count_words(fragment.raw)
        places.append((fragment.page, fragment.line))
        assert fragment.text == fragment.raw
        assert unicodedata.is_normalized("NFC", fragment.raw)
    assert places == sorted(places)
    assert [page.number for page in document.pages] == list(range(1, len(document.pages) + 1))
    for page in document.pages:
        assert held[page.number] + page.words_markup == page.words_in
    assert sum(page.words_in for page in document.pages) == count_words(tidy(text))
    source_words = WORD.findall(tidy(text))
    words = Counter(word for fragment in _fragments(document) for word in WORD.findall(fragment.raw))
    assert not words - Counter(source_words)
    assert (Counter(source_words) - words).total() == sum(page.words_markup for page in document.pages)
    # Cells of aligned columns are many lines each, so only the words around them follow one another as printed.
    rest = iter(source_words)
    assert all(word in rest for fragment in _printed_in_order(document) for word in WORD.findall(fragment.raw))


def _printed_in_order(document: Document) -> Iterator[Fragment]:
    for block in document.blocks:
        if not isinstance(block, Row):
            yield block.fragment
        elif block.form != "aligned":
            yield from (cell.fragment for cell in block.cells)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_every_word_of_table_like_text_is_held_once_and_in_order(text: str) -> None:
    _check_account(_read(text), text)


ALIGNED_PIECES = [
    "TT", "STT", "1", "2", "II", "a)", "Sở Nội vụ", "các sở", "Quý I", "Tổng cộng", "rà soát văn bản", "- A", "(1)", "",
    "3", "|", "\t", "\f", "<table>", "<tr><td>x</td></tr>", "</table>",
]  # fmt: skip


def test_every_word_of_aligned_text_is_held_once_and_on_its_line() -> None:
    chance = random.Random(2026)
    rows = 0
    for _ in range(1_200):
        lines = [
            "".join(
                chance.choice(ALIGNED_PIECES) + " " * chance.choice((1, 2, 3, 6, 25))
                for _ in range(chance.randrange(7))
            )
            for _ in range(chance.randrange(15))
        ]
        document = _read("\n".join(lines))
        _check_account(document, "\n".join(lines))
        _check_places(document, "\n".join(lines))
        rows += sum(isinstance(block, Row) and block.form == "aligned" for block in document.blocks)
    assert rows > 100


@settings(deadline=None)
@given(st.text())
def test_every_word_of_any_text_is_held_once_and_in_order(text: str) -> None:
    _check_account(_read(text), text)


def test_every_word_of_long_table_like_texts_is_held_once_and_in_order() -> None:
    chance = random.Random(2018)
    for _ in range(2_000):
        text = "".join(chance.choice(PIECES) for _ in range(chance.randrange(90)))
        _check_account(_read(text), text)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_word_of_a_damaged_sample_is_held_once_and_in_order(path: Path) -> None:
    chance = random.Random(path.name)
    lines = path.read_text(encoding="utf-8").split("\n")
    for _ in range(12):
        damaged = [line for line in lines if chance.random() > 0.1]
        for _ in range(40):
            damaged.insert(chance.randrange(len(damaged)), chance.choice(PIECES) * chance.randrange(3))
        for _ in range(20):
            index = chance.randrange(len(damaged))
            cut = chance.randrange(len(damaged[index]) + 1)
            damaged[index] = damaged[index][:cut] + chance.choice("\n\t|\f") + damaged[index][cut:]
        _check_account(_read("\n".join(damaged)), "\n".join(damaged))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_fragments_stand_on_their_lines(text: str) -> None:
    _check_places(_read(text), text)


def _check_places(document: Document, text: str) -> None:
    lines = tidy(text).replace("\f", " ").split("\n")
    for fragment in _fragments(document):
        for offset, part in enumerate(fragment.raw.split("\n")):
            words = set(WORD.findall(part))
            assert words <= set(WORD.findall(lines[fragment.line - 1 + offset]))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_are_accounted_for(path: Path) -> None:
    document = read_bytes(path.read_bytes(), path.name)
    _check_account(document, path.read_bytes().decode("utf-8"))
    assert not document.problems
    assert not any(page.words_markup for page in document.pages)


@pytest.mark.parametrize(
    ("prefix", "form", "rows", "pages"),
    [
        ("000", "tabs", 101, 12),
        ("001", "pipes", 91, 20),
        ("002", "tabs", 32, 11),
        ("003", "cell_lines", 38, 1),
        ("004", "tabs", 174, 24),
    ],
)
def test_rows_and_pages_of_the_samples(prefix: str, form: str, rows: int, pages: int) -> None:
    """Rows counted with grep (lines with two tabs, lines with an outer pipe less the rules, blocks of tabbed lines)."""
    [path] = [path for path in SAMPLES if path.name.startswith(prefix)]
    document = read_bytes(path.read_bytes(), path.name)
    found = [block for block in document.blocks if isinstance(block, Row)]
    assert {row.form for row in found} == {form}
    assert (len(found), len(document.pages)) == (rows, pages)


@pytest.mark.parametrize("guise", ["crlf", "bom", "utf-16", "nfd", "spaces", "old mac"])
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_guises_of_a_sample_read_alike(path: Path, guise: str) -> None:
    plain = path.read_bytes().decode("utf-8")
    data = {
        "crlf": plain.replace("\n", "\r\n").encode(),
        "bom": plain.encode("utf-8-sig"),
        "utf-16": plain.encode("utf-16"),
        "nfd": unicodedata.normalize("NFD", plain).encode(),
        "spaces": "\n".join(line + "   " if line.strip(" ") else line for line in plain.split("\n")).encode(),
        "old mac": plain.replace("\n", "\r").encode(),
    }[guise]
    expected = read_bytes(plain.encode(), path.name)
    document = read_bytes(data, path.name)
    assert replace(document, source=expected.source, encoding=expected.encoding) == expected


@pytest.mark.parametrize("prefix", ["000", "004"])
def test_rows_torn_at_every_list_item_are_put_together(prefix: str) -> None:
    [path] = [path for path in SAMPLES if path.name.startswith(prefix)]
    plain = path.read_text(encoding="utf-8")
    torn = "\n".join(re.sub("; - ", ";\n- ", line) if "\t" in line else line for line in plain.split("\n"))
    assert torn.count("\n") > plain.count("\n") + 40
    whole = [[cell.fragment.raw for cell in row.cells] for row in _read(plain).blocks if isinstance(row, Row)]
    joined = [
        [cell.fragment.raw.replace("\n", " ") for cell in row.cells]
        for row in _read(torn).blocks
        if isinstance(row, Row)
    ]
    assert joined == whole


def test_tables_survive_stripped_tabs_and_double_spacing() -> None:
    for path in SAMPLES:
        plain = path.read_text(encoding="utf-8")
        rows = sum(isinstance(block, Row) for block in _read(plain).blocks)
        stripped = "\n".join(line.rstrip("\t ") if line.strip() else line for line in plain.split("\n"))
        assert sum(isinstance(block, Row) for block in _read(stripped).blocks) >= 0.85 * rows
        if not path.name.startswith("003"):  # blank lines are what parts its rows
            doubled = _read(plain.replace("\n", "\n\n"))
            assert sum(isinstance(block, Row) for block in doubled.blocks) == rows


@long_texts(
    ("", "x", 3_000_000, ""),
    ("", "a\tb\tc\n", 30_000, ""),
    ("", "1\ta\n", 30_000, "a\tb\tc\n"),
    ("", "\ta\n", 30_000, ""),
    ("\ta\n", "dòng tiếp theo\n", 30_000, ""),
    ("", "| a | b | c |\n\n", 20_000, ""),
    ("", "| a | b\n", 30_000, ""),
    ("", "|---|\n", 30_000, ""),
    ("", "1\n\n", 30_000, ""),
    ("", "2.1\ta\tb\n- ý\n", 20_000, ""),
    ("", "\t", 200_000, ""),
    ("", "|", 200_000, ""),
    ("", "-", 200_000, ""),
    ("", "\f", 200_000, ""),
    ("", "- ", 300_000, ""),
    ("", " \n", 200_000, ""),
    ("", "--- Trang 2 ---\nx\n", 20_000, ""),
    ("", "<table><tr><td>a</td><td>b</td></tr></table>\n\n", 10_000, ""),
    ("", "<table><tr><td>", 50_000, "</tr>"),
    ("<table><tr><td>a", "</td>b", 100_000, "</tr></table>"),
    ("", "<td ", 100_000, "<table>"),
    ("", "TT   a   b\n", 10_000, ""),
    ("", "TT   a   b\n\f", 10_000, ""),
    ("TT   a   b\n", "1   Việc   Sở\n", 10_000, ""),
    ("TT   a   b\n", "1   Việc   Sở\n     làm   y\n     và   x\n", 4_000, ""),
    ("TT   a   b\n1   Việc   Sở\n", "     làm   y\n", 10_000, "2   Việc   Sở\n"),
    ("", "1 | a | b\n", 20_000, ""),
)
def test_time_grows_with_size_alone(text: Callable[[int], str], count: int) -> None:
    assert_linear(lambda size: _read_whole(text(size)), count)


def test_time_of_long_lines_grows_with_size_alone() -> None:
    assert_linear(lambda size: _read_whole("TT   a   b\n" + ("1   " * size + "\n") * 3), 20_000)


def _read_whole(text: str) -> None:
    assert sum(page.words_in for page in _read(text).pages) == count_words(text)


@pytest.mark.parametrize(
    "mark",
    ["Được quét bằng CamScanner", "  Scanned with TapScanner", "Scanned by CamScanner", "Quét bằng Microsoft Lens"],
)
def test_a_table_goes_on_below_the_mark_of_a_scanning_program(mark: str) -> None:
    """The mark ends a page, and columns may shift there."""
    above = "TT   Nhiệm vụ           Chủ trì      Thời gian\n1    Rà soát văn bản    Sở Tư pháp   Quý I"
    below = " 2    Kiểm tra hồ sơ      Sở Nội vụ    Quý II\n 3    Tổng kết công tác   Văn phòng    Quý IV"
    document = _read(f"{above}\n{mark}\n\nTrang 2/2\n{below}\n")
    rows = [[cell.fragment.text for cell in block.cells] for block in document.blocks if isinstance(block, Row)]
    assert rows[2:] == [
        ["2", "Kiểm tra hồ sơ", "Sở Nội vụ", "Quý II"],
        ["3", "Tổng kết công tác", "Văn phòng", "Quý IV"],
    ]
    assert mark.strip() not in [block.fragment.text for block in document.blocks if isinstance(block, Line)]
    assert len(document.pages) == 2


def test_words_of_a_scanning_program_inside_a_sentence_stay() -> None:
    line = "Hồ sơ được quét bằng máy CamScanner và lưu trữ theo quy định"
    assert [block.fragment.text for block in _read(line).blocks if isinstance(block, Line)] == [line]


def test_a_numeral_read_as_letters_opens_a_row_of_tabs() -> None:
    """`ni` for III, below a row whose last cell its line lacks; a piece of a torn cell (`nội`) is no numeral."""
    head = "TT\tNhiệm vụ\tChủ trì\tThời gian\tKinh phí"
    row = "1\tRà soát văn bản\tSở Tư pháp\tQuý I\t20"
    torn = "2\tKiểm tra hồ sơ\tSở Nội vụ\tThường xuyên\nnội\tUBND TP"
    short = "2\tKiểm tra\tSở Nội vụ\tCả năm\nni\tPHÁT TRIỂN SẢN XUẤT"
    found = [block for block in _read(f"{head}\n{row}\n{short}\n{row}\n").blocks if isinstance(block, Row)]
    texts = [[cell.fragment.text for cell in block.cells] for block in found]
    assert ["ni", "PHÁT TRIỂN SẢN XUẤT"] in texts
    cut = [block for block in _read(f"{head}\n{row}\n{torn}\n{row}\n").blocks if isinstance(block, Row)]
    assert [cell.fragment.text for cell in cut[2].cells][3:] == ["Thường xuyên\nnội", "UBND TP"]


def test_pages_are_told_by_other_traces_where_a_scanner_marked_only_one() -> None:
    page = "Đoạn văn bản của trang này. " * 60
    marked = f"{page}\nĐược quét bằng CamScanner\n\n{page}\n\n2\n\n{page}\n\n3\n\n{page}\n\n4\n\n{page}\n"
    assert len(_read(marked).pages) > 2
