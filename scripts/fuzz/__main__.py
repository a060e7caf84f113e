"""Fuzz one target, or each for some time; what was found lies in build/fuzz/<target>/found.

    python -m scripts.fuzz html --seconds 600
    python -m scripts.fuzz --all --seconds 300

A finding does not end the run: it is written down with its error, once for each place in the code. A finding that is
mended goes to `corpus/cases/fuzz/<target>`, where a test reads it for ever after.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import subprocess
import sys
import time
import traceback
from pathlib import Path

from scripts.fuzz.seeds import CORPUS, seeds_of

OUT = Path("build/fuzz")
KEPT = CORPUS / "cases/fuzz"
_LONGEST = 16_384  # bytes of an input
_SECONDS_AN_INPUT = 20
_ALWAYS_NATIVE = 3  # one change in so many is libFuzzer's own
_LEAST_LEFT = 5  # seconds for which it is worth starting again


def fuzz(name: str, seconds: int, out: Path) -> None:
    """Run one target in this process, which libFuzzer ends."""
    import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

    with atheris.instrument_imports(include=["ingest", "normalize", "parsers", "outputs", "schemas"]):
        from scripts.fuzz.mutators import MUTATORS
        from scripts.fuzz.targets import TARGETS
    target, mutator = TARGETS[name], MUTATORS.get(name)
    found = out / "found"

    def run(data: bytes) -> None:
        try:
            target(data)
        except Exception as error:  # noqa: BLE001 - whatever comes is what is looked for
            _keep(found, data, error)

    def change(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)  # noqa: S311 - no secret
        assert mutator is not None
        if chance.randrange(_ALWAYS_NATIVE) == 0:
            return bytes(atheris.Mutate(data, most))
        return mutator(data, chance)[:most]

    arguments = [
        sys.argv[0], str(out / "corpus"), f"-max_total_time={seconds}", f"-timeout={_SECONDS_AN_INPUT}",
        "-rss_limit_mb=3000", f"-max_len={_LONGEST}", f"-artifact_prefix={found}/", "-print_final_stats=1",
    ]  # fmt: skip
    atheris.Setup(arguments, run, **({"custom_mutator": change} if mutator else {}))
    atheris.Fuzz()


def _keep(folder: Path, data: bytes, error: Exception) -> None:
    """Write down an input and its error, the first for each place in the code that it comes from."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename and "/fuzz/" not in frame.filename]
    last = (ours or frames)[-1]
    place = f"{type(error).__name__}-{Path(last.filename).stem}-{last.lineno}"
    if (folder / place).exists():
        return
    (folder / place).write_bytes(data)
    told = "".join(traceback.format_exception(error))
    (folder / f"{place}.txt").write_text(told, encoding="utf-8", errors="backslashreplace")
    sys.stderr.write(f"FOUND {place}: {str(error)[:200]!r}\n")


def _prepare(name: str) -> Path:
    """The folder of a target with its seeds, those of earlier runs and the kept cases among them."""
    out = OUT / name
    (out / "corpus").mkdir(parents=True, exist_ok=True)
    (out / "found").mkdir(exist_ok=True)
    kept = (path.read_bytes() for path in sorted((KEPT / name).glob("*")))
    for data in (*seeds_of(name), *kept):
        (out / "corpus" / hashlib.sha256(data).hexdigest()[:20]).write_bytes(data)
    return out


def _supervise(name: str, seconds: int) -> None:
    """Run a target in processes of their own for `seconds` in all: one that hangs or dies is followed by another."""
    out = _prepare(name)
    began = time.monotonic()
    runs = 0
    with (out / "log").open("ab") as log:
        while (left := seconds - (time.monotonic() - began)) > _LEAST_LEFT:
            command = [sys.executable, "-m", "scripts.fuzz", name, "--seconds", str(int(left)), "--here"]
            subprocess.run(command, stdout=log, stderr=subprocess.STDOUT, check=False)
            runs += 1
    spent = OUT / "seconds.json"
    told: dict[str, float] = json.loads(spent.read_text()) if spent.exists() else {}
    told[name] = round(told.get(name, 0) + time.monotonic() - began)
    spent.write_text(json.dumps(told, indent=1) + "\n")
    found = sorted(path.name for path in (out / "found").iterdir() if not path.suffix)
    print(f"{name}: {told[name]} s in all, {runs} process(es), found: {', '.join(found) or 'nothing'}", flush=True)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m scripts.fuzz", description=__doc__)
    parser.add_argument("target", nargs="?", help="Name of a target.")
    parser.add_argument("--all", action="store_true", help="Every target, one after the other.")
    parser.add_argument("--seconds", type=int, default=300, help="For each target.")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.here:
        fuzz(given.target, given.seconds, OUT / given.target)
        return
    from scripts.fuzz.targets import TARGETS

    if not given.all and given.target not in TARGETS:
        parser.error(f"name a target ({', '.join(TARGETS)}), or --all")
    for name in TARGETS if given.all else (given.target,):
        _supervise(name, given.seconds)


if __name__ == "__main__":
    main()
