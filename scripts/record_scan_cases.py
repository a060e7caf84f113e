"""Keeps what Tesseract says of the scans that the tests read, so that the tests need no Tesseract.

    python -m scripts.record_scan_cases            # read the kept scans once more
    python -m scripts.record_scan_cases --render   # first lay corpus/render/kept out afresh

The scans are `corpus/cases/readers/scan/page.jpg`, a page at 200 dpi askew and with a red stamp, which is read upright
and upside down, and the files of `corpus/render/kept`. Run it again when the preparation of the images changes; look at
the differences before keeping them.
"""

from __future__ import annotations

import argparse
import io
import json
import shutil
import tempfile
from pathlib import Path

from ingest.image import read_image
from ingest.media_type import PDF
from ingest.ocr_engine import TesseractProgram
from ingest.ocr_replay import RecordingEngine
from ingest.pdf_pages import read_pdf
from ingest.readers import describe_source

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "corpus/cases/readers/scan"
KEPT = ROOT / "corpus/render/kept"
DPI = 200
_DECISION = "14_*"
_CONDITIONS = ("light_150", "stamped_200", "fax_200", "sideways_200", "upside_down_200")


def record_page() -> None:
    """Read the page of the cases upright and upside down."""
    from PIL import Image

    shutil.rmtree(PAGE / "replay", ignore_errors=True)
    engine = RecordingEngine(TesseractProgram(), PAGE / "replay")
    upright = Image.open(PAGE / "page.jpg")
    for turn in (0, 180):
        buffer = io.BytesIO()
        upright.rotate(turn).save(buffer, "PNG", dpi=(DPI, DPI))
        read_image(buffer.getvalue(), describe_source(buffer.getvalue(), "page.png"), engine=engine)
    engine.save()


def render_kept() -> None:
    """Lay out the decision whose files are kept, in every form and a few conditions."""
    from scripts.render.__main__ import decisions
    from scripts.render.files import FORMS, write_forms, write_scans
    from scripts.render.looks import HELD_OUT

    shutil.rmtree(KEPT, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        (decision,) = decisions(_DECISION)
        printed = write_forms(decision, out, HELD_OUT, 1)
        for condition in _CONDITIONS:
            write_scans(printed, out, condition, 1)
        for name in (*FORMS, *_CONDITIONS):
            _keep(out / name, name)


def _keep(folder: Path, name: str) -> None:
    """Put the one file of a form or condition and its truth into the corpus under the name of the condition."""
    source = next(iter((folder / "files").iterdir()))
    for kind in ("files", "gold", "pages"):
        (KEPT / kind).mkdir(parents=True, exist_ok=True)
    shutil.copy(source, KEPT / f"files/{name}{source.suffix}")
    truth = json.loads((folder / f"gold/{source.stem}.json").read_bytes()) | {"source": f"{name}{source.suffix}"}
    (KEPT / f"gold/{name}.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if (pages := folder / f"pages/{source.stem}.json").exists():
        shutil.copy(pages, KEPT / f"pages/{name}.json")


def record_kept() -> None:
    """Read the kept scans."""
    shutil.rmtree(KEPT / "replay", ignore_errors=True)
    engine = RecordingEngine(TesseractProgram(), KEPT / "replay")
    for condition in _CONDITIONS:
        path = next((KEPT / "files").glob(f"{condition}.*"))
        data = path.read_bytes()
        source = describe_source(data, path.name)
        read = read_pdf if source.media_type == PDF else read_image
        read(data, source, engine=engine)
    engine.save()


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--render", action="store_true", help="lay corpus/render/kept out afresh")
    if parser.parse_args().render:
        render_kept()
    record_page()
    record_kept()
    print(f"kept in {PAGE.relative_to(ROOT)} and {KEPT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
