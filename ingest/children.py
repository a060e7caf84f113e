"""What programs that read parts of a source get to know: no more of the environment than they need."""

from __future__ import annotations

import os

_KEPT = (
    "PATH", "LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "TESSDATA_PREFIX", "OMP_THREAD_LIMIT",
    "LD_LIBRARY_PATH",
)  # fmt: skip


def child_environment() -> dict[str, str]:
    """The environment of a program that is started here: without keys, addresses and the user's own settings."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ}
