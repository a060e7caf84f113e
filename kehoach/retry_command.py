"""`kehoach retry`: work on failed sources again, with the arguments of the last run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kehoach.exit_codes import ExitCode
from kehoach.ingest_command import RunOptions, ingest_command
from kehoach.lock import Lock
from kehoach.run_folders import need_state
from kehoach.state import FOLDER, State
from kehoach.terminal import messages


def retry_command(out: Path, code: str | None, options: RunOptions) -> ExitCode:
    """Forget what came of the failed sources (of those with `code`, if given), and run again."""
    need_state(out)
    with Lock(out / FOLDER), State(out / FOLDER) as state:
        failed = [result for result in state.results() if result.status == "failed"]
        chosen = [result.key for result in failed if code in (None, result.code)]
        state.forget(chosen)
        about = state.meta("run") or {}
    if not chosen:
        codes = sorted({result.code or "" for result in failed})
        known = f"; the codes are {', '.join(codes)}" if codes else ""
        messages().print(f"Nothing to try again: no source failed{f' with {code}' if code else ''}{known}.")
        return ExitCode.OK
    messages().print(f"{len(chosen):,} failed sources are tried again")
    reviews = Path(about["reviews"]) if about.get("reviews") else None
    options = replace(options, partition=tuple(about["partition"]), upload=about["upload"], reviews=reviews)
    options = replace(options, follow_links=about.get("follow_links", False))
    return ingest_command(about["arguments"], out, options)
