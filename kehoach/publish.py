"""From what the state keeps to the tables: acts over the whole run, and which chunks of rows have to be written.

Sources are put into chunks by the first digits of their ids, which are hashes, so that chunks are of like size and
their order is that of the tables. Nothing holds more than one chunk of rows. Chunks of a large run are kept, and only
those in which something changed are written again (`kehoach.chunks`).
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kehoach.acts import Witness, link, unpack_witnesses
from kehoach.chunks import write_chunk
from kehoach.pool import Doers, with_second_try
from kehoach.second_reading import sharing_acts
from kehoach.state import Result, State, StateDamaged
from kehoach.tasks import ChunkDone, ChunkTask, Death, Done
from kehoach.versions import digest_of_files
from outputs.rows import RunLinks
from outputs.run_folder import JSON_FOLDER, files_of_run, put_dataset_in_place, put_in_place, replace_facts

_CHUNK = 256  # sources; about 100 MB of rows
_PUBLISHED = "published"
_WRITING = "writing"
_PARTS = "parts"
_WRITERS = ("outputs/*.py", "schemas/*.py")


@dataclass(frozen=True, slots=True)
class Member:
    """A source of the run: its key in the state, and the published paths that hold it, the first one first."""

    key: str
    source_id: str
    paths: tuple[str, ...]


def groups_of_copies(state: State, keys: Sequence[str]) -> list[list[str]]:
    """The keys of sources that hold copies of the same acts, as they were read first; each group in the given order."""
    return sharing_acts(
        {
            key: [witness.act_id for witness in witnesses if witness.act_id]
            for key, witnesses in _witnesses(state, ((key, False) for key in keys))
        }
    )


def links_of(state: State, results: Callable[[], Iterable[Result]]) -> RunLinks:
    """Acts, ranks and cited documents over the results, which are gone through twice.

    Most citations are of laws that are not in the run; only those that may lead to one of its documents are held.
    """
    numbers = {
        witness.number
        for _, witnesses in _witnesses(state, _with_evidence(results()))
        for witness in witnesses
        if witness.number
    }
    return link(
        replace(witness, cited=tuple(cited for cited in witness.cited if cited.number in numbers))
        for _, witnesses in _witnesses(state, _with_evidence(results()))
        for witness in witnesses
    )


def _with_evidence(results: Iterable[Result]) -> Iterator[tuple[str, bool]]:
    return ((result.key, result.evidence is not None) for result in results if result.status != "failed")


def _witnesses(state: State, keys: Iterable[tuple[str, bool]]) -> Iterator[tuple[str, tuple[Witness, ...]]]:
    """What each key (and whether it was settled with copies) tells about acts."""
    for key, is_settled in keys:
        packed = state.kept(key, "settled_facts" if is_settled else "facts")
        if packed is None:
            continue
        try:
            yield key, unpack_witnesses(packed)
        except ValueError as error:
            raise StateDamaged(state.damaged(str(error))) from error


def publish(
    state: State,
    doers: Doers,
    members: Sequence[Member],
    out: Path,
    facts: Mapping[str, Any],
    partition: Sequence[str] = (),
) -> bool:
    """Write the tables of `members` into `out`; where they are there already, only `run.json`.

    False means that it was stopped before all parts were written; what is in `out` is as it was.

    They are single files, or datasets partitioned by the columns `partition`.

    Raises:
        OSError: the disk is full, or `out` cannot be written.
        StateDamaged: rows are missing or damaged.
    """
    stamps = _stamps(state, members)
    seal = _seal(stamps, partition, out)
    if seal is not None and seal == state.meta(_PUBLISHED):
        replace_facts(out, facts)
        return True
    folder = state.path.parent
    staged = _emptied(folder / _WRITING)
    state.set_meta(_PUBLISHED, None)
    state.commit()
    links = links_of(state, lambda: (state.known_result(member.key, member.paths[0]) for member in members))
    tasks = _chunk_tasks(folder, members, links, stamps)
    written = _written_records(state, out)
    tasks = [replace(task, records=_stale(task.digests, written)) for task in tasks]
    _write_chunks(doers, tasks)
    if doers.stopped:
        return False
    if partition:
        parts = {task.part: task.digests for task in tasks}
        put_dataset_in_place(parts, staged, out, facts, by=partition, written_with=_written_with())
    else:
        put_in_place([task.part for task in tasks], staged, out, facts, {member.source_id for member in members})
    state.set_records({source_id: digest for task in tasks for source_id, digest in task.digests.items()})
    _remove_all_but({task.part.name for task in tasks}, folder / _PARTS)
    shutil.rmtree(staged)
    state.set_meta(_PUBLISHED, _seal(stamps, partition, out))
    return True


def _chunk_tasks(
    folder: Path, members: Sequence[Member], links: RunLinks, stamps: Mapping[str, str]
) -> list[ChunkTask]:
    """The members in chunks, each with the links that concern it; there is always one.

    The part of a chunk goes by a digest of all that is in it. A run of one chunk keeps no part: it is quickly made.
    """
    digits = _digits(len(members))
    of_source = _by_source(links)
    chunks: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        chunks[member.source_id[:digits]].append(member)
    tasks = []
    for name, chunk in sorted(chunks.items()) or [("", [])]:
        found = {member.source_id: of_source.get(member.source_id, _NO_LINKS) for member in chunk}
        digests = {m.source_id: _short(f"{stamps[m.key]} {_told(found[m.source_id])}") for m in chunk}
        earlier = sorted((folder / _PARTS).glob(f"{name}-*")) if name else []
        tasks.append(
            ChunkTask(
                state=folder,
                sources=tuple((member.key, member.source_id, member.paths) for member in chunk),
                links=_joined(found.values()),
                digests=digests,
                part=folder / (_PARTS if name else _WRITING) / f"{name}-{_short(str(sorted(digests.items())))}",
                earlier=earlier[0] if earlier else None,
                records=frozenset(),
                records_folder=folder / _WRITING / JSON_FOLDER,
            )
        )
    return tasks


_NO_LINKS = RunLinks()


def _digits(sources: int) -> int:
    """Hexadecimal digits to tell chunks by, so that a chunk has about `_CHUNK` sources at most."""
    digits = 0
    while sources > _CHUNK * 16**digits:
        digits += 1
    return digits


def _by_source(links: RunLinks) -> Mapping[str, RunLinks]:
    found: dict[str, RunLinks] = defaultdict(lambda: RunLinks({}, {}, {}))
    for document, act in links.act_ids.items():
        found[document.rpartition("-")[0]].act_ids[document] = act  # type: ignore[index]
    for document, rank in links.witness_ranks.items():
        found[document.rpartition("-")[0]].witness_ranks[document] = rank  # type: ignore[index]
    for (document, ordinal), cited in links.cited.items():
        found[document.rpartition("-")[0]].cited[document, ordinal] = cited  # type: ignore[index]
    return found


def _joined(found: Iterable[RunLinks]) -> RunLinks:
    found = list(found)
    return RunLinks(
        {key: value for one in found for key, value in one.act_ids.items()},
        {key: value for one in found for key, value in one.witness_ranks.items()},
        {key: value for one in found for key, value in one.cited.items()},
    )


def _told(links: RunLinks) -> str:
    return f"{sorted(links.act_ids.items())} {sorted(links.witness_ranks.items())} {sorted(links.cited.items())}"


def _written_records(state: State, out: Path) -> dict[str, str]:
    """Digests of the records that are in their place, by source id."""
    try:
        there = {entry.name.removesuffix(".json") for entry in os.scandir(out / JSON_FOLDER)}
    except FileNotFoundError:
        return {}
    return {source_id: digest for source_id, digest in state.records() if source_id in there}


def _stale(digests: Mapping[str, str], written: Mapping[str, str]) -> frozenset[str]:
    return frozenset(source_id for source_id, digest in digests.items() if written.get(source_id) != digest)


def _write_chunks(doers: Doers, tasks: Sequence[ChunkTask]) -> None:
    """Write what is not there yet; a run of one chunk does it here, sooner than a worker could be told."""
    if len(tasks) == 1:
        _check(write_chunk(tasks[0]))
        return
    needed = (task for task in tasks if task.records or not task.part.exists())
    for finished in with_second_try(doers, needed, lambda _: None):
        if finished is not None:
            _check(finished.done)


def _check(done: Done | Death) -> None:
    if isinstance(done, Death):
        raise OSError(f"The tables could not be written: {done.message}")
    assert isinstance(done, ChunkDone)
    if done.damaged:
        raise StateDamaged(done.damaged)
    if done.error:
        raise OSError(done.error)


def _remove_all_but(names: Collection[str], parts: Path) -> None:
    if parts.exists():
        for path in parts.iterdir():
            if path.name not in names:
                shutil.rmtree(path)


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    (folder / JSON_FOLDER).mkdir(parents=True)
    return folder


def _stamps(state: State, members: Sequence[Member]) -> dict[str, str]:
    """By key, what the rows of each source follow from: how they were made, its paths, and what writes them."""
    written_with = _written_with()
    stamps = {}
    for member in members:
        made = state.stamp(member.key)
        if made is None:
            raise StateDamaged(state.damaged(f"nothing is known of {member.paths[0]}"))
        stamps[member.key] = _short(f"{made} {member.paths} {written_with}")
    return stamps


@functools.cache
def _written_with() -> str:
    return f"polars {importlib.metadata.version('polars')}, {digest_of_files(_WRITERS)}"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _seal(stamps: Mapping[str, str], partition: Sequence[str], out: Path) -> dict[str, object] | None:
    """What tells that the files in `out` are those this state was published to; None where one is missing."""
    try:
        files = [path.stat() for path in files_of_run(out)[1:]]
        records = sum(entry.name.endswith(".json") for entry in os.scandir(out / JSON_FOLDER))
    except OSError:
        return None
    if records < len(stamps):
        return None
    seen = [[found.st_size, found.st_mtime_ns, found.st_ino] for found in files]
    return {"digest": _short(f"{list(partition)} {sorted(stamps.items())}"), "files": seen}
