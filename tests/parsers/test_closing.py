"""Recipients, signatures and addressees."""

from __future__ import annotations

import pytest

from parsers.claims import Claims
from parsers.closing import Closing, parse_closing
from parsers.splitting import split
from tests.parsers.sources import document_of

HEAD = "UBND TỈNH LÀO CAI\nSố: 1/QĐ-UBND\nQUYẾT ĐỊNH\nVề việc ban hành Kế hoạch\n\nĐiều 1. Ban hành Kế hoạch./.\n\n"


def _closing(text: str) -> Closing:
    document = document_of(HEAD + text)
    claims = Claims(document)
    return parse_closing(split(document)[0], claims)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (
            "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nCao Huy",
            ("TM. ỦY BAN NHÂN DÂN; KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Cao Huy"),
        ),
        (
            "TM. ỦY BAN NHÂN DÂN\n\nKÝ CHỦ TỊCH\n\nPHÓ CHỦ TỊCH\n\n\nCao Huy",
            ("TM. ỦY BAN NHÂN DÂN; KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Cao Huy"),
        ),
        (
            "KT. TỔNG GIÁM ĐỐC\nPHO TÔNG GI ÁM ĐỌC\n\nTrần Quốc Huy",
            ("KT. TỔNG GIÁM ĐỐC", "PHO TÔNG GI ÁM ĐỌC", "Trần Quốc Huy"),
        ),
        ("CHỦ TỊCH\n\nK' Thị Ngọc Ánh", (None, "CHỦ TỊCH", "K' Thị Ngọc Ánh")),
        ("KT.GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n[Signature]\nTrần Sĩ Thành", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Trần Sĩ Thành")),
        (
            "TL. CHỦ TỊCH\nKT. CHÁNH VĂN PHÒNG\nPHÓ CHÁNH VĂN PHÒNG\n(Đã ký)\nTrần Sĩ Thành",
            ("TL. CHỦ TỊCH; KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG", "Trần Sĩ Thành"),
        ),
        (
            "T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ THƯỜNG TRỰC\n\nTrần Sĩ Thành",
            ("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ THƯỜNG TRỰC", "Trần Sĩ Thành"),
        ),
        ("Q. GIÁM ĐỐC\n\nTrần Sĩ Thành", (None, "Q. GIÁM ĐỐC", "Trần Sĩ Thành")),
        ("BỘ TRƯỞNG\n\nTrần Sĩ Thành", (None, "BỘ TRƯỞNG", "Trần Sĩ Thành")),
        ("CHỦ TỊCH\n\nTS. Trần Sĩ Thành", (None, "CHỦ TỊCH", "Trần Sĩ Thành")),
        ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nBUDAPEST", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", None)),
        ("KT. CHỦ TỊCH PHÓ CHỦ TỊCH\n\nCao Huy", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Cao Huy")),
        (
            "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nCao Huy",
            ("TM. ỦY BAN NHÂN DÂN; KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Cao Huy"),
        ),
        ("CHỦ TỊCH\n\nHỌ ÔNG NHÂN LẠNG\n\nCao Huy", (None, "CHỦ TỊCH", "Cao Huy")),
        ("CHỦ TỊCH\n\nZơ Râm Bình", (None, "CHỦ TỊCH", "Zơ Râm Bình")),
        ("CHỦ TỊCH\n\nĐiểu K'Ré", (None, "CHỦ TỊCH", "Điểu K'Ré")),
        ("CHỦ TỊCH\n\nKsor H'Bơ Khăp", (None, "CHỦ TỊCH", "Ksor H'Bơ Khăp")),
        ("CHỦ TỊCH\n\nPi Năng Thị Hốn", (None, "CHỦ TỊCH", "Pi Năng Thị Hốn")),
        ("CHỦ TỊCH\n\nBh’ling Mia", (None, "CHỦ TỊCH", "Bh’ling Mia")),
        ("CHỦ TỊCH\n\nKS. Xồng Bá Lẩu", (None, "CHỦ TỊCH", "Xồng Bá Lẩu")),
        ("CHỦ TỊCH\n\nĐiều Khoản Thi Hành", (None, "CHỦ TỊCH", None)),
        ("CHỦ TỊCH\n\nBàn Văn Đức", (None, "CHỦ TỊCH", "Bàn Văn Đức")),
        ("CHỦ TỊCH\n\nBan Quản Lý Rừng", (None, "CHỦ TỊCH", None)),
        ("CHỦ TỊCH\n\nLăng Văn Hòa", (None, "CHỦ TỊCH", "Lăng Văn Hòa")),
        ("CHỦ TỊCH\n\nLạng Giang", (None, "CHỦ TỊCH", None)),
        ("CHỦ TỊCH\n\nSì A Phừ", (None, "CHỦ TỊCH", "Sì A Phừ")),
        ("CHỦ TỊCH\n\nRíah Dung", (None, "CHỦ TỊCH", "Ríah Dung")),
        ("CHỦ TỊCH\n\nK'Mák", (None, "CHỦ TỊCH", "K'Mák")),
        ("CHỦ TỊCH\n\nKiên Ninh", (None, "CHỦ TỊCH", "Kiên Ninh")),
        ("CHỦ TỊCH\n\nKiến Nghị", (None, "CHỦ TỊCH", None)),
        ("KT. CHỦ TỊCH PHÓ CHỦ TỊCH Nguyễn Văn An", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Văn An")),
        ("GIÁM ĐỐC (Đã ký) Trần Thị Bình", (None, "GIÁM ĐỐC", "Trần Thị Bình")),
        ("CHỦ TỊCH\n\nz£ wÑ Cao Huy", (None, "CHỦ TỊCH", "Cao Huy")),
        ("TM. ỦY BAN NHÂN DÂN\nzÑ 4 CHỦ TỊCH\n\nCao Huy", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Cao Huy")),
        ("Ký bởi: Văn phòng\n13.12.2018\n10:44:59 +07:00\n\nCao Huy", (None, None, "Cao Huy")),
    ],
)
def test_signature(block: str, expected: tuple[str | None, str | None, str | None]) -> None:
    signature = _closing("Nơi nhận:\n- Như Điều 3;\n- Lưu: VT.\n\n" + block).signature
    assert signature is not None
    assert (signature.authority, signature.position, signature.name) == expected


def test_who_acts_above_the_articles_does_not_sign() -> None:
    head = "CHỦ TỊCH\n\nCăn cứ Luật Thủ đô;\n\nĐiều 2. Các sở thi hành./.\n\n"
    signature = _closing(head + "Nơi nhận:\n- Lưu: VT.\n\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nCao Huy").signature
    assert signature is not None
    assert signature.position == "CHỦ TỊCH"


def test_no_signature_is_invented() -> None:
    assert _closing("Nơi nhận:\n- Như Điều 3;\n- Lưu: VT.\n\nTỉnh Lào Cai\nBUDAPEST").signature is None


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (
            "Nơi nhận:\n- Như Điều 3;\n- TT. Huyện ủy; TT. HĐND huyện;\n- Lưu VT,VP.",
            ("Như Điều 3", "TT. Huyện ủy", "TT. HĐND huyện", "Lưu VT, VP"),
        ),
        ("Nơi nhận:\n\n- Như trên;\n\n- Lưu: VT, K1. [Signature]", ("Như trên", "Lưu: VT, K1")),
        ("Nơi nhận: - Như trên;\n- Lưu: VT.", ("Như trên", "Lưu: VT")),
        ("Nơi nhận:\n- Các xã; (để th/h)\n- Lưu: VT.", ("Các xã (để th/h)", "Lưu: VT")),
        (
            "Nơi nhận:\n- Tỉnh ủy; (báo cáo) - TT HĐND tỉnh; (báo cáo) - Như Điều 3;\n- Lưu: VT.",
            ("Tỉnh ủy (báo cáo)", "TT HĐND tỉnh (báo cáo)", "Như Điều 3", "Lưu: VT"),
        ),
        (
            (
                "Nơi nhận:          TM. ỦY BAN NHÂN DÂN\n- Như Điều 3;          CHỦ TỊCH\n"
                "- Các sở, ban,\nngành;\n- Lưu: VT.\n\n            Cao Huy"
            ),
            ("Như Điều 3", "Các sở, ban, ngành", "Lưu: VT"),
        ),
        (
            "Nơi nhận:          CHỦ TỊCH\n- Như Điều 3;\n- Các xã;          Cao Huy\n- Các ban;\n- Lưu: VT.",
            ("Như Điều 3", "Các xã", "Các ban", "Lưu: VT"),
        ),
        ("Nơi nhận:\n- Như trên;\nCao Huy\n- Nội dung: rà soát văn bản;\n- Thời gian: tháng 5.", ("Như trên",)),
        ("Nơi nhận:\n+ Như Điều 3;\n• UBND tỉnh (b/c);\n* Lưu: VT.", ("Như Điều 3", "UBND tỉnh (b/c)", "Lưu: VT")),
    ],
)
def test_recipients(block: str, expected: tuple[str, ...]) -> None:
    assert _closing(block).recipients == expected


def test_columns_of_the_signature_are_read_apart() -> None:
    closing = _closing(
        "Nơi nhận:          TM. ỦY BAN NHÂN DÂN\n- Như Điều 3;          CHỦ TỊCH\n- Lưu: VT.\n\n            Cao Huy"
    )
    assert closing.signature is not None
    assert (closing.signature.authority, closing.signature.position, closing.signature.name) == (
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Cao Huy",
    )


def test_columns_with_one_blank_between_are_read_apart() -> None:
    closing = _closing(
        "Nơi nhận: KT. CHỦ TỊCH\n- Như Điều 3; PHÓ CHỦ TỊCH\n- UBND tỉnh; HĐND tỉnh;\n- Lưu: VT, NV. Cao Huy Bình"
    )
    assert closing.recipients == ("Như Điều 3", "UBND tỉnh", "HĐND tỉnh", "Lưu: VT, NV")
    assert closing.signature is not None
    assert (closing.signature.authority, closing.signature.position, closing.signature.name) == (
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Cao Huy Bình",
    )


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (
            "Kính gửi:\n\n- Các đơn vị trực thuộc;\n- Các Phòng thuộc Sở.\n\nCăn cứ kế hoạch",
            ("Các đơn vị trực thuộc", "Các Phòng thuộc Sở"),
        ),
        ("Kính gửi: Ủy ban nhân dân tỉnh.\n\nCăn cứ kế hoạch", ("Ủy ban nhân dân tỉnh",)),
        ("Kính gửi: - Sở Nội vụ;\n- Sở Tài chính.\nThực hiện", ("Sở Nội vụ", "Sở Tài chính")),
    ],
)
def test_addressees(block: str, expected: tuple[str, ...]) -> None:
    document = document_of("UBND TỈNH LÀO CAI\nSố: 1/UBND-NC\nV/v triển khai\n\n" + block)
    claims = Claims(document)
    assert parse_closing(split(document)[0], claims).addressees == expected
