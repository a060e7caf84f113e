"""Measures the readers on laid out decisions and writes docs/accuracy.md and its plot.

    python -m scripts.accuracy                   # everything: about a quarter of an hour on two cores
    python -m scripts.accuracy --quick           # three decisions, three conditions; prints, writes no documentation
    python -m scripts.accuracy --set seen        # the set to tune on; prints, writes no documentation

Files and runs are kept under `--out`; files are laid out again when what makes them has changed. `--errors N` prints
the wrong cases of each condition.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kehoach.score import Score
    from scripts.accuracy.measure import Measured
    from scripts.accuracy.plans import Plan

ROOT = Path(__file__).parents[2]
_MAKERS = ("scripts/render", "corpus/render/decisions", "corpus/render/samples.toml", "corpus/gold")


def main() -> None:
    """See the module."""
    arguments = _arguments()
    os.environ["OMP_THREAD_LIMIT"] = "1"  # pages run side by side

    from scripts.accuracy.plans import plan
    from scripts.render.typefaces import require_typefaces

    require_typefaces()
    chosen = plan(quick=arguments.quick)
    out = arguments.out / ("quick" if arguments.quick else "full") / arguments.collection
    measured = _measured(chosen, out, arguments)
    between = _between(measured, out)
    if not (arguments.quick or arguments.conditions is not None or arguments.collection == "seen"):
        _document(chosen, measured, between, arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("build/accuracy"), help="folder for files and runs")
    parser.add_argument("--set", dest="collection", choices=("seen", "held_out"), default="held_out")
    parser.add_argument("--seed", type=int, default=1, help="chooses looks and damage (default: 1)")
    parser.add_argument("--quick", action="store_true", help="three decisions, three conditions")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one a core)")
    parser.add_argument("--conditions", nargs="*", help="only these forms and conditions; writes no documentation")
    parser.add_argument("--errors", type=int, default=0, help="so many wrong cases of each condition are printed")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="folder of accuracy.md and its plots")
    return parser.parse_args()


def _measured(chosen: Plan, out: Path, arguments: argparse.Namespace) -> dict[str, Measured]:
    """What came of each form and condition that is wanted, by its name."""
    from scripts.accuracy.measure import measure

    measured: dict[str, Measured] = {}
    with ProcessPoolExecutor(arguments.workers) as pool:
        wanted = _wanted(_lay_out(pool, chosen, out, arguments), arguments.conditions)
        # The longest first, so that the last one does not run alone.
        wanted.sort(key=lambda folder: -sum(file.stat().st_size for file in (folder / "files").iterdir()))
        for one in pool.map(measure, wanted):
            measured[one.name] = one
            _print(one, arguments.errors)
    return measured


def _wanted(folders: Sequence[Path], names: Sequence[str] | None) -> list[Path]:
    known = {folder.name: folder for folder in folders}
    if unknown := sorted(set(names or ()) - known.keys()):
        raise SystemExit(f"No form or condition is called {', '.join(unknown)}. There are: {', '.join(known)}")
    return [known[name] for name in (known if names is None else names)]


def _between(measured: Mapping[str, Measured], out: Path) -> dict[str, Score]:
    """The forms that hold text, scored against the dump of the same decisions."""
    from scripts.accuracy.compare import score_against

    between = {
        form: score_against(out / form, out / "text")
        for form in ("pdf", "docx", "html")
        if form in measured and "text" in measured
    }
    for form, score in between.items():
        print(f"{form} against text: {score.task_fields:.4f}")
    return between


def _document(
    chosen: Plan, measured: Mapping[str, Measured], between: Mapping[str, Score], arguments: argparse.Namespace
) -> None:
    """Write the page and its plots."""
    from scripts.accuracy.calibration import write_reliability
    from scripts.accuracy.plot import write_plot
    from scripts.accuracy.report import rated_scans, write_report
    from scripts.render.files import FORMS
    from scripts.render.looks import look_of

    looks = {one.name: look_of(one, arguments.collection, arguments.seed) for one in chosen.all_of}
    rules = {
        one.name: next((table.rules for act in one.acts for table in act.tables if table.rules), looks[one.name].rules)
        for one in chosen.all_of
    }
    write_report(arguments.docs / "accuracy.md", measured, between, rules)
    scores = {name: one.score for name, one in measured.items() if one.score and name not in FORMS}
    write_plot(arguments.docs / "accuracy.svg", scores, chosen.panel)
    write_reliability(arguments.docs / "confidence.svg", rated_scans(measured))


def _lay_out(pool: ProcessPoolExecutor, chosen: Plan, out: Path, arguments: argparse.Namespace) -> Sequence[Path]:
    """The folders of all forms and conditions, laid out again where what makes them has changed."""
    from scripts.accuracy.plans import folders, lay_out_one

    key = _key(chosen, arguments)
    kept = out / "key"
    if not kept.exists() or kept.read_text() != key:
        shutil.rmtree(out, ignore_errors=True)
        work = [(one.name, arguments.quick, out, arguments.collection, arguments.seed) for one in chosen.all_of]
        for name in pool.map(lay_out_one, work):
            print("laid out:", name, flush=True)
        kept.write_text(key)
    return folders(chosen, out)


def _key(chosen: Plan, arguments: argparse.Namespace) -> str:
    what = (arguments.collection, arguments.seed, sorted(chosen.panel), chosen.conditions)
    digest = hashlib.sha256(repr(what).encode())
    for maker in _MAKERS:
        for path in sorted((ROOT / maker).rglob("*")) if (ROOT / maker).is_dir() else [ROOT / maker]:
            if path.suffix in (".py", ".toml", ".json"):
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _print(one: Measured, errors: int) -> None:
    line = f"{one.name:18s} {one.files:3d} files {one.pages:4d} pages {one.seconds:6.1f} s"
    if one.score:
        line += f"  F1 {one.f1:.4f}  fields {one.score.task_fields:.4f}  budgets {one.budgets}  dates {one.dates}"
    if one.before and one.after:
        line += f"  CER {one.before.cer:.4f} -> {one.after.cer:.4f}  WER {one.before.wer:.4f} -> {one.after.wer:.4f}"
        line += f"  DER {one.before.der:.4f} -> {one.after.der:.4f}"
    failed = f"  FAILED pages {one.pages_failed} files {one.failed}" if one.failed or one.pages_failed else ""
    print(line + failed + ("" if one.ledger_holds else "  LEDGER"), flush=True)
    for difference in one.score.differences[:errors] if one.score else ():
        print("  ", difference.source, difference.measure, repr(difference.expected), "<-", repr(difference.found))


if __name__ == "__main__":
    main()
