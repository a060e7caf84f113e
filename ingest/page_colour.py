"""Colour pictures of pages -> grey ones in which stamps are gone and coloured print is dark.

Where nothing is coloured the grey is the luminance, which has the least noise. Coloured ink is told by the difference
of the channels once the paper is made white. It is of two kinds:

* ink of stamps and signatures: a connected stroke that is long both ways (a ring, a frame, a flourish), parts that
  make a disc, or a ring that is pale in parts (`ingest.page_rings`), and all coloured ink in the box around. There the
  brightest channel is taken, in which such ink is pale, and stretched until it is as light as the paper around; black
  print below it stays, and so does what has no ink on it;
* everything else (red or blue headings, sums, rules, a number written by hand): the darkest channel is taken.

Limits: coloured print inside the box of a stamp goes with it; a stamp whose strokes are nowhere connected over
`_STROKE` inches stays; tables drawn in colour are kept as long as they are larger than a stamp.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.components import components
from ingest.page_rings import find_rings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.page_image import Pixels

_SMALL = 100  # dpi of the picture in which coloured ink is looked for
_CHROMA = 38  # difference of the channels from which on a pixel is coloured
_PALE_CHROMA = 13  # from which on it is where it joins on to a coloured one
_LEAST = 0.0002  # share of coloured pixels below which there is no coloured ink
_STROKE = 0.38  # inches, both ways, of a stroke that is no letter
_PARTS = 0.1  # inches between the parts of a stamp
_ROUND = (0.8, 2.0)  # inches, the diameter of a seal; 36 mm by decree
_ASPECT = 1.3  # of the sides of its box
_CORNER = 0.1  # of the side, that a disc leaves free in the corners of its box
_LARGEST = 3.4  # inches; the longest side of a stamp or a signature
_MARGIN = 0.06  # inches around it
_TINT = 6  # difference of the channels in the box of a stamp, from which on a pixel has ink on it
_COVERED = 0.33  # of the usual colour of a stamp, from which on its ink covers all of a pixel
_SPREAD = 5  # pixels around it: JPEG has less colour at edges than there is
_BLACK = 0.16  # of the paper's light, that print under a stamp has
_PAPER = 0.25  # inches; larger than the strokes of a stamp, smaller than shadows
_PALE = 0.93  # of the usual level of a stamp's ink in the brightest channel: white from here on


def grey_of(rgb: Pixels, dpi: float) -> Pixels:
    """The grey picture of a page in colour (height x width x 3) scanned at `dpi`."""
    import cv2
    import numpy

    grey = numpy.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), numpy.uint8)
    small = _small(rgb, dpi)
    mask, pale = _coloured(small)
    if float(mask.mean()) < _LEAST:
        return grey
    height, width = grey.shape
    kernel = numpy.ones((3, 3), numpy.uint8)
    inked = cv2.resize(cv2.dilate(mask, kernel), (width, height), interpolation=cv2.INTER_NEAREST)
    darkest = rgb.min(axis=2)
    plain, grey = grey, numpy.where(inked > 0, darkest, grey)
    scale = height / mask.shape[0]
    for x0, y0, x1, y1 in _stamps(mask, pale, small.shape[0] / height * dpi):
        area = numpy.s_[int(y0 * scale) : round(y1 * scale), int(x0 * scale) : round(x1 * scale)]
        grey[area] = _without_ink(rgb[area], plain[area], dpi)
    return grey


def _small(rgb: Pixels, dpi: float) -> Pixels:
    import cv2
    import numpy

    scale = min(1.0, _SMALL / dpi)
    return numpy.asarray(cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), numpy.uint8)


def _coloured(small: Pixels) -> tuple[Pixels, tuple[Pixels, ...]]:
    """1 where ink is coloured, 0 elsewhere; the same with pale ink, of all colours, of red and of blue alone.

    A tint of the paper does not count.
    """
    import cv2
    import numpy

    paper = numpy.maximum(1.0, numpy.percentile(small[::4, ::4].reshape(-1, 3), 90, axis=0))
    table = numpy.arange(256, dtype=numpy.float32)[:, None] * (255.0 / paper.astype(numpy.float32))[None, :]
    white = cv2.LUT(small, numpy.clip(table, 0, 255).astype(numpy.uint8).reshape(1, 256, 3))
    chroma = cv2.subtract(white.max(axis=2), white.min(axis=2))
    warm = numpy.asarray(white[:, :, 0] >= white[:, :, 2], numpy.uint8)
    pale = _pale_ink(chroma)
    return numpy.asarray(chroma > _CHROMA, numpy.uint8), (pale, pale & warm, pale & (1 - warm))


def _pale_ink(chroma: Pixels) -> Pixels:
    """1 where ink is coloured or joins on to such ink and is pale."""
    import cv2
    import numpy

    _, labels = cv2.connectedComponents(numpy.asarray(chroma > _PALE_CHROMA, numpy.uint8))
    kept = numpy.zeros(int(labels.max()) + 1, numpy.uint8)
    kept[labels[chroma > _CHROMA]] = 1
    kept[0] = 0
    return numpy.asarray(kept[labels], numpy.uint8)


def _stamps(mask: Pixels, pale: Sequence[Pixels], dpi: float) -> list[tuple[int, int, int, int]]:
    """Boxes (in pixels) of strokes that are stamps or signatures, and of rings of `pale` ink, with a margin."""
    import cv2
    import numpy

    margin = round(_MARGIN * dpi)
    found = [box for ink in pale for box in find_rings(ink, dpi)]  # a blue signature often crosses the red ring
    for gap, is_mark in ((2, _is_stroke), (round(_PARTS * dpi), _is_round)):
        joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, numpy.ones((gap, gap), numpy.uint8))
        parts = components(numpy.asarray(joined, numpy.uint8))
        for index, (x, y, width, height) in enumerate(parts.each(), start=1):
            if is_mark(numpy.asarray(parts.labels[y : y + height, x : x + width] == index, numpy.uint8), dpi):
                found.append((x, y, x + width, y + height))
    return [(max(0, x0 - margin), max(0, y0 - margin), x1 + margin, y1 + margin) for x0, y0, x1, y1 in found]


def _is_stroke(shape: Pixels, dpi: float) -> bool:
    """Whether a connected stroke is long both ways."""
    height, width = shape.shape
    return bool(min(height, width) >= _STROKE * dpi and max(height, width) <= _LARGEST * dpi)


def _is_round(shape: Pixels, dpi: float) -> bool:
    """Whether parts that lie close make a disc: as high as wide, and with empty corners, which no block of text has."""
    height, width = shape.shape
    if min(height, width) < _ROUND[0] * dpi or max(height, width) > _ROUND[1] * dpi:
        return False
    down, across = round(_CORNER * height), round(_CORNER * width)
    corners = (shape[:down, :across], shape[:down, -across:], shape[-down:, :across], shape[-down:, -across:])
    if max(height, width) > _ASPECT * min(height, width):
        return False
    return not any(bool(corner.any()) for corner in corners)


def _without_ink(rgb: Pixels, grey: Pixels, dpi: float) -> Pixels:
    """The `grey` of the area of a stamp with its ink as light as the paper around, print below it dark."""
    import cv2
    import numpy

    brightest, darkest = rgb.max(axis=2), rgb.min(axis=2)
    size = max(3, int(_PAPER * dpi / 4) | 1)
    small = cv2.resize(brightest, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    light = cv2.medianBlur(cv2.dilate(small, numpy.ones((size, size), numpy.uint8)), size)
    paper = cv2.resize(light, brightest.shape[::-1], interpolation=cv2.INTER_LINEAR).astype(numpy.float32)
    share = brightest / numpy.maximum(paper, 1.0)
    chroma = cv2.subtract(brightest, darkest)
    full = chroma > 2 * _CHROMA
    spread = cv2.dilate(cv2.blur(chroma, (3, 3)), numpy.ones((_SPREAD, _SPREAD), numpy.uint8))
    tint = float(numpy.median(chroma))  # most of the box is paper, which may have a tint
    if full.any():
        usual = _COVERED * (float(numpy.median(chroma[full])) - tint)
        cover = numpy.clip((spread - tint) / max(1.0, usual), 0, 1)
        white = _PALE * (1 - (1 - float(numpy.median(share[full]))) * cover)
    else:
        white = numpy.full(share.shape, 1.0, numpy.float32)
    stretched = (share - _BLACK) / numpy.maximum(0.01, white - _BLACK)
    clean = numpy.clip(stretched, 0, 1) * paper
    return numpy.asarray(numpy.where(spread > _TINT + tint, clean, grey), numpy.uint8)
