"""What many tests share: the sample decisions, run once."""

from __future__ import annotations

from pathlib import Path

import pytest

from kehoach.run import RunResult, ingest
from kehoach.sources import find_sources

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's root."""
    return ROOT


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample decisions as given."""
    return ROOT / "corpus" / "samples"


@pytest.fixture(scope="session")
def gold() -> Path:
    """The truth, one file a sample."""
    return ROOT / "corpus" / "gold"


@pytest.fixture(scope="session")
def demo(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RunResult]:
    """The samples through the whole pipeline: the run's folder, not to be written to, and its result."""
    out = tmp_path_factory.mktemp("demo")
    return out, ingest(find_sources([str(samples)]), out)
