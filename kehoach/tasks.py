"""What the command and those who work for it say to each other: tasks, questions and answers, each a plain value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

from kehoach.limits import Limits
from kehoach.remote import Remote
from kehoach.reviews import Said
from kehoach.state import Stage, Summary
from outputs.rows import RunLinks
from schemas.document import Source, SourceStatus


@dataclass(frozen=True, slots=True)
class SourceTask:
    """Read one file through all stages; it is published under its path relative to `root`."""

    path: Path | Remote
    root: Path
    limits: Limits = field(default_factory=Limits)
    is_watched: bool = True
    """Whether it is part of a batch, which nothing that may never end should hold up."""
    leads_out: bool = False
    """Whether it is a link out of the folder that was named, and not to be followed."""


@dataclass(frozen=True, slots=True)
class IdentifyTask:
    """Tell what a source is, and how many pages it has, without reading it."""

    path: Path | Remote
    root: Path
    limits: Limits
    leads_out: bool = False


@dataclass(frozen=True, slots=True)
class IdentifyDone:
    """What a source is."""

    source: Source
    pages: int


@dataclass(frozen=True, slots=True)
class Identified:
    """A worker has the bytes of a source and asks what is known of them."""

    source: Source


@dataclass(frozen=True, slots=True)
class Counted:
    """A worker tells how many pages its source has; it needs no answer."""

    pages: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a content: what earlier runs kept, packed (as read, or as parsed), and what people said."""

    document: bytes | None = None
    parsed: bytes | None = None
    said: Said = field(default_factory=Said)


Ask: TypeAlias = Callable[[Source], Known | None]
"""What the command knows of a source; None says that there is nothing left to do for this content."""


class Supervisor(Protocol):
    """Whom one who works on a source turns to."""

    def known(self, source: Source) -> Known | None:
        """What is known of a source; None: there is nothing left to do."""
        ...

    def counted(self, pages: int) -> None:
        """Take note of how many pages it has, and allow time for them."""
        ...


@dataclass(frozen=True, slots=True)
class SourceDone:
    """What came of a source; `kept` holds packed values by stage."""

    source: Source
    status: SourceStatus
    code: str | None
    error: str | None
    summary: Summary
    kept: Mapping[Stage, bytes]


@dataclass(frozen=True, slots=True)
class NothingToDo:
    """The content is known, or another file of the run has it."""

    source: Source


@dataclass(frozen=True, slots=True)
class Copy:
    """One source among those that hold copies of the same acts: its bundle as parsed, its rows and facts, packed."""

    key: str
    parsed: bytes
    rows: bytes
    facts: bytes
    said: Said = field(default_factory=Said)


@dataclass(frozen=True, slots=True)
class CopiesTask:
    """Read sources that share acts again, each in the light of the others, in this order."""

    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class CopiesDone:
    """For each copy, in order: its counts, packed rows and packed facts."""

    settled: tuple[tuple[Summary, bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class ChunkTask:
    """Write the rows of some sources, and the records of those whose records are not in their place."""

    state: Path
    sources: tuple[tuple[str, str, tuple[str, ...]], ...]
    """Key, source id and published paths of each."""
    links: RunLinks
    digests: Mapping[str, str]
    """Of all that is published of a source, by its id."""
    part: Path
    """The folder to make."""
    earlier: Path | None
    """The part that the chunk had before."""
    records: frozenset[str]
    """Ids of the sources whose records are to be written."""
    records_folder: Path


@dataclass(frozen=True, slots=True)
class ChunkDone:
    """The chunk is written, unless the state was `damaged` or there was an `error` of the disk."""

    damaged: str = ""
    error: str = ""


Task: TypeAlias = IdentifyTask | SourceTask | CopiesTask | ChunkTask
Done: TypeAlias = IdentifyDone | SourceDone | NothingToDo | CopiesDone | ChunkDone
Work: TypeAlias = Callable[[Task, Supervisor], Done]
"""Does a task, wherever that is."""


@dataclass(frozen=True, slots=True)
class Death:
    """A worker died of a task, or was killed for it. `code` is `crashed`, `timed_out` or `memory_exceeded`."""

    code: str
    message: str
    resolution: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """A task with what came of it, the seconds it took, and how many workers it cost."""

    task: Task
    done: Done | Death
    seconds: float
    deaths: int = 0
