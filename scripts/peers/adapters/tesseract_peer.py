"""Tesseract by itself, page by page at 300 dpi: text only, it knows no tables."""

import csv
import io
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from blocks import as_html, by_height

DPI = 300


def text_lines(picture, dpi):
    """The lines of a page with the height at which each begins."""
    with tempfile.NamedTemporaryFile(suffix=".png") as kept:
        picture.save(kept.name, dpi=(dpi, dpi))
        command = ["tesseract", kept.name, "-", "-l", "vie", "--psm", "3", "--dpi", str(dpi), "tsv"]
        table = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lines = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == "5" and row["text"].strip():
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    return [(float(words[0]["top"]), " ".join(word["text"] for word in words)) for words in lines.values()]


if __name__ == "__main__":
    pages = (
        by_height(text_lines(page.render(scale=DPI / 72).to_pil(), DPI), [])
        for page in pypdfium2.PdfDocument(sys.argv[1])
    )
    Path(sys.argv[2]).write_text(as_html(pages), encoding="utf-8")
