"""PDF files that turn on who reads them: loops, bombs, numbers that lie."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from scripts.fuzz.forms import SEPARATOR, pdf_of, pdf_of_objects, stream_of
from scripts.hostile.values import ANY, FAILED, BadFile

_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_PAGES = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
_PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<<%s>>>>>>"
)
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_WORDS = b"BT /F1 12 Tf 50 700 Td (Dieu 1. Ban hanh kem theo Quyet dinh nay Ke hoach) Tj ET\n"


def pdf_files() -> Iterator[BadFile]:
    """The PDF files of the suite."""
    yield from _page_trees()
    yield from _forms()
    yield from _bombs()
    yield from _odd_pages()
    yield from _references()


def _file(name: str, objects: list[bytes], may_be: frozenset[str] = ANY, *, slow: bool = False) -> BadFile:
    return BadFile(f"pdf/{name}.pdf", pdf_of_objects(objects), may_be, slow)


def _of(content: bytes, *more: bytes, xobjects: bytes = b"", entries: bytes = b"") -> list[bytes]:
    page = _PAGE % xobjects
    return [_CATALOG, _PAGES, page[:-2] + entries + b">>", stream_of(content), _FONT, *more]


def _page_trees() -> Iterator[BadFile]:
    kids = b" ".join(b"3 0 R" for _ in range(100_000))
    many = b"<</Type/Pages/Count 100000/Kids[%s]>>" % kids
    yield _file("hundred-thousand-same-pages", [_CATALOG, many, _PAGE % b"", stream_of(_WORDS), _FONT], FAILED)
    pages = [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"] * 100_000
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 100_003))
    yield _file(
        "hundred-thousand-pages", [_CATALOG, b"<</Type/Pages/Count 100000/Kids[%s]>>" % kids, *pages], FAILED, slow=True
    )
    yield _file("tree-of-itself", [_CATALOG, b"<</Type/Pages/Count 1/Kids[2 0 R]>>"])
    yield _file("tree-of-its-catalog", [_CATALOG, b"<</Type/Pages/Count 1/Kids[1 0 R]>>"])
    yield _file(
        "tree-in-a-ring", [_CATALOG, b"<</Type/Pages/Kids[3 0 R]>>", b"<</Type/Pages/Kids[2 0 R]/Parent 2 0 R>>"]
    )
    yield _file(
        "count-lies", [_CATALOG, b"<</Type/Pages/Count 2147483647/Kids[3 0 R]>>", _PAGE % b"", stream_of(_WORDS)]
    )
    yield _file("count-below-zero", [_CATALOG, b"<</Type/Pages/Count -5/Kids[3 0 R]>>", _PAGE % b"", stream_of(_WORDS)])
    deep = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (number + 1) for number in range(2, 5000)]
    yield _file("tree-deep", [_CATALOG, *deep, b"<</Type/Page/MediaBox[0 0 9 9]>>"])
    yield _file("no-pages", [b"<</Type/Catalog>>"])
    yield _file("no-catalog", [b"null"])


def _forms() -> Iterator[BadFile]:
    box = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"
    for count in (1, 2, 10):
        again = stream_of(b"/X Do " * count, box + b"/Resources<</XObject<</X 6 0 R>>>>")
        yield _file(f"form-paints-itself-{count}", _of(_WORDS + b"/X Do", again, xobjects=b"/X 6 0 R"))
    levels = [
        stream_of(b"/X Do " * 10, box + b"/Resources<</XObject<</X %d 0 R>>>>" % (number + 1))
        for number in range(6, 16)
    ]
    unfolding = _of(_WORDS + b"/X Do", *levels, stream_of(_WORDS, box), xobjects=b"/X 6 0 R")
    yield _file("forms-unfold", unfolding, slow=True)
    chain = [
        stream_of(b"/X Do", box + b"/Resources<</XObject<</X %d 0 R>>>>" % (number + 1)) for number in range(6, 700)
    ]
    yield _file("forms-deep", _of(_WORDS + b"/X Do", *chain, stream_of(_WORDS, box), xobjects=b"/X 6 0 R"))
    note = b"/Annots[<</Subtype/FreeText/Rect[10 10 90 40]/AP<</N 4 0 R>>>>]"
    yield _file("note-paints-the-page", _of(_WORDS, entries=note))


def _bombs() -> Iterator[BadFile]:
    yield BadFile("pdf/stream-bomb.pdf", lambda: _bomb(1), FAILED, True)
    yield BadFile("pdf/stream-bomb-in-a-bomb.pdf", lambda: _bomb(2), FAILED, True)
    inner = b"".join(b"%d %d " % (number, 0) for number in range(10, 60_010))
    listed = zlib.compress(inner + b"<<>>" + bytes(20_000_000), 9)
    holder = b"<</Type/ObjStm/N 60000/First %d/Length %d/Filter/FlateDecode>>stream\n%s\nendstream"
    yield _file("object-stream-expands", [*_of(_WORDS), holder % (len(inner), len(listed), listed)])
    for name, content in {
        "lines": b"0 0 m 9 9 l S\n" * 100_000,
        "letters": b"BT /F1 9 Tf 9 9 Td " + b"(a) Tj " * 60_000 + b"ET",
        "blanks": b" " * 30_000_000 + _WORDS,
    }.items():
        page = stream_of(content, packed=True)
        yield _file(f"content-of-{name}", [_CATALOG, _PAGES, _PAGE % b"", page, _FONT], slow=True)
    yield _file("content-of-states", _of(b"q " * 50_000 + _WORDS))
    yield _file("content-of-brackets", _of(b"[" * 100_000 + _WORDS))
    yield _file("content-of-dictionaries", _of(b"<<" * 50_000 + _WORDS))


def _bomb(layers: int) -> bytes:
    """A page whose content unpacks to 600 MB of zeros, packed once or more often."""
    packed = bytes(600_000_000)
    for _ in range(layers):
        packed = zlib.compress(packed, 9)
    filters = b"/FlateDecode" * layers
    stream = b"<</Length %d/Filter[%s]>>stream\n%s\nendstream" % (len(packed), filters, packed)
    return pdf_of_objects([_CATALOG, _PAGES, _PAGE % b"", stream, _FONT])


def _odd_pages() -> Iterator[BadFile]:
    image = b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent %d/ColorSpace/DeviceRGB"
    paint = b"q 595 0 0 842 0 0 cm /X Do Q"
    for width, height, bits in ((60_000, 60_000, 8), (1, 1, 8), (0, 0, 8), (-5, 7, 8), (2_147_483_647, 2, 1)):
        picture = stream_of(b"\0" * 3000, image % (width, height, bits), packed=True)
        yield _file(f"picture-{width}x{height}", _of(paint, picture, xobjects=b"/X 6 0 R"), slow=True)
    for name, box in (
        ("empty", b"[0 0 0 0]"), ("vast", b"[0 0 99999999 99999999]"), ("upside-down", b"[595 842 0 0]"), ("short",
        b"[0 0]"),
        ("words", b"[/a /b /c /d]"), ("thin", b"[0 0 100000 1]"), ("endless", b"[0 0 1e38 1e38]"),
    ):  # fmt: skip
        objects = _of(_WORDS)
        objects[2] = objects[2].replace(b"[0 0 595 842]", box)
        yield _file(f"page-{name}", objects, slow=True)
    letters = b"begincmap 1 beginbfrange <0000> <ffff> <0000> endbfrange endcmap"
    yield BadFile("pdf/map-of-all-letters.pdf", pdf_of(SEPARATOR.join((_WORDS, letters, b""))))
    halves = b"begincmap 2 beginbfchar <44> <D800> <69> <DFFF> endbfchar endcmap"
    yield BadFile("pdf/map-of-half-pairs.pdf", pdf_of(SEPARATOR.join((_WORDS, halves, b""))))


def _references() -> Iterator[BadFile]:
    itself = [b"<</Type/Catalog/Pages 2 0 R>>", b"2 0 R"]
    yield _file("reference-to-itself", itself)
    yield _file("contents-in-a-ring", [_CATALOG, _PAGES, _PAGE % b"", b"5 0 R", b"4 0 R"])
    sound = pdf_of_objects(_of(_WORDS))
    start = sound.rindex(b"startxref")
    table = sound.rindex(b"xref\n0")
    for name, data in {
        "table-of-itself": sound.replace(b"trailer<<", b"trailer<</Prev %d" % table),
        "table-elsewhere": sound[:start] + b"startxref\n99999999\n%%EOF",
        "table-below-zero": sound[:start] + b"startxref\n-1\n%%EOF",
        "table-at-start": sound[:start] + b"startxref\n0\n%%EOF",
        "table-missing": sound[:table],
        "size-lies": sound.replace(b"/Size 6", b"/Size 2147483647"),
        "length-lies": sound.replace(b"/Length %d" % len(_WORDS), b"/Length 999999999"),
        "length-below-zero": sound.replace(b"/Length %d" % len(_WORDS), b"/Length -1"),
        "length-of-itself": sound.replace(b"/Length %d" % len(_WORDS), b"/Length 4 0 R"),
        "encrypted-badly": sound.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt<</Filter/Standard/V 5/R 6/O()/U()>>"),
        "script": sound.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
        "remote": sound.replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/URI/URI(http://192.0.2.1/)>>"),
        "nested-deep": b"%PDF-1.7\n1 0 obj" + b"[" * 200_000,
    }.items():
        yield BadFile(f"pdf/{name}.pdf", data)
