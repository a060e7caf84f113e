"""Copies of one act in a run, and in one file: each is read again in the light of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kehoach.acts import witnesses_of
from kehoach.stages import bundle_of
from normalize.witness import with_second_reading
from schemas.decision import AdministrativeDocument, Bundle


def sharing_acts(acts: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Of sources with the ids of their acts, those that share acts, directly or through a third one, in given order.

    A source that holds two copies of one act itself is a group of its own.
    """
    holders: dict[str, list[str]] = {}
    for source_id, found in acts.items():
        for act in found:
            holders.setdefault(act, []).append(source_id)
    group: dict[str, set[str]] = {}
    for sharing in (ids for ids in holders.values() if len(ids) > 1):
        merged = set(sharing).union(*(group.get(source_id, ()) for source_id in sharing))
        group |= dict.fromkeys(merged, merged)
    distinct = {id(members): members for members in group.values()}
    place = {source_id: number for number, source_id in enumerate(acts)}
    return [sorted(members, key=place.__getitem__) for members in distinct.values()]


def read_again(bundles: Sequence[Bundle]) -> list[Bundle]:
    """`bundles` (those of a run that hold copies of the same acts) with misread words settled between the copies.

    Only words as first read serve as evidence: what one copy takes from another is not handed on.
    """
    acts = _copies(bundles)
    return [_again(bundle, acts) for bundle in bundles]


def _copies(bundles: Sequence[Bundle]) -> dict[str, list[tuple[str, AdministrativeDocument]]]:
    copies: dict[str, list[tuple[str, AdministrativeDocument]]] = {}
    for bundle in bundles:
        for witness, document in zip(witnesses_of(bundle), bundle.documents, strict=True):
            if witness.act_id and document.tasks:
                copies.setdefault(witness.act_id, []).append((witness.document_id, document))
    return {act: found for act, found in copies.items() if len(found) > 1}


def _again(bundle: Bundle, acts: Mapping[str, Sequence[tuple[str, AdministrativeDocument]]]) -> Bundle:
    pairs = [
        (document, other)
        for witness, document in zip(witnesses_of(bundle), bundle.documents, strict=True)
        for document_id, other in acts.get(witness.act_id or "", ())
        if document_id != witness.document_id
    ]
    if not pairs:
        return bundle
    document = with_second_reading(bundle.document, pairs)
    changed = document.blocks != bundle.document.blocks or document.problems != bundle.document.problems
    return bundle_of(document) if changed else bundle
