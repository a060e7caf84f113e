"""Figures of confidence: what they are on rows whose truth is known by construction."""

from __future__ import annotations

from pathlib import Path

import pytest

from kehoach.score import RatedRow
from scripts.accuracy.calibration import (
    bins_of,
    expected_error,
    found_by_cells,
    found_by_review,
    section,
    write_reliability,
)

_SURE = [RatedRow(0.97, 0, 10)] * 8
_UNSURE = [RatedRow(0.52, 5, 10), RatedRow(0.54, 4, 10)]


def test_bins_hold_rows_of_like_confidence() -> None:
    bins = bins_of(_SURE + _UNSURE)
    assert [one.rows for one in bins] == [2, 8]
    assert (bins[0].confidence, bins[0].right) == (pytest.approx(0.53), pytest.approx(0.55))


def test_the_error_is_the_mean_distance_of_confidence_and_truth() -> None:
    assert expected_error(_SURE + _UNSURE) == pytest.approx((8 * 0.03 + 2 * 0.02) / 10)
    assert expected_error([RatedRow(1.0, 10, 10)]) == pytest.approx(1.0)
    assert expected_error([]) == 0.0


def test_a_review_of_the_least_sure_rows_finds_what_they_hold() -> None:
    assert found_by_review(_SURE + _UNSURE) == (pytest.approx(5 / 9), pytest.approx(5 / 9))
    assert found_by_review([RatedRow(0.4, 0, 10), RatedRow(0.9, 6, 10), *[RatedRow(1.0, 0, 10)] * 8]) == (0.0, 1.0)


def test_reported_cells_hold_wrong_fields() -> None:
    rated = [RatedRow(0.9, 2, 14, cells=6, reported=1, wrong_reported=1), RatedRow(1.0, 0, 14, cells=4)]
    assert found_by_cells(rated) == (pytest.approx(0.1), pytest.approx(0.5))
    assert found_by_cells([]) == (0.0, 0.0)


def test_the_section_and_the_plot_show_each_condition(tmp_path: Path) -> None:
    text = "\n".join(section({"light_300": _SURE + _UNSURE}))
    assert "| `light_300` | 10 | 0.882 | 0.910 | 0.028 | 0.0% | 0% | 56% | 56% |" in text
    write_reliability(tmp_path / "confidence.svg", {"light_300": _SURE})
    assert "light_300" in (tmp_path / "confidence.svg").read_text("utf-8")
