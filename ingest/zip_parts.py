"""Parts of office files: members of a zip archive, of a sane size, and XML without entities or network."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterable, Iterator

from lxml import etree

from ingest.errors import UnreadableSource

MAX_PART = 256 * 1024 * 1024
"""Bytes of a part once unpacked; the text of a thousand pages in Word has about 50 MB of XML."""

_STRICT = b"http://purl.oclc.org/ooxml/"
_COMMON = b"http://schemas.openxmlformats.org/"
_RESOLUTION = "Open the file in the program it was made with and save it again."


class Parts:
    """The parts of an office file by name.

    Raises:
        UnreadableSource: `damaged` when the archive or a part of it cannot be unpacked or parsed, `too_large` when a
            part is larger than `MAX_PART`, `encrypted` when it asks for a password.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise _damaged("The archive", error) from error
        self._names = {info.filename.replace("\\", "/").lstrip("/"): info for info in self._archive.infolist()}

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def names(self) -> list[str]:
        """Names of all parts, in the order of the archive."""
        return list(self._names)

    def xml(self, name: str) -> etree._Element | None:
        """The root of a part; None when there is no such part."""
        data = self.data(name)
        try:
            return parse_xml(_transitional(data)) if data is not None else None
        except etree.XMLSyntaxError as error:
            raise _damaged(f"The part {name}", error) from error

    def data(self, name: str) -> bytes | None:
        """The bytes of a part; None when there is no such part."""
        info = self._names.get(name)
        if info is None:
            return None
        _check_sizes([info])
        try:
            return self._archive.read(info)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as error:
            raise _damaged(f"The part {name}", error) from error
        except RuntimeError as error:  # what zipfile raises for a password
            raise UnreadableSource(
                "encrypted", f"The part {name} is encrypted.", "Save it without a password."
            ) from error

    def check_sizes(self) -> None:
        """Check all parts at once, for programs that unpack the file themselves."""
        _check_sizes(self._names.values())

    def relations(self, name: str) -> dict[str, str]:
        """Names of the parts that the part `name` refers to, by type (the last word of its address)."""
        found: dict[str, str] = {}
        for kind, _, path in self._relations(name):
            found.setdefault(kind if kind not in found else f"{kind} {path}", path)
        return found

    def related(self, name: str, identity: str) -> str | None:
        """The name of the part that the part `name` refers to as `identity`; None when it refers to none."""
        return next((path for _, own, path in self._relations(name) if own == identity), None)

    def _relations(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Type, identity and part of each relation of a part."""
        folder, file = posixpath.split(name)
        root = self.xml(f"{folder}/_rels/{file}.rels".lstrip("/"))
        for node in root if root is not None else ():
            target = node.get("Target") or ""
            kind = (node.get("Type") or "").rsplit("/", 1)[-1]
            if node.get("TargetMode") != "External" and target:
                path = posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")
                yield kind, node.get("Id") or "", path


def _check_sizes(parts: Iterable[zipfile.ZipInfo]) -> None:
    """Refuse parts that unpack to more than `MAX_PART` bytes.

    Raises:
        UnreadableSource: `too_large`.
    """
    for info in parts:
        if info.file_size > MAX_PART:
            raise UnreadableSource(
                "too_large",
                f"The part {info.filename} unpacks to {info.file_size} bytes.",
                "Check that the file is what it seems to be; split it if it is.",
            )


def parse_xml(data: bytes) -> etree._Element:
    """The root of an XML file; entities stay unresolved, nothing is fetched, huge trees are refused.

    Raises:
        lxml.etree.XMLSyntaxError: it is not well-formed, or too deep or too large for a sane file.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_pis=True)
    return etree.fromstring(data, parser)


def _transitional(data: bytes) -> bytes:
    """The same XML in the namespaces that nearly all files use; ISO 29500 "strict" differs in their names alone."""
    if _STRICT not in data:
        return data
    return data.replace(_STRICT + b"officeDocument/", _COMMON + b"officeDocument/2006/").replace(
        _STRICT + b"wordprocessingml/main", _COMMON + b"wordprocessingml/2006/main"
    )


def _damaged(what: str, error: Exception) -> UnreadableSource:
    return UnreadableSource("damaged", f"{what} cannot be read: {error}.", _RESOLUTION)
