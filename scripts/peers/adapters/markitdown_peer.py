"""MarkItDown: its Markdown, which kehoach reads as it is."""

import sys
from pathlib import Path

from markitdown import MarkItDown

if __name__ == "__main__":
    Path(sys.argv[2]).write_text(MarkItDown().convert(sys.argv[1]).text_content, encoding="utf-8")
