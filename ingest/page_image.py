"""Pictures of pages made ready for OCR: one grey working image of about 220 dpi, even in light and straight.

Grey is the red channel: red stamps and seals turn white in it. The background is flattened by dividing by itself,
never thresholded (an adaptive threshold ruins the letters). The skew is found where the profile of the rows is
sharpest. Resolution and order of the steps were measured on synthetic scans with stamp, blur, noise and skew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Pixels: TypeAlias = NDArray[numpy.uint8]

WORKING_DPI = 220
_MAX_SKEW = 3.0  # degrees
_COARSE_STEP = 0.5
_FINE_STEP = 0.05
_LEAST_SKEW = 0.04  # degrees; less is not worth a resampling
_PROFILE_WIDTH = 900  # pixels of the reduced image on which the skew is measured
_BACKGROUND = 0.25  # inches; larger than the strokes of letters, smaller than shadows
_WHITE_SHARE = 0.85  # of the paper's light; what is brighter (the rest of a stamp) becomes white


@dataclass(frozen=True, slots=True)
class PageImage:
    """Grey pixels (height x width, 255 is paper) at `dpi`; `rotation` and `skew` are the turns made, clockwise."""

    pixels: Pixels
    dpi: float
    rotation: int = 0
    skew: float = 0.0

    @property
    def points(self) -> float:
        """Points per pixel."""
        return 72 / self.dpi


def working_image(pixels: Pixels, dpi: float, *, rotation: int = 0, straighten: bool = True) -> PageImage:
    """The working image of a picture (grey, or RGB) scanned at `dpi`, turned clockwise by `rotation` first."""
    import cv2
    import numpy

    grey = pixels[:, :, 0] if pixels.ndim == 3 else pixels
    if dpi > WORKING_DPI:
        scale = WORKING_DPI / dpi
        grey = numpy.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), numpy.uint8)
        dpi = WORKING_DPI
    turns = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    if rotation in turns:
        grey = numpy.asarray(cv2.rotate(grey, turns[rotation]), numpy.uint8)
    grey = _flattened(grey, dpi)
    skew = _skew(grey) if straighten else 0.0
    if abs(skew) >= _LEAST_SKEW:
        grey = _turned(grey, skew)
    return PageImage(grey, dpi, rotation, skew)


def _flattened(grey: Pixels, dpi: float) -> Pixels:
    """Paper becomes white and ink dark everywhere, whatever the light."""
    import cv2
    import numpy

    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    size = max(3, int(_BACKGROUND * dpi / 4) | 1)
    paper = cv2.medianBlur(cv2.dilate(small, numpy.ones((size, size), numpy.uint8)), 2 * (size // 2) + 1)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(grey, numpy.maximum(paper, 1), scale=255)
    dark = float(numpy.percentile(even[::4, ::4], 1))
    low, high = min(dark, 120.0), 255.0 * _WHITE_SHARE
    stretched = (even.astype(numpy.float32) - low) * (255.0 / (high - low))
    return numpy.asarray(numpy.clip(stretched, 0, 255), numpy.uint8)


def _skew(grey: Pixels) -> float:
    """The clockwise turn in degrees that makes the lines level."""
    import cv2
    import numpy

    scale = min(1.0, _PROFILE_WIDTH / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = (255 - small).astype(numpy.float32)
    ink[ink < 60] = 0
    if float(ink.mean()) < 0.3:
        return 0.0
    best = 0.0
    for step, reach in ((_COARSE_STEP, _MAX_SKEW), (0.1, 0.4), (_FINE_STEP, 0.1)):
        count = round(reach / step)
        angles = [best + step * turn for turn in range(-count, count + 1)]
        best = max(angles, key=lambda angle: (_sharpness(ink, angle), -abs(angle)))
    return round(best, 3)


def _sharpness(ink: NDArray[numpy.float32], angle: float) -> float:
    import numpy

    profile = _turned_float(ink, angle).sum(axis=1)
    steps = numpy.diff(profile)
    return float((steps * steps).sum())


def _turned_float(ink: NDArray[numpy.float32], angle: float) -> NDArray[numpy.float32]:
    import cv2
    import numpy

    height, width = ink.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    return numpy.asarray(cv2.warpAffine(ink, matrix, (width, height), flags=cv2.INTER_LINEAR), numpy.float32)


def _turned(grey: Pixels, angle: float) -> Pixels:
    import cv2
    import numpy

    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    turned = cv2.warpAffine(
        grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255
    )
    return numpy.asarray(turned, numpy.uint8)
