"""The facts of a run, as they stand in `run.json`."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import platform
from collections import Counter
from typing import Any

from kehoach.summary import Totals
from schemas.wire import SCHEMA_VERSION


def facts_of(totals: Totals, kept: int, started: dt.datetime, seconds: float, root: str) -> dict[str, Any]:
    """Versions, counts and the clock of a run; `kept` files were known, or had the content of another one.

    `root` is where the paths of its sources start from.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "versions": {
            "kehoach": importlib.metadata.version("kehoach"),
            "python": platform.python_version(),
            "polars": importlib.metadata.version("polars"),
            "pydantic": importlib.metadata.version("pydantic"),
        },
        "sources": _sorted(totals.sources),
        "failures": _sorted(totals.failures),
        "kept": kept,
        "documents": _sorted(totals.documents),
        "pages": totals.pages,
        "tasks": totals.tasks,
        "text_tasks": totals.text_tasks,
        "corrections": totals.corrections,
        "findings": _sorted(totals.findings),
        "words": {"in": totals.words, "unparsed": totals.words_unparsed},
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
        "root": root,
    }


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))
