"""The state: what is a changed file, and values that come back as they went in."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import read_source
from ingest.limits import ReadLimits
from kehoach.acts import pack_witnesses, unpack_witnesses, witnesses_of
from kehoach.limits import Limits
from kehoach.stages import bundle_of, parsed_of
from kehoach.state import Result, State, Summary, signature_of
from kehoach.summary import Totals
from outputs.row_store import RowsDamaged, pack_rows, unpack_rows
from outputs.rows import rows_of
from schemas.wire import WireError, pack, unpack_bundle, unpack_document

_OLD = 1_000_000_000


def _old_file(path: Path) -> Path:
    path.write_bytes(b"text")
    os.utime(path, (_OLD, _OLD))
    return path


def test_a_file_that_may_still_change_has_no_signature(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _old_file(tmp_path / "a")
    assert signature_of(path) is None, "it was changed a moment ago, whatever its time says"
    now = time.time_ns()
    monkeypatch.setattr("kehoach.state.time.time_ns", lambda: now + 3_000_000_000)
    settled = signature_of(path)
    assert settled
    os.utime(path, (_OLD, _OLD + 1))
    assert signature_of(path) != settled
    monkeypatch.setattr("kehoach.state.time.time_ns", lambda: now - 3_000_000_000)
    assert signature_of(path) is None, "the clock was set back"
    assert signature_of(tmp_path / "none") is None


def test_what_was_recorded_is_there(tmp_path: Path) -> None:
    result = Result("k", "s", "p", None, "v", "failed", "empty", "why", "{}", 0, Summary(findings={"empty": 1}))
    with State(tmp_path) as state:
        state.set_result(result)
        state.keep("k", "rows", "v", b"1")
    with State(tmp_path) as state:
        assert state.result("k") == result
        assert list(state.results()) == [result]
        assert state.kept("k", "rows") == b"1"
        assert state.kept("k", "rows", "other") is None
        state.keep("k", "rows", "w", b"2")
        assert state.kept("k", "rows", "w") == b"2"
        state.forget(["k"])
        assert state.is_empty()


@given(st.integers(1, 5), st.integers(1, 5), st.booleans())
def test_limits_that_allow_more(seconds: int, more: int, pages: bool) -> None:
    kept = Limits(seconds)
    wider = Limits(seconds, reading=ReadLimits(pages=kept.reading.pages + more)) if pages else Limits(seconds + more)
    assert wider.allow_more_than(kept.to_json())
    assert not kept.allow_more_than(wider.to_json())
    assert not kept.allow_more_than(kept.to_json())


def test_packed_values_come_back_as_they_were(samples: Path) -> None:
    document = read_source(next(samples.glob("*.txt")))
    parsed = parsed_of(document)
    bundle = bundle_of(document)
    assert unpack_document(pack(document)) == document
    assert unpack_bundle(pack(parsed)) == parsed
    assert unpack_rows(pack_rows(rows_of(bundle))) == rows_of(bundle)
    assert unpack_witnesses(pack_witnesses(witnesses_of(bundle))) == witnesses_of(bundle)
    with pytest.raises(WireError):
        unpack_bundle(pack(document))
    with pytest.raises(WireError):
        unpack_document(b"nothing")
    with pytest.raises(RowsDamaged):
        unpack_rows(b"nothing")


def test_totals_are_the_sums_of_the_summaries() -> None:
    totals = Totals()
    for number, status in ((1, "ok"), (2, "failed")):
        summary = Summary({"ke_hoach": number}, number, 10, 1, {"x": 1}, 1, 5, 0, {"tasks.title": 1}, {"tasks": number})
        totals.add(Result("k", "s", "p", None, "v", status, None, None, "{}", 0, summary))  # type: ignore[arg-type]
    assert (totals.tasks, totals.vnd, totals.words) == (3, 20, 10)
    assert totals.documents == {"ke_hoach": 3}
    assert totals.filled["tasks.title"] / totals.rows["tasks"] == pytest.approx(2 / 3)
    assert (totals.failed, totals.failures) == (1, {"internal_error": 1})
