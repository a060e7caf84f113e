"""Precision and recall on text with synthetic misreadings (`noise_model`, written apart from the rules)."""

from __future__ import annotations

import json
import random
import re
import sys
from pathlib import Path

import pytest

from normalize.repair.document import repair_text

sys.path.insert(0, str(Path(__file__).parent))
from noise_model import add_noise

GOLD = Path(__file__).parents[3] / "corpus" / "gold"
WORD = re.compile(r"[^\W\d_]+")
SKIPPED = {"ocr_errors", "uncertain", "anomalies", "note", "title_raw", "key", "kind", "parent", "number_raw", "source"}


def clean_texts() -> list[str]:
    """The fields of the gold, corrected by hand."""
    found: dict[str, None] = {}

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                if key not in SKIPPED:
                    walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)
        elif isinstance(value, str) and len(value) > 8:
            found.setdefault(value)

    for path in sorted(GOLD.glob("*.json")):
        walk(json.loads(path.read_text("utf-8")))
    return list(found)


def measure(texts: list[str], rate: float, seed: int) -> tuple[int, int, int, int]:
    """Right changes, wrong changes, misreadings put in, words."""
    rng = random.Random(seed)
    right = wrong = injected = words = 0
    for text in texts:
        noisy, errors = add_noise(text, rate, rng)
        result = repair_text(noisy, "cell")
        fixed = result.text if result else noisy
        injected += len(errors)
        triples = list(zip(WORD.findall(text), WORD.findall(noisy), WORD.findall(fixed), strict=False))
        words += len(triples)
        right += sum(z != y and z == x for x, y, z in triples)
        wrong += sum(z != y and z != x for x, y, z in triples)
    return right, wrong, injected, words


def test_clean_text_is_left_alone() -> None:
    right, wrong, _, words = measure(clean_texts(), 0.0, 0)
    assert words > 5000
    assert (right + wrong) * 10_000 / words < 0.5


@pytest.mark.parametrize("rate", [0.01, 0.03])
def test_misreadings_are_repaired_and_little_else_changes(rate: float) -> None:
    rows = [measure(clean_texts(), rate, seed) for seed in range(3)]
    right, wrong, injected, _ = (sum(column) for column in zip(*rows, strict=True))
    assert injected > 100
    assert right / (right + wrong) >= 0.99
    assert right / injected >= 0.82
