"""OCR engines behind one interface; what replays an engine's answers is in `ingest.ocr_replay`.

`default_engine` takes `tesserocr` when it is installed and finds its language data (it saves the start of a process
for every call), else the `tesseract` program through `pytesseract`. Both need the Vietnamese data `vie`, `eng` for
number cells, and `osd` for pages that lie on their side.
"""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from ingest.children import child_environment
from ingest.errors import UnreadableSource
from ingest.limits import read_limits

if TYPE_CHECKING:
    from ingest.page_image import Pixels

VIETNAMESE = "vie"
ENGLISH = "eng"  # knows digits best
PageMode = Literal[3, 6, 7]  # Tesseract's `--psm`: a whole page, one block of text, one line

_TWINS = (
    ("NÑ", "N"),
    ("ĐÐ", "Đ"),
    ("ÐĐ", "Đ"),
    ("đð", "đ"),
    ("Ñ", "N"),
    ("ñ", "n"),
    ("Ð", "Đ"),
    ("ð", "đ"),
    ("⁄", "/"),
)
_TESSDATA = (
    "/usr/share/tesseract-ocr/5/tessdata/", "/usr/share/tesseract-ocr/4.00/tessdata/", "/usr/share/tessdata/",
    "/usr/local/share/tessdata/", "/opt/homebrew/share/tessdata/",
)  # fmt: skip
_INSTALL = (
    "Install Tesseract with its Vietnamese data (Debian, Ubuntu: apt-get install tesseract-ocr tesseract-ocr-vie "
    "tesseract-ocr-osd) and the Python package pytesseract."
)


class OcrFailed(Exception):  # noqa: N818 - named for what happened
    """The engine gave nothing for an image: it crashed, timed out, or (a replay) does not know it."""


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word in pixels of the image; `confidence` is 0..1."""

    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: float


class OcrEngine(Protocol):
    """What reads the text of grey images; safe to call from several threads."""

    @property
    def name(self) -> str:
        """The engine with its version."""
        ...

    def words(
        self, images: Sequence[Pixels], dpi: float, mode: PageMode, language: str = VIETNAMESE, letters: str = ""
    ) -> list[list[OcrWord]]:
        """The words in each of `images`; `letters`, if given, are the only characters to be read.

        Raises:
            OcrFailed: no answer for these images.
        """
        ...

    def orientation(self, pixels: Pixels, dpi: float) -> int:
        """The clockwise turn (0, 90, 180, 270) that sets the text upright; 0 when it cannot be told."""
        ...


class TesseractProgram:
    """The `tesseract` program, started for every call."""

    def __init__(self) -> None:
        import pytesseract  # type: ignore[import-not-found,import-untyped,unused-ignore]

        # One thread a call: pages run side by side, and Tesseract's own threads gain next to nothing.
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        pytesseract.pytesseract.environ = child_environment()  # what the package hands to every program it starts
        try:
            known = set(pytesseract.get_languages(config=""))
        except (pytesseract.TesseractNotFoundError, pytesseract.TesseractError, OSError) as error:
            raise _missing("The program tesseract is not installed.") from error
        self.name = f"tesseract {str(pytesseract.get_tesseract_version()).split()[0]}"
        self._languages = known
        if VIETNAMESE not in known:
            raise _missing("Tesseract is installed without its Vietnamese data.")

    def words(
        self, images: Sequence[Pixels], dpi: float, mode: PageMode, language: str = VIETNAMESE, letters: str = ""
    ) -> list[list[OcrWord]]:
        """See `OcrEngine`; the program is started once for all `images`."""
        import pytesseract  # type: ignore[import-not-found,import-untyped,unused-ignore]

        language = language if language in self._languages else VIETNAMESE
        config = f"--psm {mode} --dpi {round(dpi)}" + (f" -c tessedit_char_whitelist={letters}" if letters else "")
        try:
            with tempfile.TemporaryDirectory(prefix="kehoach") as folder:
                listed = _saved(images, Path(folder))
                table = pytesseract.image_to_data(
                    str(listed), lang=language, config=config, timeout=read_limits().ocr_seconds
                )
        except (pytesseract.TesseractError, RuntimeError, OSError) as error:
            raise OcrFailed(f"Tesseract failed: {error}") from error
        return words_by_image(str(table), len(images))

    def orientation(self, pixels: Pixels, dpi: float) -> int:
        """See `OcrEngine`."""
        import pytesseract  # type: ignore[import-not-found,import-untyped,unused-ignore]
        from PIL import Image

        if "osd" not in self._languages:
            return 0
        try:
            found = pytesseract.image_to_osd(
                Image.fromarray(pixels), config=f"--dpi {round(dpi)}", output_type=pytesseract.Output.DICT,
                timeout=read_limits().ocr_seconds,
            )  # fmt: skip
        except (pytesseract.TesseractError, RuntimeError, OSError):
            return 0  # too few letters to tell
        return int(found["rotate"]) % 360


class TesseractLibrary:
    """Tesseract inside this process (`tesserocr`); one instance for each thread and language."""

    def __init__(self, tessdata: str) -> None:
        import threading

        import tesserocr  # type: ignore[import-not-found,import-untyped,unused-ignore]

        self.name = f"tesserocr {tesserocr.tesseract_version().split()[1]}"
        self._tessdata = tessdata
        self._local = threading.local()

    def words(
        self, images: Sequence[Pixels], dpi: float, mode: PageMode, language: str = VIETNAMESE, letters: str = ""
    ) -> list[list[OcrWord]]:
        """See `OcrEngine`."""
        from PIL import Image

        api, seconds = self._api(language), read_limits().ocr_seconds
        found: list[list[OcrWord]] = []
        try:
            api.SetPageSegMode(mode)
            api.SetVariable("tessedit_char_whitelist", letters)
            api.SetVariable("user_defined_dpi", str(round(dpi)))
            for pixels in images:
                api.SetImage(Image.fromarray(pixels))
                if not api.Recognize(int(seconds * 1000)):
                    raise OcrFailed(f"Tesseract gave up after {seconds:g} s")
                found.append(words_of_tsv(api.GetTSVText(0)))
        except RuntimeError as error:
            raise OcrFailed(f"Tesseract failed: {error}") from error
        return found

    def orientation(self, pixels: Pixels, dpi: float) -> int:
        """See `OcrEngine`."""
        from PIL import Image

        api = self._api("osd")
        api.SetVariable("user_defined_dpi", str(round(dpi)))
        api.SetImage(Image.fromarray(pixels))
        found = api.DetectOrientationScript()
        return (360 - int(found["orient_deg"])) % 360 if found else 0

    def _api(self, language: str):  # type: ignore[no-untyped-def]
        import tesserocr  # type: ignore[import-not-found,import-untyped,unused-ignore]

        known = self._local.__dict__.setdefault("apis", {})
        if language not in known:
            mode = tesserocr.PSM.OSD_ONLY if language == "osd" else tesserocr.PSM.AUTO
            known[language] = tesserocr.PyTessBaseAPI(path=self._tessdata, lang=language, psm=mode)
        return known[language]


@functools.lru_cache(maxsize=1)
def default_engine() -> OcrEngine:
    """The engine that is installed.

    Raises:
        UnreadableSource: `tool_missing`; its resolution says what to install.
    """
    library = _library()
    if library is not None:
        return library
    try:
        import pytesseract  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise _missing("The Python package pytesseract is not installed.") from error
    return TesseractProgram()


def _library() -> OcrEngine | None:
    import importlib.util

    if importlib.util.find_spec("tesserocr") is None:
        return None
    folders = [os.environ.get("TESSDATA_PREFIX", ""), *_TESSDATA]
    found = next((folder for folder in folders if folder and Path(folder, f"{VIETNAMESE}.traineddata").exists()), None)
    return TesseractLibrary(found) if found is not None else None


def _saved(images: Sequence[Pixels], folder: Path) -> Path:
    """A file in `folder` that lists `images`, kept beside it without compression."""
    names: list[str] = []
    for number, pixels in enumerate(images):
        path = folder / f"{number}.pgm"
        path.write_bytes(b"P5\n%d %d\n255\n" % (pixels.shape[1], pixels.shape[0]) + pixels.tobytes())
        names.append(f"{path}\n")
    listed = folder / "images.txt"
    listed.write_text("".join(names), encoding="utf-8")
    return listed


def words_of_tsv(table: str) -> list[OcrWord]:
    """The words of Tesseract's TSV output, with or without its line of column names, in its order."""
    return [word for words in words_by_image(table, None) for word in words]


def words_by_image(table: str, images: int | None) -> list[list[OcrWord]]:
    """The words of Tesseract's TSV output of several `images`; of all together where None."""
    found: list[list[OcrWord]] = [[] for _ in range(images or 1)]
    for line in table.splitlines():
        fields = line.split("\t")
        if len(fields) < 12 or fields[0] != "5" or not fields[11].strip():
            continue
        left, top, width, height = map(int, fields[6:10])
        confidence = min(1.0, max(0.0, float(fields[10]) / 100))
        held = found[int(fields[1]) - 1 if images else 0]
        held.append(OcrWord(_in_vietnamese(fields[11].strip()), left, top, width, height, round(confidence, 4)))
    return found


def _in_vietnamese(text: str) -> str:
    """`text` without signs that Vietnamese does not have and the engine sees beside or for its own (`NÑăm`, `QĐÐ`)."""
    for foreign, own in _TWINS:
        text = text.replace(foreign, own)
    return text


def tsv_of_words(words: Iterable[OcrWord]) -> str:
    """`words` in the form that `words_of_tsv` reads."""
    rows = (
        f"5\t1\t1\t1\t1\t{number}\t{word.left}\t{word.top}\t{word.width}\t{word.height}"
        f"\t{word.confidence * 100:.2f}\t{word.text}\n"
        for number, word in enumerate(words, 1)
    )
    return "".join(rows)


def _missing(message: str) -> UnreadableSource:
    return UnreadableSource("tool_missing", message, _INSTALL)
