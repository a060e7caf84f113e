"""Texts, pictures and names that are odd in themselves."""

from __future__ import annotations

import io
import os
import random
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from scripts.hostile.values import ANY, FAILED, BadFile

_LONG = 10_000_000
_HEAVY = ("romans", "pipes", "rules", "form-feeds", "blank")
_PLAN = "KẾ HOẠCH\nCải cách hành chính năm 2033\n\nI. MỤC ĐÍCH\n1. Yêu cầu chung của kế hoạch.\n"


def text_files() -> Iterator[BadFile]:
    """Texts in odd encodings, of odd characters, of odd length, and with numbers that are none."""
    yield from _encodings()
    yield from _characters()
    yield from _long_lines()
    yield from _odd_numbers()


def _encodings() -> Iterator[BadFile]:
    for codec in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-7", "cp1258", "gb18030"):
        yield BadFile(f"texts/{codec}.txt", _PLAN.encode(codec, "replace"))
        yield BadFile(f"texts/{codec}-odd.txt", _PLAN.encode(codec, "replace")[:-1] + b"\xff")
    mixed = _PLAN.encode() + _PLAN.encode("utf-16-le") + _PLAN.encode("cp1258", "replace") + _PLAN.encode("utf-8")
    yield BadFile("texts/mixed.txt", mixed)
    yield BadFile("texts/half-pairs.txt", _PLAN.replace(" ", "\ud800").encode("utf-8", "surrogatepass"))
    yield BadFile("texts/nul.txt", _PLAN.replace(" ", "\0").encode())
    for codec in ("undefined", "idna", "punycode", "unicode_escape", "rot13", "zip", "utf-16", "nonsense"):
        page = f'<html><head><meta charset="{codec}"></head><body><p>\\ud800 \xff\xfe xn--a</p></body></html>'
        yield BadFile(f"texts/charset-{codec}.html", page.encode("latin-1"))


def _characters() -> Iterator[BadFile]:
    for name, text in {
        "right-to-left": _PLAN.replace(" ", " \u202e"), "isolates": _PLAN.replace(" ", "\u2066 \u2069"),
        "controls": _PLAN.replace(" ", "\x1b[2J \x07"), "c1": _PLAN.replace(" ", "\x9b2J "),
        "joined": _PLAN.replace("a", "a\u0301" * 50),
        "marks-alone": "\u0301" * 50_000, "line-ends": "\u2028\u2029\x85\x0b\x0c" * 10_000,
        "form-feeds": "a\f" * 100_000,
        "pipes": "|" * 300_000, "rules": "|---" * 50_000 + "\n" + "|" * 50_000, "tags": "<td>" * 100_000,
        "formulas": "| TT | =cmd|' /C calc'!A0 |\n|---|---|\n| 1 | @SUM(1+1) |\n",
        "scripts": "<script>alert(1)</script>\n" + _PLAN,
        "dates": "ngày 99 tháng 99 năm 9999 " * 3000, "money": "9" * 100_000 + " đồng", "numbers": "1." * 100_000,
        "articles": "Điều 999z. A\n" * 5000, "romans": "I" * 50_000, "brackets": "(" * 100_000,
        "quotes": "\u201c" * 100_000,
        "agencies": "UBND các huyện: " + "A, " * 20_000, "labels": "a) b) c) " * 20_000, "dashes": "- " * 100_000,
        "same-line": "Sở Nội vụ chủ trì\n" * 20_000, "blank": " \t\n" * 100_000, "byte-order-marks": "\ufeff" * 10_000,
    }.items():  # fmt: skip
        yield BadFile(f"texts/{name}.txt", text.encode(), ANY, name in _HEAVY)


def _long_lines() -> Iterator[BadFile]:
    yield BadFile("texts/one-line-words.txt", ("Sở Nội vụ chủ trì, phối hợp " * (_LONG // 30)).encode(), ANY, True)
    yield BadFile("texts/one-line-letters.txt", b"a" * _LONG, ANY, True)
    yield BadFile("texts/one-line-marks.txt", "ệ".encode() * (_LONG // 3), ANY, True)
    yield BadFile("texts/one-line-random.txt", lambda: _printable(_LONG), ANY, True)
    yield BadFile("texts/one-line-paragraph.html", b"<html><body><p>" + b"a b " * (_LONG // 4), ANY, True)
    yield BadFile("texts/one-line-attribute.html", b"<html><body><p title='" + b"a" * _LONG + b"'>a", ANY, True)


def _odd_numbers() -> Iterator[BadFile]:
    head = "level page_num block_num par_num line_num word_num left top width height conf text".replace(" ", "\t")
    odd = (
        "5\tnan\t1",
        "5\t1\t1\t1\t1\t1\tnan\tinf\t-inf\t1e400\t90\ta",
        "5" + "\t9999999999999999999" * 10 + "\ta",
        "9" * 6000,
    )
    yield BadFile("texts/odd-numbers.tsv", "\n".join([head, *odd]).encode())
    yield BadFile(
        "texts/odd-numbers.alto",
        b'<alto><Page WIDTH="nan"><TextLine><String HPOS="1e308" CONTENT="a"/></TextLine></Page></alto>',
    )
    line = f"<span class='ocr_line' title='bbox {'9' * 6000} 0 1 1'>a</span>"
    page = f"<html><body><div class='ocr_page' title='bbox 0 0 {'9' * 400} 9'>{line}</div></body></html>"
    yield BadFile("texts/odd-numbers.hocr", page.encode())
    table = b'<TableRegion><TableCell row="1e300" col="1e300" colSpan="1e300"/></TableRegion>'
    odd_page = b'<PcGts><Page imageWidth="1e-300" orientation="1e308">%s</Page></PcGts>'
    yield BadFile("texts/odd-numbers.page", odd_page % table)


def _printable(size: int) -> bytes:
    """Printable characters by chance, the same each time."""
    table = bytes(32 + code % 95 for code in range(256))
    return random.Random(size).randbytes(size).translate(table)  # noqa: S311 - no secret


def picture_files() -> Iterator[BadFile]:
    """Pictures of odd sizes and TIFF files that lie."""
    from PIL import Image

    def saved(form: str, mode: str, width: int, height: int, **options: object) -> bytes:
        buffer = io.BytesIO()
        Image.new(mode, (width, height), 1).save(buffer, form, **options)
        return buffer.getvalue()

    for form in ("PNG", "JPEG", "TIFF", "GIF", "BMP"):
        yield BadFile(f"pictures/1x1.{form.lower()}", saved(form, "L", 1, 1), ANY, True)
    for width, height in ((1, 5000), (5000, 1), (3, 3)):
        yield BadFile(f"pictures/{width}x{height}.png", saved("PNG", "L", width, height), ANY, True)
    yield BadFile("pictures/60000x60000.png", lambda: _vast_png(60_000), FAILED, True)
    small = saved("PNG", "L", 9, 9)
    yield BadFile(
        "pictures/size-lies.png", small.replace(struct.pack(">LL", 9, 9), struct.pack(">LL", 9, 20_000_000)), ANY, True
    )
    yield BadFile("pictures/size-zero.png", small.replace(struct.pack(">LL", 9, 9), struct.pack(">LL", 0, 9)), FAILED)
    yield from _tiffs()


def _vast_png(side: int) -> bytes:
    """A PNG file of `side` x `side` white pixels, one bit each."""
    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * ((side + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))

    head = struct.pack(">LLBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _tiffs() -> Iterator[BadFile]:
    def entry(tag: int, kind: int, count: int, value: int) -> bytes:
        return struct.pack("<HHLL", tag, kind, count, value)

    def directory(*entries: bytes, following: int = 0) -> bytes:
        return struct.pack("<H", len(entries)) + b"".join(entries) + struct.pack("<L", following)

    head = b"II*\0" + struct.pack("<L", 8)
    size = [entry(256, 4, 1, 100), entry(257, 4, 1, 100), entry(258, 3, 1, 8), entry(259, 3, 1, 1), entry(262, 3, 1, 1)]
    yield BadFile(
        "pictures/directory-loop.tif",
        head + directory(*size, entry(273, 4, 1, 8), entry(279, 4, 1, 9), following=8),
        ANY,
        True,
    )
    yield BadFile(
        "pictures/strips-outside.tif",
        head + directory(*size, entry(273, 4, 1, 99_999_999), entry(279, 4, 1, 9)),
        ANY,
        True,
    )
    yield BadFile(
        "pictures/strips-vast.tif",
        head + directory(*size, entry(273, 4, 1, 8), entry(279, 4, 1, 0xFFFFFFF0)),
        ANY,
        True,
    )
    yield BadFile(
        "pictures/strips-many.tif",
        head + directory(*size, entry(273, 4, 0xFFFFFF, 8), entry(279, 4, 0xFFFFFF, 8)),
        ANY,
        True,
    )
    yield BadFile("pictures/entries-lie.tif", head + struct.pack("<H", 65_535) + bytes(40), ANY, True)
    yield BadFile("pictures/no-directory.tif", head[:4] + struct.pack("<L", 0), FAILED)
    wide = [entry(256, 4, 1, 0xFFFFFFFF), entry(257, 4, 1, 0xFFFFFFFF), *size[2:], entry(273, 4, 1, 8)]
    yield BadFile("pictures/sides-vast.tif", head + directory(*wide), FAILED)
    vast = [entry(256, 4, 1, 60_000), entry(257, 4, 1, 60_000), entry(258, 3, 1, 1), entry(259, 3, 1, 4), *size[4:]]
    strips = [entry(273, 4, 1, 8), entry(278, 4, 1, 60_000), entry(279, 4, 1, 40)]
    yield BadFile("pictures/60000x60000.tif", head + directory(*vast, *strips), FAILED)
    pair = directory(*size, entry(273, 4, 1, 8), entry(279, 4, 1, 9))
    second = directory(*vast, *strips)
    pair = directory(*size, entry(273, 4, 1, 8), entry(279, 4, 1, 9), following=8 + len(pair))
    yield BadFile("pictures/second-frame-vast.tif", head + pair + second, FAILED, True)
    chain = bytearray(head)
    for number in range(5000):
        place = len(chain)
        length = len(directory(*size))
        chain += directory(*size, following=place + length if number < 4999 else 0)
    yield BadFile("pictures/directories-many.tif", bytes(chain), FAILED)


def named_files() -> Iterator[BadFile]:
    """Files whose names are the attack, and what is no file at all."""
    for number, name in enumerate(
        (
            "new\nline.txt", "return\rline.txt", "tab\tname.txt", "\x1b[2Jescape.txt", "\x1b]0;title\x07.txt",
            "\x9b2Jc1.txt",
            "[red]markup[/red].txt", "\u202etxt.gnp", "\u2066isolated\u2069.txt",
            "<script>alert(1)</script>.txt".replace("/", "_"),
            "=cmd|calc.txt", "'quoted'\".txt", "$(touch escaped).txt", "`touch escaped`.txt", "; rm -rf escaped.txt",
            "-rf.txt",
            "--out.txt", "%s%n%x.txt", "{0}{path}.txt", "a" * 250 + ".txt", "e\u0301.txt", "\u00e9.txt", "CON.txt",
            "file:..%2f..%2fetc.txt", "s3:name.txt", "*?[a].txt", "\ufeffmark.txt", "\u2028separator.txt",
            "\ue000.txt", "😀.txt",
        )
    ):  # fmt: skip
        yield BadFile(f"names/{name}", f"{_PLAN}Số {number}\n".encode())
    yield BadFile(b"names/\xff\xfe not text.txt", f"{_PLAN}Số 99\n".encode())
    deep = "/".join(["folder" * 5] * 60)
    yield BadFile(f"names/{deep}/deep.txt", f"{_PLAN}Số 98\n".encode())
    yield BadFile("kinds/pipe.txt", may_be=FAILED, make=lambda path: os.mkfifo(path))
    yield BadFile("kinds/loop.txt", may_be=FAILED, make=lambda path: path.symlink_to(path.name))
    yield BadFile("kinds/nowhere.txt", may_be=FAILED, make=lambda path: path.symlink_to("gone.txt"))
    yield BadFile("kinds/outside.txt", may_be=FAILED, make=lambda path: path.symlink_to("/etc/passwd"))
    yield BadFile("kinds/device.txt", may_be=FAILED, make=lambda path: path.symlink_to("/dev/zero"))
    yield BadFile("kinds/process.txt", may_be=FAILED, make=lambda path: path.symlink_to("/proc/self/mem"))
    yield BadFile("kinds/socket.txt", may_be=FAILED, make=_socket)
    yield BadFile("kinds/locked.txt", make=_locked)  # who runs as root may read it all the same
    yield BadFile("kinds/sparse.txt", may_be=FAILED, make=_sparse)


def _socket(path: Path) -> None:
    import socket

    with socket.socket(socket.AF_UNIX) as made:
        before = Path.cwd()
        os.chdir(path.parent)  # the name of a socket may have a hundred bytes
        try:
            made.bind(path.name)
        finally:
            os.chdir(before)


def _locked(path: Path) -> None:
    path.write_text(_PLAN, encoding="utf-8")
    path.chmod(0)


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2_000_000_000)
