"""Lays a text document out as an official decision in PDF, and scans it with damage that a seed fixes.

    python scripts/render_cases.py corpus/samples/002_*.txt --out build/render
    python scripts/render_cases.py corpus/composed/texts/0[13]_*.txt --out build/render --dpi 200 --damage heavy

Writes `<name>.pdf` (born-digital, A4, tables landscape and ruled) and, with `--dpi`, `<name>_<dpi>_<damage>.pdf` (one
JPEG a page). Needs weasyprint, pypdfium2, pillow, opencv and numpy, and a serif font with Vietnamese letters
(Tinos of fonts-croscore, or Liberation Serif 2).
"""

from __future__ import annotations

import argparse
import html
import io
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from ingest import read_source
from schemas.document import Document, Row

STYLE = """
@page { size: A4; margin: 20mm 15mm 20mm 30mm; }
@page wide { size: A4 landscape; margin: 15mm; }
body { font-family: Tinos, "Liberation Serif", serif; font-size: 13pt; line-height: 1.3; }
p { margin: 0 0 5pt 0; text-align: justify; text-indent: 10mm; }
p.mid { text-align: center; text-indent: 0; font-weight: bold; }
table.side { width: 100%; border-collapse: collapse; margin-bottom: 14pt; }
table.side td { vertical-align: top; text-align: center; padding: 0 4pt; width: 58%; }
table.side td:first-child { width: 42%; }
table.side td.list { text-align: left; font-size: 11pt; }
div.wide { page: wide; }
table.grid { border-collapse: collapse; width: 100%; font-size: 12pt; line-height: 1.2; }
table.grid td { border: 0.75pt solid black; padding: 2pt 4pt; vertical-align: top; orphans: 1; widows: 1; }
table.grid tr.head { break-inside: avoid; }
table.grid tr.head td { text-align: center; font-weight: bold; }
"""
_TYPE = re.compile(r"^(?:QUYẾT ĐỊNH|KẾ HOẠCH|PHỤ LỤC|NGHỊ QUYẾT|CHƯƠNG TRÌNH|DANH MỤC)\b")
_RIGHT = re.compile(r"^(?:CỘNG H|Độc lập|ĐẢNG CỘNG SẢN|[^,]{2,40}, *ngày\b)")
_RECIPIENTS = re.compile(r"^(?:Nơi nhận|NƠI NHẬN)")
_WIDE_SPACE = re.compile(r"\t|\s{3,}")
_DAMAGE = {
    "none": (0.0, 0.0, 0.0, 95, False),
    "light": (0.4, 6.0, 0.5, 80, False),
    "test": (1.0, 0.0, 0.4, 85, True),
    "heavy": (1.5, 14.0, 1.0, 40, True),
}
"""Skew in degrees, standard deviation of the noise, blur in pixels at 300 dpi, JPEG quality, red stamp."""


def to_html(document: Document) -> str:
    """The document in the official layout: head and signature in two columns, tables ruled on wide pages."""
    parts: list[str] = []
    lines: list[str] = []
    rows: list[Row] = []
    for block in document.blocks:
        if isinstance(block, Row):
            parts += _text_parts(lines)
            lines = []
            rows.append(block)  # a table that a page of the dump interrupted is one table
        else:
            if block.fragment.raw.strip() and rows and not re.fullmatch(r"\d{1,3}", block.fragment.raw.strip()):
                parts.append(_table(rows))
                rows = []
            if not rows:
                lines.append(_plain(block.fragment.raw))
    if rows:
        parts.append(_table(rows))
    parts += _text_parts(lines)
    return f"<html lang=vi><style>{STYLE}</style><body>{''.join(parts)}</body></html>"


def _plain(text: str) -> str:
    text = re.sub(r"<br\s*/?>|</(?:p|li)>", "\n", text)
    text = re.sub(r"\*+|\[Signature\]|^#+ |</?[a-z][^>]*>", "", text)
    return re.sub(r"\s*\n\s*", "\n", text).strip("\ufeff \n")


def _text_parts(lines: Sequence[str]) -> Iterator[str]:
    """Paragraphs, with what looks like a head or a signature in two columns."""
    index = 0
    while index < len(lines):
        text = lines[index]
        if _RIGHT.match(text) or (index < 12 and _is_head_line(lines, index)):
            end = _head_end(lines, index)
            yield _side_by_side(lines[index:end], _RIGHT, "")
            index = max(end, index + 1)
        elif _RECIPIENTS.match(text):
            end = min((at for at in range(index, len(lines)) if _TYPE.match(lines[at])), default=len(lines))
            yield _signature(lines[index:end])
            index = end
        else:
            if text:
                middle = text.isupper() and len(text) < 90 and not re.match(r"^[IVX]+\.", text)
                yield f"<p{' class=mid' if middle else ''}>{html.escape(text)}</p>"
            index += 1


def _is_head_line(lines: Sequence[str], index: int) -> bool:
    end = _head_end(lines, index)
    return end > index and any(_RIGHT.match(part) for line in lines[index:end] for part in _WIDE_SPACE.split(line))


def _head_end(lines: Sequence[str], start: int) -> int:
    for index in range(start, min(len(lines), start + 14)):
        if _TYPE.match(lines[index]) or len(lines[index]) > 110:
            return index
    return start


def _side_by_side(lines: Sequence[str], right: re.Pattern[str], left_class: str) -> str:
    sides: tuple[list[str], list[str]] = ([], [])
    for line in lines:
        for part in _WIDE_SPACE.split(line):
            if part.strip() and not re.fullmatch(r"[_\-–*]+", part.strip()):
                sides[bool(right.match(part))].append(html.escape(part.strip()))
    cells = (f"<td class='{left_class}'>{'<br>'.join(side)}</td>" for side in sides)
    return f"<table class=side><tr>{''.join(cells)}</tr></table>"


def _signature(lines: Sequence[str]) -> str:
    parts = [part.strip() for line in lines for part in _WIDE_SPACE.split(line) if part.strip()]
    left = [part for part in parts if _RECIPIENTS.match(part) or part.startswith(("-", "+"))]
    right = [part for part in parts if part not in left]
    cells = "".join(
        f"<td class='{name}'>{'<br>'.join(map(html.escape, side))}</td>" for name, side in (("list", left), ("", right))
    )
    return f"<table class=side><tr>{cells}</tr></table>"


def _table(rows: Sequence[Row]) -> str:
    width = max(len(row.cells) for row in rows)
    body = "".join(_table_row(row, width, first=index == 0) for index, row in enumerate(rows))
    return f"<div class=wide><table class=grid>{body}</table></div>"


def _table_row(row: Row, width: int, *, first: bool) -> str:
    texts = [_plain(cell.fragment.raw) for cell in row.cells]
    while len(texts) > 1 and not texts[-1]:
        texts.pop()
    group = len(texts) <= 2 and not first
    cells: list[str] = []
    for index, text in enumerate(texts):
        span = width - index if group and index == len(texts) - 1 else 1
        cells.append(f"<td colspan={span}>{html.escape(text).replace(chr(10), '<br>')}</td>")
    cells += [] if group else ["<td></td>"] * (width - len(texts))
    return f"<tr{' class=head' if first else ''}>{''.join(cells)}</tr>"


def scan(pdf: bytes, dpi: int, damage: str, seed: int) -> list[bytes]:
    """Every page of `pdf` as the JPEG of a damaged colour scan."""
    import pypdfium2
    from PIL import Image

    pages: list[bytes] = []
    file = pypdfium2.PdfDocument(pdf)
    for index in range(len(file)):
        pixels = file[index].render(scale=dpi / 72, rev_byteorder=True).to_numpy()[:, :, :3].copy()
        damaged, quality = _damaged(pixels, dpi, damage, seed + index)
        buffer = io.BytesIO()
        Image.fromarray(damaged).save(buffer, "JPEG", quality=quality, dpi=(dpi, dpi))
        pages.append(buffer.getvalue())
    file.close()
    return pages


def _damaged(pixels, dpi: int, damage: str, seed: int):
    import cv2
    import numpy

    skew, noise, blur, quality, stamp = _DAMAGE[damage]
    random = numpy.random.default_rng(seed)
    height, width = pixels.shape[:2]
    out = pixels.astype(numpy.float32)
    if stamp:
        ring = numpy.full(pixels.shape, 255, numpy.uint8)
        centre = (int(width * random.uniform(0.3, 0.7)), int(height * random.uniform(0.3, 0.7)))
        radius = int(0.7 * dpi)
        cv2.circle(ring, centre, radius, (225, 40, 50), max(2, dpi // 40))
        cv2.circle(ring, centre, int(radius * 0.75), (225, 40, 50), max(2, dpi // 80))
        cv2.putText(ring, "UBND", (centre[0] - radius // 2, centre[1]), 0, dpi / 150, (225, 40, 50), dpi // 60)
        out = out * (ring.astype(numpy.float32) / 255)
    if skew:
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), random.uniform(-skew, skew), 1.0)
        out = cv2.warpAffine(out, matrix, (width, height), borderValue=(255, 255, 255))
    if blur:
        out = cv2.GaussianBlur(out, (0, 0), blur * dpi / 300)
    if noise:
        out = out * 0.92 + 10 + random.normal(0, noise, out.shape)
    return numpy.clip(out, 0, 255).astype(numpy.uint8), quality


def images_to_pdf(pages: Sequence[bytes]) -> bytes:
    """A PDF with one JPEG a page."""
    from PIL import Image

    images = [Image.open(io.BytesIO(page)) for page in pages]
    buffer = io.BytesIO()
    images[0].save(buffer, "PDF", save_all=True, append_images=images[1:], resolution=images[0].info["dpi"][0])
    return buffer.getvalue()


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--dpi", type=int)
    parser.add_argument("--damage", choices=sorted(_DAMAGE), default="light")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    from weasyprint import HTML

    arguments.out.mkdir(parents=True, exist_ok=True)
    for path in arguments.texts:
        pdf = HTML(string=to_html(read_source(path))).write_pdf()
        (arguments.out / f"{path.stem}.pdf").write_bytes(pdf)
        if arguments.dpi:
            pages = scan(pdf, arguments.dpi, arguments.damage, arguments.seed)
            name = f"{path.stem}_{arguments.dpi}_{arguments.damage}.pdf"
            (arguments.out / name).write_bytes(images_to_pdf(pages))
        print(path.stem)


if __name__ == "__main__":
    main()
