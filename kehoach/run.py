"""The batch: every source through the stages, what failed kept as a row, and the files of the run."""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
import importlib.metadata
import platform
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from ingest import UnreadableSource, read_source
from kehoach.acts import Witness, link, witnesses_of
from kehoach.reviews import NO_REVIEWS, ReviewBook
from kehoach.second_reading import read_again, sharing_acts
from kehoach.sources import FoundSources
from kehoach.stages import bundle_of
from outputs.rows import SourceRows, failed_rows, rows_of, with_duplicates, with_finding, with_links
from outputs.run_folder import write_run
from schemas.document import Document, Source
from schemas.wire import SCHEMA_VERSION

_OBJECTS_BETWEEN_COLLECTIONS = 100_000

Progress = Callable[[Path], None]
_Done = TypeVar("_Done")
_Failed = TypeVar("_Failed")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one source."""

    rows: SourceRows
    witnesses: tuple[Witness, ...] = ()
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """A finished run: the rows as written, and its facts as in `run.json`."""

    sources: tuple[SourceRows, ...]
    facts: dict[str, Any]

    @property
    def failed(self) -> tuple[SourceRows, ...]:
        """The sources that gave nothing."""
        return tuple(rows for rows in self.sources if rows.source.status == "failed")


def ingest(
    found: FoundSources, out: Path, *, progress: Progress = lambda _: None, reviews: ReviewBook = NO_REVIEWS
) -> RunResult:
    """Read every source found and write the run into `out`; `progress` is called after each source.

    `reviews` are what people said about the sources before; they are put in again.

    Raises:
        OSError: `out` cannot be written.
    """
    started, clock = dt.datetime.now(dt.UTC), time.perf_counter()
    with _rare_collections():
        outcomes = _in_the_light_of_copies(list(_outcomes(found, progress, reviews)), found, reviews)
    links = link(witness for outcome in outcomes for witness in outcome.witnesses)
    sources = tuple(with_links(outcome.rows, links) for outcome in outcomes)
    facts = run_facts(sources) | {
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(time.perf_counter() - clock, 3),
        "root": str(found.root),
    }
    write_run(sources, out, facts)
    return RunResult(sources, facts)


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Look for garbage cycles less often: values are trees, and going through all kept rows is slow."""
    thresholds = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)


def _outcomes(found: FoundSources, progress: Progress, reviews: ReviewBook) -> Iterator[Outcome]:
    """One outcome a distinct content, in the order of the paths; files with the same bytes are read once."""
    outcomes: dict[str, Outcome] = {}
    duplicates: dict[str, list[str]] = {}
    for path in found.paths:
        outcome = process(path, found.root, already=outcomes, reviews=reviews)
        key = outcome.rows.source.source_id
        if key in outcomes:
            duplicates.setdefault(key, []).append(outcome.rows.source.path)
        else:
            outcomes[key] = outcome
        progress(path)
    for key, outcome in outcomes.items():
        rows = with_duplicates(outcome.rows, duplicates[key]) if key in duplicates else outcome.rows
        yield Outcome(rows, outcome.witnesses, outcome.path)


def _in_the_light_of_copies(outcomes: list[Outcome], found: FoundSources, reviews: ReviewBook) -> list[Outcome]:
    """Sources that hold copies of one act are read once more, each with the others beside it.

    Few sources share an act, and only those of one act are held at a time, so that memory stays flat.
    """
    by_source = {outcome.rows.source.source_id: outcome for outcome in outcomes}
    for group in sharing_acts({source_id: outcome.witnesses for source_id, outcome in by_source.items()}):
        before = [by_source[source_id] for source_id in group]
        after = _bounded(partial(_read_again, before, found.root, reviews), partial(_not_read_again, before))
        by_source |= zip(group, after, strict=True)
    return list(by_source.values())


def _read_again(before: Sequence[Outcome], root: Path, reviews: ReviewBook) -> list[Outcome]:
    bundles = [bundle_of(reviews.onto(read_source(outcome.path, root=root))) for outcome in before if outcome.path]
    return [
        Outcome(
            with_duplicates(rows_of(bundle), outcome.rows.source.duplicate_paths), witnesses_of(bundle), outcome.path
        )
        for outcome, bundle in zip(before, read_again(bundles), strict=True)
    ]


def _not_read_again(before: Sequence[Outcome], error: Exception) -> list[Outcome]:
    """The first reading stands, and a finding says that the second one failed."""
    return [
        replace(outcome, rows=with_finding(outcome.rows, "second_reading_failed", _describe(error)))
        for outcome in before
    ]


def process(
    path: Path, root: Path, *, already: Mapping[str, Outcome] | None = None, reviews: ReviewBook = NO_REVIEWS
) -> Outcome:
    """One source through all stages; whatever goes wrong becomes a failed source, and the batch goes on.

    A content that is `already` there is not worked through again: only its path counts.
    """
    document = _bounded(lambda: read_source(path, root=root), lambda error: _failed(error, _unknown_source(path, root)))
    if isinstance(document, Outcome):
        return document
    if already and document.source.source_id in already:
        return Outcome(failed_rows(document.source, "duplicate", "the same bytes as another file"))
    return _bounded(lambda: _outcome_of(reviews.onto(document), path), lambda error: _failed(error, document.source))


def _outcome_of(document: Document, path: Path) -> Outcome:
    bundle = bundle_of(document)
    return Outcome(rows_of(bundle), witnesses_of(bundle), path)


def _bounded(work: Callable[[], _Done], otherwise: Callable[[Exception], _Failed]) -> _Done | _Failed:
    """What `work` gives, or what `otherwise` makes of its error: the one boundary that nothing but the user crosses."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - no source may stop the batch, and each error is kept
        return otherwise(error)


def _failed(error: Exception, source: Source) -> Outcome:
    if isinstance(error, UnreadableSource):
        return Outcome(failed_rows(error.source or source, error.code, str(error)))
    return Outcome(failed_rows(source, "internal_error", _describe(error)))


def run_facts(sources: Sequence[SourceRows]) -> dict[str, Any]:
    """Versions and counts of a run; the clock is added by `ingest`, so that nothing else depends on it."""
    return {
        "schema_version": SCHEMA_VERSION,
        "versions": {
            "kehoach": importlib.metadata.version("kehoach"),
            "python": platform.python_version(),
            "polars": importlib.metadata.version("polars"),
            "pydantic": importlib.metadata.version("pydantic"),
        },
        "sources": dict(sorted(Counter(rows.source.status for rows in sources).items())),
        "documents": dict(sorted(Counter(row.kind for rows in sources for row in rows.documents).items())),
        "tasks": sum(len(rows.tasks) for rows in sources),
        "corrections": sum(len(rows.corrections) for rows in sources),
        "findings": dict(sorted(Counter(row.code for rows in sources for row in rows.findings).items())),
        "words": {
            "in": sum(page.words_in for rows in sources for page in rows.pages),
            "unparsed": sum(page.words_unparsed for rows in sources for page in rows.pages),
        },
    }


def _describe(error: Exception) -> str:
    """Type, message and the place in our code, without machine paths so that runs compare."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" (in {frames[-1].name}, {Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{place}"


def _unknown_source(path: Path, root: Path) -> Source:
    """The identity of a source whose bytes could not be had: its id comes from its path."""
    absolute = path.absolute()
    name = (absolute.relative_to(root) if absolute.is_relative_to(root) else path).as_posix()
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return Source(hashlib.sha256(name.encode()).hexdigest()[:16], name, "", "", 0)
