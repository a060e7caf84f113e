"""Every input that fuzzing found keeps its promise, and every target takes its seeds and their first changes."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from scripts.fuzz.kept import MOST_BYTES, MOST_FILES, kept_inputs
from scripts.fuzz.mutators import MUTATORS
from scripts.fuzz.seeds import seeds_of
from scripts.fuzz.targets import TARGETS

KEPT = Path(__file__).parents[2] / "corpus/cases/fuzz"
CASES = [(path.parent.name, path) for path in sorted(KEPT.glob("*/*"))]


@pytest.mark.parametrize(("target", "path"), CASES, ids=[f"{target}: {path.name}" for target, path in CASES])
def test_what_was_found_is_mended(target: str, path: Path) -> None:
    TARGETS[target](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_what_fuzzing_reached_keeps_its_promise(target: str) -> None:
    inputs = kept_inputs(target)
    assert inputs, "python -m scripts.fuzz --all --seconds 0 --keep"
    assert len(inputs) <= MOST_FILES
    assert sum(map(len, inputs)) <= MOST_BYTES
    for data in inputs:
        TARGETS[target](data)


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_takes_its_seeds_and_changes_of_them(target: str) -> None:
    seeds = list(itertools.islice(seeds_of(target), 40))
    assert seeds
    chance = random.Random(target)
    mutator = MUTATORS.get(target)
    for seed in (*seeds[:5], *chance.sample(seeds, min(5, len(seeds)))):
        TARGETS[target](seed)
        for _ in range(4 if mutator else 0):
            assert mutator is not None
            TARGETS[target](mutator(seed, chance))
