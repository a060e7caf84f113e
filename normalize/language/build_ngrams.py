"""Write `data/repair/ngrams.bin` from the Parquet files of counts: `python -m normalize.language.build_ngrams FOLDER`.

FOLDER holds `unigrams.parquet`, `bigrams.parquet` and `trigrams.parquet`. Run twice when the file did not exist: the
flags of pairs need the candidates, and these need the counts.
"""

from __future__ import annotations

import sys
from pathlib import Path

from normalize.language import ngrams
from normalize.language.confusions import candidates

TARGET = Path(__file__).parents[1] / "data" / "repair" / "ngrams.bin"
LEAST_TRIPLE = 5
"""Triples counted less often are left out: a third of the file for little evidence."""

SUSPICIOUS_RATIO = 15.0
SUSPICIOUS_COUNT = 15.0


def build(folder: Path) -> None:
    """Read the counts in `folder`, mark the suspicious pairs, write the file."""
    import polars

    syllables = [
        (str(name), int(count)) for name, count in polars.read_parquet(folder / "unigrams.parquet").iter_rows()
    ]
    numbers = {name: number for number, (name, _) in enumerate(syllables)}
    pairs = {
        (numbers[a], numbers[b]): int(n) for a, b, n in polars.read_parquet(folder / "bigrams.parquet").iter_rows()
    }
    table = polars.read_parquet(folder / "trigrams.parquet").filter(polars.col("count") >= LEAST_TRIPLE)
    triples = {(numbers[a], numbers[b], numbers[c]): int(n) for a, b, c, n in table.iter_rows()}
    TARGET.write_bytes(ngrams.pack(syllables, pairs, triples))
    ngrams.administrative.cache_clear()
    flagged = suspicious_pairs([name for name, _ in syllables], pairs)
    TARGET.write_bytes(ngrams.pack(syllables, pairs, triples, flagged))


def suspicious_pairs(names: list[str], pairs: dict[tuple[int, int], int]) -> frozenset[tuple[int, int]]:
    """The pairs that one misread syllable would make out of a far more frequent pair."""
    others = [[number for _, number, _ in candidates(name)] for name in names]
    return frozenset(
        (a, b)
        for (a, b), count in pairs.items()
        if is_suspicious(count, max((pairs.get((x, b), 0) for x in others[a]), default=0))
        or is_suspicious(count, max((pairs.get((a, y), 0) for y in others[b]), default=0))
    )


def is_suspicious(count: float, other: float) -> bool:
    """Whether a pair counted `count` times should be looked at when a confusable one is counted `other` times."""
    return other >= SUSPICIOUS_COUNT and other >= SUSPICIOUS_RATIO * (count + 0.5)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
