"""The bench of every fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.runs import Bench, bench


@pytest.fixture
def faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bench:
    """A bench in a folder of its own."""
    return bench(tmp_path, capsys)
