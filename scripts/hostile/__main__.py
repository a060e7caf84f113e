"""Makes the bad files, lays good ones among them, reads all in one run, and says what went otherwise than promised.

    python -m scripts.hostile --out build/hostile
    python -m scripts.hostile --out build/hostile --quick --only 'pdf/*'

Promised is: the run ends by itself; every file has a status it may have, and a reason where it is not `ok`; nothing
ends as an error of the program; the rows of the good files are, byte for byte, those of a run with them alone.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from scripts.hostile.suite import bad_files, good_files, judged, run, write


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.hostile", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=Path("build/hostile"), help="Folder for files and runs.")
    parser.add_argument("--seed", type=int, default=1, help="Chooses the damage (default: 1).")
    parser.add_argument("--quick", action="store_true", help="Without those that need OCR, LibreOffice or seconds.")
    parser.add_argument("--only", default="*", help="Pattern of the names.")
    given = parser.parse_args()
    files = bad_files(given.seed, quick=given.quick, only=given.only)
    if not files:
        parser.error(f"no bad file has a name like {given.only!r}")
    for name in ("in", "good", "alone", "among"):  # what an earlier run left; nothing else of the folder is ours
        shutil.rmtree(given.out / name, ignore_errors=True)
    write(files, given.out / "in")
    good_files(given.out / "good")
    good_files(given.out / "in/good")
    run(given.out / "good", given.out / "alone")
    ended = run(given.out / "in", given.out / "among")
    verdict = judged(files, given.out / "alone", given.out / "among", ended)
    print("\n".join(verdict.told))
    print("\n".join(verdict.broken) or "every promise is kept")
    return 1 if verdict.broken else 0


if __name__ == "__main__":
    sys.exit(main())
