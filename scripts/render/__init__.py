"""Lays decisions out as files whose truth is known; see `scripts/render/__main__.py`."""
