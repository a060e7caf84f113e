"""Names of bodies in a head, put together from the lines that hold their parts."""

from __future__ import annotations

import re

from schemas.letters import fold

# A level opens the name of a place, but for the committees and unions called by it (`HUYỆN ỦY`, `TỈNH ĐOÀN`).
_LEVEL_START = re.compile(
    r"^(?:(?:tinh|thanh pho|tp\.?|huyen|quan|thi xa|xa|phuong|thi tran)\b(?! (?:uy|doan)\b)|(?:va|khoa|nhiem ky)\b)"
)
_UNFINISHED_BODY = re.compile(r"^(?:uy ban nhan dan|ubnd|hoi dong nhan dan|so|bo|ban|.* va|.*,|.* -)$")

# Unions whose name stands in a head where others have the name of the state.
_UNIONS = frozenset({"doan tncs ho chi minh", "doan thanh nien cong san ho chi minh"})

# What stands alone below a body in a head is its office or its standing board.
PARTS_OF_BODIES = frozenset({"van phong", "ban thuong truc", "ban thuong vu", "ban chap hanh", "thuong truc"})


def continues_body(key: str, above: str) -> bool:
    """Whether an organ line completes the one above: `ỦY BAN NHÂN DÂN` + `HUYỆN MANG YANG`."""
    return _LEVEL_START.match(key) is not None or _UNFINISHED_BODY.match(above) is not None


def issuing_body(bodies: list[str]) -> str:
    """The last of the bodies of a head, with the name above or below that it is a part of."""
    own = bodies[-1]
    if len(bodies) == 1:
        return own
    if fold(own) in PARTS_OF_BODIES:
        return f"{own} {bodies[-2]}"
    if fold(own) in _UNIONS:  # `BAN CHẤP HÀNH TRUNG ƯƠNG / ĐOÀN TNCS HỒ CHÍ MINH`
        return bodies[-2] if "doan" in fold(bodies[-2]).split() else f"{bodies[-2]} {own}"
    return own


def completed_authority(authority: str | None, own: str | None) -> str | None:
    """The authority line, completed from the head where it stops at the level (`ỦY BAN NHÂN DÂN HUYỆN`)."""
    if authority is None or own is None:
        return authority
    short = fold(re.sub(r"(?i)ủy ban nhân dân|uỷ ban nhân dân", "UBND", authority))
    whole = fold(re.sub(r"(?i)ủy ban nhân dân|uỷ ban nhân dân", "UBND", own))
    for level in ("tinh", "thanh pho", "huyen", "quan", "thi xa", "xa", "phuong", "thi tran"):
        if short.endswith(f"ubnd {level}") and f"ubnd {level} " in f"{whole} ":
            return authority + own[_offset_after(own, level) :]
    if (office := _BARE_OFFICE.match(fold(authority))) is not None:
        noun = office["noun"] or ""
        if fold(own).startswith(noun) and not fold(own).endswith(fold(authority)):
            return f"{authority[: office.end('post')]} {own}"
    party = _PARTY_AT_END.search(fold(authority))
    if party is not None and fold(own).startswith(f"{party[0]} "):
        return authority + own[party.end() - party.start() :]
    if short.endswith("ubnd") and whole.startswith("ubnd "):
        return authority + own[_offset_after(own, "ubnd") :]
    return authority


# `BAN THƯỜNG VỤ ĐẢNG ỦY` of `ĐẢNG ỦY XÃ MƯỜNG KHƯƠNG`
_PARTY_AT_END = re.compile(r"(?<=\w )(?:dang uy|tinh uy|thanh uy|huyen uy|quan uy|thi uy|dang bo)$")
# Who acts, named without the body the head prints: `GIÁM ĐỐC`, `CHỦ TỊCH KIÊM GIÁM ĐỐC CÔNG TY`.
_BARE_OFFICE = re.compile(
    r"(?P<post>(?:chu tich kiem )?(?:tong giam doc|giam doc)|hieu truong|cuc truong|vien truong|chi cuc truong)"
    r"(?:\s+(?P<noun>cong ty|tong cong ty|benh vien|trung tam|truong|hoc vien|vien|cuc|chi cuc|so))?$"
)


def _offset_after(text: str, key: str) -> int:
    folded = fold(text)
    position = folded.find(key) + len(key) if key in folded else len("ỦY BAN NHÂN DÂN")
    return position if key != "ubnd" or "ubnd" in folded else len("ỦY BAN NHÂN DÂN")
