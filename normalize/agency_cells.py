"""Cells that list agencies, split into mentions.

A comma or `và` separates agencies only where both sides are ones: names are matched longest first (`Sở Khoa học và Công
nghệ`, `Các Sở, Ban, ngành`), then what remains is split. A part that begins with no agency noun goes on the name before
it, or shares its noun (`Sở Nội vụ, Tài chính`).

Measured: every list of the gold survives being joined by `;`, `,`, `và`, line breaks or bullets and split again (3110
cells). Before any rule was written for them, 120 of the first 133 cells of corpus/cases/agencies/unseen_cells.tsv were
right, and 660 of the 664 cells of corpus/composed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from normalize.agency_atoms import ENDS, atoms, marked_bullets
from normalize.agency_grouping import Grouper, Name
from normalize.agency_keys import agency_key, starts_agency
from normalize.gazetteer import IssuerContext, identify, resolve
from normalize.lost_separators import with_lost_separators
from normalize.stand_ins import without_stand_ins
from schemas.decision import AgencyMention, AgencyRole

_MARKUP = re.compile(r"<(?:br|/p|/li)\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)

_ROLE_LABEL = re.compile(
    r"(?:^|(?<=[\n;.]))\s*[-+*•]?\s*(?:(?:cơ quan|đơn vị|CQ|ĐV)(?:,? (?:cơ quan|đơn vị))?\s+)?"
    r"(chủ trì|phối hợp|(?-i:CT|PH))(?: thực hiện)?\s*:\s*",
    re.IGNORECASE,
)


@functools.lru_cache(maxsize=16384)
def split_agencies(text: str, role: AgencyRole, context: IssuerContext) -> tuple[AgencyMention, ...]:
    """The agencies a lead or coordinating cell names, in order, each once.

    `text` is the repaired cell; `raw` of a mention is its part of that text, `name` what is published. Labels inside
    the cell (`Chủ trì: ...; Phối hợp: ...`) set the role of what follows them. An empty cell gives ().
    """
    text = _TAG.sub("", _MARKUP.sub("\n", text)) if "<" in text else text
    mentions: list[AgencyMention] = []
    for part_role, part in _parts_by_role(text, role):
        mentions += _mentions(part, part_role, context)
    unique = dict.fromkeys((mention.role, mention.name.casefold()) for mention in mentions)
    first = {key: next(m for m in mentions if (m.role, m.name.casefold()) == key) for key in unique}
    return tuple(first.values())


# `Sở A chủ trì, phối hợp với Sở B`: what follows co-operates.
_TOGETHER_WITH = re.compile(
    r"(?<!ội đồng)(?<!ơ quan)(?<!ơn vị)[,\s]+(?:chủ trì[,\s]+)?phối hợp\s+(?:với\s+|cùng\s+|(?=(?:các|Các|[A-ZĐ])))"
)
_PART_TAKEN = re.compile(r"(?<!ơ quan)(?<!ơn vị)\s+(?:chủ trì|phối hợp)(?: thực hiện)?\s*(?=[;,.\n]|$)")


def _parts_by_role(text: str, role: AgencyRole) -> Iterator[tuple[AgencyRole, str]]:
    for part_role, part in _labelled_parts(text, role):
        if "phối hợp" not in part and "chủ trì" not in part:
            yield part_role, part
            continue
        first, *others = _TOGETHER_WITH.split(part)
        yield part_role, _PART_TAKEN.sub("", first)
        for other in others:
            yield "coordinating", _PART_TAKEN.sub("", other)


def _labelled_parts(text: str, role: AgencyRole) -> Iterator[tuple[AgencyRole, str]]:
    if ":" not in text or not (labels := list(_ROLE_LABEL.finditer(text))):
        yield role, text
        return
    yield role, text[: labels[0].start()]
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        labelled: AgencyRole = "lead" if label.group(1).lower() in ("chủ trì", "ct") else "coordinating"
        yield labelled, text[label.end() : following.start() if following else len(text)]


# What a body does, said after its name: `Sở Xây dựng tham mưu thực hiện`, `Sở Nội vụ đôn đốc, hướng dẫn các xã`.
_WORK = (
    r"tham mưu|đôn đốc|hướng dẫn|theo dõi|tổng hợp|chịu trách nhiệm|(?:tổ chức |triển khai )?(?:triển khai )?thực hiện"
)
_DOES = re.compile(rf"\s+(?:{_WORK})(?=[\s,;.]|$)")
_DOES_ONLY = re.compile(rf"(?:[\s,.]|\bvà\b|(?<=[\s,])(?:{_WORK})\b)*")
_PARTS = re.compile(r"[^;\n]+")
_COMMAS = re.compile(r"\s*(?:,|\bvà\b)\s*")
_DONE_BY_ALL = re.compile(r"\s+(?:(?:tham mưu|tổ chức|triển khai|cùng)\s+)+thực hiện\.?$")


def _without_work(text: str, context: IssuerContext) -> str:
    """`text` without what it says that its bodies do; a name that goes on so (`Tổ công tác triển khai`) is whole."""
    if not _DOES.search(text):
        return text
    return _PARTS.sub(lambda part: _body_of(part[0], context), text)


def _body_of(text: str, context: IssuerContext) -> str:
    text = _DONE_BY_ALL.sub("", text)
    for match in _DOES.finditer(text):
        if _DOES_ONLY.fullmatch(text, match.start()):
            break  # nobody for whom it is done: the words are kept
        others = _COMMAS.split(text[match.end() :])[1:]
        if any(other[0].isupper() and starts_agency(other) for other in others if other):
            continue
        found = identify(text[: match.start()].strip(ENDS), context)
        if found and not found.is_collective:
            return text[: match.start()]
    return text


def _mentions(text: str, role: AgencyRole, context: IssuerContext) -> list[AgencyMention]:
    if not text.strip(ENDS):
        return []
    whole = text.strip()
    if whole.startswith("(") and whole.endswith(")") and "(" not in whole[1:]:
        text = whole[1:-1]
    text = with_lost_separators(_without_work(without_stand_ins(text), context), context)
    names = Grouper(atoms(marked_bullets(text)), context).run()
    if names and text.rstrip().endswith(","):
        names[-1].raw += ","  # the cell broke off: `settle_collectives` may complete it
    said = [_role_said(name) for name in names]
    if "lead" in said:
        role = "coordinating"  # `Sở A (chủ trì), Sở B`: one of them leads, and so the others take part
    return [_mention(name, own or role, context) for name, own in zip(names, said, strict=True)]


# `Sở Tài chính (phối hợp)`: the remark says what the cell's column does not.
_ROLE_REMARK = re.compile(r"(?:(?:cơ quan|đơn vị|CQ|ĐV) )?(chủ trì|phối hợp)(?: thực hiện)?", re.IGNORECASE)


def _role_said(name: Name) -> AgencyRole | None:
    said = {match[1].lower() for remark in name.remarks if (match := _ROLE_REMARK.fullmatch(remark.strip()))}
    return None if len(said) != 1 else "lead" if said == {"chủ trì"} else "coordinating"


def _mention(name: Name, role: AgencyRole, context: IssuerContext) -> AgencyMention:
    found = name.found or resolve(name.name, context)
    agency = found.agency
    printed = " ".join(name.name.split())
    return AgencyMention(
        role=role,
        raw=name.raw,
        name=found.name,
        agency_id=agency.agency_id if agency else None,
        level=agency.level if agency else None,
        is_collective=found.is_collective,
        score=found.score,
        remark="; ".join(filter(None, name.remarks)) or None,
        misread=printed if printed.casefold() != found.name.casefold() else None,
    )


# --- one document -----------------------------------------------------------------------------------------------------

_SET_PHRASE = "các sở ban ngành"


def settle_collectives(cells: Sequence[tuple[AgencyMention, ...]]) -> list[tuple[AgencyMention, ...]]:
    """The mentions of one document's cells, collectives settled by how the rest of the document writes them.

    The set phrase `Các Sở, Ban, ngành` takes the punctuation of at least four places in five (a lost comma is OCR's).
    A collective whose cell broke off after a comma (`UBND các huyện, thị xã,`) is completed where the document has
    exactly one longer form of it. Nothing else changes.
    """
    collectives = [mention for cell in cells for mention in cell if mention.is_collective]
    usual = _usual_form([mention.name for mention in collectives if agency_key(mention.name) == _SET_PHRASE])
    whole = {agency_key(mention.name): mention for mention in collectives if not mention.raw.endswith(",")}
    return [tuple(_settled(mention, usual, whole) for mention in cell) for cell in cells]


def _settled(mention: AgencyMention, usual: str | None, whole: dict[str, AgencyMention]) -> AgencyMention:
    key = agency_key(mention.name)
    if usual and key == _SET_PHRASE:
        return replace(mention, name=usual)
    if mention.is_collective and mention.raw.endswith(","):
        longer = [other for name, other in whole.items() if name.startswith(f"{key} ")]
        if len(longer) == 1:
            return replace(longer[0], role=mention.role, raw=mention.raw, score=_COMPLETED)
    return mention


_COMPLETED = 0.9


def _usual_form(forms: list[str]) -> str | None:
    best = max(set(forms), key=lambda form: (forms.count(form), form), default=None)
    return best if best is not None and forms.count(best) * 5 >= len(forms) * 4 else None
