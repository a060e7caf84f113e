"""The tasks of a run on a Dask cluster, each in the sandbox of a watched worker beside the Dask worker that has it.

Dask carries tasks to machines and does those of a lost machine again; what it gives back is recorded by content, so
nothing is there twice. Killing what hangs or swells is done by the same pool as on one machine. The sources must be in
a place that every machine sees under the same path or URL; the state and the tables are with the command.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from threading import local
from types import TracebackType
from typing import TYPE_CHECKING, Any

from kehoach.limits import Limits
from kehoach.pool import InProcess, Pool
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
    Work,
)
from kehoach.versions import rows_version

if TYPE_CHECKING:
    from distributed import Client, Future

_POLL = 0.2  # seconds between looks at what came back
_PAGES_AHEAD = 64  # pages begun for each thread of the cluster, so that none waits and the command holds few results
_FEWEST_AHEAD = 2  # sources begun for each thread, however many pages they have


class ClusterUnfit(Exception):  # noqa: N818 - named for what it says
    """The cluster cannot be used; the message says why, and what to do."""


@dataclass(slots=True)
class _Begun:
    task: Task
    since: float
    pages: int = 1
    seconds: float = 0.0


class Cluster:
    """A Dask cluster as those who do the tasks. Use as a context manager.

    Raises:
        ClusterUnfit: Dask is not installed, the scheduler does not answer, or its workers have another version.
    """

    def __init__(self, scheduler: str, limits: Limits, work: Work) -> None:
        self._limits = limits
        self._here = InProcess(work)
        self._stopped = False
        self._client = _connected(scheduler)
        self._threads: int = max(1, sum(self._client.nthreads().values()))

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def stop(self) -> None:
        """See `Doers`."""
        self._stopped = True

    @property
    def stopped(self) -> bool:
        """See `Doers`."""
        return self._stopped

    def run(self, tasks: Iterable[Task], ask: Ask, *, alone: bool = False) -> Iterator[Finished | None]:
        """See `Doers`. What writes to the output folder is done here."""
        from distributed import wait

        coming = iter(tasks)
        begun: dict[Future[Finished], _Begun] = {}
        exhausted = False
        while True:
            while not (exhausted or self._stopped) and self._has_room(begun.values(), alone=alone):
                task = next(coming, None)
                if task is None:
                    exhausted = True
                elif isinstance(task, ChunkTask):
                    yield from self._here.run([task], ask)
                else:
                    self._begin(task, begun, alone=alone)
            if not begun:
                return
            try:
                ready = wait(list(begun), timeout=_POLL, return_when="FIRST_COMPLETED").done
            except TimeoutError:
                yield None
                continue
            for future in ready:
                finished = self._heard(future, begun, ask, alone=alone)
                if finished is not None:
                    yield finished

    def _has_room(self, begun: Iterable[_Begun], *, alone: bool) -> bool:
        begun = list(begun)
        if alone:
            return not begun
        few = len(begun) < _FEWEST_AHEAD * self._threads
        return few or sum(one.pages for one in begun) < _PAGES_AHEAD * self._threads

    def _begin(self, task: Task, begun: dict[Future[Finished], _Begun], *, alone: bool) -> None:
        first: Task = task
        if isinstance(task, SourceTask):
            first = IdentifyTask(task.path, task.root, task.limits, task.leads_out)
        begun[self._submit(first, None, 1, alone=alone)] = _Begun(task, time.monotonic())

    def _submit(self, task: Task, known: Known | None, pages: int, *, alone: bool) -> Future[Finished]:
        # The longest first, so that the last source of a run is not the largest.
        return self._client.submit(in_sandbox, task, known, self._limits, alone=alone, pure=False, priority=pages)

    def _heard(
        self, future: Future[Finished], begun: dict[Future[Finished], _Begun], ask: Ask, *, alone: bool
    ) -> Finished | None:
        """What came back: the end of a task, or what a source is, upon which the rest of its task is begun."""
        one = begun.pop(future)
        error = future.exception()
        if error is not None:
            lost = Death(
                "crashed",
                f"The cluster gave it up: {type(error).__name__}.",
                "Look at the logs of the Dask workers; kehoach retry OUT --code crashed tries it again.",
            )
            return Finished(one.task, lost, time.monotonic() - one.since)
        finished: Finished = future.result()
        done = finished.done
        if not isinstance(done, IdentifyDone):
            return replace(finished, task=one.task, seconds=finished.seconds + one.seconds)
        known = ask(done.source)
        if known is None:
            return Finished(one.task, NothingToDo(done.source), finished.seconds)
        rest = self._submit(one.task, known, done.pages, alone=alone)
        begun[rest] = _Begun(one.task, one.since, done.pages, finished.seconds)
        return None


_mine = local()


def in_sandbox(task: Task, known: Known | None, limits: Limits, *, alone: bool) -> Finished:
    """Do a task where Dask has brought it: in a worker that is watched, and killed when it has to be."""
    pool: Pool | None = getattr(_mine, "pool", None)
    if pool is None or _mine.limits != limits:
        if pool is not None:
            pool.close()
        pool = _mine.pool = Pool(1, limits)
        _mine.limits = limits
    return next(found for found in pool.run([task], lambda _: known, alone=alone) if found is not None)


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
