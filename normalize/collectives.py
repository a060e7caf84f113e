"""Collective names: `các Sở, Ban, ngành`, `các cơ quan, đơn vị có liên quan`, `UBND các huyện, thị xã`.

A comma inside them separates nothing. Which words may follow one another in one collective is data
(data/collective_words.tsv), and so is what a phrase denotes (data/collectives.tsv).
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from normalize.agency_keys import agency_key
from normalize.data_rows import named_rows

# --- the grammar of generic nouns -------------------------------------------------------------------------------------


def _either(words: list[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


@dataclass(frozen=True, slots=True)
class _Grammar:
    """Patterns over keys, built from the words of the data file."""

    noun_run: re.Pattern[str]
    """`các sở ban ngành`: generic nouns only."""
    qualified: re.Pattern[str]
    """`đơn vị liên quan`: generic nouns and what qualifies them."""
    determined: re.Pattern[str]
    """`các đơn vị ...`: a determiner and generic nouns, then anything."""
    class_run: re.Pattern[str]
    """`ngành`, `sở ban`: nouns that mean classes wherever they stand."""
    class_noun: re.Pattern[str]
    """Begins with a noun that stands for a class even without `các`."""


@functools.cache
def _grammar() -> _Grammar:
    words: dict[str, list[str]] = {}
    for row in named_rows("collective_words.tsv"):
        words.setdefault(row["role"], []).append(row["word"])
    noun, class_noun, qualifier = (_either(words[role]) for role in ("noun", "class_noun", "qualifier"))
    determiner = f"(?:{_either(words['determiner'])} )"
    run = f"{noun}(?: {noun})*"
    return _Grammar(
        noun_run=re.compile(f"^{determiner}?{run}$"),
        qualified=re.compile(f"^{determiner}?{run} {qualifier}(?: |$)"),
        determined=re.compile(f"^{determiner}{run}(?: |$)"),
        class_run=re.compile(f"^{determiner}?{class_noun}(?: {class_noun})*$"),
        class_noun=re.compile(
            r"^(?:sở|bộ(?= (?:ban |ngành|cơ quan|địa phương))|ban(?! (?:quản lý|tổ chức))"
            r"|ngành|cơ quan|đơn vị|địa phương|phòng ban|đoàn thể"
            r"|doanh nghiệp|tổ chức)(?: |$)"
        ),
    )


@functools.lru_cache(maxsize=8192)
def is_noun_run(key: str) -> bool:
    """Only generic nouns, perhaps after `các`: `các sở ban`, `ngành`, `thị xã`."""
    return _grammar().noun_run.match(key) is not None


def is_class_run(key: str) -> bool:
    """Only nouns that always mean classes: `các sở ban`, `ngành`; not `văn phòng`, which may be one."""
    return _grammar().class_run.match(key) is not None


def continues(key: str) -> bool:
    """`key` can go on a collective begun before: generic nouns, perhaps qualified, and no `các` of its own."""
    return not key.startswith("các ") and (is_noun_run(key) or _grammar().qualified.match(key) is not None)


_ALSO_CLASSES = ("bộ", "hội")  # alone between separators, `Bộ, ngành`; with a name behind them they are bodies


@functools.lru_cache(maxsize=8192)
def begins_collective(key: str) -> bool:
    """`key` begins as a collective does: `các` and a generic noun, or a class noun alone or qualified."""
    grammar = _grammar()
    if grammar.determined.match(key):
        return True
    if not grammar.class_noun.match(key):
        return key in _ALSO_CLASSES
    return is_noun_run(key) or grammar.qualified.match(key) is not None


# --- one body in each of several places -------------------------------------------------------------------------------

_LEVEL = r"(?:(?:huyện|quận|thị|thành|tỉnh|đảng) ủy|huyện|quận|thị xã|thành phố|xã|phường|thị trấn|đặc khu|tỉnh)"
_SEVERAL_PLACES = rf"(?:các|\d+) {_LEVEL}(?: {_LEVEL})*"
_OF_A_LEVEL = r"cấp (?:tỉnh|huyện|xã|cơ sở|quận)(?: (?:cấp )?(?:huyện|xã|cơ sở))*|các cấp"
_TWO_KINDS = rf"{_LEVEL}(?: {_LEVEL})+"
_AFTER_PLACES = "trên|thuộc|trực|trong|có|liên quan|đóng|của|ntm|nông|được|theo|xây|đăng|thực|nhà|khác|điểm"
# `UBND các huyện, thị xã`, `UBND cấp xã`, `UBND huyện, thị xã`; any body can be multiplied so.
_MULTIPLIED = re.compile(
    rf"^(?P<base>.+?) (?:thuộc |tại |ở |của )?(?:ủy ban nhân dân )?"
    rf"(?:{_SEVERAL_PLACES}|{_OF_A_LEVEL}|{_TWO_KINDS})"
    rf"(?: (?:{_AFTER_PLACES})\b.*)?$"
)
_HINT = re.compile(rf"(?:các|cấp|\d) | {_TWO_KINDS}(?: |$)")
# Two bodies that lost the separator between them (`UBND cấp huyện UBND cấp xã`) are not one multiplied body.
_SECOND_BODY = re.compile(r" (?:các|cấp)(?: |$)|.\bủy ban nhân dân\b.* ")


@functools.lru_cache(maxsize=8192)
def multiplied_base(key: str) -> str | None:
    """The body that `key` names once for each of several places: `phòng tư pháp` of `phòng tư pháp các huyện`."""
    if not _HINT.search(key):
        return None
    match = _MULTIPLIED.match(key)
    base = match.group("base") if match else None
    return base if base and not _SECOND_BODY.search(base) else None


@functools.lru_cache(maxsize=8192)
def is_in_each_of_class(key: str) -> bool:
    """`key` names a unit that each of a class has: `thanh tra các sở`, `cấp ủy chi bộ`.

    >>> is_in_each_of_class(agency_key("Công đoàn các sở, ngành")), is_in_each_of_class(agency_key("Các sở, ngành"))
    (True, False)
    """
    unit, _, owners = key.rpartition(" các ")
    if not unit and key.startswith(_PARTY_COMMITTEES):
        unit, owners = _PARTY_COMMITTEES, key.removeprefix(_PARTY_COMMITTEES)
    return bool(unit) and continues(owners)


_PARTY_COMMITTEES = "cấp ủy "  # those of whatever follows


# --- what a collective denotes ----------------------------------------------------------------------------------------


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
        for row in named_rows("collectives.tsv")
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
    if begins_collective(key) or multiplied_base(key) is not None:
        return True
    return key.startswith(("các ", "những ", "thành viên "))
