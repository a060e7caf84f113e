"""The workbook, the CSV files and the databases hold what the tables hold, and nothing in them is a formula."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import duckdb
import openpyxl
import polars as pl
import pytest

import outputs.workbook
from kehoach.__main__ import run_command
from kehoach.exit_codes import ExitCode
from kehoach.report import write_report
from kehoach.run import RunResult, ingest
from kehoach.sources import find_sources
from outputs.charts import charts_of
from outputs.exports import is_formula, write_csv, write_duckdb, write_sqlite
from outputs.labels import LANGUAGES, column_label, labels
from outputs.messages import message_in
from outputs.parquet import table_schema
from outputs.rows import rows_of
from outputs.run_folder import write_run
from outputs.workbook import SHEETS, write_workbook
from schemas import decision, document
from schemas.tables import TABLES
from tests.outputs import bundles

_EVIL = '=HYPERLINK("http://x","y")'
_VIEWS = ("documents_once", "tasks_full", "task_leads", "agency_pairs", "findings_full", "citations_full")


@pytest.fixture
def evil_run(tmp_path: Path) -> Path:
    """A run whose titles are a formula, hold a control character, and are too long for a cell."""
    tasks = (
        bundles.task(1, title=_EVIL),
        bundles.task(2, title="Bản\x0bsao"),
        bundles.task(3, title="dài " * 10_000),
        bundles.task(4, title="@SUM(A1)", lead="-2+3"),
    )
    write_run([rows_of(bundles.bundle(bundles.decision(tasks=tasks)))], tmp_path / "run", {})
    return tmp_path / "run"


@pytest.fixture(scope="module")
def workbook(demo: tuple[Path, RunResult], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    path = tmp_path_factory.mktemp("export") / "demo.xlsx"
    assert write_workbook(demo[0], path, "vi") == 0
    book = openpyxl.load_workbook(path)
    yield book
    book.close()


def test_the_workbook_has_a_sheet_a_table_in_vietnamese(workbook: Any, demo: tuple[Path, RunResult]) -> None:
    assert workbook.sheetnames == ["Tổng hợp nhiệm vụ", *(labels()["table", table]["vi"] for table in SHEETS)]
    for table, name in zip(SHEETS, workbook.sheetnames[1:], strict=True):
        sheet = workbook[name]
        frame = pl.read_parquet(demo[0] / f"{table}.parquet")
        headings = [cell.value for cell in sheet[1]]
        assert headings == [column_label(table, column, "vi") for column in frame.columns]
        assert sheet.max_row == frame.height + 1
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref.endswith(str(frame.height + 1))


def test_tasks_of_the_text_are_tasks_for_people(tmp_path: Path) -> None:
    lines = ["KẾ HOẠCH", "Chuyển đổi số năm 2022", "", "I. NHIỆM VỤ"]
    for number, body in enumerate(("Sở Nội vụ", "Sở Tư pháp"), 1):
        lines += [f"{number}. Tập huấn cán bộ", f"- Cơ quan chủ trì: {body}", "- Thời gian hoàn thành: Quý II/2022"]
    (tmp_path / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    ingest(find_sources([str(tmp_path / "a.txt")]), tmp_path / "run")
    write_workbook(tmp_path / "run", tmp_path / "x.xlsx", "vi")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    for name in ("Tổng hợp nhiệm vụ", "Nhiệm vụ trong lời văn"):
        head, *rows = book[name].values
        assert [row[head.index("Nội dung nhiệm vụ")] for row in rows] == ["Tập huấn cán bộ"] * 2
        assert [row[head.index("Cơ quan chủ trì")] for row in rows] == ["Sở Nội vụ", "Sở Tư pháp"]


def test_findings_speak_the_language_of_the_workbook(
    workbook: Any, demo: tuple[Path, RunResult], tmp_path: Path
) -> None:
    english = pl.read_parquet(demo[0] / "findings.parquet")["message"].to_list()
    at = list(pl.read_parquet(demo[0] / "findings.parquet").columns).index("message")
    said = [row[at] for row in list(workbook[labels()["table", "findings"]["vi"]].values)[1:]]
    assert said == [message_in("vi", message) for message in english]
    assert not set(said) & set(english)
    write_workbook(demo[0], tmp_path / "en.xlsx", "en")
    sheet = openpyxl.load_workbook(tmp_path / "en.xlsx")[labels()["table", "findings"]["en"]]
    assert [row[at] for row in list(sheet.values)[1:]] == english


def test_rows_are_as_high_as_their_texts_and_names_of_rows_show_whole(workbook: Any) -> None:
    sheet = workbook["Tổng hợp nhiệm vụ"]
    headings = {cell.value: cell.column_letter for cell in sheet[1]}
    title = headings["Nội dung nhiệm vụ"]
    width = sheet.column_dimensions[title].width
    for row in range(2, sheet.max_row + 1):
        needed = len(sheet[f"{title}{row}"].value or "") / width
        assert sheet.row_dimensions[row].height >= min(15 * needed, 400)
    tasks = workbook["Nhiệm vụ"]
    assert tasks.column_dimensions["A"].width > len(tasks["A2"].value)


def test_sheets_print_as_wide_as_the_paper_with_their_headings(workbook: Any) -> None:
    for sheet in workbook:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$1"


@pytest.mark.parametrize(
    ("sheet", "column"),
    [
        ("findings", "code"), ("corrections", "field"), ("corrections", "method"), ("sources", "reader"),
        ("task_agencies", "level"), ("agencies", "level"),
    ],
)  # fmt: skip
def test_no_code_is_left_to_a_reader_of_vietnamese(
    demo: tuple[Path, RunResult], tmp_path: Path, sheet: str, column: str
) -> None:
    assert run_command(["export", str(demo[0]), "--xlsx", str(tmp_path / "x.xlsx"), "--lang", "vi"]) == ExitCode.OK
    table = pl.read_parquet(demo[0] / f"{sheet}.parquet")
    rows = list(openpyxl.load_workbook(tmp_path / "x.xlsx")[labels()["table", sheet]["vi"]].values)
    shown = [row[table.columns.index(column)] for row in rows[1:]]
    assert all(said != code for said, code in zip(shown, table[column], strict=True) if code is not None)


def test_days_and_amounts_are_real_ones(workbook: Any, demo: tuple[Path, RunResult]) -> None:
    rows = list(workbook["Tổng hợp nhiệm vụ"].values)
    table = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    documents = pl.read_parquet(demo[0] / "documents.parquet").filter(pl.col("witness_rank").fill_null(1) == 1)
    tasks = pl.read_parquet(demo[0] / "tasks.parquet").filter(~pl.col("is_group"))
    once = tasks.join(documents.select("document_id"), on="document_id", how="semi")
    assert len(table) == once.height
    assert sum(row["Kinh phí (đồng)"] or 0 for row in table) == once["budget_vnd"].sum()
    ends = [row["Hạn cuối"].date() for row in table if row["Hạn cuối"]]
    assert ends == once["deadline_end"].drop_nulls().to_list()
    assert all(isinstance(day, dt.date) for day in ends)
    assert {row["Loại văn bản"] for row in table} <= {"Kế hoạch", "Phụ lục", "Danh mục", "Quyết định"}


def test_nothing_that_was_read_is_a_formula(evil_run: Path, tmp_path: Path) -> None:
    assert write_workbook(evil_run, tmp_path / "x.xlsx", "vi") == 3, "the title stands on two sheets, as read on one"
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["Nhiệm vụ"]
    titles = [row[9] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in titles[:2]] == [_EVIL, "Bản�sao"]
    assert {cell.data_type for cell in titles} == {"s"}
    assert titles[0].quotePrefix
    assert not titles[1].quotePrefix
    assert len(titles[2].value) == 32_767
    assert titles[2].value.endswith("[...]")

    write_csv(evil_run, tmp_path / "csv")
    rows = _csv(tmp_path / "csv" / "tasks.csv")
    assert [rows[0]["title"], rows[3]["title"], rows[3]["lead"]] == [f"'{_EVIL}", "'@SUM(A1)", "'-2+3"]
    assert not any(is_formula(value) for row in rows for value in row.values())


def _csv(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "spreadsheets know the encoding by its mark"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_more_rows_than_a_sheet_holds_go_on_the_next(
    evil_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outputs.workbook, "MOST_ROWS", 3)
    write_workbook(evil_run, tmp_path / "x.xlsx", "en")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert (book["Tasks"].max_row, book["Tasks (2)"].max_row) == (3, 3)
    assert book["Tasks"].auto_filter.ref.endswith("3")


def test_csv_files_hold_the_tables(demo: tuple[Path, RunResult], tmp_path: Path) -> None:
    assert {path.name for path in write_csv(demo[0], tmp_path)} == {f"{table}.csv" for table in TABLES}
    tasks, rows = pl.read_parquet(demo[0] / "tasks.parquet"), _csv(tmp_path / "tasks.csv")
    assert [row["task_id"] for row in rows] == tasks["task_id"].to_list()
    assert [row["deadline_end"] or None for row in rows] == tasks["deadline_end"].cast(pl.String).to_list()
    assert rows[1]["is_group"] in ("true", "false")


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_databases_hold_the_tables_and_answer(demo: tuple[Path, RunResult], tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"demo.{kind}"
    path.write_bytes(b"an older file is replaced")
    ask = _sqlite(demo[0], path) if kind == "sqlite" else _duckdb(demo[0], path)
    for table in TABLES:
        assert ask(f"select count(*) from {table}") == [(pl.read_parquet(demo[0] / f"{table}.parquet").height,)]
    for view in _VIEWS:
        assert ask(f"select count(*) from {view}")[0][0] > 0, view
    tasks = ask("select count(*), sum(budget_vnd) from tasks_full")[0]
    shares = ask("select sum(share), count(distinct task_id) from task_leads")[0]
    assert shares[0] == pytest.approx(shares[1])
    assert tasks[0] >= shares[1]
    assert [path.name for path in tmp_path.iterdir()] == [path.name], "nothing half-written is left"
    days = ask("select min(deadline_end), max(deadline_end) from tasks")[0]
    expected = pl.read_parquet(demo[0] / "tasks.parquet")["deadline_end"]
    assert [str(day) for day in days] == [str(expected.min()), str(expected.max())]


def _sqlite(run: Path, path: Path) -> Any:
    write_sqlite(run, path)

    def ask(question: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(path)) as database:
            return database.execute(question).fetchall()

    assert json.loads(ask("select lead from tasks where lead != '[]' limit 1")[0][0])
    return ask


def _duckdb(run: Path, path: Path) -> Any:
    write_duckdb(run, path)

    def ask(question: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(path), read_only=True) as database:
            return list(database.execute(question).fetchall())

    return ask


def test_every_table_column_and_listed_value_is_named_in_both_languages() -> None:
    for table in TABLES:
        assert ("table", table) in labels()
        for column in table_schema(table).names():
            assert ("column", column) in labels() or ("column", f"{table}.{column}") in labels(), (table, column)
    lists = {
        "kind": decision.DocumentKind, "issuer_level": decision.IssuerLevel, "role": decision.CitationRole,
        "deadline_kind": decision.DeadlineKind, "recurrence": decision.Recurrence,
        "budget_status": decision.BudgetStatus,
        "programme_area": decision.ProgrammeArea, "severity": decision.Severity, "review": decision.ReviewState,
        "route": document.Route, "signature_status": document.SignatureStatus,
    }  # fmt: skip
    for column, values in lists.items():
        assert all(("value", f"{column}={value}") in labels() for value in get_args(values)), column
    assert all(texts[language] for texts in labels().values() for language in LANGUAGES)
    for table in SHEETS:
        names = table_schema(table).names()
        assert len({column_label(table, name, "vi") for name in names}) == len(names), f"{table}: two columns, one name"


def test_every_word_of_the_interface_is_used() -> None:
    root = Path(outputs.workbook.__file__).parents[1]
    files = [path for folder in ("outputs", "kehoach") for path in (root / folder).rglob("*")]
    texts = "".join(path.read_text(encoding="utf-8") for path in files if path.suffix in (".py", ".j2", ".js"))
    used = set(re.findall(r"\w+", texts))
    assert [key for kind, key in labels() if kind == "ui" and not used.issuperset(re.findall(r"\w+", key))] == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [([], ExitCode.USAGE), (["--csv", "{tmp}/csv"], ExitCode.OK), (["--sqlite", "{tmp}/a/b.db"], ExitCode.OK)],
)
def test_the_command(demo: tuple[Path, RunResult], tmp_path: Path, arguments: list[str], code: ExitCode) -> None:
    given = [argument.replace("{tmp}", str(tmp_path)) for argument in arguments]
    assert run_command(["export", str(demo[0]), *given]) == code
    assert run_command(["export", str(tmp_path / "none"), "--csv", str(tmp_path / "x")]) == ExitCode.NO_USABLE_INPUT


def test_duckdb_is_asked_for_where_it_is_missing(
    demo: tuple[Path, RunResult], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert run_command(["export", str(demo[0]), "--duckdb", str(tmp_path / "x")]) == ExitCode.MISSING_TOOL
    assert "pip install" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["000*.txt", "no_plan.txt"])
def test_datasets_of_many_files_are_exported_and_drawn_alike(samples: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "no_plan.txt").write_text("Một dòng chữ.", encoding="utf-8")
    paths = [str(path) for folder in (samples, tmp_path) for path in folder.glob(name)]
    single, parted = tmp_path / "single", tmp_path / "parted"
    ingest(find_sources(paths), single)
    ingest(find_sources(paths), parted, partition=("province", "year"))
    for run in (single, parted):
        write_csv(run, run / "csv")
        write_duckdb(run, run / "run.duckdb")
        write_report(run, run / "report")
    for table in TABLES:
        one, other = ((run / "csv" / f"{table}.csv").read_text("utf-8").splitlines() for run in (single, parted))
        assert sorted(one) == sorted(other), table
    pages = [sorted(path.read_bytes() for path in (run / "report" / "pages").iterdir()) for run in (single, parted)]
    assert pages[0] == pages[1]
    assert [c.svg for c in charts_of(single, "vi")] == [c.svg for c in charts_of(parted, "vi")]


def test_the_time_of_a_signature_is_a_real_one(tmp_path: Path) -> None:
    rows = rows_of(bundles.bundle())
    signed = rows.documents[0].model_copy(update={"signature_time": dt.datetime(2024, 5, 6, 7, 8, tzinfo=dt.UTC)})
    write_run([replace(rows, documents=(signed,))], tmp_path / "run", {})
    write_workbook(tmp_path / "run", tmp_path / "x.xlsx", "vi")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["Văn bản"]
    (value,) = [row[1].value for row in sheet.iter_cols() if row[0].value == "Thời điểm ký số (UTC)"]
    assert value == dt.datetime(2024, 5, 6, 7, 8)
