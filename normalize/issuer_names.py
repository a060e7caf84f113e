"""How the name of a body is written: `ỦY BAN NHÂN DÂN TỈNH ĐẮK NÔNG` as `Ủy ban nhân dân tỉnh Đắk Nông`.

Level words are small, proper names and the first word of each part of a field of work capital (`Sở Lao động - Thương
binh và Xã hội`).
"""

from __future__ import annotations

import functools
import re
from dataclasses import replace

from normalize.data_rows import data_rows
from normalize.places import provinces_in
from schemas.decision import Signature

_TAIL = re.compile(r"\s*[,(]?\s*(?:khóa|khoá|nhiệm kỳ|kỳ họp)\s.*$", re.IGNORECASE)
_ABBREVIATIONS = (
    (re.compile(r"\bUBND\b"), "Ủy ban nhân dân"), (re.compile(r"\bHĐND\b"), "Hội đồng nhân dân"),
    (re.compile(r"\b(?:TP|Tp)\.\s*"), "thành phố "), (re.compile(r"\bTX\.\s*"), "thị xã "),
    (re.compile(r"\bUỷ\b"), "Ủy"), (re.compile(r"\bUỶ\b"), "ỦY"), (re.compile(r"\buỷ\b"), "ủy"),
)  # fmt: skip
LEVEL = r"thành phố|tỉnh|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu"
NAME_AFTER_LEVEL = re.compile(rf"\b(?P<level>{LEVEL})\s+(?!hội\b|và\b|của\b)(?P<name>[^,;()]+)")
_PARTY_BODY = r"tỉnh ủy|thành ủy|huyện ủy|quận ủy|thị ủy|đảng ủy|đảng bộ"
_NAME_AFTER_PARTY = re.compile(rf"\b(?P<level>{_PARTY_BODY})\s+(?P<name>(?!khối\b|ủy\b)[^,;()]+)")
_FIELD_BODY = re.compile(
    r"(?<![Hh]ọc )(?<![Bb]ệnh )(?<!cơ )(?<![ủỦ]y )(?<![uU]ỷ )\b"
    r"(?P<body>(?:phó )?(?:tổng cục|chi cục|cục|sở|bộ|ban|văn phòng|phòng|thanh tra|trung tâm|vụ|viện"
    r"|kho bạc|ngân hàng))\s+"
    rf"(?!nhân dân|trưởng\b|tư lệnh\b|(?:{LEVEL})\b(?!\s+hội))(?P<field>.+?)"
    rf"(?=\s+(?:(?:{LEVEL})\b(?!\s+hội)|(?:thuộc|{_PARTY_BODY})\b)|$)"
)
_SCHOOL = re.compile(
    r"\b(?P<body>(?:trường )?(?:đại học|cao đẳng|trung cấp)(?: nghề)?|trường chính trị|học viện|bệnh viện)"
    rf"\s+(?P<name>(?!(?:{LEVEL})\b)[^,;()]+?)(?=\s+(?:{LEVEL})\b(?!\s+hội)|$)"
)
_SCHOOL_LETTERS = re.compile(r"\b(?:thcs|thpt|th|mn|ptdtbt|ptdtnt|tnhh|mtv)\b")
_LOWER_KIND = (
    r"(?:tiểu học|trung học cơ sở|trung học phổ thông|phổ thông dân tộc (?:nội|bán) trú|phổ thông|mầm non|mẫu giáo"
    r"|thcs|thpt|th|mn|ptdtbt|ptdtnt|chuyên)"
)
_LOWER_SCHOOL = re.compile(
    rf"\btrường (?P<kinds>{_LOWER_KIND}(?:\s*(?:[&,-]|\bvà\b)?\s*{_LOWER_KIND})*)"
    rf"\s+(?P<name>(?!(?:{LEVEL}|dân tộc)\b)[^,;()]+?)(?=\s+(?:{LEVEL})\b(?!\s+hội)|$)"
)
_COMPANY = re.compile(
    r"\b(?P<body>(?:tổng )?công ty(?: (?:cổ phần|tnhh|một thành viên|mtv|trách nhiệm hữu hạn))*)"
    rf"\s+(?P<name>(?!(?:{LEVEL})\b)[^,;()]+?)(?=\s+(?:{LEVEL})\b(?!\s+hội)|$)"
)
_ZONE = re.compile(
    r"\b(?P<zone>(?:các )?(?:khu kinh tế(?: mở| cửa khẩu)?|khu công nghiệp|khu công nghệ cao|khu du lịch"
    r"|vườn quốc gia))"
    rf"\s+(?P<name>(?!(?:{LEVEL}|và)\b)[^,;()]+?)(?=\s+(?:{LEVEL})\b|$)"
)
# Three consonants in a row are no Vietnamese syllable (but for ngh): `MTTQ`, `BHXH`, `BCH` stay capital.
_INITIALS = re.compile(r"(?<!\w)(?!\w*NGH)[A-ZĐ]*[BCDĐGHKLMNPQRSTVX]{3}[A-ZĐ]*(?!\w)")
_SIGNING_PREFIX = re.compile(r"^(?:[A-Z]{1,3}\.|[TK]/[A-Z]{1,2}) ")


@functools.cache
def _words(sort: str) -> tuple[str, ...]:
    return tuple(words for own, words, _ in data_rows("issuer_words.tsv") if own == sort)


@functools.cache
def _subjects() -> re.Pattern[str]:
    """What a school or hospital is for, at the beginning of its name."""
    return re.compile(rf"^(?:(?:{'|'.join(_words('subject'))})\s*(?:-\s*)?)+(?=\s|$|(?<=\s))")


@functools.lru_cache(maxsize=1024)
def canonical_issuer(printed: str) -> str:
    """A body's name in normal writing.

    >>> canonical_issuer("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ĐẮK NÔNG")
    'Chủ tịch Ủy ban nhân dân tỉnh Đắk Nông'
    """
    text = _TAIL.sub("", " ".join(printed.split())).strip(" ,.;:-*")
    capitals = _is_capitals(re.sub(r"\b(?:UBND|HĐND)\b", "", text))
    for pattern, full in _ABBREVIATIONS:
        text = pattern.sub(full, text)
    if capitals:
        text = _with_province_names(_with_initials(_recased(text.lower()), text), text)
    return text[:1].upper() + text[1:]


def _with_initials(recased: str, capitals: str) -> str:
    """Abbreviations as they were printed; `recased` is `capitals` letter by letter."""
    for match in _INITIALS.finditer(capitals):
        recased = recased[: match.start()] + match[0] + recased[match.end() :]
    return recased


def _with_province_names(recased: str, capitals: str) -> str:
    """Province names where the capitals hold them without a level word (`SỞ VĂN HÓA HÀ NỘI`)."""
    for match in provinces_in(capitals):
        if recased[match.start : match.end].casefold() == match.name.casefold():
            recased = recased[: match.start] + match.name + recased[match.end :]
    return recased


def _is_capitals(text: str) -> bool:
    return sum(c.isupper() for c in text) > sum(c.islower() for c in text)


def _recased(text: str) -> str:
    text = _SCHOOL.sub(lambda m: f"{_school_body(m['body'])} {_school_name(m['name'])}", text)
    text = _LOWER_SCHOOL.sub(lambda m: f"Trường {_kinds(m['kinds'])} {proper_name(m['name'])}", text)
    text = re.sub(rf"\btrường ({_LOWER_KIND})(?=\s+(?:{LEVEL})\b|$)", lambda m: f"Trường {_kinds(m[1])}", text)
    text = _COMPANY.sub(lambda m: f"{_first_upper(_letters(m['body']))} {_school_name(m['name'])}", text)
    text = _ZONE.sub(lambda m: f"{_first_upper(m['zone'])} {proper_name(m['name'])}", text)
    text = _FIELD_BODY.sub(lambda m: f"{_first_upper(m['body'])} {_field(m['field'])}", text)
    text = _NAME_AFTER_PARTY.sub(lambda m: f"{m['level']} {_below_party(m['name'])}", text)
    text = NAME_AFTER_LEVEL.sub(lambda m: f"{m['level']} {proper_name(m['name'])}", text)
    text = re.sub(r"(?<!\w)(?:quận|phường)(?= \d)", lambda m: _first_upper(m[0]), text)
    for usual in _words("name"):
        text = re.sub(rf"(?<!\w){usual}(?!\w)", usual, text, flags=re.IGNORECASE)
    return _first_upper(text)


def _school_body(body: str) -> str:
    """`trường đại học` as `Trường Đại học`: the kind of school is part of its name."""
    return re.sub(r"^(?:trường )?\w", lambda m: m[0].title(), body)


def _kinds(kinds: str) -> str:
    """`tiểu học và thcs` as `Tiểu học và THCS`."""
    return _letters(re.sub(_LOWER_KIND, lambda m: _first_upper(m[0]) if len(m[0]) > 2 else m[0], kinds))


def _letters(text: str) -> str:
    return re.sub(_SCHOOL_LETTERS.pattern, lambda m: m[0].upper(), text, flags=re.IGNORECASE)


def _school_name(name: str) -> str:
    """`kinh tế quy nhơn` as `Kinh tế Quy Nhơn`."""
    subject = _subjects().match(name)
    end = subject.end() if subject else 0
    return f"{_field(name[:end])}{proper_name(name[end:])}"


def _field(field: str) -> str:
    """The first word of each part of a field of work is capital: `Văn hóa, Thể thao và Du lịch`."""
    if field.startswith(("ủy ban", "hội đồng")):
        return field
    if (inner := _FIELD_BODY.match(field)) is not None:  # `thanh tra sở y tế`
        return f"{_first_upper(inner['body'])} {_field(inner['field'])}"
    parts = re.split(r"(\s*,\s+|\s+-\s+|\s+và\s+)", field)
    return "".join(_first_upper(part) if i % 2 == 0 else part for i, part in enumerate(parts))


def _below_party(name: str) -> str:
    """A level that stands behind a body of the Party (`Đảng bộ xã Mỹ Thành`) is named by the rule for levels."""
    return name if re.match(rf"(?:{LEVEL})\s", name) else proper_name(name)


def proper_name(name: str) -> str:
    """A name in small letters as one: `cư jút` as `Cư Jút`."""
    return " ".join(_first_upper(word) if word not in ("và", "của") else word for word in name.split())


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def sentence_case(signature: Signature) -> Signature:
    """`KT. CHỦ TỊCH` as `KT. Chủ tịch`, `PHÓ CHỦ TỊCH` as `Phó Chủ tịch`; a name in capitals as a name."""
    return replace(
        signature,
        authority="; ".join(_authority(part) for part in signature.authority.split("; "))
        if signature.authority
        else None,
        position=_authority(signature.position) if signature.position else None,
        name=proper_name(signature.name.lower()) if signature.name and signature.name.isupper() else signature.name,
    )


def _authority(text: str) -> str:
    match = _SIGNING_PREFIX.match(text)
    return f"{match[0]}{_post(text[match.end() :])}" if match else _post(text)


def _post(text: str) -> str:
    if not _is_capitals(text):
        return text
    text = _recased(re.sub(r"\bUBND\b", "Ủy ban nhân dân", text).lower())
    return _first_upper(text)
