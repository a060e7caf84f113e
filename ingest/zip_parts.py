"""Parts of office files: members of a zip archive, of a sane size, and XML without entities or network."""

from __future__ import annotations

import io
import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from ingest.errors import UnreadableSource
from ingest.limits import check_unpacked

_STRICT = b"http://purl.oclc.org/ooxml/"
_COMMON = b"http://schemas.openxmlformats.org/"
_DECLARATION = b"<!DOCTYPE"  # of a document type, with its entities: no office file of today may hold one
_RESOLUTION = "Open the file in the program it was made with and save it again."


class Parts:
    """The parts of an office file by name.

    Raises:
        UnreadableSource: `damaged` when the archive or a part of it cannot be unpacked or parsed, `too_large` when a
            parts that are read unpack to more than the limits allow, `encrypted` when it asks for a password.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise _damaged("The archive", error) from error
        self._unpacked = 0
        self._names = {info.filename.replace("\\", "/").lstrip("/"): info for info in self._archive.infolist()}

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def names(self) -> list[str]:
        """Names of all parts, in the order of the archive."""
        return list(self._names)

    def xml(self, name: str) -> etree._Element | None:
        """The root of a part; None when there is no such part."""
        data = self.data(name)
        if data is None:
            return None
        refuse_declarations(name, data)
        try:
            return parse_xml(_transitional(data))
        except etree.XMLSyntaxError as error:
            raise _damaged(f"The part {name}", error) from error

    def data(self, name: str) -> bytes | None:
        """The bytes of a part; None when there is no such part."""
        info = self._names.get(name)
        if info is None:
            return None
        self._unpacked += info.file_size  # no more than this is unpacked, whatever the part itself says
        check_unpacked(self._unpacked, f"What is read up to the part {info.filename}")
        try:
            return self._archive.read(info)
        except (
            zipfile.BadZipFile,
            zlib.error,
            lzma.LZMAError,
            OSError,
            EOFError,
            ValueError,
            NotImplementedError,
        ) as error:
            raise _damaged(f"The part {name}", error) from error
        except RuntimeError as error:  # what zipfile raises for a password
            raise UnreadableSource(
                "encrypted", f"The part {name} is encrypted.", "Save it without a password."
            ) from error

    def check_sizes(self) -> None:
        """Refuse an archive whose parts together unpack to too much, for programs that unpack it themselves.

        Raises:
            UnreadableSource: `too_large`.
        """
        check_unpacked(sum(info.file_size for info in self._archive.infolist()), "The file with all its parts")

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


def refuse_declarations(name: str, data: bytes) -> None:
    """Refuse a part that declares a document type, before any parser sees it.

    Raises:
        UnreadableSource: `damaged`.
    """
    if _DECLARATION in data:
        raise UnreadableSource("damaged", f"The part {name} declares a document type of its own.", _RESOLUTION)


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
