"""Which documents are copies of one legal act, which copy is the best, and which cited document is in the run.

Computed over the whole run in this one place. Nothing is linked on a number alone: every people's committee of the
country issues a decision of the same number each year.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outputs.row_values import document_id
from outputs.rows import RunLinks
from schemas.decision import AdministrativeDocument, Bundle
from schemas.letters import fold

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
# One copy's head names the body, another's the person who heads it; the act is the same.
_HEADS = ("chu tich", "giam doc", "bo truong", "truong", "chanh")
_BODIES = ("uy ban", "hoi dong", "so", "bo", "ban", "phong", "van phong", "thanh tra")
_PERSON_BEFORE_BODY = re.compile(rf"^(?:pho )?(?:{'|'.join(_HEADS)}) (?=(?:{'|'.join(_BODIES)}) )")


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation tells about the instrument it cites."""

    ordinal: int
    kind: str | None
    number: str
    issued_on: dt.date | None
    issuer: str | None


@dataclass(frozen=True, slots=True)
class Witness:
    """One document as a copy of an act. `completeness` compares copies: the greater, the better."""

    document_id: str
    act_id: str | None
    number: str | None
    issued_on: dt.date | None
    issuer: str | None
    province: str | None
    is_central: bool
    completeness: tuple[int, ...]
    cited: tuple[Cited, ...]


def pack_witnesses(witnesses: tuple[Witness, ...]) -> bytes:
    """`witnesses` as JSON, for what the run keeps."""
    return _adapter().dump_json(witnesses)


def unpack_witnesses(data: bytes) -> tuple[Witness, ...]:
    """Read what `pack_witnesses` wrote.

    Raises:
        ValueError: the bytes hold no witnesses of this version.
    """
    return _adapter().validate_json(data)


@functools.cache
def _adapter() -> TypeAdapter[tuple[Witness, ...]]:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Witness, ...])


def witnesses_of(bundle: Bundle) -> tuple[Witness, ...]:
    """The documents of a resolved bundle as copies of acts."""
    source_id = bundle.document.source.source_id
    by_ordinal = {document.ordinal: document for document in bundle.documents}
    unparsed: dict[int | None, int] = defaultdict(int)
    for text in bundle.unparsed:
        unparsed[text.document] += text.words
    return tuple(
        Witness(
            document_id=document_id(source_id, document.ordinal),
            act_id=_act_id(document, by_ordinal),
            number=_number_key(document.number),
            issued_on=document.issued_on,
            issuer=fold(document.issuer) if document.issuer else None,
            province=document.province,
            is_central=document.issuer_level == "central",
            completeness=_completeness(document, unparsed[document.ordinal]),
            cited=_cited(document),
        )
        for document in bundle.documents
    )


def link(witnesses: Iterable[Witness]) -> RunLinks:
    """Acts, ranks and cited documents of a whole run."""
    witnesses = tuple(witnesses)
    copies: dict[str, list[Witness]] = defaultdict(list)
    for witness in witnesses:
        if witness.act_id:
            copies[witness.act_id].append(witness)
    ranks: dict[str, int] = {}
    for found in copies.values():
        best_first = sorted(found, key=lambda w: ([-value for value in w.completeness], w.document_id))
        ranks |= {witness.document_id: rank for rank, witness in enumerate(best_first, start=1)}
    return RunLinks(
        act_ids={witness.document_id: witness.act_id for witness in witnesses if witness.act_id},
        witness_ranks=ranks,
        cited=_cited_documents(witnesses, ranks),
    )


def _act_id(document: AdministrativeDocument, by_ordinal: dict[int, AdministrativeDocument]) -> str | None:
    """Kind, number, issuer (with its province) and date as one slug; None where one of them is not known.

    A plan or appendix without a number of its own goes by the number of what it is issued with; of several of one kind
    the second and later ones carry their place among them.
    """
    numbered = document
    while not numbered.number and numbered.parent in by_ordinal and numbered.parent != numbered.ordinal:
        numbered = by_ordinal[numbered.parent]
    if not (numbered.number and numbered.issued_on and numbered.issuer):
        return None
    issuer = _PERSON_BEFORE_BODY.sub("", fold(numbered.issuer))
    # A department's name is the same in every province.
    province = fold(numbered.province) if numbered.province and fold(numbered.province) not in issuer else ""
    parts = [document.kind, numbered.number, issuer, province, numbered.issued_on.isoformat()]
    if numbered is not document:
        siblings = [d.ordinal for d in by_ordinal.values() if d.parent == document.parent and d.kind == document.kind]
        parts += [str(position)] if (position := siblings.index(document.ordinal) + 1) > 1 else []
    return "-".join(_NOT_SLUG.sub("-", fold(part)).strip("-") for part in parts if part)


def _completeness(document: AdministrativeDocument, unparsed_words: int) -> tuple[int, ...]:
    """A whole table before a cut one, then more tasks, then a printed head, then less that was not understood."""
    has_head = any(candidate.origin == "head" for candidate in document.numbers)
    return (int(not document.table_is_partial), len(document.tasks), int(has_head), -unparsed_words)


def _cited(document: AdministrativeDocument) -> tuple[Cited, ...]:
    return tuple(
        Cited(ordinal, citation.kind, number, citation.issued_on, fold(citation.issuer) if citation.issuer else None)
        for ordinal, citation in enumerate(document.citations, start=1)
        if (number := _number_key(citation.number)) is not None
    )


def _number_key(number: str | None) -> str | None:
    return fold(number).replace(" ", "") if number else None


def _cited_documents(witnesses: Sequence[Witness], ranks: dict[str, int]) -> dict[tuple[str, int], str]:
    by_number: dict[str, list[Witness]] = defaultdict(list)
    for witness in witnesses:
        if witness.number:
            by_number[witness.number].append(witness)
    links = {}
    for citing in witnesses:
        for cited in citing.cited:
            found = [w for w in by_number.get(cited.number, ()) if _may_be(w, cited, citing)]
            if found and len({witness.act_id or witness.document_id for witness in found}) == 1:
                links[citing.document_id, cited.ordinal] = _nearest(found, citing, ranks).document_id
    return links


def _may_be(witness: Witness, cited: Cited, citing: Witness) -> bool:
    """Whether `witness` is what `citing` cites: its date if both are known, else the same issuer or province."""
    if witness.document_id == citing.document_id:
        return False
    if cited.issuer and witness.issuer and not _same_issuer(cited.issuer, witness.issuer):
        return False
    if not witness.is_central and witness.province and citing.province and witness.province != citing.province:
        return False
    if cited.issued_on and witness.issued_on:
        return cited.issued_on == witness.issued_on
    same_province = witness.province is not None and witness.province == citing.province
    return witness.is_central or same_province


def _same_issuer(one: str, other: str) -> bool:
    """`UBND tỉnh` cites what `Chủ tịch Ủy ban nhân dân tỉnh Đắk Nông` issued: one name is within the other."""
    first, second = (
        _PERSON_BEFORE_BODY.sub("", name.replace("ubnd", "uy ban nhan dan").replace("hdnd", "hoi dong nhan dan"))
        for name in (one, other)
    )
    return first in second or second in first


def _nearest(found: list[Witness], citing: Witness, ranks: dict[str, int]) -> Witness:
    """Of several copies the one in the citing document's own file, else the best."""
    source = citing.document_id.rpartition("-")[0]
    return min(
        found,
        key=lambda w: (not w.document_id.startswith(source + "-"), ranks.get(w.document_id, 1), w.document_id),
    )
