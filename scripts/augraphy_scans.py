"""Scans damaged by somebody else's program (augraphy), beside those of scripts/render.

    python -m venv build/augraphy
    build/augraphy/bin/pip install augraphy pypdfium2 pillow
    build/augraphy/bin/python scripts/augraphy_scans.py build/accuracy/full/held_out '0[1359]_*' '10_*'
    make accuracy

From the PDFs in the folder `pdf` it makes the folder `augraphy_200`, which the next measurement reads along with the
rest. An environment of its own, because augraphy wants another build of OpenCV. A page is rendered at 200 dpi, goes
through augraphy's default pipeline with a seed of its own, and is kept as JPEG in a PDF.
"""

from __future__ import annotations

import argparse
import io
import random
import shutil
import zlib
from pathlib import Path

DPI = 200
NAME = "augraphy_200"


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="what make accuracy laid out (its folder `pdf` is read)")
    parser.add_argument("only", nargs="+", help="patterns of the decisions' names")
    parser.add_argument("--seed", type=int, default=1, help="chooses the damage (default: 1)")
    arguments = parser.parse_args()
    out, source = arguments.folder / NAME, arguments.folder / "pdf"
    wanted = {pdf for pattern in arguments.only for pdf in (source / "files").glob(f"{pattern}.pdf")}
    if not wanted:
        parser.error(f"{source / 'files'} has no PDF with such a name; make accuracy lays them out")
    shutil.rmtree(out, ignore_errors=True)
    for kind in ("files", "gold", "pages"):
        (out / kind).mkdir(parents=True)
    for pdf in sorted(wanted):
        (out / "files" / pdf.name).write_bytes(damaged(pdf, arguments.seed))
        for kind in ("gold", "pages"):
            shutil.copy(source / kind / f"{pdf.stem}.json", out / kind)
        print(pdf.stem, flush=True)


def damaged(pdf: Path, seed: int) -> bytes:
    """Every page through the default pipeline."""
    import augraphy
    import cv2
    import numpy as np
    import pypdfium2
    from PIL import Image

    pages = []
    file = pypdfium2.PdfDocument(pdf)
    for index in range(len(file)):
        own = zlib.crc32(f"{seed} {pdf.stem} {index}".encode())
        random.seed(own)
        np.random.seed(own)  # what augraphy draws from
        cv2.setRNGSeed(own % 2**31)
        pixels = file[index].render(scale=DPI / 72).to_numpy()[:, :, :3].copy()
        found = augraphy.default_augraphy_pipeline().augment(pixels)["output"]
        colour = cv2.cvtColor(found, cv2.COLOR_GRAY2RGB if found.ndim == 2 else cv2.COLOR_BGR2RGB)
        pages.append(Image.fromarray(colour))
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, quality=80)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
