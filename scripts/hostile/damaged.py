"""Sound files of every kind, and what is left of them once they are cut, flipped, mixed up or misnamed."""

from __future__ import annotations

import email.mime.multipart
import email.mime.text
import html
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path

from scripts.fuzz.forms import docx_of, pdf_of, xlsx_of, zip_of
from scripts.hostile.values import ANY, FAILED, BadFile

CORPUS = Path(__file__).parents[2] / "corpus"
_CASES = CORPUS / "cases/readers"
_PICTURES = ("png", "jpg", "tif")
_SLOW = ("odt", "rtf", "pdf", "born.pdf", *_PICTURES)  # through LibreOffice, or through OCR once they are damaged


def sound_files() -> dict[str, bytes]:
    """A small sound file of each kind, by its suffix; none is of an act that another source of the suite holds."""
    text = (CORPUS / "composed/texts/03_quyet_dinh_bo_y_te_2015.txt").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if line.strip()][:60]
    page = "<html><body>" + "".join(f"<p>{html.escape(line)}</p>" for line in lines) + "</body></html>"
    body = "".join(f"<w:p><w:r><w:t>{html.escape(line)}</w:t></w:r></w:p>" for line in lines)
    cells = "".join(
        f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{html.escape(line)}</t></is></c></row>'
        for number, line in enumerate(lines, 1)
    )
    return {
        "txt": text.encode(), "html": page.encode(), "mht": _saved_page(page), "docx": docx_of(body.encode()),
        "xlsx": xlsx_of(f"<sheetData>{cells}</sheetData>".encode()), "odt": _odt(lines),
        "rtf": b"{\\rtf1\\ansi " + b"\\par ".join(line.encode("ascii", "replace") for line in lines) + b"}",
        "hocr": _hocr(lines), "alto": _alto(lines), "page": _page_xml(lines), "tsv": _tsv(lines),
        "json": _docling(lines),
        "pdf": pdf_of(_content(lines)),
        "born.pdf": (_CASES / "pdf/13_cai_cach_hanh_chinh_da_nang_2026.pdf").read_bytes(),
        **dict(zip(_PICTURES, map(_picture, ("PNG", "JPEG", "TIFF")), strict=True)),
    }  # fmt: skip


def damaged_files(chance: random.Random) -> Iterator[BadFile]:
    """The sound files damaged in every way, each under its own name."""
    sound = sound_files()
    for suffix, data in sound.items():
        slow = suffix in _SLOW
        for name, changed in _damaged(data, chance, sound):
            yield BadFile(f"damaged/{suffix.replace('.', '_')}-{name}.{suffix}", changed, ANY, slow)
        yield BadFile(f"damaged/{suffix.replace('.', '_')}-only-magic.{suffix}", data[:8], ANY, slow)
    kinds = list(sound)
    for suffix, other in zip(kinds, [*kinds[3:], *kinds[:3]], strict=True):
        yield BadFile(f"misnamed/{suffix}.{other}", sound[suffix], ANY, suffix in _SLOW)
    for suffix in ("docx", "xlsx", "pdf", "png", "tif", "odt"):
        yield BadFile(f"magic/{suffix}-zeroed.{suffix}", bytes(8) + sound[suffix][8:], ANY)
        yield BadFile(f"magic/{suffix}-noise.{suffix}", sound[suffix][:8] + chance.randbytes(5000), ANY)
    yield BadFile("magic/noise.bin", chance.randbytes(100_000), FAILED)
    yield BadFile("magic/empty.txt", b"", FAILED)
    yield BadFile("magic/zeros.pdf", bytes(100_000), FAILED)


def _damaged(data: bytes, chance: random.Random, sound: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for share in (0.02, 0.3, 0.6, 0.9):
        yield f"cut-{share:.0%}".replace("%", ""), data[: int(len(data) * share)]
    yield "cut-1", data[:-1]
    yield "headless", data[len(data) // 10 :]
    for number, flips in enumerate((1, 4, 40, 400)):
        flipped = bytearray(data)
        for _ in range(flips):
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        yield f"flipped-{number}", bytes(flipped)
    at = chance.randrange(len(data))
    yield "nul", data[:at] + bytes(64) + data[at:]
    yield "hole", data[:at] + data[at + len(data) // 20 :]
    yield "crlf", data.replace(b"\n", b"\r\n")
    yield "twice", data + data
    yield "tail", data + chance.choice(list(sound.values()))[:3000]


def _saved_page(page: str) -> bytes:
    message = email.mime.multipart.MIMEMultipart("related", boundary="----=_part")
    message.attach(email.mime.text.MIMEText(page, "html", "utf-8"))
    return message.as_bytes()


def _odt(lines: list[str]) -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns"
    text = "".join(f"<text:p>{html.escape(line)}</text:p>" for line in lines)
    names = f'xmlns:office="{office}:office:1.0" xmlns:text="{office}:text:1.0"'
    content = (
        f'<office:document-content {names} office:version="1.2">'
        f"<office:body><office:text>{text}</office:text></office:body></office:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.text"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0" manifest:version="1.2"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{kind.decode()}"/><manifest:file-entry '
        'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return zip_of({"mimetype": kind, "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()})


def _hocr(lines: list[str]) -> bytes:
    held = "".join(
        f"<span class='ocr_line' title='bbox 100 {40 * at} 900 {40 * at + 30}'><span class='ocrx_word' title='bbox 100 "
        f"{40 * at} 900 {40 * at + 30}; x_wconf 90'>{html.escape(line)}</span></span>"
        for at, line in enumerate(lines)
    )
    return f"<html><body><div class='ocr_page' title='bbox 0 0 1000 3000'>{held}</div></body></html>".encode()


def _alto(lines: list[str]) -> bytes:
    held = "".join(
        f'<TextLine><String HPOS="100" VPOS="{40 * at}" WIDTH="800" HEIGHT="30" WC="0.9" '
        f'CONTENT="{html.escape(line)}"/></TextLine>'
        for at, line in enumerate(lines)
    )
    page = f'<Page WIDTH="1000" HEIGHT="3000"><PrintSpace><TextBlock>{held}</TextBlock></PrintSpace></Page>'
    return f'<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout>{page}</Layout></alto>'.encode()


def _page_xml(lines: list[str]) -> bytes:
    held = "".join(
        f'<TextLine id="l{at}"><Coords points="100,{40 * at} 900,{40 * at + 30}"/><TextEquiv>'
        f"<Unicode>{html.escape(line)}</Unicode></TextEquiv></TextLine>"
        for at, line in enumerate(lines)
    )
    page = f'<Page imageWidth="1000" imageHeight="3000"><TextRegion id="r">{held}</TextRegion></Page>'
    return f'<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">{page}</PcGts>'.encode()


def _tsv(lines: list[str]) -> bytes:
    head = "level page_num block_num par_num line_num word_num left top width height conf text".replace(" ", "\t")
    rows = [
        f"5\t1\t1\t1\t{at}\t{place}\t{100 + 90 * place}\t{40 * at}\t80\t30\t90\t{word}"
        for at, line in enumerate(lines)
        for place, word in enumerate(line.split())
    ]
    return "\n".join([head, "1\t1\t0\t0\t0\t0\t0\t0\t1000\t3000\t-1\t", *rows]).encode()


def _docling(lines: list[str]) -> bytes:
    texts = [
        {"self_ref": f"#/texts/{at}", "label": "text", "text": line, "prov": [{"page_no": 1}]}
        for at, line in enumerate(lines)
    ]
    children = [{"$ref": f"#/texts/{at}"} for at in range(len(lines))]
    document = {"schema_name": "DoclingDocument", "version": "1.0.0", "body": {"children": children}, "texts": texts}
    return json.dumps(document, ensure_ascii=False).encode()


def _content(lines: list[str]) -> bytes:
    return b"\n".join(
        b"BT /F1 10 Tf 1 0 0 1 50 %d Tm (%s) Tj ET"
        % (800 - 12 * at, line.encode("ascii", "replace").replace(b"(", b"").replace(b")", b"")[:80])
        for at, line in enumerate(lines)
    )


def _picture(form: str) -> bytes:
    """A small picture with bars in place of lines."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (300, 420), 255)
    draw = ImageDraw.Draw(image)
    for top in range(30, 380, 24):
        draw.rectangle((30, top, 260, top + 3), fill=0)
    buffer = io.BytesIO()
    image.save(buffer, form)
    return buffer.getvalue()
