"""`kehoach plots`: the charts of a run as SVG files."""

from __future__ import annotations

from pathlib import Path

from kehoach.exit_codes import ExitCode
from kehoach.terminal import escape, messages, results
from outputs.charts import charts_of
from outputs.labels import Language
from outputs.run_folder import RUN_FACTS


def plots_command(out: Path, into: Path | None, language: Language) -> ExitCode:
    """Write each chart of the run in `out` as a file and say where it is."""
    if not (out / RUN_FACTS).is_file():
        messages().print(f"{escape(str(out))} holds no run: kehoach ingest SRC --out {escape(str(out))}")
        return ExitCode.NO_USABLE_INPUT
    folder = into or out / "plots"
    folder.mkdir(parents=True, exist_ok=True)
    for chart in charts_of(out, language):
        path = folder / f"{chart.name}.svg"
        path.write_text(chart.svg, encoding="utf-8")
        results().print(f"{escape(str(path))}: {escape(chart.title)}", soft_wrap=True)
    return ExitCode.OK
