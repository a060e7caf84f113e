"""The typefaces that prints need: without one of them another would be taken in silence, and the seed would lie."""

from __future__ import annotations

import shutil
import subprocess

from scripts.render.looks import FONTS

_PACKAGES = "fonts-croscore fonts-liberation2 fonts-freefont-ttf fonts-noto-core"


def require_typefaces() -> None:
    """End the program with what to install when a typeface is missing."""
    listing = shutil.which("fc-list")
    if listing is None:
        raise SystemExit("fc-list is missing, so typefaces cannot be told: apt-get install fontconfig")
    found = subprocess.run([listing, ":", "family"], check=True, capture_output=True, text=True, timeout=60).stdout
    known = {name.strip() for line in found.splitlines() for name in line.split(",")}
    missing = sorted({font for fonts in FONTS.values() for font in fonts} - known)
    if missing:
        raise SystemExit(f"Typefaces are missing: {', '.join(missing)}. On Debian: apt-get install {_PACKAGES}")
