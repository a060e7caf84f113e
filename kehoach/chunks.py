"""The part of a chunk: the rows of its sources, a file a table, in a folder that appears when it is complete.

A part remembers a digest of each source in it. One that has to be written again because a few of its sources changed
takes the rows of the others from the part before, so that they need not be unpacked and checked again.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence

from kehoach.state import State, StateDamaged
from kehoach.tasks import ChunkDone, ChunkTask
from outputs.row_store import RowsDamaged, unpack_rows
from outputs.rows import RunLinks, SourceRows, with_duplicates, with_links, with_path
from outputs.run_folder import patch_part, write_part, write_record

_DIGESTS = "digests.json"


def write_chunk(task: ChunkTask) -> ChunkDone:
    """Write the part of a chunk, where it is not there yet, and the records that are asked for."""
    try:
        with State(task.state, read_only=True) as state:
            _write(task, state)
    except StateDamaged as error:
        return ChunkDone(damaged=str(error))
    except OSError as error:
        return ChunkDone(error=str(error))
    return ChunkDone()


def _write(task: ChunkTask, state: State) -> None:
    is_written = task.part.exists()
    same = {} if is_written else _same_as_before(task)
    rows = [
        published_rows(state, key, paths, task.links)
        for key, source_id, paths in task.sources
        if source_id in task.records or not (is_written or source_id in same)
    ]
    for found in rows:
        if found.source.source_id in task.records:
            write_record(found, task.records_folder)
    if is_written:
        return
    unfinished = task.part.with_name(f"{task.part.name}.{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    if same and task.earlier is not None:
        changed = [found for found in rows if found.source.source_id not in same]
        patch_part(changed, set(same), task.earlier, unfinished)
    else:
        write_part(rows, unfinished)
    (unfinished / _DIGESTS).write_text(json.dumps(dict(task.digests)))
    unfinished.replace(task.part)


def _same_as_before(task: ChunkTask) -> dict[str, str]:
    """Sources whose rows can be taken from the part before, with their digests; none when few are left of it."""
    if task.earlier is None:
        return {}
    before: dict[str, str] = json.loads((task.earlier / _DIGESTS).read_text())
    same = {source_id: digest for source_id, digest in task.digests.items() if before.get(source_id) == digest}
    return same if 2 * len(same) > len(task.digests) else {}


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
