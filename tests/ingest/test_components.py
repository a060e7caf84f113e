"""`components` says what OpenCV says with its own statistics."""

from __future__ import annotations

import cv2
import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from ingest.components import components

_SHAPES = array_shapes(min_dims=2, max_dims=2, max_side=24)
_MASKS = arrays(numpy.uint8, _SHAPES, elements=st.sampled_from([0, 0, 1, 255]))


@given(_MASKS, st.sampled_from([4, 8]))
def test_statistics_are_those_of_opencv(mask: numpy.ndarray, connectivity: int) -> None:
    count, labels, stats, centres = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)
    found = components(mask, connectivity)
    assert (found.labels == labels).all()
    assert len(found.boxes) == count
    assert found.boxes[1:].tolist() == stats[1:, :4].tolist()
    assert found.areas[1:].tolist() == stats[1:, cv2.CC_STAT_AREA].tolist()
    assert numpy.allclose(found.centres[1:], centres[1:])
    assert found.each() == [tuple(box) for box in stats[1:, :4].tolist()]


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (7, 1)])
@pytest.mark.parametrize("value", [0, 255])
def test_of_one_value(shape: tuple[int, int], value: int) -> None:
    found = components(numpy.full(shape, value, numpy.uint8))
    assert found.each() == ([(0, 0, shape[1], shape[0])] if value else [])
    assert found.areas.tolist() == [0, shape[0] * shape[1]][: 1 + bool(value)]


def test_of_a_turned_mask() -> None:
    """A view whose rows do not lie one behind the other is read as it looks."""
    mask = numpy.zeros((3, 5), numpy.uint8)
    mask[1, 1:4] = 255
    assert components(mask.T).each() == [(1, 1, 1, 3)]
