"""Small PDF files with what real ones do to their text, for tests: no library and no font file needed.

Letters are half as wide as high (the space a quarter), so that places are easy to reckon.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from scripts.fuzz.forms import pdf_of_objects

HEIGHT = 842
WIDTH = 595
LETTER = 0.5


class Fonts:
    """The one Unicode font of a file: each letter gets the next code, and a map says what the codes mean."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {" ": 32}
        self.lies: dict[str, str] = {}

    def encode(self, text: str) -> str:
        """`text` in the font's codes, as a hexadecimal string of PDF."""
        codes = [self._codes.setdefault(letter, 40 + len(self._codes)) for letter in text]
        return "<" + "".join(f"{code:02x}" for code in codes) + ">"

    def to_unicode(self) -> bytes:
        """The map from codes to letters; `lies` are what it says wrongly."""
        rows = "\n".join(
            f"<{code:02x}> <{self.lies.get(letter, letter).encode('utf-16-be').hex()}>"
            for letter, code in self._codes.items()
        )
        return (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
            f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(self._codes)} beginbfchar\n{rows}\nendbfchar\n"
            "endcmap end end"
        ).encode()


@dataclass
class Sheet:
    """One page; y counts from the top. `raw` goes before the content, `legacy` names the 8-bit font /L."""

    fonts: Fonts = field(default_factory=Fonts)
    parts: list[str] = field(default_factory=list)
    notes: list[tuple[tuple[float, float, float, float], str, str]] = field(default_factory=list)
    crop: tuple[int, int, int, int] | None = None
    rotate: int = 0
    legacy: str = ".VnTime"

    def text(self, x: float, y: float, text: str, *, size: float = 12, before: str = "", matrix: str = "") -> None:
        """Paint `text`; `before` sets the state for it (`3 Tr`, `1 g`), `matrix` replaces `1 0 0 1`."""
        self.parts.append(self._painted(x, y, text, size, before, matrix))

    def _painted(self, x: float, y: float, text: str, size: float = 12, before: str = "", matrix: str = "") -> str:
        place = f"{matrix or '1 0 0 1'} {x} {HEIGHT - y}"
        return f"q BT {before} /F {size} Tf {place} Tm {self.fonts.encode(text)} Tj ET Q"

    def pieces(self, x: float, y: float, pieces: Sequence[str], gap: float, *, size: float = 12) -> float:
        """Paint `pieces` with `gap` (of the size) between them and no space; the right edge of the last."""
        for piece in pieces:
            self.text(x, y, piece, size=size)
            x += (LETTER * len(piece) + gap) * size
        return x - gap * size

    def old(self, x: float, y: float, codes: str, *, size: float = 12) -> None:
        """Paint text of an 8-bit font: what the characters of `codes` look like in it is known to readers only."""
        self.parts.append(f"BT /L {size} Tf 1 0 0 1 {x} {HEIGHT - y} Tm <{codes.encode('cp1252').hex()}> Tj ET")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a rule."""
        self.parts.append(f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")

    def picture(self, x0: float, top: float, x1: float, bottom: float, *, inky: bool = False) -> None:
        """Lay a grey picture over the page; an `inky` one shows lines of spots like letters."""
        name = "J" if inky else "I"
        self.parts.append(f"q {x1 - x0} 0 0 {bottom - top} {x0} {HEIGHT - bottom} cm /{name} Do Q")

    def note(self, x: float, y: float, lines: Sequence[str], *, kind: str = "Widget", size: float = 10) -> None:
        """Add an annotation that shows `lines` from (x, y) on; its content has its own origin."""
        height, width = 14.0 * len(lines), 250.0
        content = " ".join(
            f"BT /F {size} Tf 1 0 0 1 0 {height - 14 * (at + 1) + 3} Tm {self.fonts.encode(line)} Tj ET"
            for at, line in enumerate(lines)
        )
        self.notes.append(((x, HEIGHT - y - height, x + width, HEIGHT - y), kind, content))

    def form(self, lines: Sequence[tuple[float, float, str]]) -> None:
        """Put a piece of content onto the page as a whole, as programs do that flatten a signature."""
        content = "\n".join(self._painted(x, y, text, 10) for x, y, text in lines)
        self.notes.append(((0, 0, WIDTH, HEIGHT), "form", content))

    def off(self, x: float, y: float, text: str) -> None:
        """Paint `text` on a layer that is switched off."""
        self.parts.append(f"/OC /Off BDC {self._painted(x, y, text)} EMC")


def compose(*sheets: Sheet) -> bytes:
    """A file with `sheets`; all share the fonts of the first."""
    objects: list[bytes] = [b"", b""]

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    def stream(content: bytes, head: str = "") -> int:
        return add(f"<<{head}/Length {len(content)}>>stream\n".encode() + content + b"\nendstream")

    fonts = sheets[0].fonts
    unicode_map = stream(fonts.to_unicode())
    widths = " ".join("250" if code == 32 else "500" for code in range(32, 256))
    common = f"/Type/Font/Subtype/TrueType/FirstChar 32/LastChar 255/Widths[{widths}]"
    font = add(f"<<{common}/BaseFont/AAAAAA+Serif/ToUnicode {unicode_map} 0 R>>".encode())
    layer = add(b"<</Type/OCG/Name(off)>>")
    image = stream(b"\xe0", "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8")
    inky = stream(_spots(), "/Type/XObject/Subtype/Image/Width 595/Height 842/ColorSpace/DeviceGray"
                  "/BitsPerComponent 8/Filter/FlateDecode")  # fmt: skip
    kids = []
    for sheet in sheets:
        old = add(f"<<{common}/BaseFont/{sheet.legacy}/Encoding/WinAnsiEncoding>>".encode())
        own_fonts = f"/Font<</F {font} 0 R/L {old} 0 R>>"
        parts, forms, notes = list(sheet.parts), [], []
        for number, (box, kind, content) in enumerate(sheet.notes):
            shape = f"[0 0 {box[2] - box[0]} {box[3] - box[1]}]"
            head = f"/Type/XObject/Subtype/Form/BBox{shape}/Resources<<{own_fonts}>>"
            form = stream(content.encode(), head)
            if kind == "form":
                forms.append(f"/X{number} {form} 0 R")
                parts.append(f"q /X{number} Do Q")
            else:
                rect = " ".join(map(str, box))
                field_type = "/FT/Sig/T(s)" if kind == "Widget" else ""
                notes.append(
                    add(f"<</Type/Annot/Subtype/{kind}{field_type}/Rect[{rect}]/F 4/AP<</N {form} 0 R>>>>".encode())
                )
        content = stream("\n".join(parts).encode())
        crop = f"/CropBox[{' '.join(map(str, sheet.crop))}]" if sheet.crop else ""
        resources = f"{own_fonts}/XObject<</I {image} 0 R/J {inky} 0 R{''.join(forms)}>>/Properties<</Off {layer} 0 R>>"
        annotations = " ".join(f"{note} 0 R" for note in notes)
        kids.append(
            add(
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]{crop}/Rotate {sheet.rotate}"
                f"/Contents {content} 0 R/Resources<<{resources}>>/Annots[{annotations}]>>".encode()
            )
        )
    layers = f"/OCProperties<</OCGs[{layer} 0 R]/D<</OFF[{layer} 0 R]>>>>"
    objects[0] = f"<</Type/Catalog/Pages 2 0 R{layers}>>".encode()
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>".encode()
    return pdf_of_objects(objects)


def _spots() -> bytes:
    """A grey page with lines of dark spots in its lower half."""
    blank, inked = bytes([224] * WIDTH), bytes([224] * 60 + ([20] * 5 + [224] * 4) * 50 + [224] * 85)
    rows = [inked if row >= 450 and row % 24 < 9 and row < 700 else blank for row in range(HEIGHT)]
    return zlib.compress(b"".join(rows))
