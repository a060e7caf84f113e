"""Invented decisions with their plans, for measuring: varied by a seed, of 2 to 60 tasks, in the form of real ones.

Nobody signs them, and no two of a run are copies of one act. What they say is put together from the phrases that such
plans are made of; how well the software reads real documents cannot be told from them.
"""

from __future__ import annotations

import random
from pathlib import Path

from normalize.places import provinces

_VERBS = (
    "Ban hành", "Rà soát, sửa đổi", "Xây dựng", "Triển khai thực hiện", "Tổ chức kiểm tra", "Đánh giá", "Công bố",
    "Cập nhật", "Nâng cấp", "Tổng hợp, báo cáo", "Hướng dẫn thực hiện", "Tuyên truyền về",
)  # fmt: skip
_OBJECTS = (
    "kế hoạch kiểm tra công tác cải cách hành chính", "quy định về chức năng, nhiệm vụ của các cơ quan chuyên môn",
    "danh mục thủ tục hành chính thuộc thẩm quyền giải quyết", "cơ chế một cửa, một cửa liên thông",
    "đề án vị trí việc làm", "chỉ số cải cách hành chính", "hệ thống quản lý văn bản và điều hành",
    "cổng dịch vụ công trực tuyến", "chương trình đào tạo, bồi dưỡng cán bộ, công chức",
    "phương án tinh giản biên chế", "quy chế làm việc", "cơ sở dữ liệu về cán bộ, công chức, viên chức",
    "văn bản quy phạm pháp luật", "mức độ hài lòng của người dân, tổ chức",
)  # fmt: skip
_SCOPES = (
    "trên địa bàn tỉnh", "tại các sở, ban, ngành", "tại các huyện, thị xã, thành phố", "giai đoạn mới",
    "theo quy định của pháp luật", "của các đơn vị sự nghiệp công lập", "ở cấp xã",
)  # fmt: skip
_SECTIONS = (
    "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH", "CẢI CÁCH THỂ CHẾ", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH", "CẢI CÁCH TỔ CHỨC BỘ MÁY",
    "CẢI CÁCH TÀI CHÍNH CÔNG", "HIỆN ĐẠI HÓA HÀNH CHÍNH",
)  # fmt: skip
_NUMERALS = ("I", "II", "III", "IV", "V", "VI")
_OUTPUTS = ("Báo cáo", "Quyết định", "Kế hoạch", "Văn bản hướng dẫn", "Quyết định; Báo cáo kết quả", "Hội nghị")
_LEADS = (
    "Sở Nội vụ", "Sở Tư pháp", "Sở Tài chính", "Văn phòng UBND tỉnh", "Sở Thông tin và Truyền thông",
    "Sở Khoa học và Công nghệ", "Sở Giáo dục và Đào tạo", "Sở Y tế",
)  # fmt: skip
_WITH = (
    "Các sở, ban, ngành; UBND các huyện",
    "UBND cấp huyện, cấp xã",
    "Các cơ quan, đơn vị có liên quan",
    "Sở Nội vụ",
)
_WHEN = ("Quý I", "Quý II", "Quý III", "Quý IV", "Tháng 6", "Trong năm", "Thường xuyên", "Trước ngày 15/12/{year}")

_DECISION = """ỦY BAN NHÂN DÂN
TỈNH {upper}
Số: {number}/QĐ-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
{province}, ngày {day:02d} tháng {month:02d} năm {year}

QUYẾT ĐỊNH
Về việc ban hành Kế hoạch cải cách hành chính năm {year}

ỦY BAN NHÂN DÂN TỈNH {upper}

Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
Căn cứ Nghị quyết số 30c/NQ-CP ngày 08 tháng 11 năm 2011 của Chính phủ;
Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số {submission}/TTr-SNV ngày {day:02d} tháng {month:02d} năm {year},

QUYẾT ĐỊNH:

Điều 1. Ban hành kèm theo Quyết định này Kế hoạch cải cách hành chính tỉnh {province} năm {year}.
Điều 2. Quyết định này có hiệu lực kể từ ngày ký.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

KẾ HOẠCH
CẢI CÁCH HÀNH CHÍNH TỈNH {upper} NĂM {year}
(Kèm theo Quyết định số {number}/QĐ-UBND ngày {day:02d} tháng {month:02d} năm {year} của UBND tỉnh {province})

TT\tNhiệm vụ\tSản phẩm\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian\tKinh phí (triệu đồng)
"""


def decision(seed: int) -> str:
    """The decision of a seed; another seed gives another act."""
    draw = random.Random(seed)  # noqa: S311 - variety, not secrecy
    province = draw.choice(sorted(provinces(), key=lambda place: place.name)).name
    year = draw.randint(2014, 2024)
    text = _DECISION.format(
        upper=province.upper(),
        province=province,
        number=seed + 1,
        submission=draw.randint(1, 900),
        day=draw.randint(1, 28),
        month=draw.randint(1, 12),
        year=year,
    )
    return text + "\n".join(_rows(draw, year)) + "\n"


def write_decisions(folder: Path, seeds: range) -> None:
    """Write the decisions of `seeds` into `folder`, a thousand in a folder of their own."""
    for seed in seeds:
        path = folder / f"{seed // 1000:03d}" / f"{seed:06d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(decision(seed), encoding="utf-8")


def _rows(draw: random.Random, year: int) -> list[str]:
    tasks = draw.randint(2, 60)
    sections = min(len(_SECTIONS), 1 + tasks // 8)
    rows = []
    for section in range(sections):
        rows.append(f"{_NUMERALS[section]}\t{_SECTIONS[section]}\t\t\t\t\t")
        first, last = tasks * section // sections, tasks * (section + 1) // sections
        rows += [_row(draw, number, year) for number in range(1, last - first + 1)]
    return rows


def _row(draw: random.Random, number: int, year: int) -> str:
    title = f"{draw.choice(_VERBS)} {draw.choice(_OBJECTS)} {draw.choice(_SCOPES)} năm {year}"
    budget = draw.choice(("", "", str(draw.randint(1, 90) * 10)))
    when = draw.choice(_WHEN).format(year=year)
    cells = (str(number), title, draw.choice(_OUTPUTS), draw.choice(_LEADS), draw.choice(_WITH), when, budget)
    return "\t".join(cells)
