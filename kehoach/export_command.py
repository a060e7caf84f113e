"""`kehoach export`: a run's tables as a workbook, CSV files or a database."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from kehoach.exit_codes import ExitCode
from kehoach.run_folders import need_run
from kehoach.terminal import escape, messages, results
from normalize.repair.explanation import sentences
from outputs.labels import Language


def export_command(
    out: Path, language: Language, *, xlsx: Path | None, csv: Path | None, sqlite: Path | None, duckdb: Path | None
) -> ExitCode:
    """Write what was asked for, and say where it is."""
    from outputs.exports import write_csv, write_duckdb, write_sqlite
    from outputs.workbook import write_workbook

    if not any((xlsx, csv, sqlite, duckdb)):
        messages().print("Say what to write: --xlsx FILE, --csv DIR, --sqlite FILE or --duckdb FILE.")
        return ExitCode.USAGE
    need_run(out)
    if duckdb and importlib.util.find_spec("duckdb") is None:
        messages().print("--duckdb needs the package duckdb: pip install 'kehoach\\[duckdb]'")
        return ExitCode.MISSING_TOOL
    if xlsx:
        cut = write_workbook(out, xlsx, language, sentences(language))
        if cut:
            messages().print(
                f"{cut} texts are too long for a cell and end in [...]; the Parquet tables have them whole"
            )
    if csv:
        write_csv(out, csv)
    if sqlite:
        write_sqlite(out, sqlite)
    if duckdb:
        write_duckdb(out, duckdb)
    for path in filter(None, (xlsx, csv, sqlite, duckdb)):
        results().print(f"written: {escape(str(path))}", soft_wrap=True)
    return ExitCode.OK
