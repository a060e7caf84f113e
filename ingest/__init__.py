"""Bytes to `Document`: what a file is, how its text is encoded, and its lines and table rows with their places."""

from ingest.errors import UnreadableSource
from ingest.readers import read_bytes, read_source

__all__ = ["UnreadableSource", "read_bytes", "read_source"]
