"""Whole bundles: where documents begin, what they are, and every field of their heads and closings."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from normalize.identity import vote_identity
from normalize.issuer import complete_issuers
from parsers.bundle import parse
from parsers.splitting import split
from schemas.decision import AdministrativeDocument
from tests.parsers.sources import cases, document_of

BUNDLES = cases("splitting", "bundles.json")


def _read(text: list[str]) -> tuple[AdministrativeDocument, ...]:
    return complete_issuers(vote_identity(parse(document_of(text)).documents))


def _facts(document: AdministrativeDocument) -> dict[str, Any]:
    signature = document.signature
    return {
        "kind": document.kind,
        "parent": document.parent,
        "number": document.number,
        "issued_on": document.issued_on.isoformat() if document.issued_on else None,
        "place": document.place_name,
        "issuer": document.issuer,
        "level": document.issuer_level,
        "province": document.province,
        "title": document.title,
        "signer": [signature.authority, signature.position, signature.name] if signature else None,
        "bases": [
            [c.number, c.issued_on.isoformat() if c.issued_on else None]
            for c in document.citations
            if c.role in ("legal_basis", "proposal")
        ],
        "headings": [[s.path, s.title] for s in document.sections if s.path and not (s.label or "").startswith("Điều")],
        "recipients": list(document.recipients),
        "articles": list(document.articles),
        "replaces": list(document.replaces),
        "findings": sorted({f.code for f in document.findings if f.code.endswith("_conflict")}),
    }


@pytest.mark.parametrize("case", BUNDLES, ids=[case["name"] for case in BUNDLES])
def test_bundle(case: dict[str, Any]) -> None:
    documents = [_facts(document) for document in _read(case["text"])]
    assert [d["kind"] for d in documents] == [d["kind"] for d in case["documents"]], case["reason"]
    for read, expected in zip(documents, case["documents"], strict=True):
        assert {key: read[key] for key in expected} == expected, case["reason"]


def test_segments_cover_without_overlap() -> None:
    for case in BUNDLES:
        document = document_of(case["text"])
        segments = split(document)
        assert all(one.last <= other.first for one, other in pairwise(segments))
        assert segments[-1].last == len(document.blocks)


def test_empty_source_holds_no_document() -> None:
    assert split(document_of("")) == ()
