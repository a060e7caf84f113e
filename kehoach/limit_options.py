"""The limits of a source as options of a command, each with the default that `kehoach.limits` gives it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import fields
from typing import Annotated, Any

import typer

from ingest.limits import ReadLimits
from kehoach.limits import Limits

_READING = frozenset(field.name for field in fields(ReadLimits))
# Field of `Limits` or `ReadLimits`, its option on the command line, its type, the least value, and what it says.
_OPTIONS: tuple[tuple[str, str, type, int, str], ...] = (
    ("seconds", "timeout", float, 1, "Seconds a source may take, pages aside."),
    ("seconds_a_page", "page_timeout", float, 0, "Seconds more for each of its pages."),
    ("memory_mb", "memory", int, 200, "MB a worker may use, with its child processes."),
    ("pages", "max_pages", int, 1, "Pages a source may have."),
    ("megapixels", "max_megapixels", int, 1, "Million pixels a picture may have."),
    ("file_mb", "max_mb", int, 1, "MB a file may have."),
    ("unpacked_mb", "max_unpacked_mb", int, 1, "MB a file's packed parts may unpack to."),
    ("cells", "max_cells", int, 1, "Cells the tables of a source may have."),
    ("rows_a_page", "max_rows", int, 1, "Lines and rows a page may have."),
    ("ocr_seconds", "ocr_timeout", float, 1, "Seconds a call of the OCR engine may take."),
)


def takes_limits(command: Callable[..., int]) -> Callable[..., int]:
    """Let the command line give `command` its argument `limits` as one option a limit, in that argument's place."""
    signature = inspect.signature(command, eval_str=True)

    @functools.wraps(command)
    def with_limits(**given: Any) -> int:
        chosen = {field: given.pop(option) for field, option, *_ in _OPTIONS}
        reading = ReadLimits(**{field: value for field, value in chosen.items() if field in _READING})
        others = {field: value for field, value in chosen.items() if field not in _READING}
        return command(limits=Limits(reading=reading, **others), **given)

    taken: list[inspect.Parameter] = []
    for parameter in signature.parameters.values():
        taken += _parameters() if parameter.name == "limits" else [parameter]
    # typer reads what a command takes from these two.
    with_limits.__signature__ = signature.replace(parameters=taken)  # type: ignore[attr-defined]
    with_limits.__annotations__ = {parameter.name: parameter.annotation for parameter in taken}
    return with_limits


def _parameters() -> list[inspect.Parameter]:
    return [
        inspect.Parameter(
            option,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=getattr(ReadLimits() if field in _READING else Limits(), field),
            annotation=Annotated[kind, typer.Option(min=least, help=said)],
        )
        for field, option, kind, least, said in _OPTIONS
    ]
