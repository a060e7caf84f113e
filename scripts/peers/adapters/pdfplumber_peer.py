"""pdfplumber alone: its tables and its lines of text."""

import sys
from pathlib import Path

import pdfplumber
from blocks import as_html, by_height


def page_blocks(page):
    """The page's blocks in reading order."""
    tables = page.find_tables()
    rest = page
    for table in tables:
        rest = rest.outside_bbox(table.bbox, strict=False)
    lines = [(line["top"], line["text"]) for line in rest.extract_text_lines()]
    return by_height(lines, [(table.bbox[1], table.extract()) for table in tables])


if __name__ == "__main__":
    with pdfplumber.open(sys.argv[1]) as file:
        Path(sys.argv[2]).write_text(as_html(page_blocks(page) for page in file.pages), encoding="utf-8")
