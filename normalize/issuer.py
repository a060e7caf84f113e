"""Issuing bodies with level and province.

Heads print bodies in capitals, abbreviated, or cut off at the level (`ỦY BAN NHÂN DÂN TỈNH`). A cut-off name is
completed only where the file agrees on one place.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from normalize.issuer_names import LEVEL, NAME_AFTER_LEVEL, canonical_issuer, proper_name, sentence_case
from normalize.places import (
    DISTRICT_NOUNS,
    commune_province,
    district_province,
    district_spelled,
    province_named,
    provinces_in,
)
from schemas.decision import AdministrativeDocument, IssuerLevel
from schemas.letters import fold

_CUT_OFF = re.compile(rf"(?:Ủy ban nhân dân|Hội đồng nhân dân)(?:\s+(?P<level>{LEVEL}))?$")


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
    signature = sentence_case(document.signature) if document.signature else None
    if parent is not None and parent.issuer is not None and document.kind != "cong_van":
        return replace(
            document,
            issuer=parent.issuer,
            issuer_level=parent.issuer_level,
            province=parent.province,
            signature=signature,
        )
    printed = document.issuer or _signed_for(document)
    issuer = _spelled(_with_place(canonical_issuer(printed), document, documents), documents) if printed else None
    level = issuer_level(issuer) if issuer else None
    return replace(
        document,
        issuer=issuer,
        issuer_level=level,
        province=_province(issuer, level, document, documents),
        signature=signature,
    )


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


def _spelled(issuer: str, documents: Sequence[AdministrativeDocument]) -> str:
    """`Ủy ban nhân dân huyện Ba Trì` as that of Ba Tri, where there is such a district and the file names it right."""
    match = NAME_AFTER_LEVEL.search(issuer)
    if match is None or match["level"] not in DISTRICT_NOUNS or match.end() != len(issuer):
        return issuer
    right = district_spelled(match["name"], None)
    named = {name for text in _evidence(documents) for _, name in _named_places(text)}
    if right == match["name"] or right not in named:
        return issuer
    return f"{issuer[: match.start('name')]}{right}"


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
    rf"(?<!\w)(?P<level>{LEVEL}|\?)\s+(?P<name>[A-ZĐÀ-Ỹ][\w'’]*(?:\s+(?:-\s+)?[A-ZĐÀ-Ỹ][\w'’]*){{0,4}})"
)
_CAPITAL_LEVEL = re.compile(rf"(?<!\w)(?:{LEVEL.upper()})(?!\w)")
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
        yield found["level"], proper_name(name.lower()) if name.isupper() else name


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
    match = NAME_AFTER_LEVEL.search(issuer)
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
