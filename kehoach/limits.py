"""What one source may cost before it is given up."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

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
    file_mb: int = 1000
    reading: ReadLimits = field(default_factory=ReadLimits)
    """Those that the readers keep to."""
    sources_a_worker: int = 200
    """After so many sources a worker is replaced, so that what native libraries leak is given back."""

    def seconds_for(self, pages: int) -> float:
        """Seconds that a source of `pages` pages may take."""
        return self.seconds + self.seconds_a_page * pages

    def to_json(self) -> str:
        """The limits by their names, as they are kept beside a failure."""
        return json.dumps(self._by_name())

    def allow_more_than(self, kept: str) -> bool:
        """Whether what failed under the limits `kept` (as `to_json` writes them) may come through under these."""
        return any(value > json.loads(kept).get(name, 0) for name, value in self._by_name().items())

    def _by_name(self) -> dict[str, float]:
        own = asdict(self)
        reading: dict[str, float] = own.pop("reading")
        return own | reading
