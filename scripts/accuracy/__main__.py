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
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[2]
_MAKERS = ("scripts/render", "corpus/render/decisions", "corpus/render/samples.toml", "corpus/gold")


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("build/accuracy"))
    parser.add_argument("--set", dest="collection", choices=("seen", "held_out"), default="held_out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--conditions", nargs="*", help="only these forms and conditions; writes no documentation")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--docs", type=Path, default=ROOT / "docs")
    arguments = parser.parse_args()
    os.environ["OMP_THREAD_LIMIT"] = "1"  # pages run side by side

    from kehoach.score import Score
    from scripts.accuracy.calibration import write_reliability
    from scripts.accuracy.compare import score_against
    from scripts.accuracy.measure import measure
    from scripts.accuracy.plans import plan
    from scripts.accuracy.plot import write_plot
    from scripts.accuracy.report import rated_scans, write_report
    from scripts.render.files import FORMS
    from scripts.render.looks import look_of
    from scripts.render.typefaces import require_typefaces

    require_typefaces()
    chosen = plan(quick=arguments.quick)
    out = arguments.out / ("quick" if arguments.quick else "full") / arguments.collection
    with ProcessPoolExecutor(arguments.workers) as pool:
        folders = _lay_out(pool, out, arguments)
        wanted = [folder for folder in folders if arguments.conditions is None or folder.name in arguments.conditions]
        measured = {}
        # The longest first, so that the last one does not run alone.
        wanted.sort(key=lambda folder: -sum(file.stat().st_size for file in (folder / "files").iterdir()))
        for one in pool.map(measure, wanted):
            measured[one.name] = one
            _print(one, arguments.errors)
    between: dict[str, Score] = {
        form: score_against(out / form, out / "text")
        for form in ("pdf", "docx", "html")
        if form in measured and "text" in measured
    }
    for form, score in between.items():
        print(f"{form} against text: {score.task_fields:.4f}")
    if arguments.quick or arguments.conditions is not None or arguments.collection == "seen":
        return
    looks = {one.name: look_of(one, arguments.collection, arguments.seed) for one in chosen.all_of}
    rules = {
        one.name: next((table.rules for act in one.acts for table in act.tables if table.rules), looks[one.name].rules)
        for one in chosen.all_of
    }
    write_report(arguments.docs / "accuracy.md", measured, between, rules)
    scores = {name: one.score for name, one in measured.items() if one.score and name not in FORMS}
    write_plot(arguments.docs / "accuracy.svg", scores, chosen.panel)
    write_reliability(arguments.docs / "confidence.svg", rated_scans(measured))


def _lay_out(pool: ProcessPoolExecutor, out: Path, arguments: argparse.Namespace) -> Sequence[Path]:
    from scripts.accuracy.plans import folders, lay_out_one, plan

    key = _key(arguments)
    kept = out / "key"
    if not kept.exists() or kept.read_text() != key:
        shutil.rmtree(out, ignore_errors=True)
        names = [one.name for one in plan(quick=arguments.quick).all_of]
        work = [(name, arguments.quick, out, arguments.collection, arguments.seed) for name in names]
        for name in pool.map(lay_out_one, work):
            print("laid out:", name, flush=True)
        kept.write_text(key)
    return folders(plan(quick=arguments.quick), out)


def _key(arguments: argparse.Namespace) -> str:
    from scripts.accuracy.plans import plan

    chosen = plan(quick=arguments.quick)
    what = (arguments.collection, arguments.seed, sorted(chosen.panel), chosen.conditions)
    digest = hashlib.sha256(repr(what).encode())
    for maker in _MAKERS:
        for path in sorted((ROOT / maker).rglob("*")) if (ROOT / maker).is_dir() else [ROOT / maker]:
            if path.suffix in (".py", ".toml", ".json"):
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _print(one, errors: int) -> None:  # type: ignore[no-untyped-def]
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
