"""`kehoach plots`: the charts of a run as SVG files."""

from __future__ import annotations

from pathlib import Path

from kehoach.exit_codes import ExitCode
from kehoach.run_folders import need_run
from kehoach.terminal import escape, results
from outputs.charts import charts_of
from outputs.labels import Language


def plots_command(out: Path, into: Path | None, language: Language) -> ExitCode:
    """Write each chart of the run in `out` as a file and say where it is."""
    need_run(out)
    folder = into or out / "plots"
    folder.mkdir(parents=True, exist_ok=True)
    for chart in charts_of(out, language):
        path = folder / f"{chart.name}.svg"
        path.write_text(chart.svg, encoding="utf-8")
        results().print(f"{escape(str(path))}: {escape(chart.title)}", soft_wrap=True)
    return ExitCode.OK
