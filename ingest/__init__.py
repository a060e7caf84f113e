"""Bytes to `Document`: what a file is, how its text is encoded, and its lines and table rows with their places."""

from ingest.errors import UnreadableSource
from ingest.readers import load_source, published_path, read_bytes, read_loaded, read_source

__all__ = ["UnreadableSource", "load_source", "published_path", "read_bytes", "read_loaded", "read_source"]
