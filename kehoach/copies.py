"""Sources that hold copies of the same acts are read once more, each in the light of the others.

What comes of it is kept with a digest of all copies that took part, so that only groups in which something changed are
read again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from kehoach.pool import Doers, with_second_try
from kehoach.publish import groups_of_copies
from kehoach.reviews import NO_REVIEWS, ReviewBook
from kehoach.state import Result, Stage, State, StateDamaged
from kehoach.summary import summary_of
from kehoach.tasks import CopiesDone, CopiesTask, Copy, Death, Finished
from outputs.row_store import pack_rows, unpack_rows
from outputs.rows import with_finding


def read_copies_again(state: State, doers: Doers, keys: Sequence[str], reviews: ReviewBook = NO_REVIEWS) -> None:
    """Read again, among the sources of the run (`keys`, in the order of their paths), those that share acts.

    `reviews` have the last word on a source, whatever its copies say; their digest is a part of its version.
    """
    evidence: dict[str, str] = {}
    groups = groups_of_copies(state, keys)
    for group in groups:
        evidence |= dict.fromkeys(group, _evidence(state, group))
    of_run = set(keys)
    for key in state.settled():
        if key in of_run and key not in evidence:
            _stand_alone(state, state.known_result(key, key))
    for finished in with_second_try(doers, _tasks(state, groups, evidence, reviews), lambda _: None):
        if finished is not None:
            _record(state, finished, evidence)
        state.commit()


def failed_again(copies: Sequence[Copy], reason: str) -> CopiesDone:
    """The first reading of each copy, with a finding that says why there is no second one."""
    settled = []
    for copy in copies:
        rows = with_finding(unpack_rows(copy.rows), "second_reading_failed", reason)
        settled.append((summary_of(rows), pack_rows(rows), copy.facts))
    return CopiesDone(tuple(settled))


def _tasks(
    state: State, groups: Sequence[Sequence[str]], evidence: dict[str, str], reviews: ReviewBook
) -> Iterator[CopiesTask]:
    for group in groups:
        if any(state.known_result(key, key).evidence != evidence[key] for key in group):
            yield CopiesTask(tuple(_copy(state, key, reviews) for key in group))


def _record(state: State, finished: Finished, evidence: dict[str, str]) -> None:
    task, done = finished.task, finished.done
    assert isinstance(task, CopiesTask)
    if isinstance(done, Death):
        done = failed_again(task.copies, f"{done.message} {done.resolution}")
    assert isinstance(done, CopiesDone)
    for copy, (summary, rows, facts) in zip(task.copies, done.settled, strict=True):
        result = state.known_result(copy.key, copy.key)
        state.keep(copy.key, "settled_rows", result.version, rows)
        state.keep(copy.key, "settled_facts", result.version, facts)
        state.set_result(replace(result, summary=summary, evidence=evidence[copy.key]))


def _stand_alone(state: State, result: Result) -> None:
    """A source whose copies are gone is as it was read first."""
    summary = summary_of(unpack_rows(_kept(state, result.key, "rows")))
    state.set_result(replace(result, summary=summary, evidence=None))


def _copy(state: State, key: str, reviews: ReviewBook) -> Copy:
    result = state.known_result(key, key)
    said = reviews.about(result.source_id, result.path)
    return Copy(key, _kept(state, key, "parsed"), _kept(state, key, "rows"), _kept(state, key, "facts"), said)


def _evidence(state: State, group: Sequence[str]) -> str:
    stamps = " ".join(f"{result.stamp}/{result.version}" for result in (state.known_result(key, key) for key in group))
    return hashlib.sha256(stamps.encode()).hexdigest()[:16]


def _kept(state: State, key: str, stage: Stage) -> bytes:
    value = state.kept(key, stage)
    if value is None:
        raise StateDamaged(state.damaged(f"what was kept of {key} is missing"))
    return value
