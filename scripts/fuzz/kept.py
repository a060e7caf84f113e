"""The inputs of each target that are kept: few, small, and together reaching most of what fuzzing reached.

One archive a target, `corpus/fuzz/<target>.tar.xz`: seeds of the next run, on any machine, and read by a test.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "corpus/fuzz"
MOST_FILES = 60
MOST_BYTES_A_FILE = 4_096
MOST_BYTES = 100_000
_BYTES_OF_A_MEMBER = 64  # what an input costs in the archive beside its own bytes, about


def kept_inputs(target: str, folder: Path = FOLDER) -> list[bytes]:
    """The inputs kept of a target, the smallest first; none where nothing was kept yet."""
    path = folder / f"{target}.tar.xz"
    if not path.exists():
        return []
    with tarfile.open(path, "r:xz") as archive:
        return [held.read() for member in archive if (held := archive.extractfile(member)) is not None]


def write_kept(target: str, inputs: Iterable[bytes], folder: Path = FOLDER) -> None:
    """Write the archive of a target: the same bytes for the same inputs, in whatever order they come."""
    with tarfile.open(folder / f"{target}.tar.xz", "w:xz", format=tarfile.USTAR_FORMAT) as archive:
        for number, data in enumerate(sorted(set(inputs), key=lambda data: (len(data), data))):
            member = tarfile.TarInfo(f"{number:02}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))


def chosen(features: Mapping[bytes, frozenset[int]]) -> list[bytes]:
    """The inputs to keep: again and again the one that reaches most a byte of what the chosen ones do not.

    >>> chosen({b"long": frozenset({1, 2}), b"ab": frozenset({1, 2}), b"c": frozenset({3}), b"d": frozenset()})
    [b'ab', b'c']
    """
    waiting = {data: set(reached) for data, reached in features.items() if len(data) <= MOST_BYTES_A_FILE}
    taken: list[bytes] = []
    while waiting and len(taken) < MOST_FILES:
        best = min(waiting, key=lambda data: (-len(waiting[data]) / (len(data) + _BYTES_OF_A_MEMBER), len(data), data))
        reached = waiting.pop(best)
        if not reached:
            break
        if sum(map(len, taken)) + len(best) <= MOST_BYTES:
            taken.append(best)
            waiting = {data: left for data, others in waiting.items() if (left := others - reached)}
    return taken


def features_of(control: str) -> dict[str, frozenset[int]]:
    """What each file reaches, as libFuzzer wrote it into the control file of a merge.

    The file lists how many files there are, how many of them come first, their paths, and for each one that was run
    a line `FT number feature...`.

    >>> features_of("2\\n0\\na\\nb\\nSTARTED 0 3\\nFT 0 8 24\\nCOV 0 1\\nSTARTED 1 3\\n")
    {'a': frozenset({8, 24})}
    """
    lines = control.splitlines()
    paths = lines[2 : 2 + int(lines[0])]
    found = (line.split() for line in lines[2 + len(paths) :] if line.startswith("FT "))
    return {paths[int(number)]: frozenset(map(int, reached)) for _, number, *reached in found}
