"""What people put on paper: round red seals, pen strokes."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.floating]

RED = (205.0, 35.0, 45.0)
BLUE = (35.0, 50.0, 150.0)
_SEAL_INCHES = 1.42  # 36 mm, decree 99/2016
_RING_WORDS = "ỦY BAN NHÂN DÂN ★ CƠ QUAN HÀNH CHÍNH NHÀ NƯỚC"


def with_seal(pixels: Pixels, dpi: int, centre: tuple[float, float], draw: Any, words: str = _RING_WORDS) -> Pixels:
    """A round seal over the page at `centre` (pixels): ring with words, star, worn ink that lets the text through."""
    import cv2
    import numpy as np

    side = round(_SEAL_INCHES * dpi)
    ink = _seal(side, words)
    turned = cv2.warpAffine(
        ink, cv2.getRotationMatrix2D((side / 2, side / 2), float(draw.uniform(-25, 25)), 1), (side, side)
    )
    worn = cv2.GaussianBlur(draw.random((side, side)).astype(np.float32), (0, 0), dpi / 60)
    worn = 0.55 + 0.45 * np.clip((worn - worn.mean()) / (worn.std() + 1e-6) * 0.6 + 0.6, 0, 1)
    return _inked(pixels, turned * worn * float(draw.uniform(0.7, 0.95)), centre, RED)


@functools.lru_cache(maxsize=16)
def _seal(side: int, words: str) -> Pixels:
    """Cover of the seal's ink, 0..1."""
    import math

    import numpy as np
    from PIL import Image, ImageDraw

    scale = 3
    size = side * scale
    image = Image.new("L", (size, size), 0)
    pen = ImageDraw.Draw(image)
    for share, width in ((0.49, 0.014), (0.46, 0.006), (0.30, 0.006)):
        radius = size * share
        box = (size / 2 - radius, size / 2 - radius, size / 2 + radius, size / 2 + radius)
        pen.ellipse(box, outline=255, width=max(2, round(size * width)))
    points = []
    for corner in range(10):
        radius = size * (0.19 if corner % 2 == 0 else 0.075)
        angle = math.pi * corner / 5 - math.pi / 2
        points.append((size / 2 + radius * math.cos(angle), size / 2 + radius * math.sin(angle)))
    pen.polygon(points, fill=255)
    font = _font("bold", round(size * 0.075))
    for index, letter in enumerate(words):
        angle = 360 * index / len(words)
        tile = Image.new("L", (round(size * 0.12), round(size * 0.12)), 0)
        ImageDraw.Draw(tile).text((tile.width / 2, tile.height / 2), letter, 255, font, anchor="mm")
        turned = tile.rotate(-angle, resample=Image.Resampling.BICUBIC)
        at = math.radians(angle - 90)
        x, y = size / 2 + size * 0.38 * math.cos(at), size / 2 + size * 0.38 * math.sin(at)
        image.paste(255, (round(x - tile.width / 2), round(y - tile.height / 2)), turned)
    return np.asarray(image.resize((side, side), Image.Resampling.LANCZOS), np.float32) / 255


def _font(weight: str, size: int) -> Any:
    from matplotlib import font_manager
    from PIL import ImageFont

    # The typeface that comes with matplotlib, so that a seal looks the same everywhere.
    path = font_manager.findfont(font_manager.FontProperties(family="DejaVu Serif", weight=weight))
    return ImageFont.truetype(path, size)


def _inked(pixels: Pixels, cover: Pixels, centre: tuple[float, float], colour: tuple[float, float, float]) -> Pixels:
    """Ink multiplied onto paper, as ink is; what falls beside the page is cut off."""
    import numpy as np

    height, width = cover.shape
    left, top = round(centre[0] - width / 2), round(centre[1] - height / 2)
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(pixels.shape[1], left + width), min(pixels.shape[0], top + height)
    if x0 >= x1 or y0 >= y1:
        return pixels
    part = cover[y0 - top : y1 - top, x0 - left : x1 - left, None]
    out = pixels.copy()
    out[y0:y1, x0:x1] *= 1 - part * (1 - np.array(colour, np.float32) / 255)
    return out


def with_strokes(pixels: Pixels, dpi: int, box: tuple[float, float, float, float], draw: Any) -> Pixels:
    """Strokes of a blue pen, like a hasty word, over `box` (left, top, width, height in pixels)."""
    import cv2
    import numpy as np

    left, top, width, height = box
    steps = 60
    t = np.linspace(0, 1, steps)
    loops = float(draw.uniform(3, 6))
    x = left + width * (0.05 + 0.9 * t) + height * 0.5 * np.cos(2 * np.pi * loops * t)
    y = top + height * (
        0.5 + float(draw.uniform(0.35, 0.6)) * np.sin(2 * np.pi * loops * t + float(draw.uniform(0, 3)))
    )
    cover = np.zeros(pixels.shape[:2], np.uint8)
    points = np.stack([x, y], axis=1).round().astype(np.int32)
    cv2.polylines(cover, [points], False, 255, thickness=max(1, round(dpi / 90)), lineType=cv2.LINE_AA)
    share = cover.astype(np.float32)[..., None] / 255 * 0.85
    return pixels * (1 - share * (1 - np.array(BLUE, np.float32) / 255))
