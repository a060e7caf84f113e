"""Parts of heads that bundles do not show: row heads, blank templates, tie lines, stamps that repair has dropped."""

from __future__ import annotations

import pytest

from parsers import parse
from parsers.captions import tie_of
from parsers.claims import Claims
from parsers.document_marks import is_closing, is_organ_line, is_state_name, type_heading
from parsers.head import Head, parse_head
from parsers.splitting import split
from parsers.text_lines import clean, text_lines
from schemas.document import Cell, Document, Line, Page, Row, Source
from schemas.text import Edit, Fragment
from tests.parsers.sources import document_of

BODY = "\n\nCăn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015;\n\nQUYẾT ĐỊNH:\n\nĐiều 1. Ban hành Kế hoạch."


def _head(document: Document) -> Head:
    claims = Claims(document)
    return parse_head(split(document)[0], claims)


def test_head_in_table_rows() -> None:
    left, right = "UBND TỈNH LÀO CAI\nSỞ XÂY DỰNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    number, date = "Số: 15/QĐ-SXD", "Lào Cai, ngày 05 tháng 3 năm 2020"
    rows = [
        Row(tuple(Cell(Fragment(1, n, text, text, i)) for i, text in enumerate(texts)), 0)
        for n, texts in ((1, (left, right)), (4, (number, date)))
    ]
    lines = [
        Line(Fragment(1, n, t, t))
        for n, t in enumerate(["QUYẾT ĐỊNH", "Về việc ban hành Kế hoạch", *BODY.split("\n")], 6)
    ]
    document = Document(Source("0" * 16, "a", "0" * 64, "text/plain", 1), "docx", (Page(1, 0),), (*rows, *lines))
    head = _head(document)
    assert (head.issuer, head.superior) == ("SỞ XÂY DỰNG", "UBND TỈNH LÀO CAI")
    assert [c.value for c in head.numbers + head.dates] == ["15/QĐ-SXD", "2020-03-05"]
    assert (head.place_name, head.title) == ("Lào Cai", "Về việc ban hành Kế hoạch")


@pytest.mark.parametrize("place", ["Bà Rịa - Vũng Tàu", "Phan Rang–Tháp Chàm", "Cư M'gar"])
def test_a_place_of_two_names_beside_the_number(place: str) -> None:
    head = (
        f"ỦY BAN NHÂN DÂN    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 204/QĐ-UBND    {place}, ngày 25 tháng 01 năm 2022"
    )
    (document,) = parse(document_of(head + "\n\nQUYẾT ĐỊNH\nBan hành Kế hoạch năm 2022")).documents
    assert document.place_name == place


def test_a_standing_board_is_that_of_the_body_above_it() -> None:
    head = _head(
        document_of(
            "ỦY BAN MTTQ VIỆT NAM\nHUYỆN PHÙ CÁT\nBAN THƯỜNG TRỰC\nSố: 03/KH-MTTQ\nKẾ HOẠCH\nCông tác năm 2023" + BODY
        )
    )
    assert head.issuer == "BAN THƯỜNG TRỰC ỦY BAN MTTQ VIỆT NAM HUYỆN PHÙ CÁT"


def test_a_committee_of_the_party_decides_in_the_line_that_enacts() -> None:
    text = "ĐẢNG BỘ TỈNH LÀO CAI\nĐẢNG ỦY XÃ TẢ VAN\nSố 64-QĐ/ĐU\nQUYẾT ĐỊNH\nban hành Chương trình năm 2026\n\n"
    text += "- Căn cứ Điều lệ Đảng;\n\nBAN THƯỜNG VỤ ĐẢNG ỦY QUYẾT ĐỊNH\n\nĐiều 1. Ban hành Chương trình."
    head = _head(document_of(text))
    assert head.issuer == "BAN THƯỜNG VỤ ĐẢNG ỦY XÃ TẢ VAN"


def test_a_programme_keeps_a_subject_that_begins_like_a_basis() -> None:
    subject = "Thực hiện Nghị quyết số 20-NQ/TW về kinh tế tập thể"
    head = _head(document_of(f"UBND TỈNH LÀO CAI\nSố: 12/CTr-UBND\nCHƯƠNG TRÌNH HÀNH ĐỘNG\n{subject}" + BODY))
    assert head.title == f"CHƯƠNG TRÌNH HÀNH ĐỘNG {subject}"


def test_blank_template_gives_no_candidate() -> None:
    head = _head(
        document_of(
            "UBND TỈNH LÀO CAI\nSố:       /QĐ-UBND\nLào Cai, ngày    tháng    năm 2020\nQUYẾT ĐỊNH\nVề việc X" + BODY
        )
    )
    assert (head.numbers, head.dates, head.symbol, head.place_name) == ((), (), "QĐ-UBND", "Lào Cai")


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Số: O9/QĐ-UBND", "09/QĐ-UBND"),
        ("Số: 6Í27/QĐ-UBND", "6127/QĐ-UBND"),
        ("Số : 12 /QĐ-UBND", "12/QĐ-UBND"),
        ("Số: 35 71/QĐ-UBND", None),
        ("Số: ……/QĐ-UBND", None),
    ],
)
def test_number_line(line: str, value: str | None) -> None:
    head = _head(document_of(f"UBND TỈNH LÀO CAI\n{line}\nQUYẾT ĐỊNH\nVề việc X{BODY}"))
    assert [c.value for c in head.numbers] == ([value] if value else [])


@pytest.mark.parametrize("speck", ["■", "•", "*", "~ ^"])
def test_a_speck_below_a_title_is_no_part_of_it(speck: str) -> None:
    head = _head(document_of(f"UBND TỈNH LÀO CAI\nSố: 1/QĐ-UBND\nQUYẾT ĐỊNH\nVề việc X\n{speck}{BODY}"))
    assert head.title == "Về việc X"


@pytest.mark.parametrize(
    ("line", "place", "day"),
    [
        ("Lào Cai, ngày 16/01/2019", "Lào Cai", "2019-01-16"),
        ("Ngày 16 tháng 01 năm 2019", None, "2019-01-16"),
        ("Quận 7, ngày 02 tháng 3 năm 2020", "Quận 7", "2020-03-02"),
        ("TP. Hồ Chí Minh, ngày 02 tháng 3 năm 2020", "TP. Hồ Chí Minh", "2020-03-02"),
        ("Bà Rịa – Vũng Tàu, ngày 2 tháng 3 năm 2020", "Bà Rịa – Vũng Tàu", "2020-03-02"),
    ],
)
def test_place_line(line: str, place: str | None, day: str) -> None:
    head = _head(document_of(f"UBND TỈNH LÀO CAI\nSố: 1/QĐ-UBND\n{line}\nQUYẾT ĐỊNH\nVề việc X{BODY}"))
    assert (head.place_name, [c.value for c in head.dates]) == (place, [day])


def test_stamp_that_repair_dropped_dates_the_act() -> None:
    document = document_of("QUYẾT ĐỊNH\nVề việc ban hành Kế hoạch" + BODY + "\n\n13.12.2018\n10:44:59 +07:00")
    blocks = list(document.blocks)
    for index in (-2, -1):
        fragment = blocks[index].fragment  # type: ignore[union-attr]
        edit = Edit(0, len(fragment.raw), fragment.raw, None, "stamp")
        blocks[index] = Line(Fragment(fragment.page, fragment.line, fragment.raw, "", edits=(edit,)))
    head = _head(Document(document.source, document.reader, document.pages, tuple(blocks)))
    assert [(c.value, c.origin) for c in head.dates] == [("2018-12-13", "stamp")]


def test_a_date_in_the_text_is_no_stamp() -> None:
    head = _head(
        document_of("QUYẾT ĐỊNH\nVề việc ban hành Kế hoạch" + BODY + "\nBáo cáo trước ngày\n15/12/2018\nhằng năm.")
    )
    assert head.dates == ()


@pytest.mark.parametrize(
    ("line", "kind", "rest"),
    [
        ("QUYẾT ĐỊNH", "quyet_dinh", ""),
        ("KẾ HOẠCH CÔNG TÁC CẢI CÁCH HÀNH CHÍNH NĂM 2019", "ke_hoach", "CÔNG TÁC CẢI CÁCH HÀNH CHÍNH NĂM 2019"),
        ("KẾ HOẠCH CHI TIẾT", "ke_hoach", ""),
        ("Phụ lục", "phu_luc", ""),
        ("Phụ lục số 02", "phu_luc", ""),
        ("PHỤ LỤC III: DỰ TOÁN KINH PHÍ", "phu_luc", "DỰ TOÁN KINH PHÍ"),
        ("Phụ lục 01. Danh mục nhiệm vụ", "phu_luc", "Danh mục nhiệm vụ"),
        ("DANH SÁCH CÁC THỦ TỤC", "danh_muc", "CÁC THỦ TỤC"),
    ],
)
def test_type_heading(line: str, kind: str, rest: str) -> None:
    heading = type_heading(line)
    assert heading is not None
    assert (heading.kind, heading.rest) == (kind, rest)


@pytest.mark.parametrize(
    "line",
    [
        "QUYẾT ĐỊNH:",
        "Quyết định này có hiệu lực",
        "Kế hoạch cải cách hành chính",
        "Phụ lục kèm theo báo cáo này.",
        "KẾ HOẠCHX",
        "BÁO CÁO được gửi về Sở",
    ],
)
def test_no_type_heading(line: str) -> None:
    assert type_heading(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "CỘNG HÕA XÃHỘI CHỦ NGHĨA VIỆT NAM",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
    ],
)
def test_state_name(line: str) -> None:
    assert is_state_name(line)


@pytest.mark.parametrize(
    ("text", "number", "day", "kind"),
    [
        (
            "(Kèm theo Quyết định số: 2070/QĐ-UBND ngày 13 tháng 12 năm 2018 của UBND tỉnh)",
            "2070/QĐ-UBND",
            "2018-12-13",
            "quyet_dinh",
        ),
        (
            "(Ban hành kèm theo Quyết định số 12/QĐ-UBND\nngày 05/3/2019 của UBND huyện)",
            "12/QĐ-UBND",
            "2019-03-05",
            "quyet_dinh",
        ),
        (
            "(*Kèm theo Quyết định số: **15/QĐ-UBND** ngày **06** tháng **01** năm 2022*)",
            "15/QĐ-UBND",
            "2022-01-06",
            "quyet_dinh",
        ),
        ("Kèm theo Công văn số 10/SNV-CCHC ngày 02/01/2020 của Sở Nội vụ", "10/SNV-CCHC", "2020-01-02", "cong_van"),
        ("(Phê duyệt tại Quyết định số 7/QĐ-UBND ngày 25/12/2017)", "7/QĐ-UBND", "2017-12-25", "quyet_dinh"),
        ("(Theo Quyết định số 7/QĐ-UBND ngày 25/12/2017 của UBND tỉnh)", "7/QĐ-UBND", "2017-12-25", "quyet_dinh"),
        ("(Gửi kèm Công văn số 10/SNV-CCHC ngày 02/01/2020)", "10/SNV-CCHC", "2020-01-02", "cong_van"),
        ("(Kèm theo Quyết định số      /QĐ-UBND ngày     tháng    năm 2020 của UBND tỉnh)", None, None, "quyet_dinh"),
        ("(Kèm theo Kế hoạch thực hiện Chương trình hành động)", None, None, "ke_hoach"),
    ],
)
def test_tie_line(text: str, number: str | None, day: str | None, kind: str) -> None:
    tie = tie_of(text_lines(document_of(text)))
    assert tie is not None
    assert (tie.number, tie.issued_on.isoformat() if tie.issued_on else None, tie.kind) == (number, day, kind)


def test_markup_is_taken_off() -> None:
    assert clean("## **Điều 1.** Ban hành <i>Kế hoạch</i>&nbsp;này [Signature]") == "Điều 1. Ban hành Kế hoạch này"
    assert clean("HUYỆN PHÚ _ QUỐC") == "HUYỆN PHÚ QUỐC"


@pytest.mark.parametrize(
    ("line", "closes"),
    [
        ("Quyết định này./.", True),
        ("Quyết định này. / mr", True),
        ("phù hợp. /.", True),
        ("theo quy định.", False),
        ("ngày 12/3.", False),
    ],
)
def test_closing_mark(line: str, closes: bool) -> None:
    assert is_closing(line) is closes


def test_organ_lines() -> None:
    assert is_organ_line("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ĐẮK NÔNG")
    assert is_organ_line("TỔNG KIỂM TOÁN NHÀ NƯỚC")
    assert not is_organ_line("CẢI CÁCH HÀNH CHÍNH TỈNH ĐẮK NÔNG NĂM 2019")


def test_head_lines_are_claimed() -> None:
    document = document_of("UBND TỈNH LÀO CAI\nSố: 1/QĐ-UBND\nQUYẾT ĐỊNH\nVề việc X" + BODY)
    claims = Claims(document)
    segment = split(document)[0]
    parse_head(segment, claims)
    assert [line.block for line in segment.lines if claims.is_claimed(line)] == [0, 1, 2, 3]
