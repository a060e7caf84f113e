"""The notebook runs from top to bottom on the samples, and keeps no results that could go stale."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from kehoach.run import RunResult

_NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "analysis.ipynb"


def test_every_question_has_an_answer(
    demo: tuple[Path, RunResult], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEHOACH_RUN", str(demo[0]))
    monkeypatch.setenv("PYTHONPATH", str(project))
    notebook = nbformat.read(_NOTEBOOK, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "results are not kept in the file"
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(project / "docs")}}).execute()
    for cell in notebook.cells:
        if cell.cell_type == "code" and not cell.source.startswith("import"):
            assert cell.outputs, cell.source
