"""`kehoach stage`: one stage alone, the JSON the pipeline passes in and out."""

from __future__ import annotations

import sys
from pathlib import Path

from ingest import UnreadableSource
from kehoach import stages
from kehoach.exit_codes import ExitCode
from kehoach.terminal import escape, messages
from schemas import wire

_BEFORE = {"repair": "read", "parse": "repair", "resolve": "parse", "check": "resolve"}


def stage_command(name: str, file: str) -> ExitCode:
    """Run the stage `name` on `file` and write its value to stdout."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        written = run_stage(name, data, "stdin" if file == "-" else file)
    except FileNotFoundError:
        messages().print(escape(f"There is no file {file}. Check the path."), soft_wrap=True)
        return ExitCode.NO_USABLE_INPUT
    except UnreadableSource as error:
        messages().print(escape(str(error)), soft_wrap=True)
        return ExitCode.NO_USABLE_INPUT
    except wire.WireError as error:
        messages().print(escape(f"{file}: {error}"), soft_wrap=True)
        messages().print(f"Make the input with: kehoach stage {_BEFORE[name]} ...")
        return ExitCode.NO_USABLE_INPUT
    sys.stdout.buffer.write(written)
    return ExitCode.OK


def run_stage(name: str, data: bytes, path: str) -> bytes:
    """The JSON that stage `name` makes of `data`; for `read` these are a source's bytes, else JSON.

    Raises:
        UnreadableSource: `read` cannot read the source.
        schemas.wire.WireError: the JSON is not what the stage takes.
    """
    match name:
        case "read":
            return wire.dump_document(stages.read_bytes(data, path))
        case "repair":
            return wire.dump_document(stages.repair(wire.load_document(data)))
        case "parse":
            return wire.dump_bundle(stages.parse(wire.load_document(data)))
        case "resolve":
            return wire.dump_bundle(stages.resolve(wire.load_bundle(data)))
        case "check":
            return wire.dump_bundle(stages.check(wire.load_bundle(data)))
        case _:
            raise ValueError(f"no stage {name!r}; the stages are read, {', '.join(_BEFORE)}")
