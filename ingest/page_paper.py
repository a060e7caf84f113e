"""The paper of a grey page made even and white, with nothing around it: shadows, dark borders, pale ink.

* The background is flattened by dividing by itself, never thresholded (that ruins the letters).
* Dark areas that touch the edge of the picture and are thicker than print (borders of the scanner, the fold of a
  binding, the table below a photographed page) become white.
* What lies beyond a line down nearly the whole side (the edge of the facing page) becomes white.
* Pictures of black and white alone lose single dots; those of dotted rules stay.
* Pale ink (a stamp in a grey scan, print that shines through from the back) becomes white where the strokes of the
  page are of two clearly different darknesses; a page that is pale all over stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.components import components
from ingest.page_dots import dots_of_rules

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from ingest.page_image import Pixels

_BACKGROUND = 0.25  # inches; larger than the strokes of letters, smaller than shadows
_WHITE_SHARE = 0.85  # of the paper's light; what is brighter (the rest of a stamp) becomes white
_EXTREME = 16  # levels from black or white
_BILEVEL = 1.0  # of the black pixels, that grey ones (from resampling) may reach in a picture of black and white
_HOLE = 3  # pixels of a hole or a dot that is none of a letter's
_DOT = 0.0003  # square inches of a dot; taken out where no letter is near
_LONELY = 0.05  # inches from a dot to the next letter
_SOFT = 0.6  # pixels
SMALL_DPI = 30  # of the picture in which borders are looked for
_BORDER_DARK = 0.55  # of the paper's light
_BORDER_THICK = 0.12  # inches; thicker than strokes and rules
_BORDER_MARGIN = 0.04  # inches around a border
_PALE_LEAST = 100  # level of strokes that can be pale ink
_PALE_SHARE = 0.04  # of the stroke pixels that must be pale
_DARK_SHARE = 0.2
_SIDE = 0.07  # of the width, in which the edge of a page may show
_FOLD_PART = 0.3  # inches of a piece of such an edge
_FOLD_DARK = 200
_FOLD_SHARE = 0.93  # of the height that it runs down; a table leaves margins
_VALLEY = 0.35  # of the lower of two peaks, that the valley between them may reach
_BIN = 8  # levels
_FEW_STROKES = 500
_MARK_STEP = 15  # levels by which strokes of print differ; a mark is paler by twice as many
_MARK_MOST = 205
_MARK_SIDE = 0.5  # inches both ways; no letter is as large
_LARGEST_MARK = 3.4
_MARK_GAP = 0.1  # inches between parts of one mark
_RULE = 0.25  # inches of a straight line, which is no part of a mark
_CRUMB = 60  # pixels
_MARK_INK = 0.012  # square inches of the strokes of a mark that are thicker than rules
_MARK_WHITE = 0.7  # of the level of a mark: white from here on


def even_paper(grey: Pixels, dpi: float) -> Pixels:
    """`grey` with white paper and dark ink everywhere, whatever the light, and without dark borders."""
    import cv2
    import numpy

    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    size = max(3, int(_BACKGROUND * dpi / 4) | 1)
    paper = cv2.medianBlur(cv2.dilate(small, numpy.ones((size, size), numpy.uint8)), size)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(grey, numpy.maximum(paper, 1), scale=255)
    dark = float(numpy.percentile(even[::4, ::4], 1))
    low, high = min(dark, 120.0), 255.0 * _WHITE_SHARE
    levels = (numpy.arange(256, dtype=numpy.float32) - low) * (255.0 / (high - low))
    stretched = numpy.asarray(cv2.LUT(even, numpy.clip(levels, 0, 255).astype(numpy.uint8)), numpy.uint8)
    border = _border(grey, dpi)
    if border is not None:
        stretched[border > 0] = 255
    _clear_facing_page(stretched, dpi)
    return stretched


def _clear_facing_page(even: Pixels, dpi: float) -> None:
    """White what lies beyond a line that runs down nearly the whole side of the picture: the facing page, the fold."""
    import cv2
    import numpy

    height, width = even.shape
    side = round(_SIDE * width)
    kernel = numpy.ones((round(_FOLD_PART * dpi), 1), numpy.uint8)
    for strip in (even[:, :side], even[:, ::-1][:, :side]):
        dark = numpy.asarray(strip < _FOLD_DARK, numpy.uint8)
        lines = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
        joined = cv2.dilate(lines, numpy.ones((round(_FOLD_PART * dpi), 3), numpy.uint8))
        for x, _, wide, high in components(numpy.asarray(joined, numpy.uint8)).each():
            if high - len(kernel) >= _FOLD_SHARE * height:  # what the pieces were joined by is no part of them
                strip[:, : x + wide + 2] = 255


def without_dots(grey: Pixels, dpi: float) -> Pixels:
    """A picture of black and white alone (a fax, a bilevel scan) without its single dots and holes, its edges softened.

    Pictures with grey levels stay as they are: their noise is no dots, and a dot may belong to a letter.
    """
    import cv2
    import numpy

    counts = numpy.bincount(grey.ravel(), minlength=256)
    if counts[_EXTREME : 256 - _EXTREME].sum() > _BILEVEL * counts[:_EXTREME].sum():
        return grey
    ink = numpy.asarray(grey < 128, numpy.uint8)
    rules = dots_of_rules(numpy.asarray(_smaller(ink, _DOT * dpi * dpi), numpy.uint8), dpi)
    for colour in (1, 0):
        ink[_smaller(numpy.asarray(ink == colour, numpy.uint8), _HOLE)] = 1 - colour
    small = _smaller(ink, _DOT * dpi * dpi)
    reach = 2 * round(_LONELY * dpi) + 1
    letters = cv2.dilate(numpy.asarray((ink > 0) & ~small, numpy.uint8), numpy.ones((reach, reach), numpy.uint8))
    _, labels = cv2.connectedComponents(numpy.asarray(small, numpy.uint8))
    beside = numpy.unique(labels[letters > 0])
    ink[small & ~numpy.isin(labels, beside)] = 0
    ink |= rules
    clean = numpy.asarray((1 - ink) * 255, numpy.uint8)
    return numpy.asarray(cv2.GaussianBlur(clean, (0, 0), _SOFT), numpy.uint8)


def _smaller(mask: Pixels, area: float) -> NDArray[numpy.bool_]:
    """Where the components of `mask` have at most `area` pixels."""
    parts = components(mask)
    small = parts.areas <= area
    small[0] = False
    found: NDArray[numpy.bool_] = small[parts.labels]
    return found


def surroundings(grey: Pixels, dpi: float) -> Pixels | None:
    """Where a small picture (of `SMALL_DPI` at most) shows no paper along its edges; None when it is all paper."""
    import cv2
    import numpy

    scale = min(1.0, SMALL_DPI / dpi)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    light = float(numpy.percentile(small, 75))
    dark = numpy.asarray(small < _BORDER_DARK * light, numpy.uint8)
    thick = max(2, round(_BORDER_THICK * dpi * scale))
    padded = cv2.copyMakeBorder(dark, thick, thick, thick, thick, cv2.BORDER_CONSTANT, value=1)
    solid = cv2.morphologyEx(padded, cv2.MORPH_OPEN, numpy.ones((thick, thick), numpy.uint8))
    _, labels = cv2.connectedComponents(solid, connectivity=4)
    touching = numpy.asarray(labels == labels[0, 0], numpy.uint8)
    touching = numpy.asarray(touching[thick:-thick, thick:-thick], numpy.uint8)
    return touching if touching.any() else None


def _border(grey: Pixels, dpi: float) -> Pixels | None:
    """Where the picture shows no paper along its edges; None when it shows paper everywhere."""
    import cv2
    import numpy

    touching = surroundings(grey, dpi)
    if touching is None:
        return None
    margin = max(1, round(_BORDER_MARGIN * min(SMALL_DPI, dpi)))
    grown = cv2.dilate(touching, numpy.ones((2 * margin + 1, 2 * margin + 1), numpy.uint8))
    return numpy.asarray(
        cv2.resize(grown, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST), numpy.uint8
    )


def without_pale_ink(grey: Pixels, dpi: float) -> Pixels:
    """`grey` (even paper) with pale ink made white where print is clearly darker; else as it is."""
    import cv2
    import numpy

    strokes = _strokes(grey, dpi)
    if strokes.size < _FEW_STROKES:
        return grey
    white = _pale_limit(strokes)
    if white is not None:
        levels = numpy.arange(256, dtype=numpy.float32) * (255.0 / white)
        return numpy.asarray(cv2.LUT(grey, numpy.clip(levels, 0, 255).astype(numpy.uint8)), numpy.uint8)
    return _without_marks(grey, dpi, float(numpy.median(strokes)))


def _strokes(grey: Pixels, dpi: float) -> Pixels:
    """The levels at the darkest places of the strokes of print; pale rules are none."""
    import cv2
    import numpy

    lowest = cv2.erode(grey, numpy.ones((5, 5), numpy.uint8))
    found = numpy.asarray((grey == lowest) & (grey < 245), numpy.uint8)
    pale = numpy.asarray((grey > _PALE_LEAST) & (grey < 245), numpy.uint8)
    for rule in _rules(dpi):
        found[cv2.dilate(cv2.morphologyEx(pale, cv2.MORPH_OPEN, rule), numpy.ones((3, 3), numpy.uint8)) > 0] = 0
    return numpy.asarray(grey[found > 0], numpy.uint8)


def _rules(dpi: float) -> tuple[Pixels, Pixels]:
    """Kernels as long as a straight line that is no letter, across and down."""
    import numpy

    length = round(_RULE * dpi)
    return numpy.ones((1, length), numpy.uint8), numpy.ones((length, 1), numpy.uint8)


def _without_marks(grey: Pixels, dpi: float, black: float) -> Pixels:
    """`grey` without strokes that are paler than print and long both ways: the ring of a stamp, a signature."""
    import cv2
    import numpy

    kernel = numpy.ones((3, 3), numpy.uint8)
    near_print = cv2.dilate(numpy.asarray(grey < black + _MARK_STEP, numpy.uint8), kernel, iterations=2)
    pale = numpy.asarray((grey >= black + 2 * _MARK_STEP) & (grey < _MARK_MOST) & (near_print == 0), numpy.uint8)
    pale = numpy.asarray(cv2.morphologyEx(pale, cv2.MORPH_CLOSE, kernel), numpy.uint8)
    thick = cv2.morphologyEx(pale, cv2.MORPH_OPEN, numpy.ones((4, 4), numpy.uint8))
    thin = cv2.subtract(pale, thick)
    for rule in _rules(dpi):
        pale[cv2.morphologyEx(thin, cv2.MORPH_OPEN, rule) > 0] = 0
    pale = _without_crumbs(numpy.asarray(pale, numpy.uint8))
    bridge = numpy.ones((round(_MARK_GAP * dpi), round(_MARK_GAP * dpi)), numpy.uint8)
    marks = components(numpy.asarray(cv2.morphologyEx(thick, cv2.MORPH_CLOSE, bridge), numpy.uint8))
    clean = grey
    for index, (x, y, width, height) in enumerate(marks.each(), start=1):
        if min(width, height) < _MARK_SIDE * dpi or max(width, height) > _LARGEST_MARK * dpi:
            continue
        box = numpy.s_[max(0, y - 3) : y + height + 3, max(0, x - 3) : x + width + 3]
        own = (marks.labels[box] == index) & (thick[box] > 0)
        if int(own.sum()) < _MARK_INK * dpi * dpi:
            continue
        level = float(numpy.median(grey[box][own]))
        levels = (numpy.arange(256, dtype=numpy.float32) - black / 2) * (255.0 / (_MARK_WHITE * level - black / 2))
        lifted = cv2.LUT(grey[box], numpy.clip(levels, 0, 255).astype(numpy.uint8))
        clean = grey.copy() if clean is grey else clean
        clean[box] = numpy.where(cv2.dilate(pale[box], kernel, iterations=4) > 0, lifted, clean[box])
    return clean


def _without_crumbs(mask: Pixels) -> Pixels:
    """`mask` without components of a few pixels, which the edges of letters leave."""
    import numpy

    parts = components(mask)
    kept = parts.areas >= _CRUMB
    kept[0] = False
    return numpy.asarray(kept[parts.labels], numpy.uint8)


def _pale_limit(strokes: Pixels) -> float | None:
    """The level from which on ink is pale; None where the strokes are of one darkness."""
    import numpy

    counts = numpy.bincount(strokes // _BIN, minlength=256 // _BIN).astype(numpy.float64)
    counts = numpy.convolve(counts, (0.25, 0.5, 0.25), "same")
    total = counts.sum()
    first = int(numpy.argmax(counts[: _PALE_LEAST // _BIN]))
    pale = _PALE_LEAST // _BIN + int(numpy.argmax(counts[_PALE_LEAST // _BIN :]))
    valley = first + int(numpy.argmin(counts[first : pale + 1]))
    if counts[valley] > _VALLEY * min(counts[first], counts[pale]):
        return None
    if counts[valley:].sum() < _PALE_SHARE * total or counts[:valley].sum() < _DARK_SHARE * total:
        return None
    return float((valley + (pale - valley) * 0.35) * _BIN)
