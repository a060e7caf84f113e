"""Counts of neighbouring syllables in Vietnamese administrative text, read from one compact file.

`data/repair/ngrams.bin` is written by `normalize.language.build_ngrams`; its sources stand in `docs/repair.md`. It is
laid out so that nothing has to be parsed: syllables are numbered, the pairs that begin with a syllable and the triples
that begin with a pair lie side by side, and a look-up is a bisection over a slice of the file. Counts are kept as
logarithms in seven bits (error below 7 %).
"""

from __future__ import annotations

import functools
import math
import struct
from array import array
from bisect import bisect_left
from importlib import resources
from itertools import accumulate
from typing import Literal

MAGIC = b"kehoach ngrams 1"
HEADER = struct.Struct("<16s4I")
"""Magic, bytes of the syllable list, number of syllables, of pairs, of triples."""

STEP = 8
"""A count is stored as round(STEP * ln(count)), at least 1."""

FLAG = 0x80
"""Set in the stored count of a pair when a likely misreading of a far more frequent pair reads so."""

_LOGS = tuple(-math.inf if code % FLAG == 0 else code % FLAG / STEP for code in range(2 * FLAG))
_LOG_HALF = math.log(0.5)
_NEVER = (-math.inf, -math.inf)
COUNTS = tuple(math.exp(log) for log in _LOGS)
"""Counts by stored code, whether or not that has the flag."""


class Ngrams:
    """The counts; syllables are addressed by number (`number`), -1 being one that was not counted.

    Syllables are lower case with the tone mark placed the older way (`hòa`, `thủy`).
    """

    def __init__(self, data: bytes) -> None:
        magic, listed, syllables, pairs, triples = HEADER.unpack_from(data)
        if magic != MAGIC:
            raise ValueError("not a file of n-gram counts; write it again with normalize.language.build_ngrams")
        view = memoryview(data)
        position = HEADER.size

        def take(size: int, code: Literal["B", "H", "I"]) -> array[int]:
            nonlocal position
            width = struct.calcsize("=" + code)
            part = array(code, view[position : position + size * width].tobytes())  # an array is searched faster
            position += size * width + (-size * width) % 4
            return part

        self.syllables: tuple[str, ...] = tuple(take(listed, "B").tobytes().decode().split("\n"))
        self._numbers = dict(zip(self.syllables, range(syllables), strict=True))
        self._unigrams = take(syllables, "B")
        self._pair_starts = take(syllables + 1, "I")
        self._seconds = take(pairs, "H")
        self._pair_counts = take(pairs, "B")
        self._triple_starts = take(pairs + 1, "I")
        self._thirds = take(triples, "H")
        self._triple_counts = take(triples, "B")
        self.total = sum(COUNTS[code] for code in self._unigrams)
        log_total = math.log(self.total)
        self._shares = [max(_LOGS[code], _LOG_HALF) - log_total for code in self._unigrams]
        self._share_of_unknown = _LOG_HALF - log_total

    def number(self, syllable: str) -> int:
        """The number of a syllable, -1 when it was not counted."""
        return self._numbers.get(syllable, -1)

    def unigram(self, a: int) -> float:
        """How often syllable `a` occurs (0.0 when unknown)."""
        return COUNTS[self._unigrams[a]] if a >= 0 else 0.0

    def pair_index(self, a: int, b: int) -> int:
        """Where the pair stands in the file, -1 when it was not counted."""
        if a < 0 or b < 0:
            return -1
        start, end = self._pair_starts[a], self._pair_starts[a + 1]
        index = bisect_left(self._seconds, b, start, end)
        return index if index < end and self._seconds[index] == b else -1

    def pair(self, a: int, b: int) -> float:
        """How often `a b` occurs (0.0 when it was not counted)."""
        if a < 0 or b < 0:  # `pair_index` written out: a reading of a syllable asks for dozens of pairs
            return 0.0
        end = self._pair_starts[a + 1]
        index = bisect_left(self._seconds, b, self._pair_starts[a], end)
        return COUNTS[self._pair_counts[index]] if index < end and self._seconds[index] == b else 0.0

    def is_flagged(self, index: int) -> bool:
        """Whether the pair at `index` looks like a misreading of a far more frequent one."""
        return bool(self._pair_counts[index] & FLAG)

    def count_at(self, index: int) -> float:
        """How often the pair at `index` occurs."""
        return COUNTS[self._pair_counts[index]]

    def log_unigram(self, a: int) -> float:
        """Logarithm of `unigram` (of 0: minus infinity)."""
        return _LOGS[self._unigrams[a]] if a >= 0 else -math.inf

    def log_share(self, a: int) -> float:
        """Logarithm of the share of syllable `a` in the text; one not counted is taken for half an occurrence."""
        return self._shares[a] if a >= 0 else self._share_of_unknown

    def log_pair(self, a: int, b: int) -> float:
        """Logarithm of `pair`."""
        if a < 0 or b < 0:
            return -math.inf
        end = self._pair_starts[a + 1]
        index = bisect_left(self._seconds, b, self._pair_starts[a], end)
        return _LOGS[self._pair_counts[index]] if index < end and self._seconds[index] == b else -math.inf

    def triple(self, a: int, b: int, c: int) -> float:
        """How often `a b c` occurs (0.0 when it was not counted)."""
        return math.exp(self.log_pair_and_triple(a, b, c)[1])

    def log_pair_and_triple(self, a: int, b: int, c: int) -> tuple[float, float]:
        """Logarithms of how often `a b` and how often `a b c` occurs."""
        if a < 0 or b < 0:
            return _NEVER
        end = self._pair_starts[a + 1]
        index = bisect_left(self._seconds, b, self._pair_starts[a], end)
        if index == end or self._seconds[index] != b:
            return _NEVER
        pair = _LOGS[self._pair_counts[index]]
        if c < 0:
            return pair, -math.inf
        end = self._triple_starts[index + 1]
        at = bisect_left(self._thirds, c, self._triple_starts[index], end)
        return pair, _LOGS[self._triple_counts[at]] if at < end and self._thirds[at] == c else -math.inf


@functools.cache
def administrative() -> Ngrams:
    """The counts that come with the program (loaded once a process, some 10 ms)."""
    path = resources.files("normalize") / "data" / "repair" / "ngrams.bin"
    return Ngrams(path.read_bytes())


def code_of(count: int) -> int:
    """The seven bits a count is stored in."""
    return max(1, min(FLAG - 1, round(STEP * math.log(count))))


def pack(
    syllables: list[tuple[str, int]],
    pairs: dict[tuple[int, int], int],
    triples: dict[tuple[int, int, int], int],
    flagged: frozenset[tuple[int, int]] = frozenset(),
) -> bytes:
    """The file for these counts: `syllables` in the order of their numbers, the rest by number."""
    names = "\n".join(name for name, _ in syllables).encode()
    ordered = sorted(pairs)
    after = dict.fromkeys(range(len(syllables)), 0)
    for first, _ in ordered:
        after[first] += 1
    following = dict.fromkeys(ordered, 0)
    kept = sorted(triple for triple in triples if triple[:2] in following)
    for first, second, _ in kept:
        following[first, second] += 1
    blocks = [
        names,
        bytes(code_of(count) for _, count in syllables),
        struct.pack(f"={len(syllables) + 1}I", *accumulate(after.values(), initial=0)),
        struct.pack(f"={len(ordered)}H", *(second for _, second in ordered)),
        bytes(code_of(pairs[pair]) | (FLAG if pair in flagged else 0) for pair in ordered),
        struct.pack(f"={len(ordered) + 1}I", *accumulate(following.values(), initial=0)),
        struct.pack(f"={len(kept)}H", *(third for _, _, third in kept)),
        bytes(code_of(triples[triple]) for triple in kept),
    ]
    header = HEADER.pack(MAGIC, len(names), len(syllables), len(ordered), len(kept))
    return header + b"".join(block + b"\0" * (-len(block) % 4) for block in blocks)
