"""The tasks of a run on a Dask cluster, each in the sandbox of a watched worker beside the Dask worker that has it.

Dask carries tasks to machines and does those of a lost machine again; what it gives back is recorded by content, so
nothing is there twice. Killing what hangs or swells is done by the same pool as on one machine. The sources must be in
a place that every machine sees under the same path or URL; the state and the tables are with the command.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from threading import local
from types import TracebackType
from typing import TYPE_CHECKING, Any

from kehoach.exit_codes import CannotGoOn, ExitCode
from kehoach.limits import Limits
from kehoach.pool import Pool
from kehoach.tasks import (
    Ask,
    ChunkTask,
    Death,
    Finished,
    IdentifyDone,
    IdentifyTask,
    Known,
    NothingToDo,
    SourceTask,
    Task,
)
from kehoach.versions import rows_version

if TYPE_CHECKING:
    from distributed import Client, Future

_POLL = 0.2  # seconds between looks at what came back
_SOURCES_A_LOOK = 32  # sources that one job tells about
_PAGES_A_JOB = 16  # pages of one job; a job costs Dask some ten milliseconds, as much as a short decision
_PAGES_AHEAD = 64  # pages begun for each thread of the cluster, so that none waits and the command holds few results
_FEWEST_AHEAD = 2  # jobs begun for each thread, however many pages they have


class ClusterUnfit(CannotGoOn):
    """The cluster cannot be used; the message says why, and what to do."""

    exit_code = ExitCode.MISSING_TOOL


@dataclass(frozen=True, slots=True)
class Piece:
    """A task as a job carries it; `known` is the answer to the question a source asks, by its content."""

    task: Task
    sha256: str | None = None
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class _Job:
    """What was given to Dask at once: tasks of the run, what they took before, and how many pages they have."""

    tasks: tuple[Task, ...]
    pages: int
    since: float
    seconds: tuple[float, ...]


class Cluster:
    """A Dask cluster as those who do the tasks. Use as a context manager.

    Raises:
        ClusterUnfit: Dask is not installed, the scheduler does not answer, or its workers have another version.
    """

    def __init__(self, scheduler: str, limits: Limits) -> None:
        self._limits = limits
        self._here: Pool | None = None
        self._stopped = False
        self._client = _connected(scheduler)
        self._threads: int = max(1, sum(self._client.nthreads().values()))

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()
        if self._here is not None:
            self._here.close()

    def stop(self) -> None:
        """See `Doers`."""
        self._stopped = True
        if self._here is not None:
            self._here.stop()

    @property
    def stopped(self) -> bool:
        """See `Doers`."""
        return self._stopped

    def run(self, tasks: Iterable[Task], ask: Ask, *, alone: bool = False) -> Iterator[Finished | None]:
        """See `Doers`. Parts of tables, which come by themselves, are written by workers beside the command."""
        coming = iter(tasks)
        first = next(coming, None)
        if first is not None:
            everything = itertools.chain([first], coming)
            doers = self._writers().run if isinstance(first, ChunkTask) else self._run_jobs
            yield from doers(everything, ask, alone=alone)

    def _writers(self) -> Pool:
        if self._here is None:
            self._here = Pool(os.cpu_count() or 1, self._limits)
            if self._stopped:  # between the last job and the first part
                self._here.stop()
        return self._here

    def _run_jobs(self, coming: Iterator[Task], ask: Ask, *, alone: bool) -> Iterator[Finished | None]:
        from distributed import wait

        jobs: dict[Future[list[Finished]], _Job] = {}
        exhausted = False
        while True:
            while not (exhausted or self._stopped) and self._has_room(jobs.values(), alone=alone):
                some = list(itertools.islice(coming, 1 if alone else _SOURCES_A_LOOK))
                exhausted = not some
                self._begin(some, jobs, alone=alone)
            if not jobs:
                return
            try:
                ready = wait(list(jobs), timeout=_POLL, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                yield None
                continue
            for future in ready:
                yield from self._heard(future, jobs, ask, alone=alone)

    def _has_room(self, jobs: Iterable[_Job], *, alone: bool) -> bool:
        jobs = list(jobs)
        if alone:
            return not jobs
        few = len(jobs) < _FEWEST_AHEAD * self._threads
        return few or sum(job.pages for job in jobs) < _PAGES_AHEAD * self._threads

    def _begin(self, tasks: Sequence[Task], jobs: dict[Future[list[Finished]], _Job], *, alone: bool) -> None:
        """Have sources looked at, some at a time; what else there is to do is a job each."""
        sources = [task for task in tasks if isinstance(task, SourceTask)]
        looks = [Piece(IdentifyTask(task.path, task.root, task.limits, task.leads_out)) for task in sources]
        self._submit(looks, sources, len(sources), jobs, alone=alone)
        for task in tasks:
            if not isinstance(task, SourceTask):
                self._submit([Piece(task)], [task], 1, jobs, alone=alone)

    def _submit(
        self,
        pieces: Sequence[Piece],
        tasks: Sequence[Task],
        pages: int,
        jobs: dict[Future[list[Finished]], _Job],
        *,
        alone: bool,
        seconds: Sequence[float] = (),
    ) -> None:
        if pieces:
            # The longest first, so that the last job of a run is not the largest.
            future = self._client.submit(in_sandbox, pieces, self._limits, alone=alone, pure=False, priority=pages)
            taken = tuple(seconds) or (0.0,) * len(tasks)
            jobs[future] = _Job(tuple(tasks), pages, time.monotonic(), taken)

    def _heard(
        self, future: Future[list[Finished]], jobs: dict[Future[list[Finished]], _Job], ask: Ask, *, alone: bool
    ) -> Iterator[Finished]:
        """What came back: the end of tasks, or what sources are, upon which the rest of their tasks is begun."""
        job = jobs.pop(future)
        error = future.exception()
        if error is not None:
            lost = Death(
                "crashed",
                f"The cluster gave it up: {type(error).__name__}.",
                "Look at the logs of the Dask workers; kehoach retry OUT --code crashed tries it again.",
            )
            yield from (Finished(task, lost, time.monotonic() - job.since) for task in job.tasks)
            return
        found: list[tuple[Piece, int, float]] = []
        for task, before, finished in zip(job.tasks, job.seconds, future.result(), strict=True):
            done = finished.done
            if not isinstance(done, IdentifyDone):
                yield replace(finished, task=task, seconds=finished.seconds + before)
            elif (known := ask(done.source)) is None:
                yield Finished(task, NothingToDo(done.source), finished.seconds)
            else:
                found.append((Piece(task, done.source.sha256, known), done.pages, finished.seconds))
        if not self._stopped:
            self._begin_found(found, jobs, alone=alone)

    def _begin_found(
        self, found: Sequence[tuple[Piece, int, float]], jobs: dict[Future[list[Finished]], _Job], *, alone: bool
    ) -> None:
        """Jobs of sources that are known, each of as many as make up some pages; no short one waits for a long one."""
        found = sorted(found, key=lambda one: -one[1])
        start = pages = 0
        for at, (_, count, _) in enumerate(found, 1):
            pages += count
            if pages >= _PAGES_A_JOB or at == len(found):
                pieces = [piece for piece, _, _ in found[start:at]]
                seconds = [taken for _, _, taken in found[start:at]]
                self._submit(pieces, [piece.task for piece in pieces], pages, jobs, alone=alone, seconds=seconds)
                start, pages = at, 0


_mine = local()


def in_sandbox(pieces: Sequence[Piece], limits: Limits, *, alone: bool) -> list[Finished]:
    """Do tasks where Dask has brought them, in their order, in a worker that is watched and killed when it must be."""
    pool: Pool | None = getattr(_mine, "pool", None)
    if pool is None or _mine.limits != limits:
        if pool is not None:
            pool.close()
        pool = _mine.pool = Pool(1, limits)
        _mine.limits = limits
    known = {piece.sha256: piece.known for piece in pieces}
    tasks = [piece.task for piece in pieces]
    return [found for found in pool.run(tasks, lambda source: known[source.sha256], alone=alone) if found is not None]


def version() -> str:
    """What all who take part must have the same of."""
    return rows_version(False)


def _connected(scheduler: str) -> Client:
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterUnfit(f"--engine dask needs a package: pip install 'kehoach[dask]' ({error})") from error
    try:
        client = Client(scheduler, timeout=10)
        client.wait_for_workers(1, timeout=30)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterUnfit(
            f"There is no scheduler with workers at {scheduler} ({error}). Start them: dask scheduler, and on each "
            f"machine dask worker {scheduler} --nthreads 1 --nworkers CORES"
        ) from error
    versions: dict[str, Any] = client.run(version)
    if set(versions.values()) != {version()}:
        client.close()
        raise ClusterUnfit("The Dask workers have another version of kehoach than this command. Install the same one.")
    return client
