"""Nouns that several names of an agency cell share: `Các Sở: A, B`, `UBND các huyện: A, B`, `Sở Nội vụ, Tài chính`."""

from __future__ import annotations

import re

from normalize.agency_keys import agency_key, head_of, starts_agency
from normalize.gazetteer import IssuerContext
from normalize.places import DISTRICT_NOUNS, districts_named, is_commune, province_named

_DISTRICT_NOUN = f"(?:{'|'.join(DISTRICT_NOUNS)})"
_COMMUNE_NOUN = "(?:xã|phường|thị trấn|đặc khu)"
_INTRO_PLACES = re.compile(
    rf"^(?P<head>.+?) (?:các )?(?P<nouns>địa phương|(?:tỉnh|{_DISTRICT_NOUN}|{_COMMUNE_NOUN})(?:(?:, | và | )"
    rf"(?:tỉnh|{_DISTRICT_NOUN}|{_COMMUNE_NOUN}))*)$",
    re.IGNORECASE,
)
_INTRO_HEAD = re.compile(
    r"^(?:[Cc]ác |[Nn]hững )?(?:\d+ )?([Ss]ở|[Pp]hòng|[Bb]ộ|[Bb]an|[Đđ]ài|UBND|[Hh]ội)(?: chuyên môn)?$"
)
_INTRO_CLASS = re.compile(
    r"^(?:các |những )?(?:cơ quan|đơn vị|ngành|doanh nghiệp|tổ chức|đoàn thể|nhà mạng|công ty|ngân hàng|trường"
    r"|phòng ban|sở ban ngành|sở ngành|ban ngành|phòng đơn vị)\b"
)

# What no district has; `HĐND, UBND các huyện: A, B` tells of both in each.
_OF_A_PROVINCE = re.compile(r"(?:Sở|Bộ|Cục|Tỉnh ủy|Thành ủy)\b|.*\btỉnh\b")


def shared_by(intro: str) -> str | None:
    """What the words before a colon lend to each name after it; "" for a class noun, None for other words."""
    if match := _INTRO_PLACES.match(intro):
        nouns = re.split(r",\s*|\s+và\s+", match.group("nouns"))
        head = match.group("head").strip()
        first, *others = re.split(r"[,;]\s*", head)
        if _OF_A_PROVINCE.match(first) and any(map(starts_agency, others)):
            return None  # `Sở Xây dựng, UBND các huyện`: only the last of these names is shared
        if "tỉnh" in (noun.lower() for noun in nouns):
            return f"{head} tỉnh"  # of a province's name it is known whether it is a city
        return f"{head} {nouns[0].lower()}" if len(nouns) == 1 and nouns != ["địa phương"] else head + " "
    if match := _INTRO_HEAD.match(intro):
        head = match.group(1)
        return head[:1].upper() + head[1:]
    return "" if _INTRO_CLASS.match(agency_key(intro)) else None


_OWN_NOUN = re.compile(rf"^(?:{_DISTRICT_NOUN}|{_COMMUNE_NOUN}) ", re.IGNORECASE)
# One to four capitalised words; an abbreviation (`xã NTM`) is no name.
_COMMUNE_NAME = re.compile(r"^(?![A-ZĐ]{2,}$)[A-ZĐÀ-Ỹ][\w']*(?: [A-ZĐÀ-Ỹ][\w']*){0,3}$")
_BODY_OF_A_PLACE = re.compile(
    rf"^(?P<head>[^\s:][^:]*?) (?:(?P<district>{_DISTRICT_NOUN})|(?P<commune>{_COMMUNE_NOUN}))"
    r" (?P<place>[A-ZĐÀ-Ỹ].*|\d{1,2})$"
)
_UBND = ("UBND", "Ủy ban nhân dân", "Uỷ ban nhân dân")


def names_place_beside(text: str, first: str) -> bool:
    """Whether `text` names a place of the rank that the body `first` is of: `xã B` or `B` after `UBND xã A`."""
    body = _BODY_OF_A_PLACE.match(first)
    if body is None or not starts_agency(body["head"]):
        return False
    if (noun := _OWN_NOUN.match(text)) is not None:
        is_district = noun.group().strip().lower() in DISTRICT_NOUNS
        return is_district == (body["district"] is not None) and _is_name(text[noun.end() :])
    if body["commune"] is None or starts_agency(text) or not _is_name(text):
        return False
    return text.isdigit() or is_commune(text) or (body["head"] in _UBND and not districts_named(text))


def _is_name(text: str) -> bool:
    return text.isdigit() or _COMMUNE_NAME.match(text) is not None


_LAST_NOUN = re.compile(rf" (?:{_DISTRICT_NOUN}|{_COMMUNE_NOUN})$", re.IGNORECASE)


def with_place(shared: str, text: str, context: IssuerContext, *, is_listed: bool) -> str | None:
    """`UBND huyện` and a place's name; a place that brings its own noun (`thị trấn X`) keeps that.

    `is_listed`: `text` stands in a list that was opened for such names (`UBND các huyện: A, B`).
    """
    body = shared.strip()
    if _OWN_NOUN.match(text):
        is_named = text.split()[-1][0].isupper() or text.split()[-1].isdigit()
        return f"{_LAST_NOUN.sub('', body)} {text[0].lower()}{text[1:]}" if is_named else None
    is_body = head_of(agency_key(text)) is not None and not districts_named(text)  # Trạm Tấu is a district
    if is_body or not (text[0].isupper() or text.isdigit()):
        return None
    province = (province_named(text, context.on) or province_named(text)) if body.endswith(" tỉnh") else None
    # Beside `Công an huyện A` other bodies stand (`Mặt trận`); beside an UBND hardly one that is written as a name.
    is_likely = is_listed or (body.startswith(_UBND) and _is_name(text))
    if not (is_likely or province or districts_named(text) or is_commune(text)):
        return None
    if province is not None:
        return f"{body.removesuffix('tỉnh')}{province.kind} {text}"
    if not shared.endswith(" "):
        return f"{body} {text}"
    districts = [row for row in districts_named(text) if context.province in (None, row.province)]
    return f"{body} {districts[0].kind} {text}" if districts else f"{body} {text}"


_PLACES_OPENED = re.compile(
    rf"^(?P<head>\S.*?) các (?P<noun>tỉnh|{_DISTRICT_NOUN}|{_COMMUNE_NOUN}) (?P<place>[A-ZĐÀ-Ỹ].*)$"
)


def places_opened(text: str) -> tuple[str, str] | None:
    """What the names after `UBND các huyện Cư Jút` share (`UBND huyện`), and the first place; None for other words."""
    match = _PLACES_OPENED.match(text)
    if match is None:
        return None
    noun, place = match["noun"], match["place"]
    if noun == "tỉnh":
        is_place = province_named(place) is not None
    else:
        is_place = bool(districts_named(place)) or (
            noun not in DISTRICT_NOUNS and _COMMUNE_NAME.match(place) is not None
        )
    return (f"{match['head']} {noun}", place) if is_place else None


def shareable_head(text: str) -> str | None:
    """The noun a following headless atom may share: `Sở` of `Sở Nội vụ`, `UBND huyện` of `UBND huyện Cư Jút`."""
    words = text.split()
    if words[0].lower() in ("sở", "phòng", "bộ") and len(words) > 1:
        return words[0][:1].upper() + words[0][1:]
    if (body := _BODY_OF_A_PLACE.match(text)) and starts_agency(body["head"]):
        return f"{body['head']} {body['district'] or body['commune']}"
    return None
