"""Digital signatures: who and when, intact or not, and the time as a witness for the date of issue."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.stamp import StaticContentStamp, StaticStampStyle

import ingest.pdf_signatures as signatures
from ingest import read_bytes
from ingest.pdf_signatures import read_signatures
from kehoach.stages import bundle_of
from outputs.rows import rows_of
from schemas.decision import Bundle
from schemas.tables import DocumentRow
from tests.ingest.pdf_signing import signed
from tests.ingest.pdf_writer import PdfPage, write_pdf

OFFICE = "Ủy ban nhân dân tỉnh Ví Dụ"
LATE = dt.datetime(2020, 3, 4, 18, 30, tzinfo=dt.UTC)  # the next day in Vietnam
EARLY = dt.datetime(2020, 3, 3, 2, 0, tzinfo=dt.UTC)


def _plan(*more: tuple[float, float, str]) -> bytes:
    words = [(60.0, 60.0, "UBND TINH VI DU"), (60.0, 90.0, "So: 12/KH-UBND"), (250.0, 140.0, "KE HOACH")]
    words += [(60.0, 180.0, "1. Muc dich: trien khai nhiem vu duoc giao."), *more]
    return write_pdf([PdfPage(words=words), PdfPage(words=[(60, 60, "2. Yeu cau: dung thoi han.")])])


def _row(data: bytes) -> DocumentRow:
    bundle: Bundle = bundle_of(read_bytes(data, "a.pdf"))
    return rows_of(bundle).documents[0]


def test_signer_time_and_state_of_a_signed_file() -> None:
    row = _row(signed(_plan(), OFFICE, LATE))
    assert row.signature_signers == (OFFICE,)
    assert row.signature_time == LATE
    assert row.signature_intact is True
    assert row.signature_status == "intact"


def test_signing_time_dates_an_act_that_has_no_date() -> None:
    assert _row(_plan()).issued_on is None
    assert _row(signed(_plan(), OFFICE, LATE)).issued_on == dt.date(2020, 3, 5)


def test_two_signatures_the_last_counts() -> None:
    data = signed(signed(_plan(), "Trưởng phòng", EARLY), OFFICE, LATE, field="Signature2", box=(300, 600, 500, 700))
    found = read_signatures(data)
    assert [(one.signer, one.status, one.page) for one in found] == [
        ("Trưởng phòng", "intact", None),
        (OFFICE, "intact", 1),
    ]
    row = _row(data)
    assert row.signature_signers == ("Trưởng phòng", OFFICE)
    assert row.signature_time == LATE


def test_time_stamp_beats_the_clock_of_the_signer() -> None:
    assert _row(signed(_plan(), OFFICE, EARLY, stamped=LATE)).signature_time == LATE


def test_file_changed_after_signing_is_told() -> None:
    data = signed(_plan(), OFFICE, LATE)
    broken = data.replace(b"(So: 12/KH-UBND)", b"(So: 13/KH-UBND)")
    assert broken != data
    bundle = bundle_of(read_bytes(broken, "a.pdf"))
    row = rows_of(bundle).documents[0]
    assert row.signature_intact is False
    assert row.signature_status == "broken"
    assert row.issued_on is None  # a broken signature is no witness
    assert "signature_broken" in {finding.code for finding in rows_of(bundle).findings}


def test_text_added_after_the_last_signature_is_told() -> None:
    writer = IncrementalPdfFileWriter(BytesIO(signed(_plan(), OFFICE, LATE)))
    style = StaticStampStyle(background=RawContent(b"0 0 10 10 re f"), border_width=1)
    StaticContentStamp(writer, style, box=BoxConstraints(width=50, height=20)).apply(0, 100, 100)
    out = BytesIO()
    writer.write(out)
    (one,) = read_signatures(out.getvalue())
    assert (one.intact, one.status) == (True, "changed_later")


@pytest.mark.parametrize("damage", [b"/ByteRange [0 10 20 30]", b"/ByteRange (nothing)", b"/ByteRange [0 -1 0 0]"])
def test_odd_signatures_are_unreadable_and_no_error(damage: bytes) -> None:
    data = signed(_plan(), OFFICE, LATE)
    at = data.index(b"/ByteRange")
    end = data.index(b"]", at) + 1
    odd = data[:at] + damage.ljust(end - at) + data[end:]
    (one,) = read_signatures(odd)
    assert one.intact is not True
    assert one.status in ("broken", "unreadable")


def test_file_that_only_mentions_signatures_has_none() -> None:
    found = read_signatures(_plan((60, 220, "see /ByteRange in the manual")))
    assert found == ()


def test_without_pyhanko_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    data = signed(_plan(), OFFICE, LATE)
    monkeypatch.setattr(signatures, "has_pyhanko", lambda: False)
    row = _row(data)
    assert (row.signature_signers, row.signature_time, row.signature_intact, row.signature_status) == (
        (),
        None,
        None,
        None,
    )
