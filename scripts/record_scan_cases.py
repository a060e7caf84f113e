"""Makes the scan that the tests read, and keeps what Tesseract says of it, so that the tests need no Tesseract.

    python scripts/record_scan_cases.py

`corpus/cases/readers/scan/page.txt` is laid out (scripts/render_cases.py), its pages are scanned at 200 dpi askew and
with a red stamp, joined on one picture, and read upright and upside down. Run it again when the preparation of the
images changes; look at the differences before keeping them.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from ingest import read_source
from ingest.image import read_image
from ingest.ocr_engine import TesseractProgram
from ingest.ocr_replay import RecordingEngine
from ingest.readers import describe_source
from scripts.render_cases import scan, to_html

FOLDER = Path(__file__).parents[1] / "corpus/cases/readers/scan"
DPI = 200


def main() -> None:
    """See the module."""
    from PIL import Image
    from weasyprint import HTML

    html = to_html(read_source(FOLDER / "page.txt")).replace("page: wide;", "")
    pages = scan(HTML(string=html).write_pdf(), DPI, "test", seed=3)
    picture = Image.open(io.BytesIO(pages[0]))
    if len(pages) != 1:
        raise SystemExit(f"page.txt takes {len(pages)} pages; it must fit on one")
    picture.save(FOLDER / "page.jpg", quality=60, dpi=(DPI, DPI))
    shutil.rmtree(FOLDER / "replay", ignore_errors=True)
    engine = RecordingEngine(TesseractProgram(), FOLDER / "replay")
    upright = Image.open(FOLDER / "page.jpg")
    for turn in (0, 180):
        buffer = io.BytesIO()
        upright.rotate(turn).save(buffer, "PNG", dpi=(DPI, DPI))
        read_image(buffer.getvalue(), describe_source(buffer.getvalue(), "page.png"), engine=engine)
    engine.save()
    print(f"kept in {FOLDER}")


if __name__ == "__main__":
    main()
