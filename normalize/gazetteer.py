"""Which body an agency name means, given who wrote it and when.

A name is looked up exactly, then without marks, then by likeness (normalize/agency_damage.py, where the threshold is
justified), last as a pattern of bodies that have no row (`Tổ ...`, `Phòng ...`). What is not recognised keeps its name
and has no id. An `agency_id` is built from the place and the row's stem: `dak-nong.so-noi-vu`,
`gia-lai.huyen-mang-yang.phong-noi-vu`.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass, replace

from normalize.agency_damage import likeliest
from normalize.agency_keys import agency_key, bare_key, without_misprints
from normalize.agency_places import AgencyPlace, owner_of, province_of_place, slug, split_place
from normalize.agency_spelling import is_also_written, printed_body, respelled, with_level_word
from normalize.collectives import (
    CollectiveClass,
    begins_collective,
    collective_class,
    is_in_each_of_class,
    multiplied_base,
)
from normalize.data_rows import named_rows
from normalize.gazetteer_rows import AgencyRow, Scope, Spelling, by_bare_key, by_key, by_sector
from normalize.places import TWO_LEVELS_FROM, district_spelled, districts_named, province_named
from schemas.decision import Agency


@dataclass(frozen=True, slots=True)
class IssuerContext:
    """Who issued the document: level (`province`, `district` ...), province, day and name; None where not known."""

    level: str | None = None
    province: str | None = None
    on: dt.date | None = None
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name was taken for: `agency` None when unknown, `name` as published, `reason` how it was found."""

    agency: Agency | None
    name: str
    score: float
    is_collective: bool
    reason: str
    candidates: tuple[str, ...] = ()


_MARKS_DIFFER = "marks or spaces differ"
_EXACT, _LEGACY, _BARE_SECTOR, _WITHOUT_MARKS, _PATTERN, _OFFICE = 1.0, 0.9, 0.9, 0.95, 0.8, 0.9

# Where a name without a place is looked for, by the issuer's level: `Thanh tra` of a huyện is the huyện's.
_PREFERENCE: dict[str | None, tuple[Scope, ...]] = {
    "central": ("ministry", "central", "province", "district", "commune", "department"),
    "department": ("department", "province", "central", "ministry", "district", "commune"),
    "district": ("district", "province", "department", "commune", "central", "ministry"),
    "commune": ("commune", "district", "province", "department", "central", "ministry"),
}
_DEFAULT_PREFERENCE: tuple[Scope, ...] = ("province", "central", "district", "department", "commune", "ministry")


@dataclass(frozen=True, slots=True)
class _Match:
    spelling: Spelling
    place: AgencyPlace | None
    score: float
    reason: str
    read: str
    """The key of the body as read, without the place."""


def _choose(found: tuple[Spelling, ...], place: AgencyPlace | None, context: IssuerContext) -> Spelling | None:
    """The spelling whose row fits the place, then the issuer's level, then the day."""
    if place is not None:
        found = tuple(spelling for spelling in found if spelling.row.scope in place.scopes)
    if not found:
        return None
    order = _PREFERENCE.get(context.level, _DEFAULT_PREFERENCE)
    return min(
        found,
        key=lambda spelling: (
            not _is_plausible(spelling.row, context),
            order.index(spelling.row.scope),
            not spelling.row.existed(context.on),
            spelling.is_alias,
        ),
    )


def _is_plausible(row: AgencyRow, context: IssuerContext) -> bool:
    """A body that ended before the document, when another of the name lives, is not meant; nor one that lies below."""
    return row.existed(context.on) or context.on is None


def _lookup(key: str, context: IssuerContext) -> _Match | None:
    """Exact look-up: the whole key, then the key with its place taken off."""
    table = by_key()
    if key in table and (spelling := _choose(table[key], None, context)):
        return _Match(spelling, None, _EXACT, "exact", key)
    for placed in split_place(key):
        found = table.get(placed.body)
        if found and (spelling := _choose(found, placed.place, context)):
            if placed.place.is_exact:
                return _Match(spelling, placed.place, _EXACT, "exact", placed.body)
            return _Match(spelling, placed.place, _WITHOUT_MARKS, _MARKS_DIFFER, placed.body)
    return None


def _lookup_without_marks(key: str, context: IssuerContext) -> _Match | None:
    """The same for names that lost marks or spaces; names of two rows that then look alike are not told apart."""
    table = by_bare_key()
    if (found := table.get(bare_key(key))) and (spelling := _choose(found, None, context)):
        return _Match(spelling, None, _WITHOUT_MARKS, _MARKS_DIFFER, key)
    for placed in split_place(key):
        found = table.get(bare_key(placed.body))
        if found and (spelling := _choose(found, placed.place, context)):
            return _Match(spelling, placed.place, _WITHOUT_MARKS, _MARKS_DIFFER, placed.body)
    return None


_AGENCY = "cơ quan "  # `Cơ quan Báo ...`, `cơ quan Thuế`: a word for the body named after it
_SECTOR_SCOPE: dict[str | None, Scope] = {"central": "central", "district": "district", "commune": "commune"}


def _lookup_sector(key: str, context: IssuerContext) -> _Match | None:
    """A sector's name alone (`Nội vụ`): the sở, phòng or bộ of that sector at the issuer's level."""
    found = by_sector().get(key, ())
    scope, place = _SECTOR_SCOPE.get(context.level, "province"), None
    if not found:
        placed = next((placed for placed in split_place(key) if placed.body in by_sector()), None)
        if placed is None:
            return None
        found, scope, place = by_sector()[placed.body], placed.place.scopes[0], placed.place
    found = tuple(spelling for spelling in found if spelling.row.scope == scope)
    spelling = _choose(found, place, context)
    return _Match(spelling, place, _BARE_SECTOR, "sector without its head noun", key) if spelling else None


# `Giám đốc Sở Nội vụ`, `Chủ tịch UBND huyện`: the holder stands for the body.
_OFFICE_HOLDER = re.compile(
    r"^(?:phó )?(?:chủ tịch|giám đốc|trưởng|chánh|thủ trưởng|cục trưởng|chi cục trưởng|tổ trưởng|bộ trưởng|lãnh đạo"
    r"|người đứng đầu) "
    r"(?!các\b|cơ quan\b|đơn vị\b)"
)

_POST_ALONE = re.compile(r"^(?:phó )?(?:thủ trưởng|trưởng|chánh|lãnh đạo|người đứng đầu)(?: (?:đơn vị|cơ quan))?$")
"""No misreading of a body, however like one (`Thủ trưởng` and `Thủ tướng`)."""


@functools.cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple((row["stem"], row["level"], re.compile(row["pattern"])) for row in named_rows("agency_patterns.tsv"))


@functools.lru_cache(maxsize=16384)
def identify(name: str, context: IssuerContext) -> Resolution | None:
    """`name` as a body or collective that is surely known (exact, or without marks); None otherwise.

    The splitter asks this of every part of a cell, so it tries nothing costly.
    """
    if (repaired := without_misprints(name)) != name:
        found = identify(repaired, context)
        return (
            replace(found, score=min(found.score, _WITHOUT_MARKS), reason="misprinted abbreviation") if found else None
        )
    key = agency_key(name)
    if not key:
        return None
    match = _lookup(key, context)
    if match is not None:
        published = _published(name) if match.score == _EXACT else _repaired(name, match, context)
        return _resolution(match, published, context)
    if found := _collective(key, name, context):
        return found
    if key.startswith(_AGENCY) and (match := _lookup(key.removeprefix(_AGENCY), context)):
        return _resolution(match, _published(name), context)
    if holder := _OFFICE_HOLDER.match(key):
        body = identify(key[holder.end() :], context)
        return _office(body, name) if body else None
    match = _lookup_without_marks(key, context)
    return _resolution(match, _repaired(name, match, context), context) if match else None


def is_owner_only(whole: str, body: str) -> bool:
    """What follows `body` in `whole` is read only as its place or owner (`Thanh tra, Sở Nội vụ`), not as part of it."""
    key, body_key = agency_key(whole), agency_key(body)
    if key in by_key():
        return False
    known = _known_part(key)
    # Both know the same body: `Chi cục Hải quan khu vực VII, Sở Tài chính` is no owner's unit.
    return known is not None and known in (body_key, _known_part(body_key))


def _known_part(key: str) -> str | None:
    """The known body that `key` names with a place behind it."""
    return next((placed.body for placed in split_place(key) if placed.body in by_key()), None)


def is_sector(text: str, context: IssuerContext) -> bool:
    """`text` is a sector's name for which the issuer's level has a sở, phòng or bộ."""
    key = agency_key(text)
    match = _lookup_sector(key, context) if key in by_sector() else None
    return match is not None and match.spelling.row.existed(context.on)


def _collective(key: str, name: str, context: IssuerContext) -> Resolution | None:
    """A class of bodies: one body multiplied over places (`Phòng Tư pháp các huyện`), or generic nouns with `các`."""
    base = multiplied_base(key)
    if base is not None and base not in _COMMITTEES and (match := _lookup(base, context)):
        row = match.spelling.row
        multiplied = CollectiveClass(f"cac-{row.agency_id}", f"Các {row.plain_name}", row.level)
        return _collective_resolution(multiplied, name, context)
    if base in _COMMITTEES or _SEVERAL_COMMITTEES.match(key) or begins_collective(key) or _MEMBERS.match(key):
        found = collective_class(key)
        return _collective_resolution(found, name, context) if found else None
    return None


# `UBND các xã, đặc khu Phú Quý`: whatever follows, unless another committee or `các` does (a lost separator).
_SEVERAL_COMMITTEES = re.compile(r"^ủy ban nhân dân các (?!.*(?:ủy ban| các ))")
_COMMITTEES = frozenset({"ủy ban nhân dân", "hội đồng nhân dân", "các"})
_MEMBERS = re.compile(r"^(?:các )?(?:thành viên|thủ trưởng|người đứng đầu|nhân dân|người dân)\b")


def _collective_resolution(found: CollectiveClass, name: str, context: IssuerContext) -> Resolution:
    agency = Agency(_joined_id(found.agency_id, context.province), found.name, found.level, context.province)
    return Resolution(agency, _published(name), _EXACT, True, "collective", (agency.agency_id,))


@functools.lru_cache(maxsize=16384)
def resolve(name: str, context: IssuerContext) -> Resolution:
    """The body `name` means in a document of `context`; `agency` is None and the score 0 when it is not known."""
    if found := identify(name, context):
        return found
    name = with_level_word(without_misprints(name))
    published, key = _published(name), agency_key(name)
    if match := _lookup_sector(key, context):
        return _resolution(match, published, context)
    if holder := _OFFICE_HOLDER.match(key):
        return _office(resolve(key[holder.end() :], context), name)
    likely = likeliest(key, context.on, _admits(context))
    if likely.spelling is not None and not _POST_ALONE.match(key):
        match = _Match(likely.spelling, likely.place, likely.score, "likeness", likely.read)
        return replace(_resolution(match, _repaired(name, match, context), context), candidates=likely.candidates)
    for stem, level, pattern in _patterns():
        if pattern.match(key):
            agency_id = _joined_id(_owned(slug(key), context), context.province)
            agency = Agency(agency_id, published, level, context.province)
            is_class = multiplied_base(key) is not None or is_in_each_of_class(key)
            return Resolution(agency, published, _PATTERN, is_class, f"pattern {stem}", likely.candidates)
    is_collective = begins_collective(key) or key.startswith("các ")
    return Resolution(None, published, 0.0, is_collective, "unknown", likely.candidates)


def _admits(context: IssuerContext) -> tuple[Scope, ...]:
    return _PREFERENCE.get(context.level, _DEFAULT_PREFERENCE)


def _office(body: Resolution, name: str) -> Resolution:
    reason = f"office holder, {body.reason}"
    return replace(body, name=_published(name), score=round(body.score * _OFFICE, 4), reason=reason)


def _owned(stem: str, context: IssuerContext) -> str:
    """Units without a place of their own belong to the issuing sở, district or commune."""
    scope: Scope | None = context.level if context.level in ("department", "district", "commune") else None  # type: ignore[assignment]
    owner = owner_of(context.issuer, scope) if scope else None
    return f"{slug(owner)}.{stem}" if owner else stem


def _joined_id(stem: str, province: str | None) -> str:
    return f"{slug(province)}.{stem}" if province else stem


_SWAPPED = 2  # words that changed places
_PLACE_NOUN: dict[str, str] = {
    "province": "tỉnh",
    "district": "huyện",
    "commune": "xã",
    "department": "Sở",
    "ministry": "Bộ",
}


def _resolution(match: _Match, published: str, context: IssuerContext) -> Resolution:
    row, score, reason = match.spelling.row, match.score, match.reason
    if not row.existed(context.on):
        score, reason = min(score, _LEGACY), f"{reason}, not in force on the day"
    agency = _agency(row, match.place, context)
    return Resolution(agency, published, score, False, reason, (agency.agency_id,))


def _agency(row: AgencyRow, place: AgencyPlace | None, context: IssuerContext) -> Agency:
    if row.scope == "central":
        return Agency(row.agency_id, row.plain_name, row.level, None, row.aliases, row.valid_from, row.valid_to)
    province = context.province
    if place is not None:
        province = province_of_place(place, province, context.on)
    owner = _owner(row.scope, place, context)
    stem = f"{slug(owner)}.{row.agency_id}" if owner else row.agency_id
    shown = owner or _province_phrase(province, context.on) if row.scope == "province" else owner
    name = row.name.replace("{name}", province or "").replace("{}", shown or _PLACE_NOUN[row.scope])
    return Agency(
        _joined_id(stem, province if row.scope != "ministry" else None), " ".join(name.split()), row.level,
        province if row.scope != "ministry" else None, row.aliases, row.valid_from, row.valid_to,
    )  # fmt: skip


def _owner(scope: Scope, place: AgencyPlace | None, context: IssuerContext) -> str | None:
    """The district, commune, sở or ministry a body belongs to, as written; None for bodies of a province."""
    if scope == "province":
        return None
    if place is not None and place.name:
        if scope in ("department", "ministry"):
            return _of_sector(place.noun or "sở", place.name)
        noun = place.noun or _noun_of_district(place.name)
        return f"{noun} {_proper(place.name, context.province)}"
    return owner_of(context.issuer, scope)


def _of_sector(noun: str, sector: str) -> str:
    """The sở or bộ of a sector by its usual name."""
    found = by_key().get(f"{noun} {sector}")
    return found[0].row.plain_name if found else f"{noun.capitalize()} {sector}"


def _noun_of_district(name: str) -> str:
    rows = districts_named(name)
    return rows[0].kind if rows else "huyện"


def _proper(name: str, province: str | None) -> str:
    """A place's name in its usual spelling and capitals."""
    if found := province_named(name):
        return found.name
    spelled = district_spelled(name, province)
    return " ".join(word[:1].upper() + word[1:] for word in spelled.split())


def _province_phrase(province: str | None, on: dt.date | None) -> str | None:
    if province is None:
        return None
    found = province_named(province, on) or province_named(province)
    return f"{found.kind if found else 'tỉnh'} {province}"


def _published(name: str) -> str:
    """`name` on one line, its first letter a capital."""
    text = " ".join(name.split())
    return text[:1].upper() + text[1:]


def _repaired(name: str, match: _Match, context: IssuerContext) -> str:
    """`name` with its damaged words put right, abbreviations as printed; the row's spelling where that fails."""
    body, place = printed_body(_published(name), match.read)
    right = agency_key(match.spelling.text)
    if body and _is_other_order(agency_key(body), right):
        return _published(name)
    text = (respelled(body, right) if body else None) or match.spelling.text
    if match.place is None:
        return text
    if match.place.is_exact and body:
        return f"{text} {place}"
    proper = _proper(match.place.name, context.province) if match.place.name else None
    right_place = " ".join(filter(None, (match.place.noun, proper)))
    return f"{text} {place if body and is_also_written(place, right_place) else right_place}"


def _is_other_order(read: str, right: str) -> bool:
    """Whether a name has the fields of another in an order of its own; two words that changed places were misread."""
    own, known = ([word for word in key.split() if word != "và"] for key in (read, right))
    moved = sum(one != other for one, other in zip(own, known, strict=False))
    return sorted(own) == sorted(known) and moved > _SWAPPED


def explain(name: str, context: IssuerContext) -> list[str]:
    """Lines that tell what `name` was taken for and why, for a reader at a terminal."""
    found = resolve(name, context)
    lines = [f"name: {found.name}", f"key: {agency_key(name)}", f"found by: {found.reason} (score {found.score:.2f})"]
    if found.agency is None:
        lines.append("agency: not in the gazetteer")
    else:
        agency = found.agency
        lines += [f"agency: {agency.agency_id}", f"full name: {agency.name}", f"level: {agency.level}"]
        lines += [f"province: {agency.province}"] if agency.province else []
        if agency.valid_from or agency.valid_to:
            lines.append(f"in force: {agency.valid_from or '...'} to {agency.valid_to or '...'}")
    lines += ["one of a class (collective)"] if found.is_collective else []
    lines += [f"also like: {', '.join(found.candidates)}"] if found.candidates[1:] else []
    if context.on and context.on >= TWO_LEVELS_FROM and found.agency and ".huyen-" in found.agency.agency_id:
        lines.append("note: districts ended on 2025-06-30")
    return lines
