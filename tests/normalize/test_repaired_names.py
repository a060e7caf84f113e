"""What became of a name that was put right is told: `name` then is not what was read."""

from __future__ import annotations

from dataclasses import replace

from normalize.resolve import resolve
from schemas.decision import CellValue
from tests.outputs.bundles import bundle, decision, task


def _findings(lead: str) -> list[tuple[str, str | None]]:
    cells = {"lead_cell": CellValue(lead, lead), "coordinating_cell": None}
    read = bundle(decision(tasks=(replace(task(), agencies=(), **cells),), findings=()))
    (found,) = resolve(replace(read, resolved=False)).documents
    assert found.tasks[0].agencies
    return [(finding.message, finding.field) for finding in found.findings if finding.code == "repaired_name"]


def test_a_name_that_was_put_right_is_a_finding() -> None:
    assert _findings("Sở Tư pháo") == [("'Sở Tư pháo' reads 'Sở Tư pháp' (score 0.88)", "lead")]


def test_a_name_as_read_is_none() -> None:
    assert _findings("sở Tư pháp, Tài chính; Trung tâm Sinh học") == []
