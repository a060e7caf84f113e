"""What happens to a page between the printer and the file, each step fixed by a seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from scripts.render.marks import with_seal, with_strokes
from scripts.render.pdf_form import Mark, PrintedPage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.floating]

Container = Literal["pdf", "png", "tiff", "g4"]


@dataclass(frozen=True, slots=True)
class Damage:
    """A condition.

    `skew` is the largest angle in degrees, with `exact_skew` taken as it is with a random sign. `blur` is the deviation
    of a Gaussian in pixels at 300 dpi, which grows with the resolution; `noise` that of grey levels (0..255);
    `quality` is JPEG's. `bleed` and `light` are shares of the paper's light that the back of the leaf and a shadow
    take. `turn` is clockwise, in degrees.
    """

    dpi: int = 300
    skew: float = 0.0
    exact_skew: bool = False
    blur: float = 0.0
    noise: float = 0.0
    quality: int = 85
    seal: bool = False
    grey: bool = False
    bilevel: bool = False
    dots: float = 0.0  # share of pixels turned over, at fax resolution
    pen: bool = False
    bleed: float = 0.0
    light: float = 0.0
    border: bool = False
    keystone: float = 0.0  # share of the page's sides by which its corners come nearer, at most
    bend: float = 0.0  # inches that lines rise and fall on a sheet that does not lie flat
    turn: int = 0
    container: Container = "pdf"


_LIGHT = Damage(skew=0.4, blur=0.5, noise=6, quality=80)
_STAMPED = Damage(dpi=200, skew=1.5, exact_skew=True, blur=0.6, noise=5, quality=40, seal=True)

CONDITIONS: dict[str, Damage] = {
    "clean_300": Damage(),
    "light_300": _LIGHT,
    "light_200": replace(_LIGHT, dpi=200),
    "light_150": replace(_LIGHT, dpi=150),
    "stamped_300": replace(_STAMPED, dpi=300),
    "stamped_200": _STAMPED,
    "stamped_150": replace(_STAMPED, dpi=150),
    "heavy_200": replace(_STAMPED, blur=1.0, noise=14, light=0.25),
    "grey_stamp_200": replace(_STAMPED, skew=0.5, quality=70, grey=True),
    "fax_200": Damage(dpi=200, skew=0.6, blur=0.5, bilevel=True, dots=0.0015, container="g4"),
    "pen_200": replace(_LIGHT, dpi=200, pen=True),
    "bleed_200": replace(_LIGHT, dpi=200, bleed=0.22),
    "light_border_200": replace(_LIGHT, dpi=200, light=0.4, border=True, skew=0.8),
    "phone_200": replace(_LIGHT, dpi=200, skew=1.0, blur=0.6, light=0.3, keystone=0.04, bend=0.03),
    "upside_down_200": replace(_LIGHT, dpi=200, turn=180, grey=True, container="tiff"),
    "sideways_200": replace(_LIGHT, dpi=200, turn=90),
    "photo_png_200": replace(_LIGHT, dpi=200, light=0.3, blur=0.9, container="png"),
}
"""The named conditions, from light to hard."""


def damaged(page: Pixels, printed: PrintedPage, damage: Damage, back: Pixels | None, draw: Any) -> Pixels:
    """A page of RGB levels 0..255 as the scanner gives it; `back` is what stands on the other side of the leaf."""
    out = page
    if damage.bleed and back is not None:
        out = _with_bleed(out, back, damage)
    out = _with_marks(out, printed, damage, draw)
    if damage.skew:
        out = _skewed(out, damage, draw)
    if damage.bend:
        out = _bent(out, damage, draw)
    if damage.keystone:
        out = _from_aslant(out, damage.keystone, draw)
    if damage.light:
        out = _unevenly_lit(out, damage.light, draw)
    if damage.border:
        out = _with_border(out, draw)
    out = _through_the_lens(out, damage, draw)
    if damage.grey or damage.bilevel:
        out = _grey(out)
    if damage.bilevel:
        out = _bilevel(out, damage, draw)
    if damage.turn:
        import numpy as np

        out = np.rot90(out, k=-damage.turn // 90).copy()
    return out


def _with_bleed(page: Pixels, back: Pixels, damage: Damage) -> Pixels:
    """The back of the leaf, mirrored and faint, where it has the same size."""
    import cv2

    if back.shape != page.shape:
        return page
    seen = cv2.GaussianBlur(back[:, ::-1], (0, 0), 2.0 * damage.dpi / 300)
    out: Pixels = page * (1 - damage.bleed * (1 - seen / 255))
    return out


def _with_marks(page: Pixels, printed: PrintedPage, damage: Damage, draw: Any) -> Pixels:
    """Seals on the signature and across the table, pen strokes over the number and a cell."""
    out = page
    for mark in printed.marks:
        left, top, width, height = (round(side * damage.dpi) for side in (mark.left, mark.top, mark.width, mark.height))
        if damage.seal and mark.kind == "seal":
            out = with_seal(out, damage.dpi, (left + width * 0.32, top + height * float(draw.uniform(0.4, 0.9))), draw)
        if damage.seal and mark.kind == "grid":
            at = (left + width * float(draw.uniform(0.1, 0.9)), top + height * float(draw.uniform(0.2, 0.9)))
            out = with_seal(out, damage.dpi, at, draw)
        if damage.pen:
            out = with_strokes(out, damage.dpi, _written_over(mark, damage, draw), draw)
    return out


def _written_over(mark: Mark, damage: Damage, draw: Any) -> tuple[float, float, float, float]:
    left, top, width, height = (side * damage.dpi for side in (mark.left, mark.top, mark.width, mark.height))
    line = 0.22 * damage.dpi
    if mark.kind == "number":
        return left + 0.3 * width, top, 0.3 * width, height
    if mark.kind == "seal":
        return left + 0.2 * width, top, 0.5 * width, height
    return left + width * float(draw.uniform(0.1, 0.7)), top + height * float(draw.uniform(0.3, 0.8)), 5 * line, line


def _skewed(page: Pixels, damage: Damage, draw: Any) -> Pixels:
    import cv2

    angle = float(draw.choice((-1, 1))) * damage.skew if damage.exact_skew else float(draw.uniform(-1, 1)) * damage.skew
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(page, matrix, (width, height), borderValue=(250, 250, 250))


def _bent(page: Pixels, damage: Damage, draw: Any) -> Pixels:
    """A sheet that bulges: its lines rise and fall by up to `bend` over the width."""
    import cv2
    import numpy as np

    height, width = page.shape[:2]
    columns, rows = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    start, length = float(draw.uniform(0, np.pi)), float(draw.uniform(0.8, 1.4))
    wave = damage.bend * damage.dpi * np.sin(start + length * np.pi * columns / width)
    lines = np.asarray(rows + wave, np.float32)
    out: Pixels = cv2.remap(page, columns, lines, cv2.INTER_LINEAR, borderValue=(250, 250, 250))
    return out


def _from_aslant(page: Pixels, most: float, draw: Any) -> Pixels:
    """A page photographed aslant on a dark table: each corner moves in by its own share of the sides."""
    import cv2
    import numpy as np

    height, width = page.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    inward = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], np.float32)
    moved = corners + inward * np.asarray(draw.uniform(0, most, (4, 2)), np.float32) * np.float32([width, height])
    matrix = cv2.getPerspectiveTransform(corners, moved)
    out: Pixels = cv2.warpPerspective(page, matrix, (width, height), borderValue=(60, 70, 80))
    return out


def _unevenly_lit(page: Pixels, strength: float, draw: Any) -> Pixels:
    """A shadow that falls from one side, and paper that is not white."""
    import numpy as np

    height, width = page.shape[:2]
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :] * float(draw.uniform(-1, 1))
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None] * float(draw.uniform(-1, 1))
    shade = 1 - strength * np.clip(0.5 + 0.5 * (across + down), 0, 1)
    return page * shade[..., None] * np.array([1, 0.985, 0.95], np.float32)


def _with_border(page: Pixels, draw: Any) -> Pixels:
    """The dark bed of the scanner at two sides, and the edge of the facing page with the ends of its lines."""
    out = page.copy()
    height, width = page.shape[:2]
    bed, strip = round(width * float(draw.uniform(0.01, 0.025))), round(width * float(draw.uniform(0.01, 0.03)))
    out[:, width - strip :] = page[:, round(0.5 * width) : round(0.5 * width) + strip]
    out[:, width - strip - max(2, width // 400) : width - strip] = 90
    out[:, :bed] = 25
    out[height - bed :, :] = 25
    return out


def _through_the_lens(page: Pixels, damage: Damage, draw: Any) -> Pixels:
    import cv2
    import numpy as np

    out = page
    if damage.blur:
        out = cv2.GaussianBlur(out, (0, 0), damage.blur * damage.dpi / 300)
    if damage.noise:
        noise = draw.standard_normal(out.shape[:2], dtype=np.float32)[..., None] * damage.noise
        out = out * 0.93 + 10 + noise
    return np.clip(out, 0, 255)


def _grey(page: Pixels) -> Pixels:
    import numpy as np

    level = page @ np.array([0.299, 0.587, 0.114], np.float32)
    return np.repeat(level[..., None], 3, axis=2)


def _bilevel(page: Pixels, damage: Damage, draw: Any) -> Pixels:
    """Black and white with the lone dots of a fax."""
    import numpy as np

    black = page[..., 0] < 165
    dots = draw.random(black.shape) < damage.dots
    level = np.where(black ^ dots, 0, 255).astype(np.float32)
    return np.repeat(level[..., None], 3, axis=2)
