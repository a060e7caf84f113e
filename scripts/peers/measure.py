"""Compares kehoach with general tools on the same files: tables, speed, and what a table says of the tasks.

    python scripts/peers/measure.py --files build/render --out build/peers
    python scripts/peers/measure.py --files build/render --out build/peers --peers camelot --condition stamped_200

`--files` is what `python -m scripts.render` wrote. Every peer of `peers.toml` gets an environment of its own under
`--out`, reads the files one by one through its own documented call in a process of its own, and what it gives is read
by kehoach as a text, a web page or its own JSON: column roles, agencies, dates, repair are kehoach's for all, which is
the kindest mapping of a table to tasks that we have. The scorer and the truth are the same for all. Writes
`docs/peers.md`, unless only some peers are read; `--results` keeps the figures as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from kehoach.run import ingest
from kehoach.score import Score, score_run
from kehoach.sources import find_sources

HERE = Path(__file__).parent
OURS = "kehoach"
_FILE_SECONDS = 600
_HEAD = """\
Written by `make peers`: the same files, the same truth, the same scorer, one run. A peer's own part is what it finds on
the page; its output is then read by kehoach as text, web page or JSON, so columns, agencies, dates and repair are the
same for all. A peer that knows no columns can still be right where the text of its lines is enough. Seconds are those a
core worked, for all files, each tool's start for each file included; kehoach's start is not, and its seconds include
everything up to the tables."""
_HEADS = "| tool | tasks found | right among found | F1 | task fields | budgets | core seconds | no result |"
_TITLES = {"pdf": "Born-digital PDF", "docx": "Word", "html": "Web page", "scan": "Scan"}


@dataclass(frozen=True, slots=True)
class Result:
    """What a peer made of the files of one kind.

    `seconds` are those that cores worked; of `tasks` rows `found` were found. `fields` and `budgets` are the shares of
    right ones over all rows, found or not; `failed` names the files it gave nothing for, with the reason.
    """

    peer: str
    kind: str
    files: int
    seconds: float
    tasks: int
    found: int
    precision: float
    f1: float
    fields: float
    budgets: float
    failed: tuple[str, ...] = ()


def main() -> None:
    """See the module."""
    arguments = _arguments()
    peers = tomllib.loads((HERE / "peers.toml").read_text("utf-8"))
    kinds = {"pdf": "pdf", "docx": "docx", "html": "html", "scan": arguments.condition}
    results: list[Result] = []
    for kind, folder in kinds.items():
        files = sorted((arguments.files / folder / "files").glob("*"))
        gold = arguments.files / folder / "gold"
        if not files:
            continue
        results.append(_ours(kind, files, gold, arguments.out))
        print(results[-1], flush=True)
        for name, peer in peers.items():
            if kind in peer["kinds"] and (not arguments.peers or name in arguments.peers):
                python = _environment(name, peer["install"], arguments.out)
                options = peer.get("options", {}).get(kind, [])
                results.append(_theirs(name, kind, python, options, files, gold, arguments.out))
                print(results[-1], flush=True)
    if arguments.results:
        arguments.results.write_text(json.dumps([asdict(result) for result in results], indent=1), encoding="utf-8")
    if not results:
        raise SystemExit(f"There are no files below {arguments.files}; make render lays them out.")
    page = arguments.page or (None if arguments.peers else Path("docs/peers.md"))
    if page:
        page.write_text("\n".join(_page(results, peers, arguments.condition)), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=Path, required=True, help="what make render wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder for environments and runs")
    parser.add_argument("--condition", default="light_300", help="the condition of the scans")
    parser.add_argument("--peers", nargs="*", help="only these; writes no documentation")
    parser.add_argument("--results", type=Path, help="JSON file for the figures")
    parser.add_argument("--page", type=Path, help="where to write (default: docs/peers.md; with --peers nowhere)")
    return parser.parse_args()


def _environment(name: str, packages: Sequence[str], out: Path) -> Path:
    """The Python of the peer's own environment, made when it is missing."""
    folder = out.absolute() / "environments" / name
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *packages], check=True)
        (folder / "complete").touch()
    return python


def _ours(kind: str, files: Sequence[Path], gold: Path, out: Path) -> Result:
    since = _worked()
    names = {path.stem: path.name for path in files}
    score = _scored([str(path) for path in files], names, gold, out / "runs" / kind / OURS)
    return _result(OURS, kind, len(files), _worked() - since, score, ())


def _theirs(
    name: str, kind: str, python: Path, options: Sequence[str], files: Sequence[Path], gold: Path, out: Path
) -> Result:
    """Run the peer on every file, then read what it gave and score that; the time is the peer's own."""
    given = out / "given" / kind / name
    shutil.rmtree(given, ignore_errors=True)
    given.mkdir(parents=True)
    failed: list[str] = []
    since = _worked()
    for path in files:
        command = [str(python), str(HERE / "adapters" / f"{name}_peer.py"), str(path.absolute())]
        try:
            done = subprocess.run(
                [*command, str(given.absolute() / path.stem), *options],
                capture_output=True, text=True, timeout=_FILE_SECONDS,
            )  # fmt: skip
            if done.returncode:
                failed.append(f"{path.name}: {(done.stderr.strip().splitlines() or ['no message'])[-1][:200]}")
        except subprocess.TimeoutExpired:
            failed.append(f"{path.name}: longer than {_FILE_SECONDS} s")
    seconds = _worked() - since
    names = {path.stem: path.stem for path in files}
    score = _scored([str(given)], names, gold, out / "runs" / kind / name)
    return _result(name, kind, len(files), seconds, score, failed)


def _worked() -> float:
    """Seconds that cores worked for this process and for its children that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _scored(sources: Sequence[str], names: Mapping[str, str], gold: Path, run: Path) -> Score:
    ingest(find_sources(sources), run)
    truths = {path.stem: json.loads(path.read_bytes())["source"] for path in gold.glob("*.json")}
    return score_run(run, gold, paths={truths[stem]: name for stem, name in names.items() if stem in truths})


def _result(peer: str, kind: str, files: int, seconds: float, score: Score, failed: Sequence[str]) -> Result:
    found, tasks = score.total.get("task_recall", (0, 0))
    right, read = score.total.get("task_precision", (0, 0))
    precision = right / max(1, read)
    recall = found / max(1, tasks)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    budgets = score.share("t.budget_vnd") if "t.budget_vnd" in score.total else 0.0
    return Result(
        peer, kind, files, round(seconds, 1), tasks, found, round(precision, 3), round(f1, 3),
        round(score.task_fields, 3), round(budgets, 3), tuple(failed),
    )  # fmt: skip


def _page(results: Sequence[Result], peers: Mapping[str, Mapping[str, object]], condition: str) -> Iterator[str]:
    yield "# Beside other tools"
    yield ""
    yield _HEAD
    yield ""
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    yield f"Machine: {machine}. Scans: `{condition}`."
    for kind, title in _TITLES.items():
        rows = [result for result in results if result.kind == kind]
        if not rows:
            continue
        yield from ("", f"## {title}", "")
        yield f"{rows[0].files} files, {rows[0].tasks} task rows."
        yield ""
        yield _HEADS
        yield "|---|---|---|---|---|---|---|---|"
        for row in sorted(rows, key=lambda result: -result.fields):
            yield (
                f"| {row.peer} | {row.found} | {row.precision:.3f} | {row.f1:.3f} | {row.fields:.3f} "
                f"| {row.budgets:.3f} | {row.seconds:.0f} | {len(row.failed)} |"
            )
    yield from ("", "## How each was called", "")
    yield from (f"- {name} ({peer['licence']}): `{peer['call']}`" for name, peer in peers.items())
    yield ""


if __name__ == "__main__":
    main()
