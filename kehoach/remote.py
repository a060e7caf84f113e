"""Files in object stores, by their URL (`s3://bucket/folder/a.pdf`): found, told apart, read, and runs put there.

Everything goes through fsspec; what a store needs is an extra of this package (`kehoach[s3]`, `kehoach[gcs]`).
Addresses and credentials are those of the store's own tools (for S3 the environment variables and files of AWS).
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from ingest import UnreadableSource
from kehoach.exit_codes import CannotGoOn

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem  # type: ignore[import-untyped]

_WILDCARDS = frozenset("*?[")
_TOLD_APART_BY = ("ETag", "etag", "md5Hash", "generation", "LastModified", "mtime", "updated")
_UPLOADED = "uploaded.json"


class NoStore(CannotGoOn):
    """A store cannot be reached; the message says what is missing."""


@dataclass(frozen=True, slots=True, order=True)
class Remote:
    """A file in a store: its URL, the URL of the folder it is published below, and what tells its content apart."""

    url: str
    root: str = field(compare=False)
    signature: str | None = field(compare=False, default=None)

    @property
    def name(self) -> str:
        """The path it is published under."""
        return self.url.removeprefix(self.root).lstrip("/")


def is_remote(argument: str) -> bool:
    """Whether an argument is a URL of a store; `file://` is none."""
    return "://" in argument and not argument.startswith("file://")


def local_path(argument: str) -> str:
    """An argument without `file://`."""
    return unquote(urlsplit(argument).path) if argument.startswith("file://") else argument


def find_remote(argument: str) -> Iterator[Remote]:
    """The files that a URL of a file, a folder or a glob pattern stands for; hidden ones are left out.

    Raises:
        NoStore: the store cannot be reached, or what it needs is not installed.
    """
    protocol = argument.partition("://")[0]
    with _told(argument):
        store = _store(argument)
        root = store._strip_protocol(argument).rstrip("/")
        if _WILDCARDS.intersection(argument):
            found = store.glob(root, detail=True)
            root = "/".join(root.split("/")[: next(i for i, p in enumerate(root.split("/")) if _WILDCARDS & set(p))])
        else:
            found = store.find(root, detail=True)
            if list(found) == [root]:
                root = root.rpartition("/")[0]
    for path, about in sorted(found.items()):
        below = path.removeprefix(root).lstrip("/")
        if about.get("type") == "file" and not any(part.startswith(".") for part in below.split("/")):
            yield Remote(f"{protocol}://{path}", f"{protocol}://{root}", _signature(about))
    if not found and not _WILDCARDS.intersection(argument):
        yield Remote(argument, argument.rpartition("/")[0])


def read_remote(remote: Remote, most: int | None) -> bytes:
    """The bytes of a file of at most `most` bytes.

    Raises:
        UnreadableSource: it is not there, is too large, or cannot be had.
    """
    try:
        store = _store(remote.url)
        size = store.size(remote.url)
        if most is not None and (size or 0) > most:
            raise _too_large(remote, most)
        data: bytes = store.cat_file(remote.url, end=most + 1 if most is not None and size is None else None)
    except FileNotFoundError as error:
        raise UnreadableSource("not_found", f"There is no file {remote.name}.", "Check the address.") from error
    except OSError as error:
        raise UnreadableSource(
            "not_readable", f"{remote.name} cannot be read: {error}.", "Check the credentials and the network."
        ) from error
    if most is not None and len(data) > most:  # the store did not tell the size, or another one
        raise _too_large(remote, most)
    return data


def _too_large(remote: Remote, most: int) -> UnreadableSource:
    return UnreadableSource(
        "too_large",
        f"{remote.name} has more than {most // 1_000_000} MB.",
        "Split the file, or allow more with --max-mb.",
    )


def upload(folder: Path, url: str, hidden: str) -> int:
    """Make `url` hold what `folder` holds (without the folder `hidden`); the number of files that were written there.

    `run.json` is removed first and written last, and a manifest after the files it names, so that who finds them finds
    what belongs to them. Only what changed since the last upload is written; only what an upload wrote is removed.

    Raises:
        NoStore: the store cannot be reached.
    """
    with _told(url):
        store = _store(url)
        base = store._strip_protocol(url).rstrip("/")
        before = _uploaded(store, base)
        now = {
            path.relative_to(folder).as_posix(): _digest(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.relative_to(folder).parts[0] != hidden
        }
        changed = sorted((name for name in now if before.get(name) != now[name]), key=_last)
        if not changed and before.keys() == now.keys():
            return 0
        gone = sorted(before.keys() - now.keys())
        _remove(store, base, ["run.json", *(name for name in gone if not name.endswith(".parquet"))])
        for name in changed:
            store.put_file(str(folder / name), f"{base}/{name}")
        _remove(store, base, [name for name in gone if name.endswith(".parquet")])
        store.pipe_file(f"{base}/{_UPLOADED}", json.dumps(now, indent=1).encode())
    return len(changed)


def _last(name: str) -> tuple[bool, bool, str]:
    """What says that the rest is there comes last."""
    return name == "run.json", name == "manifest.json", name


def _uploaded(store: AbstractFileSystem, base: str) -> dict[str, str]:
    try:
        before: dict[str, str] = json.loads(store.cat_file(f"{base}/{_UPLOADED}"))
    except (FileNotFoundError, ValueError):
        return {}
    return before


def _remove(store: AbstractFileSystem, base: str, names: list[str]) -> None:
    for name in names:
        with suppress(FileNotFoundError):
            store.rm_file(f"{base}/{name}")


def _store(url: str) -> AbstractFileSystem:
    import fsspec

    store: AbstractFileSystem = fsspec.filesystem(url.partition("://")[0])
    return store


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Turn what a store's library raises into what to do about it."""
    protocol = url.partition("://")[0]
    extra = {"gs": "gcs"}.get(protocol, protocol)
    unreachable: tuple[type[Exception], ...] = (OSError,)
    if aws := sys.modules.get("botocore.exceptions"):  # these are of a class of their own
        unreachable = (OSError, aws.BotoCoreError)
    try:
        yield
    except (ImportError, ValueError) as error:
        raise NoStore(f"{url} needs a package that is missing: pip install 'kehoach[{extra}]' ({error})") from error
    except unreachable as error:
        raise NoStore(f"{url} cannot be reached: {error}. Check address, credentials and network.") from error


def _signature(about: Mapping[str, Any]) -> str | None:
    """What tells the content apart, as far as the store tells; without that the file is read to find out."""
    told = [f"{name}={about[name]}" for name in _TOLD_APART_BY if about.get(name)]
    return f"{about.get('size')} {' '.join(told)}" if told else None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
