"""Those who do the tasks of a run: this process itself, or workers that are watched and killed from outside."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Protocol

from kehoach.limits import MEGABYTE, Limits
from kehoach.nursery import Nursery, NurseryGone
from kehoach.sessions import kill_session, memory_of
from kehoach.tasks import Ask, CopiesTask, Counted, Death, Done, Finished, Identified, Known, SourceTask, Task, Work
from schemas.document import Source

_POLL = 0.2  # seconds between looks at the clock and the memory of workers
_SEEN_AFTER = 0.5  # seconds of work after which a worker's memory is looked at; most are done by then


class Doers(Protocol):
    """What does tasks. After `stop`, no task is begun, and those in flight are finished."""

    def run(self, tasks: Iterable[Task], ask: Ask, *, alone: bool = False) -> Iterator[Finished | None]:
        """Do `tasks`, several at a time unless each is to be done `alone`, and give what came of each as it comes.

        None is given when nothing came for a moment.
        """
        ...

    def stop(self) -> None:
        """Begin nothing more."""
        ...

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        ...


def with_second_try(doers: Doers, tasks: Iterable[Task], ask: Ask) -> Iterator[Finished | None]:
    """Do `tasks`; those that cost a worker are done once more at the end, one at a time with nothing beside them.

    A task whose second worker died, too, is given with its `Death`. None is given when nothing came for a moment.
    """
    again: list[Task] = []
    for finished in doers.run(tasks, ask):
        if finished is not None and isinstance(finished.done, Death):
            again.append(finished.task)
        else:
            yield finished
    for finished in doers.run(again, ask, alone=True):
        yield finished and replace(finished, deaths=1 + isinstance(finished.done, Death))


class InProcess:
    """Does everything here, one task after the other, without limits."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._stopped = False

    def run(self, tasks: Iterable[Task], ask: Ask, *, alone: bool = False) -> Iterator[Finished | None]:
        """See `Doers`."""
        for task in tasks:
            if self._stopped:
                return
            since = time.monotonic()
            yield Finished(task, self._work(task, _Here(ask)), time.monotonic() - since)

    def stop(self) -> None:
        """See `Doers`."""
        self._stopped = True

    @property
    def stopped(self) -> bool:
        """See `Doers`."""
        return self._stopped


@dataclass(frozen=True, slots=True)
class _Here:
    """The supervisor of work in this process, who cannot end it."""

    known: Ask

    def counted(self, pages: int) -> None:
        pass


@dataclass(slots=True)
class _Worker:
    pid: int
    connection: Connection
    done: int = 0
    task: Task | None = None
    source: Source | None = None
    since: float = 0.0
    allowed: float = 0.0


class Pool:
    """Up to `jobs` workers. Use as a context manager; leaving it kills what still runs."""

    def __init__(self, jobs: int, limits: Limits, nursery: Nursery | None = None) -> None:
        self._jobs = jobs
        self._limits = limits
        self._nursery = nursery or Nursery()
        self._workers: list[_Worker] = []
        self._stopped = False
        self._looked = 0.0

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Kill what still runs."""
        self._nursery.close()

    def stop(self) -> None:
        """See `Doers`."""
        self._stopped = True

    @property
    def stopped(self) -> bool:
        """See `Doers`."""
        return self._stopped

    def run(self, tasks: Iterable[Task], ask: Ask, *, alone: bool = False) -> Iterator[Finished | None]:
        """See `Doers`. A task done alone gets a worker that has done nothing before."""
        coming = iter(tasks)
        exhausted = False
        while True:
            while not exhausted and not self._stopped and len(self._busy()) < (1 if alone else self._jobs):
                task = next(coming, None)
                if task is None:
                    exhausted = True
                else:
                    self._begin(task, fresh=alone)
            if not self._busy():
                return
            yield from self._finished(ask)

    def _busy(self) -> list[_Worker]:
        return [worker for worker in self._workers if worker.task is not None]

    def _begin(self, task: Task, *, fresh: bool) -> None:
        worker = self._idle(fresh=fresh)
        worker.task, worker.source = task, None
        worker.since = time.monotonic()
        worker.allowed = self._limits.seconds_for(_pages_expected(task))
        _send(worker, task)

    def _idle(self, *, fresh: bool) -> _Worker:
        for worker in [worker for worker in self._workers if worker.task is None]:
            if not fresh and worker.done < self._limits.sources_a_worker:
                return worker
            self._end(worker)
        try:
            pid, connection = self._nursery.start()
        except NurseryGone:
            self._nursery.close()
            self._nursery = Nursery()
            pid, connection = self._nursery.start()
        self._workers.append(_Worker(pid, connection))
        return self._workers[-1]

    def _finished(self, ask: Ask) -> Iterator[Finished | None]:
        busy = self._busy()
        ready = set(wait([worker.connection for worker in busy], timeout=_POLL))
        if not ready:
            yield None
        for worker in busy:
            if worker.connection in ready:
                finished = self._heard(worker, ask)
                if finished is not None:
                    yield finished
        yield from self._over_limit()

    def _heard(self, worker: _Worker, ask: Ask) -> Finished | None:
        """What a worker says: a question, which is answered, or the end of its task; or it is dead."""
        try:
            said: Identified | Counted | Done = worker.connection.recv()
        except (EOFError, OSError):
            return self._death(worker, self._crashed(self._end(worker), worker.source))
        if isinstance(said, Identified):
            worker.source = said.source
            _send(worker, ask(said.source))
            return None
        if isinstance(said, Counted):
            worker.allowed = self._limits.seconds_for(said.pages)
            return None
        worker.done += 1
        task, worker.task = worker.task, None
        assert task is not None
        return Finished(task, said, time.monotonic() - worker.since)

    def _over_limit(self) -> Iterator[Finished]:
        now = time.monotonic()
        if now - self._looked < _POLL:
            return
        self._looked = now
        busy = self._busy()
        late = [worker for worker in busy if now - worker.since > worker.allowed]
        for worker in late:
            self._end(worker)
            yield self._death(worker, _timed_out(worker))
        seen = [worker for worker in busy if worker not in late and now - worker.since > _SEEN_AFTER]
        for worker, used in zip(seen, memory_of(worker.pid for worker in seen), strict=True):
            if used > self._limits.memory_mb * MEGABYTE:
                self._end(worker)
                yield self._death(worker, self._too_large(worker.source))

    def _death(self, worker: _Worker, death: Death) -> Finished:
        assert worker.task is not None
        return Finished(worker.task, death, time.monotonic() - worker.since)

    def _end(self, worker: _Worker) -> int | None:
        """Kill a worker with its children; its exit status, None where nobody can tell any more."""
        self._workers.remove(worker)
        try:
            return self._nursery.end(worker.pid)
        except NurseryGone:
            kill_session(worker.pid)
            return None
        finally:
            worker.connection.close()

    def _crashed(self, status: int | None, source: Source | None) -> Death:
        how = f"ended with status {status}"
        if status is None:
            how = "was ended"
        elif status < 0:
            how = f"was ended by {signal.Signals(-status).name}"
        return Death(
            "crashed",
            f"The process that read it {how}.",
            "Open the file in its own program, save or print it anew, and give that file; "
            "kehoach retry OUT --code crashed tries this one again.",
            source,
        )

    def _too_large(self, source: Source | None) -> Death:
        return Death(
            "memory_exceeded",
            f"Reading it took more than {self._limits.memory_mb} MB.",
            "Split the file, or allow more: kehoach retry OUT --code memory_exceeded --memory MB.",
            source,
        )


def _send(worker: _Worker, value: Task | Known | None) -> None:
    with suppress(OSError):  # it is dead; that is found when its answer is waited for
        worker.connection.send(value)


def _timed_out(worker: _Worker) -> Death:
    return Death(
        "timed_out",
        f"Reading it took more than {worker.allowed:.0f} seconds.",
        "Split the file, or allow more: kehoach retry OUT --code timed_out --timeout SECONDS.",
        worker.source,
    )


def _pages_expected(task: Task) -> int:
    """What a task may take is counted in pages: one a source, until the worker says how many it has."""
    return len(task.copies) if isinstance(task, CopiesTask) else 1 if isinstance(task, SourceTask) else 1000
