"""Nouns that several names of an agency cell share: `Các Sở: A, B`, `UBND các huyện: A, B`, `Sở Nội vụ, Tài chính`."""

from __future__ import annotations

import re

from normalize.agency_keys import agency_key, head_of, starts_agency
from normalize.gazetteer import IssuerContext
from normalize.places import districts_named

DISTRICT_NOUNS = ("huyện", "quận", "thị xã", "thành phố")
DISTRICT_NOUN = f"(?:{'|'.join(DISTRICT_NOUNS)})"
_INTRO_PLACES = re.compile(
    rf"^(?P<head>.+?) (?:các )?(?P<nouns>(?:{DISTRICT_NOUN}|xã|phường|thị trấn|đặc khu)(?:(?:, | và | )"
    rf"(?:{DISTRICT_NOUN}|xã|phường|thị trấn|đặc khu))*)$",
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
        return f"{head} {nouns[0].lower()}" if len(nouns) == 1 else head + " "
    if match := _INTRO_HEAD.match(intro):
        head = match.group(1)
        return head[:1].upper() + head[1:]
    return "" if _INTRO_CLASS.match(agency_key(intro)) else None


UBND_OF_A_PLACE = re.compile(rf"^(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân) {DISTRICT_NOUN} [A-ZĐÀ-Ỹ]")
OWN_NOUN = re.compile(rf"^(?:{DISTRICT_NOUN}|xã|phường|thị trấn|đặc khu) ", re.IGNORECASE)


def with_place(shared: str, text: str, context: IssuerContext) -> str | None:
    """`UBND huyện` and a place's name; a place that brings its own noun (`thị trấn X`) keeps that."""
    body = shared.strip()
    if OWN_NOUN.match(text):
        return (
            f"{body.split()[0]} {text[0].lower()}{text[1:]}" if " " in text and text.split()[-1][0].isupper() else None
        )
    is_body = head_of(agency_key(text)) is not None and not districts_named(text)  # Trạm Tấu is a district
    if is_body or not (text[0].isupper() or text.isdigit()):
        return None
    if not shared.endswith(" "):
        return f"{body} {text}"
    districts = [row for row in districts_named(text) if context.province in (None, row.province)]
    return f"{body} {districts[0].kind} {text}" if districts else f"{body} {text}"


def shareable_head(text: str) -> str | None:
    """The noun a following headless atom may share: `Sở` of `Sở Nội vụ`, `UBND huyện` of `UBND huyện Cư Jút`."""
    words = text.split()
    if words[0].lower() in ("sở", "phòng", "bộ") and len(words) > 1:
        return words[0][:1].upper() + words[0][1:]
    if match := re.match(rf"^((?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân) {DISTRICT_NOUN}) [A-ZĐÀ-Ỹ]", text):
        return match.group(1)
    return None
