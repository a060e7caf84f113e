"""What is known about the sources of an output folder, kept in one SQLite file: a run takes up where another stopped.

The key of a source is the SHA-256 of its content; a source whose bytes could not be had goes by `path-<source id>`.
Only the command that holds the lock of the folder writes. Values are compressed by the workers and stored as they come.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from kehoach.exit_codes import CannotGoOn, ExitCode
from kehoach.remote import Remote
from schemas.document import SourceStatus

FOLDER = ".kehoach"
"""Name of the folder below the output folder that holds the state."""
FILE = "state.db"

_LAYOUT = 1
_SETTLED_TIME = 2_000_000_000  # nanoseconds; a file changed more recently may change again with the same time
_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (path BLOB PRIMARY KEY, signature TEXT, key TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE results (
    key TEXT PRIMARY KEY, source_id TEXT NOT NULL, path TEXT NOT NULL, media_type TEXT, version TEXT NOT NULL,
    status TEXT NOT NULL, code TEXT, error TEXT, limits TEXT NOT NULL, deaths INTEGER NOT NULL, summary TEXT NOT NULL,
    evidence TEXT, stamp TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX results_of_source ON results (source_id);
CREATE TABLE kept (id INTEGER PRIMARY KEY, key TEXT NOT NULL, stage TEXT NOT NULL, version TEXT NOT NULL, value BLOB);
CREATE UNIQUE INDEX kept_by_stage ON kept (key, stage);
CREATE TABLE records (source_id TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
"""

Stage = Literal["read", "parsed", "rows", "facts", "settled_rows", "settled_facts"]
"""What is kept of a source: the document as read, the bundle as parsed, its rows and what it tells about acts; and the
last two once more, after copies of its acts have settled words."""


class StateDamaged(CannotGoOn):
    """The state cannot be used; the message says what to type."""

    exit_code = ExitCode.STATE_DAMAGED


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of one source."""

    documents: dict[str, int] = field(default_factory=dict)
    tasks: int = 0
    vnd: int = 0
    corrections: int = 0
    findings: dict[str, int] = field(default_factory=dict)
    pages: int = 0
    words: int = 0
    words_unparsed: int = 0
    filled: dict[str, int] = field(default_factory=dict)
    """Rows with a value by `table.column`, for the columns that `kehoach.expectations` can watch."""
    rows: dict[str, int] = field(default_factory=dict)
    """Rows by table, for the same."""
    text_tasks: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one content. `deaths` counts the workers it cost; `path` is the one it was published under."""

    key: str
    source_id: str
    path: str
    media_type: str | None
    version: str
    status: SourceStatus
    code: str | None
    error: str | None
    limits: str
    deaths: int
    summary: Summary
    evidence: str | None = None
    """Digest of the copies in whose light it was read again, None where it stands for itself."""
    stamp: str = ""
    """Digest of its rows as read first."""


class State:
    """The state of one output folder. Use as a context manager; leaving it commits.

    Raises (from every method):
        StateDamaged: the file is no state, is damaged, or was written by another version.
        OSError: the disk is full, or the file cannot be written.
    """

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self.path = folder / FILE
        with self._errors():
            if read_only:
                self._db = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
            else:
                folder.mkdir(parents=True, exist_ok=True)
                self._db = sqlite3.connect(self.path)
            self._prepare(read_only=read_only)

    def _prepare(self, *, read_only: bool) -> None:
        (layout,) = self._db.execute("PRAGMA user_version").fetchone()
        if layout not in (0, _LAYOUT):
            raise StateDamaged(f"{self.path} was written by another version of kehoach. {self._advice()}")
        if read_only:
            return
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")  # what is committed survives a loss of power
        if layout == 0:
            self._db.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {_LAYOUT}; COMMIT;")

    def __enter__(self) -> State:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None or not issubclass(kind, (StateDamaged, OSError)):
                self.commit()
        finally:
            self._db.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            raise OSError(f"{self.path} cannot be used: {error}") from error
        except (sqlite3.DatabaseError, zlib.error, ValueError, TypeError) as error:
            raise StateDamaged(self.damaged(str(error))) from error

    def damaged(self, how: str) -> str:
        """What to tell of a damaged state, with what to type."""
        return f"{self.path} is damaged ({how}). {self._advice()}"

    def _advice(self) -> str:
        folder = self.path.parent
        return (
            f"The tables are as the last complete run left them. Type: mv {folder} {folder}.damaged   and start the "
            "run again; every source is then read again."
        )

    def commit(self) -> None:
        """Bring what was recorded to the disk."""
        with self._errors():
            self._db.commit()

    def is_empty(self) -> bool:
        """Whether no source was recorded yet."""
        with self._errors():
            return self._db.execute("SELECT 1 FROM results LIMIT 1").fetchone() is None

    # Facts about the last run

    def set_meta(self, name: str, value: object) -> None:
        """Keep a JSON value by its name."""
        with self._errors():
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, json.dumps(value)))

    def meta(self, name: str) -> Any:
        """A value kept by `set_meta`, None where there is none."""
        with self._errors():
            found = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
            return json.loads(found[0]) if found else None

    # Files

    def key_of_file(self, path: Path | Remote) -> str | None:
        """The key of what is in `path`, if it was seen before and the file is as it was."""
        with self._errors():
            found = self._db.execute(_SELECT_FILE, (_absolute(path),)).fetchone()
        return found[1] if found and found[0] is not None and found[0] == signature_of(path) else None

    def last_key_of_file(self, path: Path | Remote) -> str | None:
        """The key of what was in `path` when it was seen last, None where the file has changed since."""
        with self._errors():
            found = self._db.execute(_SELECT_FILE, (_absolute(path),)).fetchone()
        if found is None or found[0] not in (None, signature_of(path)):
            return None
        return str(found[1])

    def set_file(self, path: Path | Remote, signature: str | None, key: str) -> None:
        """Remember what is in `path`; `signature` is that of the file before it was read."""
        with self._errors():
            row = (_absolute(path), signature, key)
            self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", row)

    # Results

    def result(self, key: str) -> Result | None:
        """What came of a content."""
        with self._errors():
            found = self._db.execute(_SELECT_RESULT, (key,)).fetchone()
            return _result(found) if found else None

    def known_result(self, key: str, name: str) -> Result:
        """The same of a content that was worked on; `name` is what it goes by in the message where it is missing."""
        result = self.result(key)
        if result is None:
            raise StateDamaged(self.damaged(f"nothing is known of {name}"))
        return result

    def stamp(self, key: str) -> str | None:
        """What the rows of a content follow from, without the rest of what is known of it."""
        with self._errors():
            found = self._db.execute(_SELECT_STAMP, (key,)).fetchone()
        return " ".join(map(str, found)) if found else None

    def results(self) -> Iterator[Result]:
        """Every result, in the order of the source ids."""
        with self._errors():
            for row in self._db.execute(_SELECT_RESULTS):
                yield _result(row)

    def settled(self) -> list[str]:
        """The keys of results that were settled with copies."""
        with self._errors():
            return [key for (key,) in self._db.execute("SELECT key FROM results WHERE evidence IS NOT NULL")]

    def set_result(self, result: Result) -> None:
        """Record what came of a content."""
        with self._errors():
            values = [
                json.dumps(asdict(result.summary)) if name == "summary" else getattr(result, name) for name in _NAMES
            ]
            self._db.execute(_INSERT_RESULT, values)

    def forget(self, keys: Iterable[str]) -> None:
        """Drop results, so that their sources are worked on again from what is kept of them."""
        with self._errors():
            self._db.executemany("DELETE FROM results WHERE key = ?", ((key,) for key in keys))

    def records(self) -> Iterator[tuple[str, str]]:
        """Source ids of the nested records that were put in their place, with a digest of what each follows from."""
        with self._errors():
            yield from self._db.execute("SELECT source_id, digest FROM records")

    def set_records(self, digests: Mapping[str, str]) -> None:
        """Remember that these records, and no others, are in their place."""
        with self._errors():
            self._db.execute("DELETE FROM records")
            self._db.executemany("INSERT INTO records VALUES (?, ?)", digests.items())

    # What the stages gave

    def kept(self, key: str, stage: Stage, version: str | None = None) -> bytes | None:
        """What a stage gave, if it is there and of this version."""
        with self._errors():
            found = self._db.execute(
                "SELECT value, version FROM kept WHERE key = ? AND stage = ?", (key, stage)
            ).fetchone()
        return found[0] if found and version in (None, found[1]) else None

    def keep(self, key: str, stage: Stage, version: str, value: bytes) -> None:
        """Keep what a stage gave, in place of what it gave before."""
        with self._errors():
            self._db.execute(
                "INSERT INTO kept (key, stage, version, value) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (key, stage) DO UPDATE SET version = excluded.version, value = excluded.value",
                (key, stage, version, value),
            )


def _absolute(path: Path | Remote) -> bytes:
    """A path as it is kept, however it was given."""
    if isinstance(path, Remote):
        return path.url.encode()
    return os.fsencode(os.path.abspath(path))  # noqa: PTH100 - without `..`, and without following links


def signature_of(path: Path | Remote) -> str | None:
    """Size, times and inode of a file; None where it is not there, or was changed so recently that it may change again.

    A time still to come (the clock was set back) counts as recent.
    """
    if isinstance(path, Remote):
        return path.signature
    try:
        found = path.stat()
    except OSError:
        return None
    latest = max(found.st_mtime_ns, found.st_ctime_ns)
    if time.time_ns() - latest < _SETTLED_TIME:
        return None
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino} {found.st_dev}"


_NAMES = tuple(Result.__dataclass_fields__)
_COLUMNS = ", ".join(_NAMES)
# The names are those of the fields above.
_SELECT_FILE = "SELECT signature, key FROM files WHERE path = ?"
_SELECT_STAMP = "SELECT stamp, version, evidence FROM results WHERE key = ?"
_SELECT_RESULT = f"SELECT {_COLUMNS} FROM results WHERE key = ?"  # noqa: S608
_SELECT_RESULTS = f"SELECT {_COLUMNS} FROM results ORDER BY source_id, key"  # noqa: S608
_INSERT_RESULT = f"INSERT OR REPLACE INTO results ({_COLUMNS}) VALUES ({', '.join('?' * len(_NAMES))})"  # noqa: S608


def _result(row: tuple[Any, ...]) -> Result:
    values = dict(zip(_NAMES, row, strict=True))
    values["summary"] = Summary(**json.loads(values["summary"]))
    return Result(**values)
