"""The report as HTML: a page a source, an index, and the few files beside them. No network, no build step.

Text of sources is untrusted: templates escape all of it, and a content policy in each page forbids whatever is not one
of the report's own files.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from importlib import resources
from typing import TYPE_CHECKING, Any

from outputs.labels import Language, column_label, label, labels
from outputs.messages import message_texts
from outputs.report_values import Picture, RepairView, SourceView, raw_of
from schemas.review import RowKey
from schemas.wire import SCHEMA_VERSION

if TYPE_CHECKING:
    from jinja2 import Environment

ASSETS = ("report.css", "report.js")
_ROWS_AT_ONCE = 200
_KEY_COLUMNS = tuple(field.name for field in fields(RowKey))


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A document (or a source without one) as the index lists it; `confidence` is the lowest of its tasks.

    `error` says why a source could not be read, `note` what is to be said of one that holds no document.
    """

    source_id: str
    path: str
    document_id: str | None = None
    kind: str | None = None
    number: str | None = None
    title: str | None = None
    issuer: str | None = None
    province: str | None = None
    issued_on: dt.date | None = None
    error: str | None = None
    note: str | None = None
    tasks: int = 0
    text_tasks: int = 0
    reviewed: int = 0
    money: int = 0
    errors: int = 0
    warnings: int = 0
    notes: int = 0
    confidence: float | None = None

    @property
    def risk(self) -> float:
        """How much it needs a person: the larger, the sooner."""
        doubts = 1 - (self.confidence if self.confidence is not None else 1)
        return 1000 * bool(self.error) + 100 * self.errors + 10 * self.warnings + self.notes + 100 * doubts


def index_page(
    rows: Sequence[IndexRow],
    totals: Sequence[tuple[str, str]],
    run: Mapping[str, str],
    language: Language,
) -> str:
    """The list of all documents, those that need a person first.

    Only the first rows are elements from the start; all of them stand in the page as data, so that it opens quickly
    however many there are.
    """
    from markupsafe import Markup

    ordered = sorted(rows, key=lambda row: (-row.risk, row.path, row.document_id or ""))
    kinds = sorted({row.kind for row in rows if row.kind})
    row_template, common = _environment().get_template("row.html.j2"), _common(language)
    listed = [
        {
            "html": Markup(row_template.render(**common, row=row).strip()),  # noqa: S704 -- escaped by the template
            "kind": row.kind or "",
            "date": str(row.issued_on or ""),
            "title": row.title or row.path,
            "findings": row.errors + row.warnings + row.notes,
            "confidence": row.confidence if row.confidence is None else round(row.confidence, 3),
            "open": row.tasks - row.reviewed,
        }
        for row in ordered
    ]
    template = _environment().get_template("index.html.j2")
    return template.render(**common, up="", rows=listed, step=_ROWS_AT_ONCE, totals=totals, run=run, kinds=kinds)


def source_page(view: SourceView, language: Language) -> str:
    """What was read of a source, and what came of it."""
    pictures: dict[int, Picture | None] = {page.number: page.picture for page in view.pages}
    every = {repair.number: repair for repair in _repairs(view)}
    return (
        _environment()
        .get_template("source.html.j2")
        .render(
            **_common(language),
            up="../",
            view=view,
            pictures=pictures,
            facts=_facts(view),
            reasons=lambda number: every[number].reasons[language],
        )
    )


def charts_page(charts: Sequence[tuple[str, str]], language: Language) -> str:
    """Pictures of the run: each a title and an SVG element that was made by us."""
    from markupsafe import Markup

    safe = [(title, Markup(svg)) for title, svg in charts]  # noqa: S704 -- our own drawing, its texts escaped there
    return _environment().get_template("charts.html.j2").render(**_common(language), up="", drawings=safe)


def asset(name: str) -> bytes:
    """A file that lies beside the pages."""
    if name == "labels.js":
        found = {
            f"{kind}:{key}": dict(texts) for (kind, key), texts in labels().items() if kind not in ("table", "chart")
        }
        return f"window.LABELS = {json.dumps(found, ensure_ascii=False)};\n".encode()
    return (resources.files("outputs") / "data" / "report" / name).read_bytes()


def _repairs(view: SourceView) -> list[RepairView]:
    repairs = list(view.repairs)
    for document in view.documents:
        repairs += document.repairs
        for task in document.tasks:
            repairs += task.repairs
    return repairs


def _facts(view: SourceView) -> dict[str, Any]:
    """What the page needs to write a review: how rows, documents and repairs are known again."""
    source = view.record.source
    return {
        "schema_version": SCHEMA_VERSION,
        "source_id": source.source_id,
        "path": source.path,
        "tasks": {
            task.row.task_id: {
                "page": task.row.page_start,
                "line": task.row.line_start,
                "row": {name: _raw_cell(task.row, name) for name in _KEY_COLUMNS},
            }
            for document in view.documents
            for task in document.tasks
        },
        "documents": {
            document.row.document_id: {
                "page": document.row.page_start,
                "line": document.row.line_start,
                "kind": document.row.kind,
            }
            for document in view.documents
        },
        "repairs": {
            repair.number: {
                "page": repair.row.page,
                "line": repair.row.line,
                "cell": repair.row.cell,
                "start": repair.row.start,
                "before": repair.row.before or "",
                "after": repair.row.after,
                "raw": repair.raw,
            }
            for repair in _repairs(view)
            if repair.raw is not None and repair.row.method != "review"
        },
        "reviews": list(view.reviews),
    }


def _raw_cell(row: Any, name: str) -> str | None:
    return raw_of(row, "budget_vnd" if name == "budget" else name)


@functools.cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    def load(name: str) -> str:
        return asset(name).decode()

    return Environment(
        loader=FunctionLoader(load), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _common(language: Language) -> dict[str, Any]:
    """What every template may use: labels as text and as elements that change with the language, figures, days."""
    from markupsafe import Markup

    def element(kind: str, key: str, text: str) -> Markup:
        return Markup('<span data-t="{}:{}">{}</span>').format(kind, key, text)

    def column(table: str, name: str) -> Markup:
        own = f"{table}.{name}"
        key = own if ("column", own) in labels() else name
        return element("column", key, label("column", key, language))

    def both(texts: Mapping[Language, str]) -> Markup:
        spans = [Markup('<span class="in-{0}" lang="{0}">{1}</span>').format(key, text) for key, text in texts.items()]
        return Markup("").join(spans)

    return {
        "lang": language,
        "label": label,
        "column_label": column_label,
        "t": lambda key: element("ui", key, label("ui", key, language)),
        "l": lambda kind, key: element(kind, key, label(kind, key, language)),
        "c": column,
        "both": both,
        "said": lambda text: both(message_texts(text)),
        "decimal": lambda value: f"{value:.2f}".replace(".", "," if language == "vi" else "."),
        "money": money,
        "day": day,
    }


def money(value: int | str) -> str:
    """An amount in đồng as it is written in Vietnam.

    >>> money(1386000000)
    '1.386.000.000 đ'
    """
    return f"{int(value):,} đ".replace(",", ".")


def day(value: dt.date | str) -> str:
    """A day as it is written in Vietnam.

    >>> day("2019-03-31")
    '31/3/2019'
    """
    date = dt.date.fromisoformat(value) if isinstance(value, str) else value
    return f"{date.day}/{date.month}/{date.year}"
