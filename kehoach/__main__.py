"""The entry point: runs the command line and turns what happens into an exit code."""

from __future__ import annotations

import sys

import typer

from kehoach.cli import app
from kehoach.exit_codes import CannotGoOn, ExitCode
from kehoach.terminal import escape, messages, quiet_libraries

# typer publishes one of its usage errors; its base class also covers unknown options and missing arguments.
_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]


def run_command(arguments: list[str] | None = None) -> int:
    """Run one command (`sys.argv` without arguments) and give back its exit code."""
    try:
        code = app(arguments, standalone_mode=False)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except typer.Abort:
        return ExitCode.INTERRUPTED
    except _USAGE_ERROR as error:
        error.show()  # type: ignore[attr-defined]
        return ExitCode.USAGE
    except CannotGoOn as error:
        messages().print(escape(str(error), lines=True), soft_wrap=True)
        return error.exit_code
    except OSError as error:
        messages().print(escape(f"Error: {_said(error)}", lines=True), soft_wrap=True)
        return ExitCode.USAGE
    return code if isinstance(code, int) else ExitCode.OK


def _said(error: OSError) -> str:
    """What is wrong with a path, and what to do about it."""
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{error.filename}: a file stands where a folder is wanted. Check the path."
    if isinstance(error, IsADirectoryError):
        return f"{error.filename2 or error.filename} is a folder, and a file is wanted. Check the path."
    return f"{error}. Check the path, its permissions and the space left."


def main() -> None:
    """Console script `kehoach`."""
    quiet_libraries()
    sys.exit(run_command())


if __name__ == "__main__":
    main()
