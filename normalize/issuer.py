"""Issuing bodies in the form they are normally written, with level and province.

Heads print bodies in capitals, abbreviated, or cut off at the level (`ỦY BAN NHÂN DÂN TỈNH`). Case follows the
field's habits: level words small, proper names and the first word of each part of a field of work capital
(`Sở Lao động - Thương binh và Xã hội`). A cut-off name is completed only where the file agrees on one place.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from normalize.data_rows import data_rows
from normalize.places import commune_province, district_province, province_named, provinces_in
from schemas.decision import AdministrativeDocument, IssuerLevel, Signature
from schemas.letters import fold

_TAIL = re.compile(r"\s*[,(]?\s*(?:khóa|khoá|nhiệm kỳ|kỳ họp)\s.*$", re.IGNORECASE)
_ABBREVIATIONS = (
    (re.compile(r"\bUBND\b"), "Ủy ban nhân dân"), (re.compile(r"\bHĐND\b"), "Hội đồng nhân dân"),
    (re.compile(r"\b(?:TP|Tp)\.\s*"), "thành phố "), (re.compile(r"\bTX\.\s*"), "thị xã "),
    (re.compile(r"\bUỷ\b"), "Ủy"), (re.compile(r"\bUỶ\b"), "ỦY"), (re.compile(r"\buỷ\b"), "ủy"),
)  # fmt: skip
_LEVEL = r"thành phố|tỉnh|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu"
_NAME_AFTER_LEVEL = re.compile(rf"\b(?P<level>{_LEVEL})\s+(?!hội\b|và\b|của\b)(?P<name>[^,;()]+)")
_PARTY_BODY = r"tỉnh ủy|thành ủy|huyện ủy|quận ủy|thị ủy|đảng ủy|đảng bộ"
_NAME_AFTER_PARTY = re.compile(rf"\b(?P<level>{_PARTY_BODY})\s+(?P<name>(?!khối\b|ủy\b)[^,;()]+)")
_FIELD_BODY = re.compile(
    r"(?<![Hh]ọc )(?<![Bb]ệnh )(?<!cơ )(?<![ủỦ]y )(?<![uU]ỷ )\b"
    r"(?P<body>(?:phó )?(?:tổng cục|chi cục|cục|sở|bộ|ban|văn phòng|phòng|thanh tra|trung tâm|vụ|viện"
    r"|kho bạc|ngân hàng))\s+"
    rf"(?!nhân dân|trưởng\b|tư lệnh\b|(?:{_LEVEL})\b(?!\s+hội))(?P<field>.+?)"
    rf"(?=\s+(?:(?:{_LEVEL})\b(?!\s+hội)|(?:thuộc|{_PARTY_BODY})\b)|$)"
)
_SCHOOL = re.compile(
    r"\b(?P<body>(?:trường )?(?:đại học|cao đẳng|trung cấp)(?: nghề)?|trường chính trị|học viện|bệnh viện)"
    rf"\s+(?P<name>(?!(?:{_LEVEL})\b)[^,;()]+?)(?=\s+(?:{_LEVEL})\b(?!\s+hội)|$)"
)
_SCHOOL_LETTERS = re.compile(r"\b(?:thcs|thpt|th|mn|ptdtbt|ptdtnt|tnhh|mtv)\b")
_LOWER_KIND = (
    r"(?:tiểu học|trung học cơ sở|trung học phổ thông|phổ thông dân tộc (?:nội|bán) trú|phổ thông|mầm non|mẫu giáo"
    r"|thcs|thpt|th|mn|ptdtbt|ptdtnt|chuyên)"
)
_LOWER_SCHOOL = re.compile(
    rf"\btrường (?P<kinds>{_LOWER_KIND}(?:\s*(?:[&,-]|\bvà\b)?\s*{_LOWER_KIND})*)"
    rf"\s+(?P<name>(?!(?:{_LEVEL}|dân tộc)\b)[^,;()]+?)(?=\s+(?:{_LEVEL})\b(?!\s+hội)|$)"
)
_COMPANY = re.compile(
    r"\b(?P<body>(?:tổng )?công ty(?: (?:cổ phần|tnhh|một thành viên|mtv|trách nhiệm hữu hạn))*)"
    rf"\s+(?P<name>(?!(?:{_LEVEL})\b)[^,;()]+?)(?=\s+(?:{_LEVEL})\b(?!\s+hội)|$)"
)
_ZONE = re.compile(
    r"\b(?P<zone>(?:các )?(?:khu kinh tế(?: mở| cửa khẩu)?|khu công nghiệp|khu công nghệ cao|khu du lịch"
    r"|vườn quốc gia))"
    rf"\s+(?P<name>(?!(?:{_LEVEL}|và)\b)[^,;()]+?)(?=\s+(?:{_LEVEL})\b|$)"
)
# Three consonants in a row are no Vietnamese syllable (but for ngh): `MTTQ`, `BHXH`, `BCH` stay capital.
_INITIALS = re.compile(r"(?<!\w)(?!\w*NGH)[A-ZĐ]*[BCDĐGHKLMNPQRSTVX]{3}[A-ZĐ]*(?!\w)")
_SIGNING_PREFIX = re.compile(r"^(?:[A-Z]{1,3}\.|[TK]/[A-Z]{1,2}) ")
_CUT_OFF = re.compile(rf"(?:Ủy ban nhân dân|Hội đồng nhân dân)(?:\s+(?P<level>{_LEVEL}))?$")


@functools.cache
def _words(sort: str) -> tuple[str, ...]:
    return tuple(words for own, words, _ in data_rows("issuer_words.tsv") if own == sort)


@functools.cache
def _subjects() -> re.Pattern[str]:
    """What a school or hospital is for, at the beginning of its name."""
    return re.compile(rf"^(?:(?:{'|'.join(_words('subject'))})\s*(?:-\s*)?)+(?=\s|$|(?<=\s))")


def complete_issuers(documents: tuple[AdministrativeDocument, ...]) -> tuple[AdministrativeDocument, ...]:
    """`documents` of one file with canonical issuer, its level and province, and signatures in sentence case.

    `province` may hold the superior body as printed in the head; it is replaced by the province's official name.
    """
    completed: list[AdministrativeDocument] = []
    for document in documents:
        parent = completed[document.parent - 1] if document.parent and document.parent <= len(completed) else None
        completed.append(_completed(document, parent, documents))
    return tuple(completed)


def _completed(
    document: AdministrativeDocument, parent: AdministrativeDocument | None, documents: Sequence[AdministrativeDocument]
) -> AdministrativeDocument:
    signature = _sentence_case(document.signature) if document.signature else None
    if parent is not None and parent.issuer is not None and document.kind != "cong_van":
        return replace(
            document,
            issuer=parent.issuer,
            issuer_level=parent.issuer_level,
            province=parent.province,
            signature=signature,
        )
    printed = document.issuer or _signed_for(document)
    issuer = _with_place(canonical_issuer(printed), document, documents) if printed else None
    level = issuer_level(issuer) if issuer else None
    return replace(
        document,
        issuer=issuer,
        issuer_level=level,
        province=_province(issuer, level, document, documents),
        signature=signature,
    )


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
    text = _LOWER_SCHOOL.sub(lambda m: f"Trường {_kinds(m['kinds'])} {_proper(m['name'])}", text)
    text = re.sub(rf"\btrường ({_LOWER_KIND})(?=\s+(?:{_LEVEL})\b|$)", lambda m: f"Trường {_kinds(m[1])}", text)
    text = _COMPANY.sub(lambda m: f"{_first_upper(_letters(m['body']))} {_school_name(m['name'])}", text)
    text = _ZONE.sub(lambda m: f"{_first_upper(m['zone'])} {_proper(m['name'])}", text)
    text = _FIELD_BODY.sub(lambda m: f"{_first_upper(m['body'])} {_field(m['field'])}", text)
    text = _NAME_AFTER_PARTY.sub(lambda m: f"{m['level']} {_below_party(m['name'])}", text)
    text = _NAME_AFTER_LEVEL.sub(lambda m: f"{m['level']} {_proper(m['name'])}", text)
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
    return f"{_field(name[:end])}{_proper(name[end:])}"


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
    return name if re.match(rf"(?:{_LEVEL})\s", name) else _proper(name)


def _proper(name: str) -> str:
    return " ".join(_first_upper(word) if word not in ("và", "của") else word for word in name.split())


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentence_case(signature: Signature) -> Signature:
    """`KT. CHỦ TỊCH` as `KT. Chủ tịch`, `PHÓ CHỦ TỊCH` as `Phó Chủ tịch`; a name in capitals as a name."""
    return replace(
        signature,
        authority="; ".join(_authority(part) for part in signature.authority.split("; "))
        if signature.authority
        else None,
        position=_authority(signature.position) if signature.position else None,
        name=_proper(signature.name.lower()) if signature.name and signature.name.isupper() else signature.name,
    )


def _authority(text: str) -> str:
    match = _SIGNING_PREFIX.match(text)
    return f"{match[0]}{_post(text[match.end() :])}" if match else _post(text)


def _post(text: str) -> str:
    if not _is_capitals(text):
        return text
    text = _recased(re.sub(r"\bUBND\b", "Ủy ban nhân dân", text).lower())
    return _first_upper(text)


def _signed_for(document: AdministrativeDocument) -> str | None:
    """The collective a document without a printed issuer is signed for (`TM. ỦY BAN NHÂN DÂN`)."""
    signature = document.signature
    if signature is None or signature.authority is None or not signature.authority.startswith("TM. "):
        return None
    return signature.authority.split("; ")[0].removeprefix("TM. ")


# --- completion -------------------------------------------------------------------------------------------------------


def _with_place(issuer: str, document: AdministrativeDocument, documents: Sequence[AdministrativeDocument]) -> str:
    """`Ủy ban nhân dân tỉnh` with the province's name, where the file names one and only one."""
    match = _CUT_OFF.search(issuer)
    if match is None:
        return issuer
    for group in (_family(document, documents), documents):
        found = _places(match["level"], list(_evidence(group)))
        if len(found) == 1:
            level, name = found.pop()
            return f"{issuer[: match.end('level')] if match['level'] else f'{issuer} {level}'} {name}"
        if found:
            return issuer
    return issuer


def _family(
    document: AdministrativeDocument, documents: Sequence[AdministrativeDocument]
) -> list[AdministrativeDocument]:
    """The act and the parts issued with it, however deep."""
    members = {document.ordinal}
    for other in documents:
        if other.parent in members:
            members.add(other.ordinal)
    return [other for other in documents if other.ordinal in members]


def _evidence(documents: Iterable[AdministrativeDocument]) -> Iterator[str]:
    """Texts that name the place of the issuer itself: titles, what is issued, tie lines, place lines."""
    for document in documents:
        yield from filter(None, (document.title, document.announced))
        yield from (citation.raw for citation in document.citations if citation.role == "attached_to")
        if document.place_name and (province := province_named(document.place_name)):
            yield f"{province.kind} {province.name}"
        elif document.place_name:
            yield f"? {document.place_name}"


def _places(level: str | None, texts: list[str]) -> set[tuple[str, str]]:
    """The (level, name) pairs the texts give for a body of `level` (any level when None)."""
    found: dict[str, tuple[str, str]] = {}
    for text in texts:
        for name_level, name in _named_places(text):
            wanted = level or name_level
            if name_level in (wanted, "?") and (level or name_level != "?"):
                found[fold(name)] = (wanted, name)
    return set(found.values())


_NAMED_PLACE = re.compile(
    rf"(?<!\w)(?P<level>{_LEVEL}|\?)\s+(?P<name>[A-ZĐÀ-Ỹ][\w'’]*(?:\s+(?:-\s+)?[A-ZĐÀ-Ỹ][\w'’]*){{0,4}})"
)
_CAPITAL_LEVEL = re.compile(rf"(?<!\w)(?:{_LEVEL.upper()})(?!\w)")
_NOT_IN_NAME = re.compile(
    r"\s+(?:NĂM|GIAI|ĐOẠN|VÀ|LẦN|NHIỆM|TRONG|ĐẾN|ĐỊNH HƯỚNG|NHẰM|THỰC|KHÓA|CỦA|TẠI|TRÊN|THEO|VỀ|QUÝ|THÁNG|NHỮNG)\b.*$"
)


def _named_places(text: str) -> Iterator[tuple[str, str]]:
    provinces = provinces_in(text)
    for match in provinces:
        before = text[max(0, match.start - 12) : match.start].casefold()
        if re.search(r"(?:thành phố|tp\.)\s*$", before):
            yield "thành phố", match.name
        elif re.search(r"(?:tỉnh|tỉnh uỷ|tỉnh ủy)\s*$", before):
            yield "tỉnh", match.name
    prepared = _CAPITAL_LEVEL.sub(lambda m: m[0].lower(), text)
    for found in _NAMED_PLACE.finditer(prepared):
        if found["level"] == "tỉnh" or any(m.start <= found.start("name") < m.end for m in provinces):
            continue
        name = _NOT_IN_NAME.sub("", found["name"])
        yield found["level"], _proper(name.lower()) if name.isupper() else name


# --- level and province -----------------------------------------------------------------------------------------------

_LEVELS: tuple[tuple[IssuerLevel, re.Pattern[str]], ...] = (
    ("party", re.compile(
        r"(?:tinh|thanh|huyen|quan|thi|dang) uy\b|dang bo|^chi bo|ban chap hanh|ban thuong vu|bo chinh tri"
        r"|ban (?:to chuc|tuyen giao|dan van|noi chinh) (?:tinh|thanh|huyen)|ban chap hanh trung uong")),
    ("central", re.compile(
        r"^(?:bo truong |thu truong )?bo (?!chi huy|doi bien phong)|^(?:thu tuong )?chinh phu|^quoc hoi"
        r"|^uy ban thuong vu quoc hoi|^(?:tong )?thanh tra chinh phu|^(?:bo truong, )?chu nhiem uy ban"
        r"|^van phong chinh phu|^(?:tong )?cuc(?: truong)?(?!.* tinh)|^tong cuc"
        r"|^ngan hang nha nuoc viet nam|^thong doc|(?:vien kiem sat|toa an) nhan dan toi cao"
        r"|^(?:tong )?kiem toan nha nuoc"
        r"|^(?:tong giam doc )?bao hiem xa hoi viet nam|^uy ban dan toc")),
    ("commune", re.compile(r"(?:uy ban nhan dan|hoi dong nhan dan) (?:xa|phuong|thi tran|dac khu)\b")),
    ("department", re.compile(
        r"(?:^| )so (?!.*uy ban nhan dan)|van phong (?:uy ban nhan dan|hoi dong nhan dan|doan dbqh).*tinh"
        r"|^(?:chanh )?thanh tra tinh|ban dan toc|ban quan ly|^chi cuc|^cuc .*tinh"
        r"|^van phong (?:uy ban nhan dan|doan)")),
    ("district", re.compile(r"(?:uy ban nhan dan|hoi dong nhan dan) (?:huyen|quan|thi xa)\b|^(?:truong )?phong ")),
    ("province", re.compile(r"(?:uy ban nhan dan|hoi dong nhan dan) tinh\b")),
)  # fmt: skip
_CITY = re.compile(r"(?:Ủy ban nhân dân|Hội đồng nhân dân) thành phố (?P<name>.+)$", re.IGNORECASE)


_NO_DEPARTMENT = re.compile(r"(?<!\w)(?:cơ sở|xổ số|số)(?!\w)", re.IGNORECASE)


@functools.lru_cache(maxsize=1024)
def issuer_level(issuer: str) -> IssuerLevel:
    """The level of government of a canonical issuer; a thành phố is a province or a district by its name."""
    key = fold(_NO_DEPARTMENT.sub(" ", issuer))
    city = _CITY.search(issuer)
    if city:
        named = province_named(city["name"])
        return "province" if named is not None and named.kind != "tỉnh" else "district"
    return next((level for level, pattern in _LEVELS if pattern.search(key)), "other")


def _province(
    issuer: str | None,
    level: IssuerLevel | None,
    document: AdministrativeDocument,
    documents: Sequence[AdministrativeDocument],
) -> str | None:
    """The province of the issuer: from its own name, its superior, its district or commune, or the file's agreement."""
    if issuer is None or level == "central" or "trung ương" in issuer.casefold():
        return None
    for text in (issuer, document.province or ""):
        named = provinces_in(text)
        if named and not _names_lower_body(text):
            return named[-1].name
    family = _family(document, documents)
    if level in ("district", "commune"):
        lower = _province_of_lower(issuer, level, document)
        if lower is not None:
            return lower
    if (
        document.place_name
        and level == "district"
        and (lower := district_province(document.place_name, document.issued_on))
    ):
        return lower
    if document.place_name and level != "district" and (place := province_named(document.place_name)):
        return place.name
    return _agreed_province(text for text in _province_texts(family))


def _names_lower_body(text: str) -> bool:
    """`Ủy ban nhân dân thành phố Cao Bằng` of the province Cao Bằng is read as a district's city elsewhere."""
    return (
        re.search(r"(?:huyện|quận|thị xã|xã|phường|thị trấn)\s", text, re.IGNORECASE) is not None
        and "tỉnh" not in text.casefold()
    )


def _province_of_lower(issuer: str, level: str, document: AdministrativeDocument) -> str | None:
    match = _NAME_AFTER_LEVEL.search(issuer)
    if match is None:
        return None
    name = f"{match['level']} {match['name']}"
    if level == "district":
        return district_province(name, document.issued_on)
    return commune_province(name, document.issued_on)


def _province_texts(family: Sequence[AdministrativeDocument]) -> Iterator[str]:
    for document in family:
        yield from filter(None, (document.title, document.announced))
        yield from (
            c.issuer for c in document.citations if c.issuer and c.role in ("legal_basis", "attached_to", "proposal")
        )


def _agreed_province(texts: Iterable[str]) -> str | None:
    names = {match.name for text in texts for match in provinces_in(text)}
    return names.pop() if len(names) == 1 else None
