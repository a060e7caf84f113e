"""One source through all stages, copies of acts once more, and the one boundary that keeps what goes wrong with them.

`ingest` is the batch as a function; how it is driven is in `kehoach.batch`.
"""

from __future__ import annotations

import stat
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from ingest import UnreadableSource, load_source, published_path, read_loaded
from ingest.extent import Extent, extent_of
from ingest.limits import within
from ingest.media_type import TEXT
from ingest.readers import describe_source
from kehoach.acts import Witness, pack_witnesses, witnesses_of
from kehoach.batch import NO_DOCUMENT, Batch, RunResult, SourceEvent
from kehoach.chunks import write_chunk
from kehoach.copies import failed_again
from kehoach.limits import MEGABYTE, Limits
from kehoach.pool import Doers, InProcess
from kehoach.remote import Remote, read_remote
from kehoach.reviews import NO_REVIEWS, ReviewBook
from kehoach.second_reading import read_again
from kehoach.sources import FoundSources, unknown_source
from kehoach.stages import finished, parsed_of
from kehoach.state import Stage
from kehoach.summary import summary_of
from kehoach.tasks import (
    CopiesDone,
    CopiesTask,
    Done,
    IdentifyDone,
    IdentifyTask,
    Known,
    NothingToDo,
    SourceDone,
    SourceTask,
    Supervisor,
    Task,
)
from outputs.row_store import pack_rows
from outputs.rows import SourceRows, failed_rows, rows_of
from schemas.decision import Bundle
from schemas.document import Document, Source
from schemas.wire import WireError, pack, unpack_bundle, unpack_document

__all__ = ["Outcome", "RunResult", "do", "ingest", "process"]

_Done = TypeVar("_Done")
_Failed = TypeVar("_Failed")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one source: its rows, what it tells about acts, and what is worth keeping of the way there."""

    source: Source
    rows: SourceRows
    code: str | None = None
    witnesses: tuple[Witness, ...] = ()
    document: Document | None = None
    parsed: Bundle | None = None


def ingest(
    found: FoundSources,
    out: Path,
    *,
    doers: Doers | None = None,
    limits: Limits | None = None,
    on_source: Callable[[SourceEvent], None] = lambda _: None,
    about: Mapping[str, Any] | None = None,
    partition: Sequence[str] = (),
    reviews: ReviewBook = NO_REVIEWS,
) -> RunResult:
    """Read every source found and write the run into `out`; `on_source` is told of each source as it is done.

    What it is `about` (arguments and options, JSON values) is kept for `kehoach status` and `retry`.
    `reviews` are what people said about the sources before; they are put in again.
    The tables are single files, or datasets partitioned by the columns `partition` (`outputs.dataset.COLUMNS`).

    Everything is done in this process, unless there are others who do it (`doers`).

    Raises:
        OSError: `out` cannot be written, or another run writes to it.
        StateDamaged: what earlier runs kept cannot be used.
        KeyboardInterrupt: it was stopped; what was done is kept, the tables are those of the run before.
    """
    batch = Batch(found, out, doers or InProcess(do), limits or Limits(), on_source, partition, reviews)
    return batch.run(about or {})


def do(task: Task, supervisor: Supervisor) -> Done:
    """Do one task of a batch."""
    if isinstance(task, SourceTask):
        return _source_done(task, supervisor)
    if isinstance(task, IdentifyTask):
        return _identified(task)
    if isinstance(task, CopiesTask):
        return _bounded(lambda: _copies_done(task), lambda error: failed_again(task.copies, _describe(error)))
    return write_chunk(task)


def process(path: Path, root: Path) -> Outcome:
    """One source through all stages; whatever goes wrong becomes a failed source."""
    outcome = _worked(SourceTask(path, root, is_watched=False), _NothingKnown())
    assert isinstance(outcome, Outcome)
    return outcome


class _NothingKnown:
    """A supervisor who has seen no source before."""

    def known(self, source: Source) -> Known | None:
        return Known()

    def counted(self, pages: int) -> None:
        pass


def _identified(task: IdentifyTask) -> IdentifyDone | SourceDone:
    """What a source is; one whose bytes cannot be had is done."""
    loading = SourceTask(task.path, task.root, task.limits, leads_out=task.leads_out)
    loaded = _bounded(lambda: _loaded(loading), lambda error: _failed(error, unknown_source(task.path, task.root)))
    if isinstance(loaded, Outcome):
        return _done(loaded)
    data, source = loaded
    return _bounded(
        lambda: IdentifyDone(source, _extent_of(data, source, task.limits).pages),
        lambda error: _done(_failed(error, source)),
    )


def _source_done(task: SourceTask, supervisor: Supervisor) -> SourceDone | NothingToDo:
    outcome = _worked(task, supervisor)
    if isinstance(outcome, Source):
        return NothingToDo(outcome)
    return _done(outcome)


def _done(outcome: Outcome) -> SourceDone:
    kept: dict[Stage, bytes] = {"rows": pack_rows(outcome.rows), "facts": pack_witnesses(outcome.witnesses)}
    if outcome.document is not None and outcome.source.media_type != TEXT:
        kept["read"] = pack(outcome.document)  # text is read again sooner than unpacked
    if outcome.parsed is not None:
        kept["parsed"] = pack(outcome.parsed)
    row = outcome.rows.source
    return SourceDone(outcome.source, row.status, outcome.code, row.error, summary_of(outcome.rows), kept)


def _worked(task: SourceTask, supervisor: Supervisor) -> Outcome | Source:
    """What comes of a source; only its identity when there is nothing left to do for it."""
    loaded = _bounded(lambda: _loaded(task), lambda error: _failed(error, unknown_source(task.path, task.root)))
    if isinstance(loaded, Outcome):
        return loaded
    data, source = loaded
    known = supervisor.known(source)
    if known is None:
        return source
    return _bounded(
        lambda: _outcome_of(data, source, known, task.limits, supervisor), lambda error: _failed(error, source)
    )


def _loaded(task: SourceTask) -> tuple[bytes, Source]:
    """The bytes of a file that may be read at all; a missing one is for the reader to tell of."""
    if isinstance(task.path, Remote):
        data = read_remote(task.path, task.limits.file_mb * MEGABYTE if task.is_watched else None)
        return data, describe_source(data, task.path.name)
    published = published_path(task.path, task.root)
    if task.leads_out:
        raise UnreadableSource(
            "leads_out",
            f"{published} is a link that leads out of the folder that was named.",
            "Name the file itself, or allow it with --follow-links.",
        )
    if task.is_watched and task.path.exists():
        status = task.path.stat()
        if not stat.S_ISREG(status.st_mode):  # a pipe or a device may never end
            raise UnreadableSource("not_a_file", f"{published} is no regular file.", "Name files, or a folder of them.")
        if status.st_size > task.limits.file_mb * MEGABYTE:
            raise UnreadableSource(
                "too_large",
                f"{published} has more than {task.limits.file_mb} MB.",
                "Split the file, or allow more with --max-mb.",
            )
    return load_source(task.path, root=task.root)


def _outcome_of(data: bytes, source: Source, known: Known, limits: Limits, supervisor: Supervisor) -> Outcome:
    """A source from the last stage of which something was kept; a kept value that is damaged was not kept."""
    document, parsed = None, _kept_bundle(known, source)
    is_new = parsed is None
    if parsed is None:
        document = _kept_document(known, source)
        parsed = parsed_of(document or (document := _document_of(data, source, limits, supervisor)))
    bundle = finished(known.said.onto(parsed))
    return Outcome(source, rows_of(bundle), None, witnesses_of(bundle), document, parsed if is_new else None)


def _document_of(data: bytes, source: Source, limits: Limits, supervisor: Supervisor) -> Document:
    with within(limits.reading):
        extent = _extent_of(data, source, limits)
        supervisor.counted(extent.pages)
        _refuse_beyond(extent, source, limits)
        return read_loaded(data, source)


def _extent_of(data: bytes, source: Source, limits: Limits) -> Extent:
    """The extent of a source, whose name a refusal bears."""
    try:
        with within(limits.reading):
            return extent_of(data, source.media_type)
    except UnreadableSource as error:
        raise UnreadableSource(error.code, f"{source.path}: {error.message}", error.resolution, source) from None


def _kept_document(known: Known, source: Source) -> Document | None:
    """The document kept, under the name its file has now."""
    with suppress(WireError):
        return replace(unpack_document(known.document), source=source) if known.document else None
    return None


def _kept_bundle(known: Known, source: Source) -> Bundle | None:
    """The bundle kept, under the name its file has now; None where a finding in it has another name."""
    with suppress(WireError):
        kept = unpack_bundle(known.parsed) if known.parsed else None
        is_named = kept is not None and any(finding.code == NO_DOCUMENT for finding in kept.findings)
        if kept is not None and not (is_named and kept.document.source.path != source.path):
            return replace(kept, document=replace(kept.document, source=source))
    return None


def _refuse_beyond(extent: Extent, source: Source, limits: Limits) -> None:
    if extent.pages > limits.reading.pages:
        raise UnreadableSource(
            "too_many_pages",
            f"{source.path} has {extent.pages} pages, more than {limits.reading.pages}.",
            "Split the file, or allow more with --max-pages.",
            source,
        )
    if extent.pixels > limits.reading.megapixels * MEGABYTE:
        raise UnreadableSource(
            "too_large",
            f"{source.path} has a picture of more than {limits.reading.megapixels} million pixels.",
            "Scan the pages at 300 dpi, one a frame, or allow more with --max-megapixels.",
            source,
        )


def _copies_done(task: CopiesTask) -> CopiesDone:
    settled = []
    for bundle in read_again([finished(copy.said.onto(unpack_bundle(copy.parsed))) for copy in task.copies]):
        rows = rows_of(bundle)
        settled.append((summary_of(rows), pack_rows(rows), pack_witnesses(witnesses_of(bundle))))
    return CopiesDone(tuple(settled))


def _bounded(work: Callable[[], _Done], otherwise: Callable[[Exception], _Failed]) -> _Done | _Failed:
    """What `work` gives, or what `otherwise` makes of its error: the one boundary that nothing but the user crosses."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - no source may stop the batch, and each error is kept
        return otherwise(error)


def _failed(error: Exception, source: Source) -> Outcome:
    code, message = "internal_error", _describe(error)
    if isinstance(error, UnreadableSource):
        code, message, source = error.code, str(error), error.source or source
    elif isinstance(error, RecursionError):
        code, message = (
            "too_deep",
            f"{source.path} is nested deeper than can be followed. Check that it is what it seems.",
        )
    elif isinstance(error, MemoryError):
        code, message = "memory_exceeded", f"{source.path} takes more memory than can be had. Split the file."
    return Outcome(source, failed_rows(source, code, message), code)


def _describe(error: Exception) -> str:
    """Type, message and the place in our code, without machine paths so that runs compare."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" (in {frames[-1].name}, {Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{place}"
