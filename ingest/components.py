"""Connected components of a mask: what `cv2.connectedComponentsWithStats` gives, in a third of its time.

OpenCV labels a page at 300 dpi in 4 ms and takes 23 more for the statistics, pixel by pixel and with the background.
A mask of rules or letters has few runs of ink along its rows, and these hold all that the statistics need.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ingest.page_image import Pixels


@dataclass(frozen=True, slots=True)
class Components:
    """The components of a mask, numbered from 1 in the order of OpenCV; 0 is the background.

    `labels` has the number of each pixel. `boxes` has left, top, width and height (pixels) by number, `areas` how many
    pixels a component has and `centres` the mean of their x and y; all three are 0 for the background.
    """

    labels: NDArray[Any]
    boxes: NDArray[Any]
    areas: NDArray[Any]
    centres: NDArray[Any]

    def each(self) -> list[tuple[int, int, int, int]]:
        """Left, top, width and height of every component but the background."""
        return [(int(x), int(y), int(width), int(height)) for x, y, width, height in self.boxes[1:]]


def components(mask: Pixels, connectivity: int = 8) -> Components:
    """The components of what is not 0 in `mask` (uint8, height x width)."""
    import cv2
    import numpy

    mask = numpy.ascontiguousarray(mask)
    count, labels = cv2.connectedComponents(mask, connectivity=connectivity)
    rows, starts, ends = _runs(mask)
    own = labels[rows, starts]
    left, top = numpy.full(count, mask.shape[1]), numpy.full(count, mask.shape[0])
    right, bottom = numpy.zeros(count, int), numpy.zeros(count, int)
    numpy.minimum.at(left, own, starts)
    numpy.maximum.at(right, own, ends)
    numpy.minimum.at(top, own, rows)
    numpy.maximum.at(bottom, own, rows + 1)
    left[0] = top[0] = right[0] = bottom[0] = 0
    lengths = (ends - starts).astype(numpy.float64)
    areas = numpy.bincount(own, lengths, count)
    sums = (numpy.bincount(own, lengths * values, count) for values in ((starts + ends - 1) / 2, rows))
    centres = numpy.stack([values / numpy.maximum(areas, 1) for values in sums], axis=1)
    boxes = numpy.stack((left, top, right - left, bottom - top), axis=1)
    return Components(numpy.asarray(labels), boxes, areas.astype(int), centres)


def _runs(mask: Pixels) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Row, first column and column after the last of every run of pixels that are not 0, row by row."""
    import numpy

    height, width = mask.shape
    padded = numpy.zeros((height, width + 1), bool)  # a blank column ends the runs of each row
    numpy.not_equal(mask, 0, out=padded[:, :width])
    flat = padded.ravel()
    changes = numpy.flatnonzero(flat[1:] != flat[:-1]) + 1
    if flat[:1].any():
        changes = numpy.concatenate(([0], changes))
    rows, starts = numpy.divmod(changes[::2], width + 1)
    return rows, starts, changes[1::2] - rows * (width + 1)
