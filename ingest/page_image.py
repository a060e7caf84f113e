"""Pictures of pages made ready for OCR: one grey working image of about 220 dpi, even in light and straight.

Colour is turned to grey so that stamps go and coloured print stays (`ingest.page_colour`), the paper is made even
(`ingest.page_paper`), the lines are made level (`ingest.page_skew`). Resolution and order of the steps were measured
on synthetic scans with stamp, blur, noise and skew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ingest.page_colour import grey_of
from ingest.page_dots import with_solid_rules
from ingest.page_keystone import flat
from ingest.page_paper import even_paper, without_dots, without_pale_ink
from ingest.page_sheet import squared
from ingest.page_skew import levelness, skew_of

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Pixels: TypeAlias = NDArray[numpy.uint8]

WORKING_DPI = 220
DARK = 140
"""The grey level below which a pixel of the working image is ink."""

_COARSE_DPI = 180  # below it the picture is enlarged: small letters are read worse
_LEAST_SKEW = 0.04  # degrees; less is not worth a resampling


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

    if pixels.ndim == 2:
        pixels = without_dots(pixels, dpi)
    if dpi > WORKING_DPI or dpi < _COARSE_DPI:
        scale = WORKING_DPI / dpi
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        pixels = numpy.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=way), numpy.uint8)
        dpi = WORKING_DPI
    grey = grey_of(pixels, dpi) if pixels.ndim == 3 else pixels
    turns = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    if rotation in turns:
        grey = numpy.asarray(cv2.rotate(grey, turns[rotation]), numpy.uint8)
    if not straighten:
        return PageImage(without_pale_ink(even_paper(grey, dpi), dpi), dpi, rotation, 0.0)
    level, skew = _level(grey, dpi)
    sheet = squared(grey, dpi)
    if sheet is not grey:  # edges may be bent or hidden: the lines of the text say which picture is right
        level, skew = max((level, skew), _level(sheet, dpi), key=lambda picture: levelness(picture[0]))
    level = with_solid_rules(level, dpi)  # first: the dots of a rule are paler than letters and no pale ink
    return PageImage(without_pale_ink(level, dpi), dpi, rotation, skew)


def _level(grey: Pixels, dpi: float) -> tuple[Pixels, float]:
    """`grey` on even paper with level lines, and the turn in degrees that it took."""
    grey = even_paper(grey, dpi)
    skew = skew_of(grey)
    if abs(skew) >= _LEAST_SKEW:
        grey = _turned(grey, skew)
    return flat(grey, dpi), skew


def _turned(grey: Pixels, angle: float) -> Pixels:
    import cv2
    import numpy

    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    turned = cv2.warpAffine(
        grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255
    )
    return numpy.asarray(turned, numpy.uint8)
