"""What a command needs to find in the folder of a run, and what it says where that is missing."""

from __future__ import annotations

from pathlib import Path

from kehoach.exit_codes import CannotGoOn, ExitCode
from kehoach.state import FILE, FOLDER
from outputs.run_folder import RUN_FACTS


class NoRun(CannotGoOn):
    """The folder holds nothing that a run wrote."""

    exit_code = ExitCode.NO_USABLE_INPUT


def need_run(out: Path) -> None:
    """See to it that a run is complete in `out`.

    Raises:
        NoRun: there is none.
    """
    if not (out / RUN_FACTS).is_file():
        raise no_run(out)


def need_state(out: Path) -> None:
    """See to it that a run has written to `out`, complete or not.

    Raises:
        NoRun: there is none.
    """
    if not (out / FOLDER / FILE).is_file():
        raise NoRun(f"No run has written to {out}. Type: kehoach ingest SRC... --out {out}")


def no_run(out: Path) -> NoRun:
    """What to tell of a folder without a run."""
    return NoRun(f"{out} holds no run: kehoach ingest SRC --out {out}")
