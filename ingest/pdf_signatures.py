"""Digital signatures of a PDF file: who signed, when, and whether the file is still what was signed.

Read with pyHanko (the optional extra `signatures`); without it nothing is said. Only what the file itself proves is
judged: the hash over the signed bytes, the signature over the hash, and what was added after the last signature.
Nothing is fetched, so whether the certificate was trusted or revoked stays open.

Limits: the time is that of the signer's clock unless the file holds a time stamp; a signature of an unknown algorithm
or of a damaged form is `unreadable`, never an error.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from schemas.document import DigitalSignature, Problem, SignatureStatus

_MARK = b"/ByteRange"  # what every signature has, and never compressed: it says which bytes are signed
_ERRORS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, OSError, RecursionError,
    TypeError, ValueError,
)  # fmt: skip
_RESOLUTION = "Ask the issuing office for the signed original, if the signature matters."


def has_pyhanko() -> bool:
    """Whether signatures can be read here."""
    return importlib.util.find_spec("pyhanko") is not None


def read_signatures(data: bytes) -> tuple[DigitalSignature, ...]:
    """The signatures of a PDF file in the order in which they were put on; none without pyHanko."""
    if _MARK not in data or not has_pyhanko():
        return ()
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from pyhanko.pdf_utils.misc import PdfError  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from pyhanko.pdf_utils.reader import PdfFileReader  # type: ignore[import-not-found,import-untyped,unused-ignore]

    errors = (*_ERRORS, PdfError, InvalidSignature, UnsupportedAlgorithm)
    with _silent("pyhanko"):
        try:
            reader = PdfFileReader(io.BytesIO(data), strict=False)
            if reader.encrypted:
                reader.decrypt("")
            found = list(reader.embedded_signatures)
            pages = _page_numbers(reader)
        except errors:
            return (DigitalSignature(None, None, None, "unreadable"),)
        signed = [one for one in found if not _is_time_stamp(one)]
        return tuple(_read(one, pages, errors, is_last=one is found[-1]) for one in signed)


def signature_problems(signatures: tuple[DigitalSignature, ...]) -> tuple[Problem, ...]:
    """What is wrong with signatures, one problem each; one that cannot be read is said as well."""
    messages = {
        "broken": ("signature_broken", "does not fit the file: the file was changed after it was signed"),
        "changed_later": ("signature_changed_later", "fits, but the file was changed after it was signed"),
        "unreadable": ("signature_unreadable", "cannot be read, so nothing is known of it"),
    }
    return tuple(
        Problem(code, f"The signature of {one.signer or 'an unknown signer'} {what}.", _RESOLUTION, page=one.page)
        for one in signatures
        if one.status in messages
        for code, what in [messages[one.status]]
    )


def _read(one: Any, pages: dict[int, int], errors: Any, *, is_last: bool) -> DigitalSignature:
    page = _page(one, pages)
    try:
        signer, when = _signer(one), _time(one)
    except errors:
        return DigitalSignature(None, None, None, "unreadable", page)
    try:
        intact = _is_intact(one)
        status: SignatureStatus = "intact" if intact else "broken"
    except errors:
        return DigitalSignature(signer, when, None, "unreadable", page)
    if intact and is_last and _was_changed(one, errors):
        status = "changed_later"
    return DigitalSignature(signer, when, intact, status, page)


def _is_intact(one: Any) -> bool:
    """Whether the signed bytes have the signed hash, and the hash was signed with the certificate's key."""
    from pyhanko.sign.validation.generic_cms import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
        validate_sig_integrity,
    )
    from pyhanko.sign.validation.status import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
        SignatureCoverageLevel,
    )

    one.compute_integrity_info(skip_diff=True)
    if one.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return False  # bytes of the signed text itself lie outside of what was signed
    kind = one.signed_data["encap_content_info"]["content_type"].native
    intact, valid = validate_sig_integrity(one.signer_info, one.signer_cert, kind, one.compute_digest())
    return bool(intact and valid)


def _was_changed(one: Any, errors: Any) -> bool:
    """Whether more than filled fields, notes and proofs of validity was added after this signature, the last one."""
    from pyhanko.sign.diff_analysis import (  # type: ignore[import-not-found,import-untyped,unused-ignore]
        DEFAULT_DIFF_POLICY,
        DiffResult,
        ModificationLevel,
    )
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if one.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return False
    try:
        result = one.evaluate_modifications(DEFAULT_DIFF_POLICY)
    except errors:
        return True
    return not isinstance(result, DiffResult) or result.modification_level == ModificationLevel.OTHER


def _is_time_stamp(one: Any) -> bool:
    return str(one.sig_object.get("/SubFilter")) == "/ETSI.RFC3161"


def _signer(one: Any) -> str | None:
    subject = one.signer_cert.subject.native
    name = subject.get("common_name") or subject.get("organization_name")
    if isinstance(name, list):
        name = name[0]
    return " ".join(str(name).split()) or None if name else None


def _time(one: Any) -> dt.datetime | None:
    """When it was signed, in UTC: by the time stamp where there is one, else by the signer's clock."""
    attributes = one.signer_info["unsigned_attrs"]
    stamps = [item for item in attributes if item["type"].native == "signature_time_stamp_token"]
    if stamps:
        token = stamps[0]["values"][0]["content"]["encap_content_info"]["content"]
        when: dt.datetime | None = token.parsed["gen_time"].native
    else:
        when = one.self_reported_timestamp
    if when is None:
        return None
    return (when if when.tzinfo else when.replace(tzinfo=dt.UTC)).astimezone(dt.UTC).replace(microsecond=0)


def _page(one: Any, pages: dict[int, int]) -> int | None:
    """The page on which a signature shows itself; None for one that does not."""
    field = one.sig_field
    box = field.get("/Rect")
    if box is None or float(box[0]) == float(box[2]) or float(box[1]) == float(box[3]):
        return None
    reference = getattr(field, "raw_get", field.get)("/P") if "/P" in field else None
    return pages.get(getattr(reference, "idnum", -1))


def _page_numbers(reader: Any) -> dict[int, int]:
    """Numbers of the pages (from 1) by the numbers of their objects."""
    numbers: dict[int, int] = {}
    waiting = [reader.root.raw_get("/Pages")]
    seen: set[int] = set()
    while waiting:
        reference = waiting.pop()
        if reference.idnum in seen:
            continue
        seen.add(reference.idnum)
        node = reference.get_object()
        if "/Kids" in node:
            waiting += [node["/Kids"].raw_get(at) for at in reversed(range(len(node["/Kids"])))]
        else:
            numbers[reference.idnum] = len(numbers) + 1
    return numbers


@contextmanager
def _silent(name: str) -> Iterator[None]:
    """Keep a library's own log quiet: what it says becomes a status here."""
    log = logging.getLogger(name)
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)
