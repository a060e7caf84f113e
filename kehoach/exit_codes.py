"""What the process tells its caller when it ends, and the errors that end a command."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every command."""

    OK = 0
    USAGE = 1
    """The command line is wrong, or the output cannot be written."""
    NO_USABLE_INPUT = 2
    """Nothing to read was found, or nothing of it could be read."""
    MISSING_TOOL = 3
    """A program or package that the work needs is missing."""
    OUTPUT_IN_USE = 4
    """Another run is writing to the output folder."""
    SOME_SOURCES_FAILED = 5
    """The run is complete, but some sources failed; `sources` says why."""
    GATE_MISSED = 6
    """The run is complete, but more sources failed than allowed, fewer fields are filled than expected, or some were
    lost against an earlier run."""
    STATE_DAMAGED = 7
    """What earlier runs kept in the output folder cannot be used; the message says what to type."""
    INTERRUPTED = 130
    """Stopped by the user (128 + SIGINT); what was done is kept."""


class CannotGoOn(Exception):  # noqa: N818 - named for what it says
    """A command ends here, and not as a bug: the message says why and what to do, `exit_code` tells the caller."""

    exit_code = ExitCode.USAGE
