"""Headings that name a body: `1. Sở Tư pháp`, `2. UBND các huyện`, below which stands what it is to do.

Unlike the look of a table cell this must be sure: `Tổ chức thực hiện`, `Phòng, chống tham nhũng`, `Hội nghị` open like
bodies. So tones count, and a noun of one word wants a capital after it.
"""

from __future__ import annotations

import re

_LONGEST = 90  # letters; a longer heading is a clause
_SURE = (
    "UBND", "HĐND", "UBMTTQ", "MTTQ", "Ủy ban", "Uỷ ban", "Công an", "Văn phòng", "Trung tâm", "Chi cục", "Tổng cục",
    "Ngân hàng", "Kho bạc", "Bưu điện", "Liên minh", "Liên đoàn", "Hiệp hội", "Tỉnh đoàn", "Thành đoàn", "Huyện đoàn",
    "Mặt trận", "Tòa án", "Toà án", "Viện kiểm sát", "Viện Kiểm sát", "Bảo hiểm xã hội", "Điện lực", "Bệnh viện",
    "Hạt Kiểm lâm", "Trạm Y tế", "Thanh tra tỉnh", "Thanh tra huyện", "Thanh tra Sở", "Thanh tra Bộ", "Đề nghị Ủy ban",
)  # fmt: skip
_WITH_CAPITAL = (
    "Sở", "Bộ", "Ban", "Phòng", "Cục", "Vụ", "Viện", "Hội", "Đoàn", "Đài", "Báo", "Trường", "Công ty", "Khoa", "Đội",
    "Đồn", "Thuế", "Tổ", "Hội đồng",
)  # fmt: skip
_CLASSES = "sở|ban|ngành|cơ quan|đơn vị|phòng|địa phương|xã|phường|huyện|trường|tổ chức|hội|đoàn thể|doanh nghiệp"
_BODY = re.compile(
    rf"(?:{'|'.join(map(re.escape, _SURE))})(?!\w)|(?:{'|'.join(_WITH_CAPITAL)})\s+(?=[A-ZĐÀ-Ỹ])"
    rf"|Các\s+(?:{_CLASSES})(?!\w)",
)


def is_body_heading(title: str) -> bool:
    """Whether a heading names a body and nothing else.

    >>> is_body_heading("Sở Tư pháp"), is_body_heading("Tổ chức thực hiện"), is_body_heading("Phòng, chống tham nhũng")
    (True, False, False)
    """
    return len(title) <= _LONGEST and _BODY.match(title[:1].upper() + title[1:]) is not None
