"""From path to document: identity, published path, and refusals that say what to do."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from ingest import UnreadableSource, read_bytes, read_source
from ingest.media_type import NAMES
from ingest.readers import READERS


def test_identity_and_path(tmp_path: Path) -> None:
    folder = tmp_path / "năm 2019"
    folder.mkdir()
    path = folder / "kế hoạch.pdf"
    path.write_text("Kế hoạch", encoding="utf-8")
    document = read_source(path, root=tmp_path)
    digest = hashlib.sha256("Kế hoạch".encode()).hexdigest()
    assert document.source.path == "năm 2019/kế hoạch.pdf"
    assert (document.source.sha256, document.source.source_id) == (digest, digest[:16])
    assert document.source.bytes == len("Kế hoạch".encode())
    assert (document.source.media_type, document.reader, document.encoding) == ("text/plain", "ocr_text", "utf-8")


def test_path_outside_the_root_is_kept_as_given(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a", encoding="utf-8")
    assert read_source(path).source.path == path.as_posix()
    assert read_source(path, root=tmp_path / "b").source.path == path.as_posix()


def test_published_path_is_text(tmp_path: Path) -> None:
    for name, published in ((b"ke\xcc\x82\xcc\x81.txt", "k\u1ebf.txt"), (b"\xff.txt", "\ufffd.txt")):
        path = tmp_path / os.fsdecode(name)
        path.write_text("a", encoding="utf-8")
        assert read_source(path, root=tmp_path).source.path == published
    link = tmp_path / "link.txt"
    link.symlink_to(__file__)
    assert read_source(link, root=tmp_path).source.path == "link.txt"


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty", "is empty"),
        (b"%PDF-1.7", "damaged", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "damaged", "image"),
        (b"GIF89a" + bytes(range(20)), "not_text", "binary"),
        (bytes(100), "not_text", "binary"),
        (b"Quy\x00t dinh ve viec ban hanh ke hoach", "not_text", "NUL byte at offset 3"),
        ("Été à la mer, garçon, déjà".encode("latin-1"), "unknown_encoding", "windows-1258, TCVN3 and VNI"),
    ],
)
def test_refusals(data: bytes, code: str, words: str) -> None:
    with pytest.raises(UnreadableSource) as caught:
        read_bytes(data, "a/b.txt")
    error = caught.value
    assert (error.code, error.source is not None and error.source.path) == (code, "a/b.txt")
    assert "a/b.txt" in error.message
    assert words in error.message
    assert error.resolution
    assert str(error) == f"{error.message} {error.resolution}"


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path, code in (
        (tmp_path / "none.txt", "not_found"),
        (tmp_path, "not_a_file"),
        (tmp_path / ("x" * 300), "not_readable"),
    ):
        with pytest.raises(UnreadableSource) as caught:
            read_source(path)
        assert (caught.value.code, caught.value.source) == (code, None)


def test_text_without_words_is_a_problem() -> None:
    document = read_bytes(b" \n\n", "a.txt")
    assert [problem.code for problem in document.problems] == ["no_words"]
    assert [page.words_in for page in document.pages] == [0]


def test_registry_names_known_types_once() -> None:
    served = [media_type for media_types, _ in READERS for media_type in media_types]
    assert len(served) == len(set(served))
    assert set(served) <= set(NAMES)
