"""What an OCR engine said of an image, kept in a folder and said again: tests need no engine.

An image is known by its size and a thumbnail of 24 x 24 grey levels; the nearest one kept that is close enough
answers. A hash of the pixels would be simpler, but resampling differs in the last bit between processors.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.ocr_engine import VIETNAMESE, OcrEngine, OcrFailed, OcrWord, PageMode, tsv_of_words, words_of_tsv

if TYPE_CHECKING:
    from ingest.page_image import Pixels

_SIDE = 24
_MAX_DISTANCE = 1.5  # mean difference of grey levels
_MAX_SIZE_DIFFERENCE = 2  # pixels
_INDEX = "index.json"


class ReplayEngine:
    """Answers from the files of `folder`, written by `RecordingEngine`."""

    name = "replay"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: list[dict[str, object]] = json.loads((folder / _INDEX).read_text(encoding="utf-8"))

    def words(
        self, images: Sequence[Pixels], dpi: float, mode: PageMode, language: str = VIETNAMESE, letters: str = ""
    ) -> list[list[OcrWord]]:
        """See `OcrEngine`."""
        del dpi
        entries = [self._nearest(pixels, f"{language} {mode} {letters}") for pixels in images]
        return [words_of_tsv((self._folder / str(entry["answer"])).read_text(encoding="utf-8")) for entry in entries]

    def orientation(self, pixels: Pixels, dpi: float) -> int:
        """See `OcrEngine`."""
        del dpi
        return int(str(self._nearest(pixels, "orientation")["answer"]))

    def _nearest(self, pixels: Pixels, question: str) -> dict[str, object]:
        thumbnail = bytes.fromhex(_thumbnail(pixels))
        height, width = pixels.shape
        best: tuple[float, dict[str, object]] | None = None
        for entry in self._known:
            if entry["question"] != question or not _near_size(entry["size"], (height, width)):
                continue
            distance = _distance(thumbnail, bytes.fromhex(str(entry["thumbnail"])))
            if best is None or distance < best[0]:
                best = (distance, entry)
        if best is None or best[0] > _MAX_DISTANCE:
            raise OcrFailed(f"{self._folder.name} holds no answer for an image of {width} x {height} ({question}).")
        return best[1]


class RecordingEngine:
    """Asks `engine` and keeps what it says in `folder`; `save` writes the index."""

    def __init__(self, engine: OcrEngine, folder: Path) -> None:
        self._engine = engine
        self.name = engine.name
        self._folder = folder
        self._entries: list[dict[str, object]] = []
        folder.mkdir(parents=True, exist_ok=True)

    def words(
        self, images: Sequence[Pixels], dpi: float, mode: PageMode, language: str = VIETNAMESE, letters: str = ""
    ) -> list[list[OcrWord]]:
        """See `OcrEngine`."""
        answers = self._engine.words(images, dpi, mode, language, letters)
        question = f"{language} {mode} {letters}"
        for pixels, found in zip(images, answers, strict=True):
            name = hashlib.sha256(pixels.tobytes() + question.encode()).hexdigest()[:12] + ".tsv"
            (self._folder / name).write_text(tsv_of_words(found), encoding="utf-8")
            self._keep(pixels, question, name)
        return answers

    def orientation(self, pixels: Pixels, dpi: float) -> int:
        """See `OcrEngine`."""
        turn = self._engine.orientation(pixels, dpi)
        self._keep(pixels, "orientation", turn)
        return turn

    def save(self) -> None:
        """Write the index; answers are readable once it is there."""
        ordered = sorted(self._entries, key=lambda entry: (str(entry["question"]), str(entry["thumbnail"])))
        text = ",\n".join(json.dumps(entry) for entry in ordered)
        (self._folder / _INDEX).write_text(f"[\n{text}\n]\n", encoding="utf-8")

    def _keep(self, pixels: Pixels, question: str, answer: str | int) -> None:
        self._entries.append(
            {"question": question, "size": list(pixels.shape), "thumbnail": _thumbnail(pixels), "answer": answer}
        )


def _thumbnail(pixels: Pixels) -> str:
    import cv2

    return bytes(cv2.resize(pixels, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).tobytes()).hex()


def _near_size(known: object, size: Sequence[int]) -> bool:
    assert isinstance(known, list)
    return all(abs(int(one) - other) <= _MAX_SIZE_DIFFERENCE for one, other in zip(known, size, strict=True))


def _distance(one: bytes, other: bytes) -> float:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)
