"""Lays decisions out as files with their truth.

    python -m scripts.render --out build/render
    python -m scripts.render --out build/render --only '0[13]_*' --forms pdf docx --conditions light_300 stamped_200

Under `--out` each form (`text`, `pdf`, `docx`, `html`) and each condition of a scan has a folder of its own, in which

* `files/` holds what is to be read,
* `gold/<name>.json` its truth in the format of corpus/gold,
* `pages/<name>.json` the text of each printed page and where seals and pens fell (PDF and scans).

So `kehoach ingest build/render/pdf/files --out X && kehoach score X build/render/pdf/gold` measures a form. Conditions
in PNG hold one page a file, and no truth of tables. Needs weasyprint, python-docx, matplotlib and the typefaces Tinos,
Liberation Serif, FreeSerif and Noto Serif (Debian: fonts-croscore, fonts-liberation2, fonts-freefont-ttf,
fonts-noto-core).
"""

from __future__ import annotations

import argparse
import fnmatch
from pathlib import Path

from scripts.render.composed import composed_decisions
from scripts.render.damage import CONDITIONS
from scripts.render.files import FORMS, write_forms, write_scans
from scripts.render.looks import HELD_OUT, SEEN
from scripts.render.samples import sample_decisions
from scripts.render.typefaces import require_typefaces
from scripts.render.values import Decision

DEFAULT_CONDITIONS = ("light_300", "stamped_200")


def decisions(pattern: str) -> list[Decision]:
    """The samples' and the composed decisions whose name fits the pattern; ends the program where there is none."""
    known = (*sample_decisions(), *composed_decisions())
    found = [one for one in known if fnmatch.fnmatch(one.name, pattern)]
    if not found:
        raise SystemExit(f"No decision has a name like {pattern!r}. There are: {', '.join(one.name for one in known)}")
    return found


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder for the files and their truth")
    parser.add_argument("--only", default="*", help="pattern of the decisions' names")
    parser.add_argument(
        "--set", dest="collection", choices=(SEEN, HELD_OUT), default=SEEN, help="set of typefaces and seeds"
    )
    parser.add_argument("--seed", type=int, default=1, help="chooses look and damage (default: 1)")
    parser.add_argument("--forms", nargs="*", choices=FORMS, default=FORMS, help="forms to write (default: all)")
    parser.add_argument(
        "--conditions", nargs="*", choices=sorted(CONDITIONS), default=DEFAULT_CONDITIONS,
        help=f"scans to write (default: {' '.join(DEFAULT_CONDITIONS)})",
    )  # fmt: skip
    arguments = parser.parse_args()
    require_typefaces()
    for decision in decisions(arguments.only):
        printed = write_forms(decision, arguments.out, arguments.collection, arguments.seed, arguments.forms)
        for condition in arguments.conditions:
            write_scans(printed, arguments.out, condition, arguments.seed)
        print(f"{decision.name}: {len(printed.pages)} pages")


if __name__ == "__main__":
    main()
