"""Damaged, hostile and locked files end in `UnreadableSource` or in a document, never in another error."""

from __future__ import annotations

import io
import random
import shutil
import stat
import sys
import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest import UnreadableSource, office, read_bytes
from ingest.docx import read_docx
from ingest.html import read_html
from ingest.html_attributes import MAX_COLUMNS
from ingest.limits import ReadLimits, within
from ingest.media_type import ALTO, DOC, DOCX, HTML, ODT, RTF, TEXT
from ingest.ocr_text import read_decoded_text
from ingest.readers import READERS
from ingest.text_decoding import DecodedText
from schemas.document import Row, Source
from tests.ingest.declared_forms import docx_of
from tests.ingest.test_reader_cases import CASES, check_account, fragments, input_of

SOURCE = Source("0" * 16, "a", "0" * 64, HTML, 0)
MIMETYPES = [(media_type, reader) for media_types, reader in READERS for media_type in media_types]


@pytest.mark.parametrize("name", sorted({name for name, _ in CASES}))
def test_damaged_files_of_every_format(name: str) -> None:
    chance = random.Random(name)
    originals = [input_of(case) for case_name, case in CASES if case_name == name]
    for _ in range(120):
        data = bytearray(chance.choice(originals))
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(data))
            if chance.random() < 0.5:
                data[at] = chance.randrange(256)
            else:
                del data[at : at + chance.randrange(1, 40)]
            if not data:
                break
        with suppress(UnreadableSource):
            check_account(read_bytes(bytes(data), "a"))


@pytest.mark.parametrize(("media_type", "reader"), MIMETYPES, ids=[media_type for media_type, _ in MIMETYPES])
def test_readers_refuse_what_is_not_theirs(media_type: str, reader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    for data in (b"{}", b"<a/>", b"PK\x03\x04 cut", b"{" * 100_000, bytes(64)):
        with suppress(UnreadableSource):
            check_account(reader(data, replace(SOURCE, media_type=media_type)))


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("bí mật", encoding="utf-8")
    attack = f"""<?xml version="1.0"?><!DOCTYPE alto [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "thay">]>
    <alto><Layout><Page><TextLine><String CONTENT="a"/>&x;&y;</TextLine></Page></Layout></alto>"""
    document = read_bytes(attack.encode(), "a")
    assert document.source.media_type == ALTO
    assert [block.fragment.raw for block in document.blocks if block.kind == "line"] == ["a"]


def test_entities_that_multiply_are_refused() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    attack = f'<?xml version="1.0"?><!DOCTYPE alto [<!ENTITY e0 "ha">{levels}]><alto><Page>&e11;</Page></alto>'
    with pytest.raises(UnreadableSource) as caught:
        read_bytes(attack.encode(), "a")
    assert caught.value.code == "damaged"


def test_parts_that_unpack_to_too_much_are_refused() -> None:
    with within(ReadLimits(unpacked_mb=0.001)), pytest.raises(UnreadableSource) as caught:
        read_docx(docx_of("<w:p/>" * 1000), SOURCE)
    assert caught.value.code == "too_large"


def test_a_locked_part_is_said() -> None:
    data = bytearray(docx_of("<w:p/>"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flag of encryption in both headers of each part
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    with pytest.raises(UnreadableSource) as caught:
        read_docx(bytes(data), SOURCE)
    assert caught.value.code == "encrypted"


def test_text_below_the_depth_that_is_read_is_a_problem() -> None:
    document = read_html(b"<div>" * 300 + b"a" + b"</div>" * 300, SOURCE)
    assert "html_cut" in [problem.code for problem in document.problems]


def test_spans_beyond_reason_are_cut() -> None:
    """Read as they are claimed, these would be 3e12 places."""
    page = "<table border=1>" + "<tr><td rowspan=99999 colspan=99999>a<td>b<td>c</tr>" * 300 + "</table>"
    document = read_html(f"<html>{page}</html>".encode(), SOURCE)
    check_account(document)
    rows = [block for block in document.blocks if isinstance(block, Row)]
    assert len(rows) == 300
    assert max(cell.colspan for row in rows for cell in row.cells) <= MAX_COLUMNS
    assert max(cell.rowspan for row in rows for cell in row.cells) <= len(rows)


def test_a_wide_cell_over_one_from_above_ends() -> None:
    """Markup may claim a place twice: a cell of two columns above one that still covers the second of them."""
    row = "<tr><td>1</td><td rowspan=3>a</td></tr><tr><td colspan=2>b</td></tr><tr><td>c</td><td>d</td></tr>"
    document = read_decoded_text(DecodedText(f"<table>{row}</table>", "utf-8"), replace(SOURCE, media_type=TEXT))
    rows = [block for block in document.blocks if isinstance(block, Row)]
    assert [[cell.fragment.text for cell in found.cells] for found in rows] == [["1", "a"], ["b"], ["c", "d"]]
    check_account(document)


def test_a_cell_that_begins_below_the_next_keeps_places_rising() -> None:
    rule = "+----+-----------+-----------+"
    drawn = "\n".join(
        (
            *(rule, "| 1  | Tập huấn  | 20        |"),
            *(rule, "| 2  | Rà soát   | 20        |", "|    | văn bản   |           |"),
            *(rule, "|    |           | (triệu đ) |", "| 3  | Kiểm tra  |           |", rule),
        )
    )
    document = read_decoded_text(DecodedText(drawn, "utf-8"), replace(SOURCE, media_type=TEXT))
    rows = [block for block in document.blocks if isinstance(block, Row)]
    assert [cell.fragment.text for cell in rows[-1].cells] == ["3", "Kiểm tra", "(triệu đ)"]
    lines = [cell.fragment.line for found in rows for cell in found.cells]
    assert lines == sorted(lines)
    check_account(document)


def test_lines_of_a_drawn_row_on_two_pages_stay_two_rows() -> None:
    printed = "Số: 1\f| TT | Việc |\n|---|---|\n| 1 | a\f| 2 | b |\n|---|---|\n| 3 | c\f| 4 | d |\n|---|---|"
    document = read_decoded_text(DecodedText(printed, "utf-8"), replace(SOURCE, media_type=TEXT))
    check_account(document)
    assert [page.words_in for page in document.pages] == [2, 4, 4, 2]


def test_a_text_between_rows_of_bars_keeps_places_rising() -> None:
    """Blank cells that stand above the text belong to the row below it."""
    printed = "|\n|\n3. Kinh phí\nDo ngân sách bảo đảm.\n|\nNơi nhận:\n|\nLưu: VT.\n|"
    document = read_decoded_text(DecodedText(printed, "utf-8"), replace(SOURCE, media_type=TEXT))
    check_account(document)
    assert [fragment.line for fragment in fragments(document)] == sorted(f.line for f in fragments(document))


def test_a_word_file_that_holds_pictures_only_has_no_words() -> None:
    document = read_docx(docx_of("<w:p><w:r><w:drawing/></w:r></w:p>"), SOURCE)
    assert [problem.code for problem in document.problems] == ["no_words"]


@pytest.mark.parametrize("media_type", [DOC, ODT, RTF])
def test_older_files_without_libreoffice_say_what_to_install(media_type: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(UnreadableSource) as caught:
        office.read_office(b"", replace(SOURCE, media_type=media_type))
    assert caught.value.code == "tool_missing"
    assert "libreoffice" in caught.value.resolution


PROGRAM = """#!{python}
import os, pathlib, shutil, sys, time
out = pathlib.Path(sys.argv[sys.argv.index("--outdir") + 1])
assert "SECRET" not in os.environ and pathlib.Path(os.environ["HOME"]) != pathlib.Path({home!r})
given = pathlib.Path(sys.argv[-1])
if given.read_bytes() == b"slow":
    time.sleep(60)
if given.read_bytes() != b"bad":
    out.mkdir()
    shutil.copy({docx!r}, out / (given.stem + ".docx"))
"""


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in LibreOffice's place that gives a ready file, nothing, or keeps silent."""
    made = tmp_path / "made.docx"
    made.write_bytes(docx_of("<w:p><w:r><w:t>Điều 1.</w:t></w:r></w:p>"))
    program = tmp_path / "soffice"
    program.write_text(PROGRAM.format(python=sys.executable, home=str(Path.home()), docx=str(made)), encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("SECRET", "x")


@pytest.mark.usefixtures("stand_in")
def test_older_files_are_converted_and_read() -> None:
    document = read_bytes(b"{\\rtf1 x}", "a.rtf")
    assert (document.reader, document.source.media_type) == ("docx", RTF)
    assert [block.fragment.raw for block in document.blocks if block.kind == "line"] == ["Điều 1."]
    assert [problem.code for problem in document.problems] == ["converted"]


@pytest.mark.usefixtures("stand_in")
def test_conversions_that_fail_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "TIMEOUT", 1)
    for data, words in ((b"bad", "wrote nothing"), (b"slow", "did not finish within 1 seconds")):
        with pytest.raises(UnreadableSource, match=words) as caught:
            office.read_office(data, replace(SOURCE, media_type=DOC))
        assert caught.value.code == "conversion_failed"


def test_strict_word_files_are_read() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(
            "word/document.xml",
            '<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body><w:p><w:r><w:t>a</w:t></w:r>'
            "</w:p></w:body></w:document>",
        )
    document = read_bytes(buffer.getvalue(), "a")
    assert document.source.media_type == DOCX
    assert len(document.blocks) == 1
