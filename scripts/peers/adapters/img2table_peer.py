"""img2table with Tesseract for the tables; the text around them by Tesseract (psm 3), for img2table gives none."""

import sys
import tempfile
from pathlib import Path

import pypdfium2
from blocks import as_html, by_height
from img2table.document import Image
from img2table.ocr import TesseractOCR
from tesseract_peer import text_lines

DPI = 200  # img2table's own resolution for PDF files


def pages_of(path):
    """The blocks of each page."""
    ocr = TesseractOCR(n_threads=1, lang="vie")
    file = pypdfium2.PdfDocument(path)
    for page in file:
        picture = page.render(scale=DPI / 72).to_pil().convert("RGB")
        with tempfile.NamedTemporaryFile(suffix=".png") as kept:
            picture.save(kept.name)
            tables = Image(kept.name).extract_tables(ocr=ocr)
        placed = []
        for table in tables:
            placed.append((table.bbox.y1, [[cell.value for cell in row] for row in table.content.values()]))
            picture.paste("white", (table.bbox.x1, table.bbox.y1, table.bbox.x2, table.bbox.y2))
        yield by_height(text_lines(picture, DPI), placed)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(as_html(pages_of(sys.argv[1])), encoding="utf-8")
