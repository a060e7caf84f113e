"""From a path or bytes to a `Document`: what the file is, and which reader serves it."""

from __future__ import annotations

import hashlib
import importlib
import unicodedata
from collections.abc import Callable
from pathlib import Path, PurePath

from ingest.errors import UnreadableSource
from ingest.media_type import (
    ALTO,
    BINARY,
    DOC,
    DOCLING,
    DOCX,
    EMPTY,
    EXCEL_XML,
    HOCR,
    HTML,
    JPEG,
    LOCKED,
    MHTML,
    NAMES,
    ODS,
    ODT,
    PAGE_XML,
    PDF,
    PNG,
    RTF,
    TESSERACT_TSV,
    TEXT,
    TIFF,
    WORD_XML,
    XLS,
    XLSX,
    detect_media_type,
)
from ingest.ocr_text import read_ocr_text
from schemas.document import Document, Source

Reader = Callable[[bytes, Source], Document]


def _in(module: str, function: str) -> Reader:
    """A reader whose module, and the libraries it needs, are loaded when a file of its kind comes."""

    def read(data: bytes, source: Source) -> Document:
        reader: Reader = getattr(importlib.import_module(f"ingest.{module}"), function)
        return reader(data, source)

    return read


READERS: tuple[tuple[tuple[str, ...], Reader], ...] = (
    ((TEXT,), read_ocr_text),
    ((HTML,), _in("html", "read_html")),
    ((MHTML,), _in("mhtml", "read_mhtml")),
    ((DOCX,), _in("docx", "read_docx")),
    ((XLSX,), _in("xlsx", "read_xlsx")),
    ((DOC, ODT, RTF, WORD_XML, XLS, ODS, EXCEL_XML), _in("office", "read_office")),
    ((HOCR,), _in("hocr", "read_hocr")),
    ((ALTO,), _in("alto", "read_alto")),
    ((PAGE_XML,), _in("page_xml", "read_page_xml")),
    ((TESSERACT_TSV,), _in("tesseract_tsv", "read_tesseract_tsv")),
    ((DOCLING,), _in("docling_json", "read_docling")),
    ((PDF,), _in("pdf_pages", "read_pdf")),
    ((PNG, JPEG, TIFF), _in("image", "read_image")),
)
"""Every reader with the media types it serves; a type is served by the first reader that names it."""


def read_source(path: Path, *, root: Path | None = None) -> Document:
    """Read the file at `path`; it is published under its path relative to `root`, or as given without one.

    Raises:
        UnreadableSource: the file cannot be had, is of a format without a reader, or is damaged.
    """
    return read_loaded(*load_source(path, root=root))


def load_source(path: Path, *, root: Path | None = None) -> tuple[bytes, Source]:
    """The bytes of the file at `path` and what they are, named as `read_source` does.

    Raises:
        UnreadableSource: the file cannot be had.
    """
    published = published_path(path, root)
    data = _bytes_of(path, published)
    return data, describe_source(data, published)


def _bytes_of(path: Path, published: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableSource("not_found", f"There is no file {published}.", "Check the path.") from error
    except IsADirectoryError as error:
        raise UnreadableSource("not_a_file", f"{published} is a folder.", "Name the files in it.") from error
    except OSError as error:
        raise UnreadableSource(
            "not_readable", f"{published} cannot be read: {error.strerror}.", "Check the permissions and the disk."
        ) from error


def read_bytes(data: bytes, path: str) -> Document:
    """Read a file's bytes; `path` is how the source is named in what is published.

    Raises:
        UnreadableSource: the bytes are of a format without a reader, or damaged. Its `source` is set.
    """
    return read_loaded(data, describe_source(data, path))


def read_loaded(data: bytes, source: Source) -> Document:
    """Read bytes of which `describe_source` has told what they are.

    Raises:
        UnreadableSource: the bytes are of a format without a reader, or damaged. Its `source` is set.
    """
    for media_types, reader in READERS:
        if source.media_type in media_types:
            try:
                return reader(data, source)
            except UnreadableSource as error:
                raise UnreadableSource(
                    error.code, f"{source.path}: {error.message}", error.resolution, source
                ) from error.__cause__
    raise _refusal(source)


def describe_source(data: bytes, path: str) -> Source:
    """The identity of a file: its hash, its size, and its media type by content."""
    digest = hashlib.sha256(data).hexdigest()
    return Source(digest[:16], path, digest, detect_media_type(data), len(data))


def _refusal(source: Source) -> UnreadableSource:
    if source.media_type == EMPTY:
        return UnreadableSource("empty", f"{source.path} is empty.", "Get the file again.", source)
    if source.media_type == BINARY:
        return UnreadableSource(
            "not_text",
            f"{source.path} holds binary data, neither text nor a format that is known.",
            "Check that the file is complete and that it is the right one.",
            source,
        )
    if source.media_type == LOCKED:
        return UnreadableSource(
            "encrypted", f"{source.path} is an Office file under a password.", "Save it without the password.", source
        )
    name = NAMES.get(source.media_type, source.media_type)
    return UnreadableSource(
        "unsupported_format",
        f"{source.path} is {name}, and there is no reader for that.",
        "Convert it to text, HTML or .docx (or run OCR on it) and give that file.",
        source,
    )


def published_path(path: Path, root: Path | None) -> str:
    """`path` below `root`, in NFC; bytes of a file name that are no text read U+FFFD."""
    published, absolute = PurePath(path), path.absolute()
    if root is not None and absolute.is_relative_to(root.absolute()):
        published = absolute.relative_to(root.absolute())
    elif root is not None and path.resolve().is_relative_to(root.resolve()):
        published = path.resolve().relative_to(root.resolve())
    name = published.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return unicodedata.normalize("NFC", name)
