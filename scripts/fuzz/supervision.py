"""Processes of libFuzzer, watched: one that hangs or dies is followed by another, and what each did is counted."""

from __future__ import annotations

import hashlib
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from scripts.fuzz.kept import MOST_BYTES_A_FILE, chosen, features_of, kept_inputs, write_kept
from scripts.fuzz.ledger import Spent, add_to_ledger
from scripts.fuzz.seeds import CORPUS, seeds_of

OUT = Path("build/fuzz")
CASES = CORPUS / "cases/fuzz"
_LONGEST = 16_384  # bytes of an input
_SECONDS_AN_INPUT = 20
_GRACE = 60  # seconds a process may go on after its time, for its start and its last input
_MOST_MEASURED = 4_000  # inputs of a target that are looked at when the kept ones are chosen, the smallest first
_MEASURING = 900  # seconds
_EXECUTED = re.compile(rb"^stat::number_of_executed_units: +(\d+)|^#(\d+)\t", re.MULTILINE)
_FATAL = re.compile(r"(?:crash|timeout|oom)-([0-9a-f]{40})")


def prepare(name: str) -> Path:
    """The folder of a target with its seeds, the kept inputs and the cases; earlier runs left theirs in it.

    What ended a process is left out: it would end each one that follows.
    """
    out = OUT / name
    (out / "corpus").mkdir(parents=True, exist_ok=True)
    (out / "found").mkdir(exist_ok=True)
    fatal = {found[1] for path in (out / "found").iterdir() if (found := _FATAL.fullmatch(path.name))}
    cases = (path.read_bytes() for path in sorted((CASES / name).glob("*")))
    for data in (*seeds_of(name), *kept_inputs(name), *cases):
        (out / "corpus" / hashlib.sha1(data, usedforsecurity=False).hexdigest()).write_bytes(data)
    for digest in fatal:
        (out / "corpus" / digest).unlink(missing_ok=True)
    return out


def fuzz_for(name: str, seconds: int) -> Spent | None:
    """Fuzz a target for so long in one process and add it to the ledger, also when this is stopped.

    None where the process did nothing at all, which `build/fuzz/<name>/log` explains.
    """
    out = prepare(name)
    flags = [
        str(out / "corpus"), f"-max_total_time={seconds}", f"-timeout={_SECONDS_AN_INPUT}", f"-max_len={_LONGEST}",
        "-print_final_stats=1",
    ]  # fmt: skip
    log = out / "log"
    start, began = (log.stat().st_size if log.exists() else 0), _processor_seconds()
    spent = None
    try:
        _run(name, out, flags, seconds + _GRACE)
    finally:
        with log.open("rb") as told:
            told.seek(start)
            executions = executed(told.read())
        if executions:
            spent = add_to_ledger(name, round(_processor_seconds() - began), executions)
    return spent


def _processor_seconds() -> float:
    """What ended processes took of the processor: beside other work, hours on the clock are none of fuzzing."""
    taken = resource.getrusage(resource.RUSAGE_CHILDREN)
    return taken.ru_utime + taken.ru_stime


def _run(name: str, out: Path, flags: list[str], most: float) -> None:
    """Run libFuzzer on a target for `most` seconds at the longest; stopping this stops it too."""
    command = [sys.executable, "-m", "scripts.fuzz.process", name, str(out), *flags]
    with (out / "log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            process.wait(most)
        except subprocess.TimeoutExpired:
            log.write(b"killed: it went on after its time\n")
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let a process write down what it did, then make sure that it is gone."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_SECONDS_AN_INPUT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def executed(log: bytes) -> int:
    """How many inputs a process executed, by what libFuzzer told last.

    >>> executed(b"#2\\tINITED\\n#256\\tpulse  cov: 5\\n")
    256
    """
    told = _EXECUTED.findall(log)
    return int(told[-1][0] or told[-1][1]) if told else 0


def found_of(name: str) -> Iterator[str]:
    """The names of what was found of a target in all runs on this machine."""
    return (path.name for path in sorted((OUT / name / "found").iterdir()) if path.suffix != ".txt")


def keep(name: str) -> int | None:
    """Choose what is kept of a target from all that earlier runs left, and write its archive; the number kept.

    None where no input could be measured, which `build/fuzz/<name>/log` explains; what was kept before stays.
    """
    out = prepare(name)
    paths = sorted((out / "corpus").iterdir(), key=lambda path: (path.stat().st_size, path.name))
    small = [str(path) for path in paths if path.stat().st_size <= MOST_BYTES_A_FILE][:_MOST_MEASURED]
    control = out / "merge"
    control.write_text("\n".join([str(len(small)), "0", *small]) + "\n")
    until = time.monotonic() + _MEASURING
    reached: dict[str, frozenset[int]] = {}
    while (left := until - time.monotonic()) > 0 and len(reached) < len(small):
        before = control.stat().st_size
        _run(name, out, [f"-merge_control_file={control}", "-merge_inner=2", f"-timeout={_SECONDS_AN_INPUT}"], left)
        reached = features_of(control.read_text())
        if control.stat().st_size == before:  # nothing is left but what ended the process
            break
    if not reached:
        return None
    inputs = chosen({Path(path).read_bytes(): features for path, features in reached.items()})
    write_kept(name, inputs)
    return len(inputs)
