"""Units of bodies: those named with their body (`Phòng Cảnh sát giao thông - Công an tỉnh`) or by fields of work."""

from __future__ import annotations

import functools
import re

from normalize.agency_keys import agency_key
from normalize.data_rows import data_rows
from normalize.gazetteer import IssuerContext, Resolution, identify

# Units that are named with their body behind a dash; others there may be bodies of their own (`Đội Thuế - Công an`).
_POLICE_UNIT = re.compile(
    r"(?:Phòng|Đội) (?:Cảnh sát|CS|An ninh|Tham mưu|Hậu cần|Chính trị|Quản lý xuất nhập cảnh|QLXNC|PC|PA|PX)"
)
_MILITARY_UNIT = re.compile(r"Phòng (?:Chính trị|Tham mưu|Hậu cần|Kỹ thuật)\b")
_UNITS_OF_BODIES = (
    (_POLICE_UNIT, re.compile(r"Công an\b")),
    (_MILITARY_UNIT, re.compile(r"Bộ (?:Chỉ huy|CH|CHQS|CHBP|CHBĐBP)\b|BCH|Bộ đội Biên phòng\b")),
    (re.compile(r"Phòng \S"), re.compile(r"Sở\b")),
    (re.compile(r"Khoa \S"), re.compile(r"(?:Bệnh viện|Trung tâm Y tế)\b")),
)
_UNIT_OF_MINISTRY = re.compile(r"(?:Vụ|Cục) \S")
_MINISTRY = re.compile(r"Bộ \S")
_POLICE_OFFICE = re.compile(r"Phòng ")
_POLICE_OF_PROVINCE = re.compile(r"Công an (?:tỉnh|thành phố|TP)\b")
_POLICE_OF_PLACE = re.compile(r"Công an (?:huyện|quận|thị xã|thành phố|TP|xã|phường|thị trấn)\b")


def may_be_unit(name: str) -> bool:
    """Whether a name is of a kind that is named with the body it belongs to."""
    return any(unit.match(name) for unit, _ in _UNITS_OF_BODIES) or _UNIT_OF_MINISTRY.match(name) is not None


def belongs_behind_dash(unit: str, body: str, context: IssuerContext) -> bool:
    """Whether a dash stands between a unit that is no body of its own and the body it belongs to."""
    fits = any(kind.match(unit) and owner.match(body) for kind, owner in _UNITS_OF_BODIES)
    return fits and identify(body, context) is not None and identify(unit, context) is None


def belongs_behind_comma(unit: str, body: str, context: IssuerContext) -> bool:
    """Whether a comma stands between a unit that cannot act alone and its body, and not between two names of a list.

    So only with a unit of the police or of a ministry (`Cục Công nghệ thông tin, Bộ Tư pháp`), in a document that
    is issued by neither police nor ministry: there units stand beside other bodies.
    """
    if context.level in (None, "central") or "công an" in (context.issuer or "").casefold():
        return False
    owner = identify(body, context)
    if owner is None or owner.is_collective:
        return False
    if _POLICE_UNIT.match(unit):
        place = _POLICE_OF_PROVINCE if _POLICE_OFFICE.match(unit) else _POLICE_OF_PLACE
        return place.match(body) is not None and identify(unit, context) is None
    if not _UNIT_OF_MINISTRY.match(unit) or not _MINISTRY.match(body) or not _is_central(owner):
        return False
    found = identify(unit, context)
    return unit.startswith("Vụ ") if found is None else _is_central(found)


def _is_central(found: Resolution) -> bool:
    return found.agency is not None and found.agency.level == "central"


# --- units named by their fields of work ------------------------------------------------------------------------------

UNITS_OF_FIELDS = ("phòng", "ban", "trung tâm", "vụ", "chi cục", "công ty", "đội", "trạm", "khoa")


@functools.cache
def fields_of_units() -> dict[str, list[str]]:
    """Fields with the joints after which they may end a unit's name; behind a dash alone it has two fields before."""
    return {agency_key(field): joints.split() for field, joints, _ in data_rows("fields_of_units.tsv")}
