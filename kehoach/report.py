"""`kehoach report`: a folder of HTML that shows what was read beside what came of it, to look at and to review."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingest import UnreadableSource
from kehoach.exit_codes import ExitCode
from kehoach.reviews import FOLDER, ReviewBook, load_book
from kehoach.run_folders import need_run
from kehoach.terminal import escape, results
from normalize.repair.explanation import explain
from outputs.charts import charts_of
from outputs.dataset import table_files
from outputs.labels import LANGUAGES, Language
from outputs.nested_json import load_record
from outputs.parquet import table_schema
from outputs.report_pages import ASSETS, IndexRow, asset, charts_page, day, index_page, source_page
from outputs.report_values import Picture, source_view
from outputs.run_folder import JSON_FOLDER, RUN_FACTS
from schemas.records import SourceRecord
from schemas.tables import CorrectionRow, FindingRow, FragmentRow

if TYPE_CHECKING:
    import polars as pl

_PICTURED = frozenset({"application/pdf", "image/png", "image/jpeg", "image/tiff"})
_IMAGES = "images"


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of a source's pages by page, and the key of the label that says why there are none."""

    by_page: Mapping[int, Picture]
    note: str | None = None


def report_command(out: Path, into: Path | None, sources: Path | None, language: Language) -> ExitCode:
    """Write the report of the run in `out` and say where it is."""
    need_run(out)
    index = write_report(out, into or out / "report", sources=sources, language=language)
    results().print(f"report: {escape(str(index))}", soft_wrap=True)
    return ExitCode.OK


def write_report(out: Path, into: Path, *, sources: Path | None = None, language: Language = "vi") -> Path:
    """Write the pages of the run in `out` into the folder `into` and give back the path of the index.

    `sources` is the folder the sources lie in, by default the one they were read from; what is not there any more, or
    has other content, has no pictures of its pages, and its page says so. Pictures that are there are kept.

    Raises:
        ReviewError: a file in the folder `reviews` of the run is none.
        OSError: the folder cannot be written.
    """
    run = json.loads((out / RUN_FACTS).read_bytes())
    root = sources or Path(run.get("root", "."))
    book = load_book(out / FOLDER)
    (into / "pages").mkdir(parents=True, exist_ok=True)
    (into / "assets").mkdir(exist_ok=True)
    for name in (*ASSETS, "labels.js"):
        (into / "assets" / name).write_bytes(asset(name))
    rows: list[IndexRow] = []
    names = set()
    for record, fragments in _records(out):
        rows += _index_rows(record)
        pictures = _pictures(record, root, into)
        page = _page(record, fragments, pictures, book, language)
        name = f"{record.source.source_id}.html"
        names.add(name)
        (into / "pages" / name).write_text(page, encoding="utf-8")
    for stale in (into / "pages").glob("*.html"):
        if stale.name not in names:
            stale.unlink()
    charts = [(chart.title, chart.svg) for chart in charts_of(out, language)]
    (into / "charts.html").write_text(charts_page(charts, language), encoding="utf-8")
    index = into / "index.html"
    index.write_text(index_page(rows, _totals(rows), _run(run), language), encoding="utf-8")
    return index


def _records(out: Path) -> Iterator[tuple[SourceRecord, list[FragmentRow]]]:
    """Every source of a run with its text as read, one at a time; the text of a source stands together."""
    import polars as pl

    files = table_files(out, "fragments")
    table = pl.scan_parquet(files) if files else pl.LazyFrame(schema=table_schema("fragments"))
    places = table.select("source_id").with_row_index().group_by("source_id").agg(pl.col("index").min(), pl.len())
    starts = {source_id: (first, count) for source_id, first, count in places.collect().iter_rows()}
    for path in sorted((out / JSON_FOLDER).glob("*.json")):
        record = load_record(path.read_bytes())
        start, count = starts.get(record.source.source_id, (0, 0))
        yield record, _fragment_rows(table.slice(start, count).collect())


def _fragment_rows(frame: pl.DataFrame) -> list[FragmentRow]:
    return [FragmentRow.model_construct(**row) for row in frame.to_dicts()]


def _page(
    record: SourceRecord, fragments: Sequence[FragmentRow], pictures: Pictures, book: ReviewBook, language: Language
) -> str:
    own = book.by_source.get(record.source.source_id)
    view = source_view(
        record,
        fragments,
        [_reasons(row) for row in record.corrections],
        pictures.by_page,
        note=pictures.note,
        reviews=[asdict(review) for review in own.reviews] if own else (),
    )
    return source_page(view, language)


def _reasons(row: CorrectionRow) -> dict[str, str]:
    return {
        language: explain(row.before, row.after, row.method, row.left or "", row.right or "", language)
        for language in LANGUAGES
    }


def _pictures(record: SourceRecord, root: Path, into: Path) -> Pictures:
    """The pictures of a source's pages, made where they are missing; they are named by content and never go stale."""
    source = record.source
    if source.media_type not in _PICTURED:
        return Pictures({})
    if source.status == "failed":  # what cost the run its worker would cost the report itself
        return Pictures({}, "no_picture")
    sizes = into / _IMAGES / f"{source.source_id}.json"
    if not sizes.is_file():
        data = _source_bytes(root / source.path, source.sha256)
        if isinstance(data, str):
            return Pictures({}, data)
        _make_pictures(record, data, sizes)
    known = json.loads(sizes.read_bytes())
    found = {
        int(page): Picture(f"../{_IMAGES}/{source.source_id}-{int(page)}.webp", width, height)
        for page, (width, height) in known.items()
    }
    return Pictures(found, None if found else "no_picture")


def _source_bytes(path: Path, sha256: str | None) -> bytes | str:
    """The bytes that were read, or the key of the label that says why they cannot be had."""
    import hashlib

    try:
        data = path.read_bytes()
    except OSError:
        return "no_source"
    return data if hashlib.sha256(data).hexdigest() == sha256 else "source_changed"


def _make_pictures(record: SourceRecord, data: bytes, sizes: Path) -> None:
    from ingest.page_pictures import encoded, page_pictures

    sizes.parent.mkdir(exist_ok=True)
    scanned = {page.page: page.rotation for page in record.pages if page.route == "ocr"}
    failed = {finding.page for finding in record.findings if finding.code == "page_failed" and finding.page}
    made: dict[int, tuple[float, float]] = {}
    try:
        for picture in page_pictures(data, scanned, failed):
            if picture.pixels is not None:
                name = f"{record.source.source_id}-{picture.number}.webp"
                (sizes.parent / name).write_bytes(encoded(picture.pixels))
                made[picture.number] = (round(picture.width, 1), round(picture.height, 1))
    except UnreadableSource:
        made = {}  # the run says what is wrong with the source; the page shows that it has no pictures
    sizes.write_text(json.dumps(made), encoding="utf-8")


def _index_rows(record: SourceRecord) -> list[IndexRow]:
    source = record.source
    findings = record.findings
    if not record.documents:
        is_failed = source.status == "failed"
        said = source.error if is_failed else next((finding.message for finding in findings), None)
        said = (said or "").removeprefix(f"{source.path}: ") or None  # the row begins with the path
        row = IndexRow(source.source_id, source.path, error=said) if is_failed else None
        return [_counted(row or IndexRow(source.source_id, source.path, note=said), findings)]
    rows = []
    for document in record.documents:
        tasks = [task for task in document.tasks if not task.is_group]
        rows.append(
            IndexRow(
                source_id=source.source_id,
                path=source.path,
                document_id=document.document_id,
                kind=document.kind,
                number=document.number,
                title=document.title,
                issuer=document.issuer,
                province=document.province,
                issued_on=document.issued_on,
                tasks=len(document.tasks),
                text_tasks=len(document.text_tasks),
                reviewed=sum(task.review is not None for task in document.tasks),
                money=sum(task.budget_vnd or 0 for task in tasks),
                confidence=min((task.confidence for task in document.tasks), default=None),
            )
        )
    rows[0] = _counted(rows[0], [finding for finding in findings if finding.document_id is None])
    return [_counted(row, [f for f in findings if f.document_id == row.document_id]) for row in rows]


def _counted(row: IndexRow, findings: Sequence[FindingRow]) -> IndexRow:
    """`row` with the findings added to its counts; what concerns the whole file counts with its first document."""
    own = [finding.severity for finding in findings]
    return replace(
        row,
        errors=row.errors + own.count("error"),
        warnings=row.warnings + own.count("warning"),
        notes=row.notes + own.count("info"),
    )


def _totals(rows: Sequence[IndexRow]) -> list[tuple[str, str]]:
    figures = {
        "sources": len({row.source_id for row in rows}),
        "documents": sum(row.document_id is not None for row in rows),
        "tasks": sum(row.tasks for row in rows),
        "reviewed": sum(row.reviewed for row in rows),
        "findings": sum(row.errors + row.warnings + row.notes for row in rows),
    }
    return [(key, f"{value:,}".replace(",", ".")) for key, value in figures.items()]


def _run(run: Mapping[str, Any]) -> dict[str, str]:
    try:
        began = dt.datetime.fromisoformat(str(run.get("started", ""))).astimezone(dt.UTC)
        started = f"{day(began.date())} {began:%H:%M} UTC"
    except ValueError:
        started = ""  # a run folder that was put together by hand
    return {
        "started": started,
        "version": str(run.get("versions", {}).get("kehoach", "")),
    }
