"""Small PDF files for tests: words in Helvetica and ruled lines at given places, no library needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from scripts.fuzz.forms import pdf_of_objects

HEIGHT = 842.0
WIDTH = 595.0


@dataclass
class PdfPage:
    """What to draw; y counts from the top. `rotate` is the page's own rotation, `raw` goes before the content."""

    words: list[tuple[float, float, str]] = field(default_factory=list)
    lines: list[tuple[float, float, float, float]] = field(default_factory=list)
    rotate: int = 0
    raw: str = ""

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """Rules between all cells of a grid."""
        self.lines += [(xs[0], y, xs[-1], y) for y in ys]
        self.lines += [(x, ys[0], x, ys[-1]) for x in xs]

    def content(self) -> bytes:
        """The page's content stream."""
        parts = [self.raw]
        parts += [f"BT /F1 10 Tf 1 0 0 1 {x} {HEIGHT - y} Tm ({text}) Tj ET" for x, y, text in self.words]
        parts += [f"{x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S" for x0, y0, x1, y1 in self.lines]
        return "\n".join(parts).encode("latin-1")


def write_pdf(pages: Sequence[PdfPage]) -> bytes:
    """A file with `pages`."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for page in pages:
        content = page.content()
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        kids.append(len(objects) + 1)
        box = f"[0 0 {WIDTH:.0f} {HEIGHT:.0f}]"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox{box}/Rotate {page.rotate}/Contents {len(objects)} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>".encode()
        )
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>".encode()
    return pdf_of_objects(objects)
