"""The check of growth tells a quadratic step from a linear one."""

from __future__ import annotations

import pytest

from tests import growth


@pytest.fixture(autouse=True)
def _however_fast_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "_TOLD", 0.0)


def test_a_quadratic_step_is_told() -> None:
    with pytest.raises(AssertionError, match="4 times the size took"):
        growth.assert_linear(lambda size: sum(1 for _ in range(size) for _ in range(size)), 4_000)


def test_a_linear_step_passes() -> None:
    growth.assert_linear(lambda size: sum(1 for _ in range(size) for _ in range(1_000)), 4_000)
