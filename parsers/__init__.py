"""Repaired text to decisions: bundle splitting, heads, citations, outlines, task tables, and what nobody claimed."""

from parsers.bundle import parse

__all__ = ["parse"]
