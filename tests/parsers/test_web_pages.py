"""Acts as the pages of legal sites give them: wrapped head cells, site properties, bold titles, stars as bullets."""

from __future__ import annotations

import pytest

from ingest import read_bytes
from normalize.agency_cells import split_agencies
from normalize.identity import vote_identity
from normalize.issuer import complete_issuers
from parsers import parse
from parsers.text_lines import clean, is_emphasis_open
from schemas.decision import AdministrativeDocument
from tests.normalize.agency_cases import PROVINCE

ORGAN, STATE = "ỦY BAN NHÂN DÂN HUYỆN MẪU SƠN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
NUMBER, DATE = "Số: 45/QĐ-UBND", "Mẫu Sơn, ngày 12 tháng 3 năm 2024"
BODY = """

Căn cứ Luật Lâm nghiệp ngày 15 tháng 11 năm 2017;

QUYẾT ĐỊNH:

Điều 1. Ban hành kèm theo Quyết định này Kế hoạch."""
WRAPPED = """|
ỦY
BAN NHÂN DÂN
HUYỆN MẪU SƠN
-------
|
CỘNG
HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
|
|
Số:
45/QĐ-UBND
|
Mẫu
Sơn, ngày 12 tháng 3 năm 2024
|

QUYẾT
ĐỊNH
VỀ
VIỆC BAN HÀNH KẾ HOẠCH TRỒNG CÂY NĂM
2024"""
COLUMNS = f"{ORGAN} | {STATE} |\n{NUMBER} | {DATE} |\nQUYẾT ĐỊNH\nVề việc ban hành Kế hoạch trồng cây"
CELLS = (
    f"<table><tr><td colspan=2>{ORGAN}</td><td>{STATE}</td></tr>\n"
    f'<tr><td>Số: 45</td><td>/QĐ-UBND</td><td>{DATE}</td></tr></table>\nQUYẾT ĐỊNH\nVề việc tổ chức "Tết trồng cây"'
)
PROPERTIES = (
    f"| Số hiệu: | 45/QĐ-UBND | Loại văn bản: | Quyết định |\n| Nơi ban hành: | Mẫu Sơn | Người ký: | Lê Văn Mẫu |\n\n"
    f"{ORGAN}\n{STATE}\n{NUMBER}\n{DATE}\nQUYẾT ĐỊNH\nVề việc ban hành Kế hoạch trồng cây"
)
BOLD = f"""{ORGAN}
{STATE}
{NUMBER}
{DATE}

**QUYẾT ĐỊNH**

**Về việc ban hành Kế hoạch trồng cây trên địa bàn huyện**
**Mẫu Sơn, vùng ven sông,**
**ven núi**"""


def _read(text: str) -> tuple[AdministrativeDocument, ...]:
    return complete_issuers(vote_identity(parse(read_bytes(text.encode(), "page.md")).documents))


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (WRAPPED, "VỀ VIỆC BAN HÀNH KẾ HOẠCH TRỒNG CÂY NĂM 2024"),
        (COLUMNS, "Về việc ban hành Kế hoạch trồng cây"),
        (CELLS, 'Về việc tổ chức "Tết trồng cây"'),
        (PROPERTIES, "Về việc ban hành Kế hoạch trồng cây"),
        (BOLD, "Về việc ban hành Kế hoạch trồng cây trên địa bàn huyện Mẫu Sơn, vùng ven sông, ven núi"),
    ],
    ids=["wrapped", "columns", "cells", "properties", "bold"],
)
def test_head_of_a_page(head: str, title: str) -> None:
    (document,) = _read(head + BODY)
    assert (document.number, str(document.issued_on), document.place_name) == ("45/QĐ-UBND", "2024-03-12", "Mẫu Sơn")
    assert (document.kind, document.title) == ("quyet_dinh", title)
    assert document.issuer == "Ủy ban nhân dân huyện Mẫu Sơn"


def test_stars_are_the_bullets_of_recipients() -> None:
    text = BOLD + BODY + "\n\n**Nơi nhận:**\n\n*   Như Điều 1,\n*   Phòng Nông nghiệp (để phối hợp),\n*   Lưu VT."
    (document,) = _read(f"{text}\n\n**CHỦ TỊCH**\n\nLê Văn Mẫu")
    assert document.recipients == ("Như Điều 1", "Phòng Nông nghiệp (để phối hợp)", "Lưu VT")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*   Sở Nội vụ", "- Sở Nội vụ"),
        ("* Sở Nội vụ*", "Sở Nội vụ"),
        ("* * *", ""),
        ("Số: 45 |", "Số: 45"),
    ],
)
def test_marks_of_a_page_are_no_text(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_emphasis_that_closes_goes_on_no_more() -> None:
    assert is_emphasis_open(["**1. Phòng"])
    assert not is_emphasis_open(["**1. Phòng", "Nông nghiệp** (chủ trì)"])
    assert not is_emphasis_open(["1. Phòng **Nông"])


def test_every_commune_is_no_commune_called_so() -> None:
    every, office = split_agencies("UBND xã, phường, đặc khu\nSở Tài chính", "lead", PROVINCE)
    assert (every.agency_id, every.is_collective) == ("dak-nong.ubnd-cap-xa", True)
    assert office.name == "Sở Tài chính"
