"""The two consoles of the commands (results on stdout, everything else on stderr), and what may be shown on them.

File names and messages come from strangers. A terminal obeys the control characters in what it is given: it can be made
to hide lines, change its title, or type. So whatever was read is shown through `escape`.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Mapping
from typing import Any

import rich.markup
from rich.console import Console

# C1 controls, what sets the direction of writing (a name may read `gpj.exe` for `exe.jpg`), line ends of Unicode, and
# halves of surrogate pairs, which cannot be written at all.
_UNSEEN = (
    *range(0x80, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xFEFF,
    *range(0xD800, 0xE000),
)  # fmt: skip
_AS_CODES = {code: f"\\u{code:04x}" for code in _UNSEEN}
_AS_PICTURES = {code: chr(0x2400 + code) for code in range(0x20)} | {0x7F: "\N{SYMBOL FOR DELETE}"}
_ONE_LINE = _AS_CODES | _AS_PICTURES
_SEVERAL_LINES = {code: seen for code, seen in _ONE_LINE.items() if code not in (0x09, 0x0A)}
_IN_JSON = _AS_CODES | {0x7F: "\\u007f"}


def results() -> Console:
    """What the user asked for. Nothing in it is highlighted by guesswork, so piped output stays plain."""
    return Console(highlight=False)


def messages() -> Console:
    """Progress, warnings and errors."""
    return Console(stderr=True, highlight=False)


def escape(text: str, *, lines: bool = False) -> str:
    """`text` to be shown as it is: no markup of the console, and control characters to be seen but not obeyed.

    Line ends are control characters, too, unless `text` is several `lines`.

    >>> escape("a\\x1b[2Jb\\nc")
    'a␛[2Jb␊c'
    """
    return rich.markup.escape(text.translate(_SEVERAL_LINES if lines else _ONE_LINE))


def json_line(value: Mapping[str, Any]) -> str:
    """`value` as one line of JSON that a terminal may show: letters as they are, control characters as codes."""
    return json.dumps(value, ensure_ascii=False).translate(_IN_JSON) + "\n"


def quiet_libraries() -> None:
    """Keep libraries from printing: what they say quotes files unescaped, and what matters of it is a `Problem`."""
    logging.getLogger().addHandler(logging.NullHandler())
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
