"""docling: its own JSON, which kehoach reads as it is."""

import json
import sys
from pathlib import Path

from docling.document_converter import DocumentConverter

if __name__ == "__main__":
    document = DocumentConverter().convert(sys.argv[1]).document
    Path(sys.argv[2]).write_text(json.dumps(document.export_to_dict(), ensure_ascii=False), encoding="utf-8")
