"""How the tasks of a run become jobs of a cluster, with nobody at the other end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import kehoach.cluster
from kehoach.cluster import Cluster, Piece
from kehoach.limits import Limits
from kehoach.tasks import Known, SourceTask


class _Client:
    """Takes jobs and does none."""

    def __init__(self) -> None:
        self.jobs: list[tuple[int, int]] = []

    def nthreads(self) -> dict[str, int]:
        return {"a": 1, "b": 1}

    def submit(self, _work: Any, pieces: list[Piece], _limits: Limits, *, priority: int, **_: Any) -> object:
        self.jobs.append((len(pieces), priority))
        return object()


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> _Client:
    made = _Client()
    monkeypatch.setattr(kehoach.cluster, "_connected", lambda _: made)
    return made


def test_short_sources_share_a_job_and_long_ones_have_their_own(client: _Client) -> None:
    cluster = Cluster("tcp://nowhere:1", Limits())
    pages = [1] * 20 + [300, 2, 3]
    found = [
        (Piece(SourceTask(Path(f"{n}.txt"), Path()), str(n), Known()), count, 0.0) for n, count in enumerate(pages)
    ]
    jobs: dict[Any, Any] = {}
    cluster._begin_found(found, jobs, alone=False)
    assert client.jobs == [(1, 300), (13, 16), (9, 9)]
    begun = [task for job in jobs.values() for task in job.tasks]
    assert sorted(begun, key=str) == sorted((piece.task for piece, _, _ in found), key=str)


def test_writers_of_a_stopped_cluster_begin_nothing(client: _Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pool:
        stopped = False

        def __init__(self, *_: object) -> None: ...

        def stop(self) -> None:
            self.stopped = True

    monkeypatch.setattr(kehoach.cluster, "Pool", Pool)
    running, stopped = Cluster("tcp://nowhere:1", Limits()), Cluster("tcp://nowhere:1", Limits())
    stopped.stop()
    assert not running._writers().stopped
    assert stopped._writers().stopped
