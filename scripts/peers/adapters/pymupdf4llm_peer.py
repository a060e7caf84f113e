"""pymupdf4llm: its Markdown, which kehoach reads as it is."""

import sys
from pathlib import Path

import pymupdf4llm

if __name__ == "__main__":
    Path(sys.argv[2]).write_text(pymupdf4llm.to_markdown(sys.argv[1]), encoding="utf-8")
