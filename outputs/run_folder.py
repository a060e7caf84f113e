"""A run's files in their folder, put there so that a reader never sees half a table.

Everything is written in parts into a folder beside its place and moved in by renames when all of it is complete.
`run.json` leaves first and comes back last: while it is there, the tables belong together.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from outputs.dataset import files_of, read_manifest, remove_dataset, write_dataset
from outputs.nested_json import json_of, json_schema
from outputs.parquet import join_tables, patch_table, write_table
from outputs.row_values import SOURCE_ID_DIGITS
from outputs.rows import SourceRows
from schemas.tables import TABLES, AgencyRow, PublishedRow

RUN_FACTS = "run.json"
JSON_SCHEMA = "schema.json"
JSON_FOLDER = "json"


def write_run(runs: Sequence[SourceRows], folder: Path, facts: Mapping[str, Any]) -> None:
    """Write every table, the nested JSON of every source, the schema and the run's facts into `folder`.

    Files of an earlier run are replaced; files that are not ours stay.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as name:
        staged = Path(name)
        (staged / JSON_FOLDER).mkdir()
        for rows in runs:
            write_record(rows, staged / JSON_FOLDER)
        write_part(runs, staged / "part")
        put_in_place([staged / "part"], staged, folder, facts, {rows.source.source_id for rows in runs})


def write_record(rows: SourceRows, folder: Path) -> None:
    """Write the nested JSON of a source into `folder`."""
    (folder / f"{rows.source.source_id}.json").write_bytes(json_of(rows))


def write_part(runs: Sequence[SourceRows], part: Path) -> None:
    """Write the rows of some sources into the new folder `part`, a file a table."""
    part.mkdir(parents=True)
    for table in TABLES:
        write_table(table, rows_of_table(table, runs), part / f"{table}.parquet")


def patch_part(runs: Sequence[SourceRows], kept: Set[str], earlier: Path, part: Path) -> None:
    """Write into the new folder `part` the rows of the sources `kept` (ids) from the part `earlier`, and of `runs`.

    The files are those that `write_part` would write of all these sources.
    """
    part.mkdir(parents=True)
    for table in sorted(TABLES, key="agencies".__eq__):  # the agencies last: the tasks tell which ones are used
        rows = rows_of_table(table, runs)
        patch_table(table, rows, kept, earlier / f"{table}.parquet", part / f"{table}.parquet")


def put_in_place(
    parts: Sequence[Path], staged: Path, folder: Path, facts: Mapping[str, Any], records: Collection[str]
) -> None:
    """Join `parts`, which are in the order of their sources' ids, and move all of it in.

    `staged` is on the same file system as `folder` and holds the nested JSON that is to be put there; `records` are the
    ids of all sources of the run, and the nested JSON of others is removed. A part that stands alone and in `staged` is
    used up.
    """
    is_last_use = all(part.is_relative_to(staged) for part in parts)
    for table in TABLES:
        files = [part / f"{table}.parquet" for part in parts]
        join_tables(table, files, staged / f"{table}.parquet", is_last_use=is_last_use)
    (staged / JSON_SCHEMA).write_bytes(json_schema())
    (staged / RUN_FACTS).write_bytes(_facts_json(facts))
    os.sync()  # a loss of power must not leave a name without what it names
    (folder / RUN_FACTS).unlink(missing_ok=True)
    _move_records_in(staged, folder, records)
    for table in TABLES:
        (staged / f"{table}.parquet").replace(folder / f"{table}.parquet")
    remove_dataset(folder)
    _move_facts_in(staged, folder)


def put_dataset_in_place(
    parts: Mapping[Path, Mapping[str, str]],
    staged: Path,
    folder: Path,
    facts: Mapping[str, Any],
    *,
    by: Sequence[str],
    written_with: str,
) -> None:
    """The same in the form of datasets (`outputs.dataset`), partitioned `by` columns.

    Whoever reads by the manifest sees the tables of one run at any time. `parts` tells of each part
    the digests of its sources.
    """
    digests = {source_id: digest for found in parts.values() for source_id, digest in found.items()}
    (staged / JSON_SCHEMA).write_bytes(json_schema())
    (staged / RUN_FACTS).write_bytes(_facts_json(facts))
    write_dataset(list(parts), digests, by, folder, written_with)
    _move_records_in(staged, folder, set(digests))
    for table in TABLES:
        (folder / f"{table}.parquet").unlink(missing_ok=True)
    _move_facts_in(staged, folder)


def replace_facts(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write `run.json` anew, for a run that changed no table."""
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as name:
        written = Path(name) / RUN_FACTS
        written.write_bytes(_facts_json(facts))
        written.replace(folder / RUN_FACTS)


def files_of_run(folder: Path) -> list[Path]:
    """The files of a run besides the nested JSON, in the form it has; some may be missing."""
    manifest = read_manifest(folder)
    if manifest is None:
        return [folder / RUN_FACTS, folder / JSON_SCHEMA, *(folder / f"{table}.parquet" for table in TABLES)]
    return [folder / RUN_FACTS, folder / JSON_SCHEMA, *(folder / path for path in files_of(manifest["tables"]))]


def rows_of_table(table: str, runs: Iterable[SourceRows]) -> list[PublishedRow]:
    """All rows of one table over the run; an agency that several sources name is one row."""
    if table == "sources":
        return [rows.source for rows in runs]
    if table == "agencies":
        agencies: dict[str, AgencyRow] = {}
        for rows in runs:
            for agency in rows.agencies:
                agencies.setdefault(agency.agency_id, agency)
        return list(agencies.values())
    return [row for rows in runs for row in getattr(rows, table)]


def _facts_json(facts: Mapping[str, Any]) -> bytes:
    return json.dumps(facts, ensure_ascii=False, indent=1).encode() + b"\n"


def _move_records_in(staged: Path, folder: Path, records: Collection[str]) -> None:
    (folder / JSON_FOLDER).mkdir(exist_ok=True)
    for path in sorted((staged / JSON_FOLDER).iterdir()):
        path.replace(folder / JSON_FOLDER / path.name)
    _remove_stale_json(folder / JSON_FOLDER, records)


def _move_facts_in(staged: Path, folder: Path) -> None:
    for name in (JSON_SCHEMA, RUN_FACTS):
        (staged / name).replace(folder / name)


def _remove_stale_json(folder: Path, records: Collection[str]) -> None:
    """Remove records of an earlier run: files named by a source id, which no other file is by chance."""
    for path in folder.glob("*.json"):
        name = path.stem
        if name not in records and len(name) == SOURCE_ID_DIGITS and set(name) <= set("0123456789abcdef"):
            path.unlink()
