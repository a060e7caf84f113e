"""The process that libFuzzer runs in and ends: `python -m scripts.fuzz.process TARGET OUT FLAG...`.

It goes behind everything else on the machine, and its memory is limited twice: libFuzzer looks at what is resident
once a second, the kernel refuses a burst between two looks.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import traceback
from pathlib import Path

_RESIDENT_MB = 2000
_PRIVATE_MB = 3000
_ALWAYS_NATIVE = 3  # one change in so many is libFuzzer's own


def fuzz(name: str, out: Path, flags: list[str]) -> None:
    """Give the target `name` to libFuzzer with `flags`; findings go to `out/found`. Does not return."""
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
            _write_down(found, data, error)

    def change(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)  # noqa: S311 - no secret
        assert mutator is not None
        if chance.randrange(_ALWAYS_NATIVE) == 0:
            return bytes(atheris.Mutate(data, most))
        return mutator(data, chance)[:most]

    limits = [f"-rss_limit_mb={_RESIDENT_MB}", f"-malloc_limit_mb={_RESIDENT_MB}", f"-artifact_prefix={found}/"]
    atheris.Setup([sys.argv[0], *flags, *limits], run, **({"custom_mutator": change} if mutator else {}))
    atheris.Fuzz()


def _write_down(folder: Path, data: bytes, error: Exception) -> None:
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


def _keep_small() -> None:
    os.nice(19)
    most = _PRIVATE_MB << 20
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    victim = Path("/proc/self/oom_score_adj")  # where there is one: when memory is short, this process goes first
    if victim.exists():
        victim.write_text("1000")


if __name__ == "__main__":
    _keep_small()
    fuzz(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
