"""The posts of who signs, in small letters; a leaf that lines and signatures are read by."""

from __future__ import annotations

POSTS = (
    r"(?:(?:phó |quyền )?(?:chủ tịch|tổng giám đốc|giám đốc|bộ trưởng|chủ nhiệm|thống đốc|tổng thanh tra"
    r"|cục trưởng|vụ trưởng"
    r"|tổng cục trưởng|chi cục trưởng|trưởng (?:phòng|ban|đoàn|khoa|công an)|chánh (?:văn phòng|thanh tra"
    r"|án)|viện trưởng"
    r"|hiệu trưởng|bí thư|thủ tướng|tổng biên tập|hạt trưởng|đội trưởng|trưởng trạm|trạm trưởng|kế toán trưởng|thư ký)"
    r"|phó văn phòng|thứ trưởng|phó thủ tướng|phó chánh|phó trưởng|phó viện trưởng|phó hiệu trưởng"
    r"|ủy viên|uỷ viên|thường trực)"
)
"""A pattern without anchors, which `str.upper` makes one of capitals."""
