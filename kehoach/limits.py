"""What one source may cost before it is given up."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from ingest.limits import MEGABYTE, ReadLimits

__all__ = ["MEGABYTE", "Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one source; time and memory are watched from outside, the others are looked at before it is read."""

    seconds: float = 120
    """Wall-clock time for a source, to which `seconds_a_page` is added for each page it says it has."""
    seconds_a_page: float = 30
    memory_mb: int = 2000
    """Resident memory of a worker with its child processes."""
    pages: int = 2000
    megapixels: int = 200
    """Pixels of one page of an image file; A3 at 600 dpi has 70 million."""
    file_mb: int = 1000
    unpacked_mb: int = 500
    """Of the parts of an archive together, and of each stream of a PDF file; see `ingest.limits`."""
    cells: int = 1_000_000
    rows_a_page: int = 200_000
    ocr_seconds: float = 120
    """One call of the OCR engine."""
    sources_a_worker: int = 200
    """After so many sources a worker is replaced, so that what native libraries leak is given back."""

    @property
    def reading(self) -> ReadLimits:
        """Those of them that readers keep to."""
        return ReadLimits(self.pages, self.megapixels, self.unpacked_mb, self.cells, self.rows_a_page, self.ocr_seconds)

    def seconds_for(self, pages: int) -> float:
        """Seconds that a source of `pages` pages may take."""
        return self.seconds + self.seconds_a_page * pages

    def to_json(self) -> str:
        """The limits as they are kept beside a failure."""
        return json.dumps(asdict(self))

    def allow_more_than(self, kept: str) -> bool:
        """Whether what failed under the limits `kept` (as `to_json` writes them) may come through under these."""
        return any(value > json.loads(kept).get(name, 0) for name, value in asdict(self).items())
