"""From what the state keeps to the tables: acts over the whole run, and the rows of all sources, a chunk at a time.

Sources are put into chunks by the first digits of their ids, which are hashes, so that chunks are of like size and
their order is that of the tables. Nothing holds more than one chunk of rows.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kehoach.acts import Witness, link, unpack_witnesses
from kehoach.pool import Doers, with_second_try
from kehoach.second_reading import sharing_acts
from kehoach.state import Result, State, StateDamaged
from kehoach.tasks import ChunkDone, ChunkTask, Death
from outputs.row_store import RowsDamaged, unpack_rows
from outputs.rows import RunLinks, SourceRows, with_duplicates, with_links, with_path
from outputs.run_folder import JSON_FOLDER, files_of_run, put_in_place, replace_facts, write_part

_CHUNK = 256  # sources; about 100 MB of rows
_PUBLISHED = "published"
_WRITING = "writing"


@dataclass(frozen=True, slots=True)
class Member:
    """A source of the run: its key in the state, and the published paths that hold it, the first one first."""

    key: str
    source_id: str
    paths: tuple[str, ...]


def groups_of_copies(state: State, keys: Sequence[str]) -> list[list[str]]:
    """The keys of sources that hold copies of the same acts, as they were read first; each group in the given order."""
    acts: dict[str, list[Witness]] = {}
    for key, witnesses in _witnesses(state, ((key, False) for key in keys)):
        # Only the act counts here; what is cited would fill the memory.
        acts[key] = [replace(witness, cited=()) for witness in witnesses if witness.act_id]
    return sharing_acts(acts)


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


def chunk_tasks(state: State, members: Sequence[Member], links: RunLinks, staged: Path) -> Iterator[ChunkTask]:
    """The members in chunks, each with the links that concern it; there is always one."""
    digits = _digits(len(members))
    chunks: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        chunks[member.source_id[:digits]].append(member)
    of_source = _by_source(links)
    for name, chunk in sorted(chunks.items()) or [("", [])]:
        found = [of_source.get(member.source_id, _NO_LINKS) for member in chunk]
        yield ChunkTask(
            state=state.path.parent,
            keys=tuple(member.key for member in chunk),
            paths={member.key: member.paths for member in chunk},
            links=RunLinks(
                {key: value for one in found for key, value in one.act_ids.items()},
                {key: value for one in found for key, value in one.witness_ranks.items()},
                {key: value for one in found for key, value in one.cited.items()},
            ),
            folder=staged,
            name=name or "all",
        )


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


def write_chunk(task: ChunkTask) -> ChunkDone:
    """Write the tables and records of a chunk.

    Raises:
        StateDamaged: rows of the chunk are missing or damaged.
        OSError: the disk is full.
    """
    with State(task.state, read_only=True) as state:
        rows = [published_rows(state, key, task.paths[key], task.links) for key in task.keys]
    write_part(rows, task.folder, task.name)
    return ChunkDone(task.name)


def published_rows(state: State, key: str, paths: Sequence[str], links: RunLinks) -> SourceRows:
    """The rows of a source as they are published: under its paths, settled with its copies, linked over the run.

    Raises:
        StateDamaged: they are missing or damaged.
    """
    result = state.result(key)
    packed = state.kept(key, "settled_rows" if result and result.evidence is not None else "rows")
    if packed is None:
        raise StateDamaged(state.damaged(f"the rows of {key} are missing"))
    try:
        rows = unpack_rows(packed)
    except RowsDamaged as error:
        raise StateDamaged(state.damaged(str(error))) from error
    return with_links(with_duplicates(with_path(rows, paths[0]), paths[1:]), links)


def publish(state: State, doers: Doers, members: Sequence[Member], out: Path, facts: Mapping[str, Any]) -> None:
    """Write the tables of `members` into `out`; where they are there already, only `run.json`.

    Raises:
        OSError: the disk is full, or `out` cannot be written.
    """
    digest = _digest(state, members)
    seal = _seal(digest, members, out)
    if seal is not None and seal == state.meta(_PUBLISHED):
        replace_facts(out, facts)
        return
    staged = state.path.parent / _WRITING
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir()
    state.set_meta(_PUBLISHED, None)
    state.commit()
    links = links_of(state, lambda: (_result(state, member) for member in members))
    _write_chunks(doers, list(chunk_tasks(state, members, links, staged)))
    put_in_place(staged, out, facts)
    shutil.rmtree(staged)
    state.set_meta(_PUBLISHED, _seal(digest, members, out))


def _write_chunks(doers: Doers, tasks: Sequence[ChunkTask]) -> None:
    if len(tasks) == 1:
        write_chunk(tasks[0])  # sooner done here than told to a worker
        return
    for finished in with_second_try(doers, tasks, lambda _: None):
        if finished is not None and isinstance(finished.done, Death):
            raise OSError(f"The tables could not be written: {finished.done.message}")


def _digest(state: State, members: Sequence[Member]) -> str:
    """What the tables follow from: the rows of each source, told by their stamp, and its paths."""
    digest = hashlib.sha256()
    for member in members:
        result = _result(state, member)
        line = f"{member.key} {result.stamp} {result.version} {result.evidence} {member.paths}\n"
        digest.update(line.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _seal(digest: str, members: Sequence[Member], out: Path) -> dict[str, object] | None:
    """What tells that the files in `out` are those this state was published to; None where one is missing."""
    try:
        files = [path.stat() for path in files_of_run(out)[1:]]
        records = sum(entry.name.endswith(".json") for entry in os.scandir(out / JSON_FOLDER))
    except OSError:
        return None
    if records < len(members):
        return None
    return {"digest": digest, "files": [[found.st_size, found.st_mtime_ns, found.st_ino] for found in files]}


def _result(state: State, member: Member) -> Result:
    result = state.result(member.key)
    if result is None:
        raise StateDamaged(state.damaged(f"nothing is known of {member.paths[0]}"))
    return result
