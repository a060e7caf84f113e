"""A run's tables as datasets of many files, one a partition, and the manifest that says which files belong together.

A partition holds the rows of the documents of, say, one province and year; what belongs to no document goes with the
first document of its source. Files are named by a digest of what is in them, so those of partitions in which nothing
changed stay. The manifest is swapped by one rename: who reads the files it names sees one run, whole. Files of the run
before stay until the next one, for those who opened the manifest before.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from outputs.parquet import COMPRESSION, join_tables, table_schema
from schemas.tables import TABLES

if TYPE_CHECKING:
    import polars as pl

MANIFEST = "manifest.json"
_LAYOUT = 1
_NONE = "__HIVE_DEFAULT_PARTITION__"
# Columns that leave before a file is written: the folder of the row's partition, and that of its source.
_PARTITION, _HOME = "_partition", "_home"

COLUMNS = ("province", "year", "kind", "issuer_level")
"""What can be partitioned by. `year` is the first year of the plan, or else that of issue."""


def write_dataset(
    parts: Sequence[Path], digests: Mapping[str, str], by: Sequence[str], folder: Path, written_with: str
) -> None:
    """Write the rows of `parts` below `folder` as datasets, and swap the manifest.

    `digests` tells of each source (by id) what its rows follow from, `written_with` of everything else that the bytes
    of a file follow from.

    Raises:
        OSError: the folder cannot be written.
    """
    places, homes = _places(parts, by), _homes(parts, by)
    partitions = _partition_digests(places, homes, digests, f"{_LAYOUT} {list(by)} {written_with}")
    before = read_manifest(folder)
    known = before["partitions"] if before else {}
    changed = {place: digest for place, digest in partitions.items() if known.get(place) != digest}
    tables: dict[str, list[dict[str, Any]]] = {}
    for table in TABLES:
        if table == "agencies":
            tables[table] = [_write_agencies(parts, folder)]
            continue
        _write_changed(table, _placed(table, parts, places, homes), changed, folder)
        kept = [file for file in before["tables"][table] if file["partition"] not in changed] if before else []
        fresh = [_described(table, place, digest, folder) for place, digest in changed.items()]
        found = [file for file in kept if file["partition"] in partitions] + [file for file in fresh if file]
        tables[table] = sorted(found, key=lambda file: str(file["partition"]))
    os.sync()  # a loss of power must not leave a name without what it names
    _swap({"layout": _LAYOUT, "partitioned_by": list(by), "partitions": partitions, "tables": tables}, folder)
    _remove_others({*files_of(tables), *(files_of(before["tables"]) if before else ())}, folder)


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest in `folder`; None where there is none of this layout."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return manifest if manifest.get("layout") == _LAYOUT else None


def files_of(tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> list[str]:
    """The paths of all files of a manifest's tables, relative to its folder."""
    return [file["path"] for files in tables.values() for file in files]


def table_files(folder: Path, table: str) -> list[Path]:
    """The files of a run's table in either form: the single file, or those that the manifest names.

    Raises:
        FileNotFoundError: no run has written to the folder.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        path = folder / f"{table}.parquet"
        path.stat()
        return [path]
    return [folder / file["path"] for file in manifest["tables"][table]]


def read_table(folder: Path, table: str) -> pl.DataFrame:
    """A run's table in either form.

    Raises:
        FileNotFoundError: no run has written to the folder.
    """
    import polars as pl

    files = table_files(folder, table)
    return pl.read_parquet(files) if files else pl.DataFrame(schema=table_schema(table))


def remove_dataset(folder: Path) -> None:
    """Remove the manifest and the files of datasets, if there are any."""
    if read_manifest(folder) is not None:
        (folder / MANIFEST).unlink()
        _remove_others(set(), folder)


def _places(parts: Sequence[Path], by: Sequence[str]) -> pl.DataFrame:
    """Each document with its source and the folder of its partition, in the order of the ids."""
    import polars as pl

    year = pl.coalesce(pl.col("plan_year_start"), pl.col("issued_on").dt.year().cast(pl.Int16))
    values = {"year": year.cast(pl.String)} | {name: pl.col(name) for name in COLUMNS if name != "year"}
    documents = pl.scan_parquet(_files(parts, "documents"))
    chosen = documents.select("document_id", "source_id", *(values[name].alias(name) for name in by)).collect()
    folders = ["/".join(f"{name}={_folder(row[name])}" for name in by) for row in chosen.iter_rows(named=True)]
    return chosen.select("document_id", "source_id", pl.Series(_PARTITION, folders, dtype=pl.String))


def _folder(value: str | None) -> str:
    return _NONE if value is None else quote(value, safe="")


def _homes(parts: Sequence[Path], by: Sequence[str]) -> pl.DataFrame:
    """Each source with the folder of the partition of its first document; one without documents has one for these."""
    import polars as pl

    sources = pl.scan_parquet(_files(parts, "sources")).select("source_id").collect()
    first = _places(parts, by).unique("source_id", keep="first", maintain_order=True)
    nowhere = "/".join(f"{name}={_NONE}" for name in by)
    homes = sources.join(first, on="source_id", how="left", maintain_order="left")
    return homes.select("source_id", pl.col(_PARTITION).fill_null(nowhere).alias(_HOME))


def _partition_digests(
    places: pl.DataFrame, homes: pl.DataFrame, digests: Mapping[str, str], written_with: str
) -> dict[str, str]:
    """By partition, a digest of all sources that have rows in it."""
    members: dict[str, set[str]] = defaultdict(set)
    for source_id, place in [*places.select("source_id", _PARTITION).iter_rows(), *homes.iter_rows()]:
        members[place].add(source_id)
    found = {}
    for place, sources in sorted(members.items()):
        told = " ".join(f"{source_id}:{digests[source_id]}" for source_id in sorted(sources))
        found[place] = _short(f"{written_with} {place} {told}".encode())
    return found


def _placed(table: str, parts: Sequence[Path], places: pl.DataFrame, homes: pl.DataFrame) -> pl.LazyFrame:
    """The rows of a table with the partition of each, in their order."""
    import polars as pl

    rows = pl.scan_parquet(_files(parts, table))
    columns = TABLES[table].model_fields
    if table == "task_agencies":
        rows = rows.with_columns(document_id=pl.col("task_id").str.replace(r"-\d+$", ""))
    if "document_id" in columns or table == "task_agencies":
        placed = places.lazy().select("document_id", _PARTITION)
        rows = rows.join(placed, on="document_id", how="left", maintain_order="left")
    else:
        rows = rows.with_columns(pl.lit(None, pl.String).alias(_PARTITION))
    if "source_id" in columns:
        rows = rows.join(homes.lazy(), on="source_id", how="left", maintain_order="left")
        rows = rows.with_columns(pl.coalesce(_PARTITION, _HOME).alias(_PARTITION))
    return rows.select(*columns, _PARTITION)


def _write_changed(table: str, rows: pl.LazyFrame, changed: Mapping[str, str], folder: Path) -> None:
    import polars as pl

    if not changed:
        return

    def path_of(arguments: Any) -> str:
        place = str(arguments.partition_keys[_PARTITION].item())
        return f"{place}/{changed[place]}.parquet"

    target = pl.PartitionBy(
        folder / table,
        key=_PARTITION,
        include_key=False,
        file_path_provider=path_of,
        approximate_bytes_per_file=None,  # one file a partition
    )
    rows.filter(pl.col(_PARTITION).is_in(sorted(changed))).sink_parquet(
        target, compression=COMPRESSION, statistics=True, maintain_order=True, mkdir=True
    )


def _write_agencies(parts: Sequence[Path], folder: Path) -> dict[str, Any]:
    """The one file of the agencies, which belong to no document; there are few of them."""
    made = folder / "agencies" / "new.parquet"
    made.parent.mkdir(exist_ok=True)
    join_tables("agencies", _files(parts, "agencies"), made, is_last_use=False)
    digest = _short(made.read_bytes())
    made.replace(made.with_name(f"{digest}.parquet"))
    described = _described("agencies", "", digest, folder)
    assert described is not None
    return described


def _described(table: str, place: str, digest: str, folder: Path) -> dict[str, Any] | None:
    """A file of a table as it stands in the manifest; None where the partition has no rows of it."""
    import polars as pl

    path = folder / table / place / f"{digest}.parquet"
    if not path.is_file():
        return None
    values = dict(part.split("=", 1) for part in place.split("/")) if place else {}
    return {
        "path": path.relative_to(folder).as_posix(),
        "partition": place,
        "values": {name: None if value == _NONE else unquote(value) for name, value in values.items()},
        "rows": pl.scan_parquet(path).select(pl.len()).collect().item(),
        "bytes": path.stat().st_size,
    }


def _swap(manifest: Mapping[str, Any], folder: Path) -> None:
    fresh = folder / f".{MANIFEST}"
    fresh.write_bytes(json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n")
    fresh.replace(folder / MANIFEST)


def _remove_others(named: Set[str], folder: Path) -> None:
    """Remove files of datasets that are not `named`, and folders that are empty then."""
    for table in TABLES:
        for below, _, files in os.walk(folder / table, topdown=False):
            for name in files:
                path = Path(below) / name
                if path.suffix == ".parquet" and path.relative_to(folder).as_posix() not in named:
                    path.unlink()
            with suppress(OSError):  # not empty
                Path(below).rmdir()


def _files(parts: Sequence[Path], table: str) -> list[Path]:
    return [part / f"{table}.parquet" for part in parts]


def _short(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
