"""The two consoles of the commands: results on stdout, everything else on stderr."""

from __future__ import annotations

from rich.console import Console


def results() -> Console:
    """What the user asked for. Nothing in it is highlighted by guesswork, so piped output stays plain."""
    return Console(highlight=False)


def messages() -> Console:
    """Progress, warnings and errors."""
    return Console(stderr=True, highlight=False)
