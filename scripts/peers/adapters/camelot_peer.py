"""camelot (lattice) for the tables; the text around them by pdfplumber, for camelot gives none."""

import sys
from pathlib import Path

import camelot
import pdfplumber
from blocks import as_html, by_height


def pages_of(path):
    """The blocks of each page."""
    tables = camelot.read_pdf(path, pages="all", flavor="lattice")
    with pdfplumber.open(path) as file:
        for number, page in enumerate(file.pages, 1):
            own = [table for table in tables if int(table.page) == number]
            rest = page
            placed = []
            for table in own:
                x0, bottom, x1, top = table._bbox  # measured from the lower edge
                box = (
                    max(0, x0),
                    max(0, page.height - top),
                    min(page.width, x1),
                    min(page.height, page.height - bottom),
                )
                rest = rest.outside_bbox(box, strict=False)
                placed.append((box[1], table.df.values.tolist()))
            yield by_height([(line["top"], line["text"]) for line in rest.extract_text_lines()], placed)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(as_html(pages_of(sys.argv[1])), encoding="utf-8")
