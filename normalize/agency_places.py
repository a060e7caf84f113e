"""The place at the end of an agency name: `Công an tỉnh`, `Phòng Nội vụ huyện Mang Yang`, `Văn phòng Sở`."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from normalize.agency_keys import head_of
from normalize.gazetteer_rows import Scope, by_sector
from normalize.places import district_province, is_district, key_level, province_named
from schemas.letters import fold, toneless

# The noun before a place's name -> the scopes of the bodies that bear it.
_NOUN_SCOPES: dict[str, tuple[Scope, ...]] = {
    "tỉnh": ("province",),
    "thành phố": ("province", "district"),
    "huyện": ("district",),
    "quận": ("district",),
    "thị xã": ("district",),
    "xã": ("commune",),
    "phường": ("commune",),
    "thị trấn": ("commune",),
    "đặc khu": ("commune",),
    "sở": ("department",),
    "bộ": ("ministry",),
    "ngành": ("department",),
    "khu vực": ("province", "district"),
}
_BARE_NOUNS = {toneless(noun): noun for noun in _NOUN_SCOPES}
_FIRST_WORDS = frozenset(noun.split()[0] for noun in _BARE_NOUNS)
_LINKS = ("của", "thuộc", "trực thuộc", "tại", "ở", "trên địa bàn", "chi nhánh")
_BARE_LINKS = frozenset(toneless(link) for link in _LINKS) | frozenset(_LINKS)
_MAX_NAME_WORDS = 7
_MAX_COMMUNE_WORDS = 4
# Words that follow a place noun without being a name: `xã hội`, `xã NTM`, `xã trên địa bàn`.
_NO_NAME = frozenset("hội hoi ntm có trên theo đăng xây thực phối quản liên trong xã và".split())


@dataclass(frozen=True, slots=True)
class AgencyPlace:
    """A place at the end of an agency name: `noun` (None for a bare proper name), `name` (None for a bare noun).

    `is_exact` is False when marks or spaces were lost in it.
    """

    noun: str | None
    name: str | None
    scopes: tuple[Scope, ...]
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class PlacedName:
    """An agency key split into the body and its place; `words` is how many words the body has."""

    body: str
    place: AgencyPlace
    words: int


@functools.lru_cache(maxsize=8192)
def split_place(key: str) -> tuple[PlacedName, ...]:
    """Ways to read the end of `key` as a place, the shortest place first. Keys without marks are understood too."""
    return tuple(_readings(key.split()))


def _readings(words: list[str]) -> Iterator[PlacedName]:
    for start in range(len(words) - 1, max(0, len(words) - _MAX_NAME_WORDS - 3), -1):
        noun, size = _noun_at(words, start)
        if noun:
            place = _named_place(noun, words[start + size :])
            if place and noun != " ".join(words[start : start + size]):
                place = replace(place, is_exact=False)
            if place:
                yield from _bodies(words, start, place)
        elif place := _bare_place(" ".join(words[start:])):
            yield from _bodies(words, start, place)


def _noun_at(words: list[str], start: int) -> tuple[str | None, int]:
    if toneless(words[start]) not in _FIRST_WORDS:
        return None, 0
    for size in (2, 1):
        text = " ".join(words[start : start + size])
        noun = text if text in _NOUN_SCOPES else _BARE_NOUNS.get(toneless(text))
        if noun and len(noun.split()) == size:
            return noun, size
    return None, 0


# `UBND xã, phường, đặc khu` names every commune, and none that is called `Phường`.
_LEVEL_NOUNS = ("huyện", "quận", "thị xã", "thành phố", "xã", "phường", "thị trấn", "đặc khu")


def _named_place(noun: str, name: list[str]) -> AgencyPlace | None:
    scopes = _NOUN_SCOPES[noun]
    if noun in ("sở", "bộ") and " ".join(name) in by_sector():
        return AgencyPlace(noun, " ".join(name), scopes)  # also `Sở Lao động - Thương binh và Xã hội`: no `xã` is in it
    name = _up_to_next_noun(name)
    if not name:
        return AgencyPlace(noun, None, scopes)
    text = " ".join(name)
    if name[0] in _NO_NAME or " ".join(name) in _LEVEL_NOUNS or len(name) > _MAX_NAME_WORDS or head_of(text):
        return None
    if noun in ("sở", "bộ"):
        return AgencyPlace(noun, text, scopes) if text in by_sector() else None
    province = province_named(text)
    if noun == "thành phố" and province is not None and province.kind == noun:
        return AgencyPlace(noun, text, ("province",))
    if noun == "tỉnh":
        return AgencyPlace(noun, text, scopes) if province is not None else None
    if scopes == ("commune",):
        if name[0].isdigit() and len(name) > 1:
            return None  # `Công an phường 17 khu phố`: a number is the whole name of a ward
        return AgencyPlace(noun, text, scopes) if len(name) <= _MAX_COMMUNE_WORDS else None
    if noun == "khu vực":
        return AgencyPlace(noun, text, scopes)
    return AgencyPlace(noun, text, ("district",), key_level(text) is not None) if is_district(text) else None


def _up_to_next_noun(name: list[str]) -> list[str]:
    """`cư jút tỉnh đắk nông` -> `cư jút`: what follows the next place noun is the larger place."""
    for index in range(1, len(name)):
        if _noun_at(name, index)[0]:
            return name[:index]
    return name


def _bare_place(text: str) -> AgencyPlace | None:
    level = key_level(text)
    if level == "province":
        return AgencyPlace(None, text, ("province",))
    return AgencyPlace(None, text, ("district",)) if level and " " in text else None


def _bodies(words: list[str], end: int, place: AgencyPlace) -> Iterator[PlacedName]:
    """The words before the place, also without a link (`thuộc`) or the owner (`UBND`) between body and place."""
    body = words[:end]
    if not body:
        return
    yield PlacedName(" ".join(body), place, end)
    while body and (body[-1] in _BARE_LINKS):
        body = body[:-1]
    if body and len(body) < end:
        yield PlacedName(" ".join(body), place, len(body))
    if len(body) > 4 and fold(" ".join(body[-4:])) == "uy ban nhan dan":
        body = body[:-4]
        while body and body[-1] in _BARE_LINKS:
            body = body[:-1]
        if body:
            yield PlacedName(" ".join(body), place, len(body))


# --- who issues the document, and so owns what is named without a place ----------------------------------------------

_DISTRICT = re.compile(r"\b(huyện|quận|thị xã|thành phố)\s+(\S.*?)\s*(?:,|$)", re.IGNORECASE)
_COMMUNE = re.compile(
    r"\b(xã|phường|thị trấn|đặc khu)\s+(?!hội\b)(\S.*?)\s*(?:,|huyện|thành phố|thị xã|quận|tỉnh|$)", re.IGNORECASE
)
_DEPARTMENT = re.compile(r"\b((?:sở|ban dân tộc|thanh tra|ban quản lý)\b.*?)\s*(?:tỉnh|thành phố|,|$)", re.IGNORECASE)
_MINISTRY = re.compile(r"\b(bộ (?!trưởng\b)\S.*?)\s*(?:,|$)", re.IGNORECASE)
_OWNER: dict[Scope, re.Pattern[str]] = {
    "district": _DISTRICT, "commune": _COMMUNE, "department": _DEPARTMENT, "ministry": _MINISTRY,
}  # fmt: skip


@functools.lru_cache(maxsize=1024)
def owner_of(issuer: str | None, scope: Scope) -> str | None:
    """The district, commune, sở or ministry in an issuer's name, as written; None when there is none.

    >>> owner_of("Chủ tịch Ủy ban nhân dân huyện Mang Yang", "district")
    'huyện Mang Yang'
    """
    pattern = _OWNER.get(scope)
    match = pattern.search(issuer) if issuer and pattern else None
    return " ".join(group for group in match.groups() if group) if match else None


def province_of_place(place: AgencyPlace, province: str | None, on: dt.date | None) -> str | None:
    """The province an agency's place lies in: the named one, the one that has such a district, else the document's."""
    if place.name and "province" in place.scopes and (found := province_named(place.name)):
        return found.name
    if place.name and place.scopes == ("district",) and province is None:
        return district_province(place.name, on)
    return province


_NOT_SLUG = re.compile(r"[^a-z0-9]+")


@functools.lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """`text` as part of an id: ASCII letters and digits joined by dashes.

    >>> slug("Đắk R'lấp")
    'dak-r-lap'
    """
    return _NOT_SLUG.sub("-", fold(text)).strip("-")
