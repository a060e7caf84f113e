"""Collective names: `các Sở, Ban, ngành`, `các cơ quan, đơn vị có liên quan`, `UBND các huyện, thị xã`.

A comma inside them separates nothing. What nouns may follow one another in one collective is listed here; which
collective a phrase denotes is data (data/collectives.tsv).
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from normalize.agency_keys import agency_key, data_rows

# Generic nouns that a collective may string together; a proper name after them ends the collective.
_NOUNS = (
    "sở", "ban ngành", "ban", "ngành", "cơ quan", "đơn vị", "địa phương", "phòng ban", "phòng", "đoàn thể", "hội đoàn thể",
    "hội", "tổ chức", "doanh nghiệp", "huyện", "thị xã", "thành phố", "quận", "xã", "phường", "thị trấn", "đặc khu", "thôn",
    "trường học", "trường", "cá nhân", "cấp", "bộ", "chủ đầu tư", "ban quản lý", "hợp tác xã", "tập đoàn", "tổng công ty",
    "công ty", "viện", "học viện", "chi cục", "trung tâm", "mặt trận", "khoa", "khối", "lực lượng", "nhà đầu tư", "vụ", "cục",
    "tổng cục", "cơ sở giáo dục", "cán bộ", "công chức", "viên chức", "hội quần chúng", "tỉnh ủy", "thành ủy", "huyện ủy", "thị ủy", "quận ủy", "đảng ủy", "cấp ủy", "chi bộ", "đảng bộ",
    "tổ chức đảng", "bon", "buôn", "làng", "bản", "xóm", "cbccvc", "cbcc", "cơ quan báo chí", "báo", "đài",
    "chủ rừng", "tỉnh", "ấp", "tổ dân phố", "khu phố", "bên", "nhà trường", "phòng chuyên môn", "văn phòng", "cơ quan chuyên môn",
    "cơ quan ngang bộ", "lĩnh vực", "quỹ", "tổ", "liên quan", "đội", "trạm", "nhóm", "ngân hàng", "hộ kinh doanh",
)  # fmt: skip
# Words that qualify the noun before them: `liên quan`, `cấp tỉnh`, `trực thuộc Sở`, `đóng trên địa bàn` ...
_QUALIFIERS = (
    "có liên quan", "liên quan", "khác", "cấp", "thuộc", "trực thuộc", "chuyên môn", "đóng", "trên", "sự nghiệp", "hành chính",
    "quản lý", "trung ương", "tỉnh", "huyện", "xã", "thành phố", "được", "có", "nhà nước", "nghiệp vụ", "chức năng", "công lập",
    "ở", "tại", "của", "tham mưu", "giúp việc", "trong", "ngoài", "do", "tham gia", "phối hợp", "chủ trì", "nêu", "còn lại", "địa phương", "phường",
    "thị trấn", "chính trị", "đoàn thể", "quần chúng", "theo", "ngang", "đặc thù", "ngành dọc", "báo chí", "đầu mối",
    "sử dụng", "tư vấn", "cung cấp", "này", "đang", "đã", "làm", "thực hiện", "chủ quản", "cụ thể", "nòng cốt", "ban ngành",
    "thành viên", "chính quyền", "vũ trang", "hữu quan", "đảng", "1", "2", "3", "thực thi", "ntm",
)  # fmt: skip
_DETERMINERS = (
    "các", "những", "mọi", "tất cả các", "tất cả", "toàn thể các", "toàn thể", "toàn bộ các", "toàn bộ", "một số",
)  # fmt: skip


def _either(words: tuple[str, ...]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


_DETERMINER = rf"(?:{_either(_DETERMINERS)} )"
_NOUN_RUN = rf"{_either(_NOUNS)}(?: {_either(_NOUNS)})*"
_WORDS_ONLY = re.compile(rf"^{_DETERMINER}?{_NOUN_RUN}$")
_QUALIFIED = re.compile(rf"^{_DETERMINER}?{_NOUN_RUN} {_either(_QUALIFIERS)}(?: |$)")
_DETERMINED = re.compile(rf"^{_DETERMINER}{_NOUN_RUN}(?: |$)")
_STARTS = re.compile(rf"^{_DETERMINER}{_either(_NOUNS)}(?: |$)")
# Nouns that stand for a whole class even without `các`.
_CLASS_NOUN = re.compile(r"^(?:sở|ban|ngành|cơ quan|đơn vị|địa phương|phòng ban|đoàn thể|doanh nghiệp|tổ chức)(?: |$)")
_LEVELS = r"(?:huyện|quận|thị xã|thành phố|xã|phường|thị trấn|đặc khu|tỉnh)"
_PLACE_RUN = rf"{_LEVELS}(?: {_LEVELS})*"
# `UBND các huyện, thị xã`, `UBND cấp xã`, `UBND huyện, thị xã`; any body can be multiplied so.
_OF_PLACES = re.compile(
    rf"^(?P<base>.+?) (?:thuộc |tại |ở |của )?(?:ủy ban nhân dân )?"
    rf"(?:các {_PLACE_RUN}|cấp (?:tỉnh|huyện|xã|cơ sở|quận)(?: (?:cấp )?(?:huyện|xã|cơ sở))*|các cấp|{_LEVELS}(?: {_LEVELS})+)"
    rf"(?P<rest>(?: (?:trên|thuộc|trực|trong|có|liên quan|đóng|của|ntm|nông|được|theo|xây|đăng|thực|nhà|khác|và)\b.*)?)$"
)


_MULTIPLIED = re.compile(r" (?:các|cấp)(?: |$)|.\bủy ban nhân dân\b.* ")
_TWO_LEVELS = re.compile(rf" {_LEVELS} {_LEVELS}(?: |$)")


def is_noun_run(key: str) -> bool:
    """Only generic nouns, perhaps after `các`: `các sở ban`, `ngành`, `thị xã`."""
    return _WORDS_ONLY.match(key) is not None


_CLASS_NOUNS = ("sở", "ban", "ngành", "cơ quan", "đơn vị", "địa phương", "đoàn thể", "huyện", "thị xã", "thành phố",
                "xã", "phường", "thị trấn")  # fmt: skip
_CLASS_RUN = re.compile(rf"^{_DETERMINER}?{_either(_CLASS_NOUNS)}(?: {_either(_CLASS_NOUNS)})*$")


def is_class_run(key: str) -> bool:
    """Only nouns that always mean classes: `các sở ban`, `ngành`; not `văn phòng`, which may be one."""
    return _CLASS_RUN.match(key) is not None


def continues(key: str) -> bool:
    """`key` can go on a collective begun before: generic nouns, perhaps qualified, and no `các` of its own."""
    return not key.startswith("các ") and (is_noun_run(key) or _QUALIFIED.match(key) is not None)


def begins_collective(key: str) -> bool:
    """`key` begins as a collective does: `các` and a generic noun, or a class noun alone or qualified."""
    if _STARTS.match(key):
        return is_noun_run(key) or _QUALIFIED.match(key) is not None or _DETERMINED.match(key) is not None
    return bool(_CLASS_NOUN.match(key)) and (is_noun_run(key) or _QUALIFIED.match(key) is not None)


@functools.lru_cache(maxsize=4096)
def multiplied_base(key: str) -> str | None:
    """The body that `key` names once for each of several places: `phòng tư pháp` of `phòng tư pháp các huyện`."""
    if "các" not in key and "cấp" not in key and not _TWO_LEVELS.search(key):
        return None
    match = _OF_PLACES.match(key)
    base = match.group("base") if match else None
    return base if base and not _MULTIPLIED.search(base) else None


@dataclass(frozen=True, slots=True)
class CollectiveClass:
    """A class of bodies that plans name as one: id stem, canonical name, level."""

    agency_id: str
    name: str
    level: str


@functools.cache
def _classes() -> tuple[tuple[CollectiveClass, re.Pattern[str]], ...]:
    return tuple(
        (CollectiveClass(row["agency_id"], row["name"], row["level"]), re.compile(row["pattern"]))
        for row in data_rows("collectives.tsv")
    )


@functools.lru_cache(maxsize=4096)
def collective_class(key: str) -> CollectiveClass | None:
    """The collective that `key` denotes; None when it is none.

    >>> collective_class(agency_key("Các Sở, Ban, ngành")).agency_id
    'cac-so-ban-nganh'
    """
    return next((found for found, pattern in _classes() if pattern.match(key)), None)


def is_collective(name: str) -> bool:
    """`name` denotes a class of bodies, not one body."""
    key = agency_key(name)
    return (
        begins_collective(key) or multiplied_base(key) is not None or key.startswith(("các ", "những ", "thành viên "))
    )
