"""From the arguments of a command to the files it reads."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest import published_path
from kehoach.remote import Remote, find_remote, is_remote, local_path
from schemas.document import Source

_WILDCARDS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class FoundSources:
    """Files to read, in the order of their paths, and the folder the published paths of local ones start from."""

    paths: tuple[Path | Remote, ...]
    root: Path
    leading_out: frozenset[Path] = frozenset()
    """Of the paths, links that were found in a folder (not named themselves) and lead out of it."""


def find_sources(arguments: Sequence[str], *, without: Path | None = None) -> FoundSources:
    """The files that `arguments` (files, folders, glob patterns, URLs of stores) name, each once.

    Folders are searched to any depth; hidden files and what lies below `without` (the run's own output) are left out.
    A file that is named but not there is kept: reading it says what is wrong. The root is the folder itself, or the
    file's folder, or, for several arguments, the folder that is common to all; a URL is the root of what it names.
    Linked folders are not searched.

    Raises:
        NoStore: a store cannot be reached.
    """
    paths: dict[Path, Path] = {}
    remote: set[Remote] = set()
    roots = []
    leading_out: set[Path] = set()
    named: set[Path] = set()
    for argument in arguments:
        if is_remote(argument):
            remote.update(find_remote(argument))
            continue
        for path, root in _expand(local_path(argument)):
            roots.append(root.absolute())
            searched = path.is_dir()
            for file in _files_below(path) if searched else iter((path,)):
                if without is None or not file.absolute().is_relative_to(without.absolute()):
                    key = Path(os.path.normpath(file.absolute()))
                    paths.setdefault(key, file)
                    if (searched or str(path) != argument) and _leads_out(file, root):
                        leading_out.add(key)
                    else:
                        named.add(key)
    root = Path(os.path.commonpath([os.path.normpath(root) for root in roots])) if roots else Path.cwd()
    links = frozenset(paths[key] for key in leading_out - named)
    return FoundSources((*(paths[key] for key in sorted(paths)), *sorted(remote)), root, links)


def _leads_out(file: Path, folder: Path) -> bool:
    """Whether `file`, found below `folder`, is a link to something that is not below it."""
    real = os.path.realpath(file)
    return real != str(file.absolute()) and not Path(real).is_relative_to(os.path.realpath(folder))


def _expand(argument: str) -> Iterator[tuple[Path, Path]]:
    """Each path an argument stands for, with the folder it is published below."""
    path = Path(argument)
    if path.exists() or not _WILDCARDS.intersection(argument):
        yield path, path if path.is_dir() else path.parent
        return
    fixed = Path(*itertools.takewhile(lambda part: not _WILDCARDS.intersection(part), path.parts))
    for found in sorted(fixed.glob(path.relative_to(fixed).as_posix())):
        if not any(part.startswith(".") for part in found.relative_to(fixed).parts):
            yield found, fixed


def _files_below(folder: Path) -> Iterator[Path]:
    for name, folders, files in os.walk(folder):
        folders[:] = sorted(entry for entry in folders if not entry.startswith("."))
        for file in sorted(files):
            if not file.startswith("."):
                yield Path(name) / file


def name_of(path: Path | Remote, root: Path) -> str:
    """The path a file is published under."""
    return path.name if isinstance(path, Remote) else published_path(path, root)


def unknown_source(path: Path | Remote, root: Path) -> Source:
    """The identity of a source whose bytes could not be had: its id comes from its path."""
    name = name_of(path, root)
    return Source(hashlib.sha256(name.encode()).hexdigest()[:16], name, "", "", 0)
