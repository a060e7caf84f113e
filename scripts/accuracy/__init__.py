"""Measures the readers on laid out decisions; see `scripts/accuracy/__main__.py`."""
