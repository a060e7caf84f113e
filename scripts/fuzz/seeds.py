"""What fuzzing begins with: the cases of the readers and of the other stages, in the form that each target takes."""

from __future__ import annotations

import html
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.fuzz.forms import DOCX_PARTS, SEPARATOR

CORPUS = Path(__file__).parents[2] / "corpus"
_LONGEST = 6_000  # bytes of a seed; longer texts are cut into pieces
_BESIDE_TEXT = ("html", "mhtml", "hocr", "alto", "page_xml", "tesseract_tsv")  # targets whose seeds `any` has, too
_CONTENT = (
    b"BT /F1 10 Tf 1 0 0 1 72 770 Tm (UBND TINH A) Tj ET\nq 1 0 0 RG 72 700 m 500 700 l S 72 600 m 500 600 l S"
    b" 72 700 m 72 600 l S 300 700 m 300 600 l S 500 700 m 500 600 l S Q\nBT /F1 12 Tf 14 TL 72 680 Td (Dieu 1. Ban)"
    b" Tj T* [(ke) -200 (hoach)] TJ ET\n/OC /L BDC BT /F1 9 Tf 3 Tr 72 500 Td (hidden) Tj ET EMC\nq 0 1 -1 0 200 200"
    b" cm BT /F1 10 Tf (turned) Tj ET Q\nq 100 0 0 50 72 400 cm BI /W 2 /H 2 /BPC 8 /CS /G ID abcd EI Q\n/X Do"
)
_LETTERS = (
    b"begincmap 1 begincodespacerange <00> <ff> endcodespacerange 2 beginbfchar <41> <1EA0> <42> <D83DDE00> endbfchar"
    b" 1 beginbfrange <43> <50> <00C0> endbfrange endcmap"
)
_ENTRIES = b"/Rotate 90/CropBox[10 10 400 700]/Annots[<</Subtype/FreeText/Rect[10 10 90 40]/AP<</N 4 0 R>>>>]"


def seeds_of(target: str) -> Iterator[bytes]:
    """The seeds of a target."""
    if target in ("steps", "text", "tables", "any"):
        yield from _texts(target)
    elif target == "pdf":
        yield _CONTENT
        yield SEPARATOR.join((_CONTENT, _LETTERS, _ENTRIES))
    elif target == "image":
        yield from _pictures()
    else:
        for path in sorted((CORPUS / "cases/readers" / target).glob("*.json")):
            yield from filter(None, (_input(target, case) for case in json.loads(path.read_text(encoding="utf-8"))))


def _input(target: str, case: dict[str, Any]) -> bytes | None:
    if target == "docx":
        parts = case.get("parts", {})
        return SEPARATOR.join(
            [case["body"].encode(), *(_inside(parts.get(name, "")).encode() for name in DOCX_PARTS)]
        ).rstrip(SEPARATOR)
    if target == "xlsx":
        return _sheet(case["sheets"][0])
    if "json" in case:
        return json.dumps(case["json"]).encode()
    text: str = case["input"]
    return text.encode(case.get("codec", "utf-8"))


def _inside(part: str) -> str:
    """What is in the root element of a part."""
    return part[part.find(">") + 1 : part.rfind("</")] if part else ""


def _sheet(sheet: dict[str, Any]) -> bytes:
    """The XML of a sheet with its texts in place."""
    rows = []
    for number, values in enumerate(sheet["rows"], 1):
        cells = "".join(
            f'<c r="{chr(64 + column)}{number}" t="inlineStr"><is><t>{html.escape(str(value))}</t></is></c>'
            if isinstance(value, str)
            else f'<c r="{chr(64 + column)}{number}"><v>{value}</v></c>'
            for column, value in enumerate(values, 1)
            if isinstance(value, str | int | float)
        )
        rows.append(f'<row r="{number}">{cells}</row>')
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in sheet.get("merged", ()))
    return f"<sheetData>{''.join(rows)}</sheetData>{f'<mergeCells>{merged}</mergeCells>' if merged else ''}".encode()


def _texts(target: str) -> Iterator[bytes]:
    """Pieces of samples and composed texts, and what the cases of the stages are about."""
    for path in (*sorted((CORPUS / "samples").glob("*.txt")), *sorted((CORPUS / "composed/texts").glob("*.txt"))[:12]):
        data = path.read_bytes()
        yield from (data[start : start + _LONGEST] for start in range(0, min(len(data), 10 * _LONGEST), _LONGEST))
    folders = ("ingest", "outline", "splitting", "tables", "repair", "citations", "deadlines", "money")
    for folder in folders if target != "any" else ():
        for path in sorted((CORPUS / "cases" / folder).glob("*.json")):
            yield from (text.encode() for text in _strings(json.loads(path.read_text(encoding="utf-8"))))
    if target == "any":
        for name in _BESIDE_TEXT:
            yield from seeds_of(name)


def _strings(value: Any) -> Iterator[str]:
    """The longer texts in a case."""
    if isinstance(value, str) and len(value) > 40:
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _pictures() -> Iterator[bytes]:
    """Small pictures of every kind that is read."""
    from PIL import Image

    grey = Image.linear_gradient("L").resize((40, 30))
    for form, mode, options in (
        ("PNG", "RGBA", {}), ("PNG", "P", {}), ("PNG", "1", {"dpi": (300, 300)}), ("JPEG", "RGB", {}),
        ("JPEG", "L", {}), ("TIFF", "1", {"compression": "group4"}), ("TIFF", "L", {"compression": "tiff_lzw"}),
        ("TIFF", "RGB", {"save_all": True, "append_images": [grey.convert("1"), grey]}),
        ("TIFF", "CMYK", {"compression": "tiff_adobe_deflate"}),
    ):  # fmt: skip
        buffer = io.BytesIO()
        grey.convert("RGB").convert(mode).save(buffer, form, **options)
        yield buffer.getvalue()
