"""The batch: every source through the stages once, copies of acts read again, and the tables written.

What is done is recorded source by source in the state of the output folder, so a batch that was stopped or killed at
any moment goes on where it was. The tables depend on the sources alone, not on the order in which they were done.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import shutil
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.extent import THROUGH_OCR
from kehoach.acts import pack_witnesses
from kehoach.chunks import published_rows
from kehoach.copies import read_copies_again
from kehoach.limits import Limits
from kehoach.lock import Lock
from kehoach.pool import Doers, with_second_try
from kehoach.publish import Member, links_of, publish
from kehoach.remote import Remote
from kehoach.reviews import NO_REVIEWS, ReviewBook
from kehoach.run_facts import facts_of
from kehoach.sources import FoundSources, name_of, unknown_source
from kehoach.state import FOLDER, Result, Stage, State, signature_of
from kehoach.summary import Totals, summary_of
from kehoach.tasks import Death, Finished, Known, NothingToDo, SourceDone, SourceTask
from kehoach.versions import parsed_version, read_version, rows_version_of
from outputs.row_store import pack_rows
from outputs.rows import SourceRows, failed_rows
from schemas.document import Source, SourceStatus

OF_THE_MACHINE = frozenset({"not_found", "not_readable", "not_a_file", "leads_out", "tool_missing"})
"""Failures that say nothing about the file: every run tries again."""
OF_LIMITS = frozenset(
    {"too_large", "too_many_pages", "too_many_rows", "too_many_cells", "timed_out", "memory_exceeded", "crashed"}
)
"""Failures that wider limits may mend: they stand until the run has some."""
NO_DOCUMENT = "no_document"
_SECONDS_BETWEEN_COMMITS = 0.25
_ID = 16  # hexadecimal digits of a source id


class Stopped(KeyboardInterrupt):
    """The user stopped the run: `done` of `total` sources are done and kept."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__(f"{done} of {total} sources are done")
        self.done = done
        self.total = total


@dataclass(frozen=True, slots=True)
class SourceEvent:
    """A source of the run is done. `was_kept`: an earlier run had done it; `seconds` is what it took in this one."""

    path: Path | Remote
    published: str
    status: SourceStatus
    code: str | None
    error: str | None
    pages: int
    seconds: float
    was_kept: bool


@dataclass(frozen=True)
class RunResult:
    """A finished run: its members by source id, the counts over all of them, and its facts as in `run.json`."""

    out: Path
    members: tuple[Member, ...]
    totals: Totals
    facts: dict[str, Any]

    @functools.cached_property
    def sources(self) -> tuple[SourceRows, ...]:
        """All rows as written, in the order of the paths. They are read when first asked for, and take much memory."""
        if not self.members:
            return ()
        with State(self.out / FOLDER, read_only=True) as state:
            links = links_of(state, lambda: results_of(state, self.members))
            by_path = sorted(self.members, key=lambda member: member.paths[0])
            return tuple(published_rows(state, member.key, member.paths, links) for member in by_path)

    def results(self) -> Iterator[Result]:
        """What came of each source, by source id."""
        with State(self.out / FOLDER, read_only=True) as state:
            yield from results_of(state, self.members)


class Batch:
    """One run over `found` into `out`."""

    def __init__(
        self,
        found: FoundSources,
        out: Path,
        doers: Doers,
        limits: Limits,
        on_source: Callable[[SourceEvent], None],
        partition: Sequence[str] = (),
        reviews: ReviewBook = NO_REVIEWS,
    ) -> None:
        self._reviews = reviews
        self._found = found
        self._out = out
        self._doers = doers
        self._limits = limits
        self._on_source = on_source
        self._partition = partition
        self._names: dict[Path | Remote, str] = {}
        self._keys: dict[Path | Remote, str] = {}
        self._taken: dict[str, str] = {}
        self._signatures: dict[Path | Remote, str | None] = {}
        self._committed = time.monotonic()
        self._names_matter = False
        self._named: dict[str, str] = {}
        self._kept = 0

    def run(self, about: Mapping[str, Any]) -> RunResult:
        """See `kehoach.run.ingest`."""
        started, clock = dt.datetime.now(dt.UTC), time.monotonic()
        folder = self._out / FOLDER
        is_empty = False
        with Lock(folder):
            try:
                with State(folder) as self._state:
                    is_empty = self._state.is_empty()
                    self._state.set_meta("run", dict(about))
                    self._read_sources()
                    members = self._members()
                    self._read_copies(members)
                    totals = self._totals(members)
                    facts = facts_of(totals, self._kept, started, time.monotonic() - clock, str(self._found.root))
                    if not publish(self._state, self._doers, members, self._out, facts, self._partition):
                        self._check_stopped()
            finally:
                if is_empty and not self._keys:
                    shutil.rmtree(folder, ignore_errors=True)  # a run that did nothing leaves nothing behind
        return RunResult(self._out, tuple(members), totals, facts)

    # Sources

    def _read_sources(self) -> None:
        self._do(self._tasks())
        self._check_stopped()
        self._names_matter = True
        self._do(self._misnamed())
        self._check_stopped()

    def _tasks(self) -> Iterator[SourceTask]:
        """The sources that need work; of the others note is taken on the way."""
        for path in self._found.paths:
            key = self._state.key_of_file(path) if path not in self._found.leading_out else None
            result = self._state.result(key) if key else None
            if result and self._is_fresh(result):
                self._taken.setdefault(result.key, result.path)
                self._note(path, result, seconds=0, was_kept=True)
            else:
                yield self._task(path)

    def _misnamed(self) -> Iterator[SourceTask]:
        """Sources whose rows name them, and not as they are published: there, the first of several names is taken."""
        seen: set[str] = set()
        for path in self._found.paths:
            key = self._keys[path]
            if key not in seen and key in self._named and self._named[key] != name_of(path, self._found.root):
                yield self._task(path)
            seen.add(key)

    def _task(self, path: Path | Remote) -> SourceTask:
        self._signatures[path] = signature_of(path)
        return SourceTask(path, self._found.root, self._limits, leads_out=path in self._found.leading_out)

    def _do(self, tasks: Iterator[SourceTask]) -> None:
        """Do the tasks and record what comes of them."""
        for finished in with_second_try(self._doers, tasks, self._known):
            if finished is not None:
                self._record(finished)
            self._commit_now_and_then(idle=finished is None)
        self._state.commit()

    def _known(self, source: Source) -> Known | None:
        """What was kept of a source; None where it is done, or another file of the run has the same content."""
        key = source.sha256
        result = self._state.result(key)
        if result and self._is_fresh(result) and not (self._names_matter and result.path != source.path):
            return None
        if self._taken.setdefault(key, source.path) != source.path and not self._names_matter:
            return None
        through_ocr = source.media_type in THROUGH_OCR
        return Known(
            self._state.kept(key, "read", read_version(through_ocr)),
            self._state.kept(key, "parsed", parsed_version(through_ocr)),
            self._reviews.about(source.source_id, source.path),
        )

    def _is_fresh(self, result: Result) -> bool:
        """Whether a result would come out the same if the source was worked on again now."""
        version = self._version(result.media_type, result.source_id, result.path)
        if result.code in OF_THE_MACHINE or result.version != version:
            return False
        return result.code not in OF_LIMITS or not self._limits.allow_more_than(result.limits)

    def _version(self, media_type: str | None, source_id: str, path: str) -> str:
        """The version of a source's rows now: of the code, and of what people said about the source."""
        return self._reviews.about(source_id, path).version(rows_version_of(media_type))

    def _record(self, finished: Finished) -> None:
        task, done = finished.task, finished.done
        assert isinstance(task, SourceTask)
        if isinstance(done, Death):
            done = _quarantined(task, done)
        assert isinstance(done, (SourceDone, NothingToDo))
        key = done.source.sha256 or f"path-{done.source.source_id}"
        if isinstance(done, NothingToDo):
            result = self._state.result(key)
            self._note(task.path, result, finished.seconds, was_kept=True, key=key)
            return
        result = self._result(key, done, finished.deaths)
        self._state.set_result(result)
        self._note(task.path, result, finished.seconds, was_kept=False)

    def _result(self, key: str, done: SourceDone, deaths: int) -> Result:
        source = done.source
        version = self._version(source.media_type or None, source.source_id, source.path)
        through_ocr = source.media_type in THROUGH_OCR
        versions = {"read": read_version(through_ocr), "parsed": parsed_version(through_ocr)}
        for stage, value in done.kept.items():
            self._state.keep(key, stage, versions.get(stage, version), value)
        return Result(
            key=key,
            source_id=source.source_id,
            path=source.path,
            media_type=source.media_type or None,
            version=version,
            status=done.status,
            code=done.code,
            error=done.error,
            limits=self._limits.to_json(),
            deaths=deaths,
            summary=done.summary,
            stamp=hashlib.sha256(done.kept["rows"]).hexdigest()[:_ID],
        )

    def _note(
        self, path: Path | Remote, result: Result | None, seconds: float, *, was_kept: bool, key: str = ""
    ) -> None:
        """Take note of a file that is done; one whose content another file has may be done before its result is."""
        key = result.key if result else key
        self._keys[path] = key
        self._kept += was_kept
        if result and _bears_its_name(result):
            self._named[key] = result.path
        if path in self._signatures:
            signature = self._signatures.pop(path)
            self._state.set_file(path, None if key.startswith("path-") else signature, key)
        published = self._names[path] = name_of(path, self._found.root)
        if result is None:
            self._on_source(SourceEvent(path, published, "ok", None, None, 0, seconds, was_kept))
            return
        pages = result.summary.pages
        self._on_source(
            SourceEvent(path, published, result.status, result.code, result.error, pages, seconds, was_kept)
        )

    def _commit_now_and_then(self, *, idle: bool) -> None:
        """What is done comes to the disk at once when there is time, and several times a second when there is not."""
        if idle or time.monotonic() - self._committed > _SECONDS_BETWEEN_COMMITS:
            self._state.commit()
            self._committed = time.monotonic()

    def _check_stopped(self) -> None:
        if self._doers.stopped:
            self._state.commit()
            raise Stopped(len(self._keys), len(self._found.paths))

    # The whole run

    def _members(self) -> list[Member]:
        """The sources of the run by their ids, each with all its paths; the first one is that which was found first."""
        paths: dict[str, list[str]] = defaultdict(list)
        for path in self._found.paths:
            paths[self._keys[path]].append(self._names[path])
        return sorted(
            (Member(key, key.removeprefix("path-")[:_ID], tuple(found)) for key, found in paths.items()),
            key=lambda member: (member.source_id, member.key),
        )

    def _read_copies(self, members: list[Member]) -> None:
        by_path = [member.key for member in sorted(members, key=lambda member: member.paths[0])]
        read_copies_again(self._state, self._doers, by_path, self._reviews)
        self._check_stopped()

    def _totals(self, members: list[Member]) -> Totals:
        totals = Totals()
        for result in results_of(self._state, members):
            totals.add(result)
        return totals


def results_of(state: State, members: Iterable[Member]) -> Iterator[Result]:
    """What came of each member, in their order."""
    for member in members:
        yield state.known_result(member.key, member.paths[0])


def _bears_its_name(result: Result) -> bool:
    """Whether a text in the rows of a source names its file."""
    return result.status == "failed" or NO_DOCUMENT in result.summary.findings


def _quarantined(task: SourceTask, death: Death) -> SourceDone:
    """A source that cost two workers is a failed one from now on."""
    source = death.source or unknown_source(task.path, task.root)
    message = (
        f"{source.path}: {death.message} It was tried twice, the second time with nothing beside it. {death.resolution}"
    )
    rows = failed_rows(source, death.code, message)
    kept: dict[Stage, bytes] = {"rows": pack_rows(rows), "facts": pack_witnesses(())}
    return SourceDone(source, "failed", death.code, message, summary_of(rows), kept)
