"""Changes that keep the structure of an input, so that what is fuzzed lies behind the parser of the format.

Every mutator is a function of bytes and a source of chance; one in three changes is left to libFuzzer's own.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping
from typing import Any

Mutator = Callable[[bytes, random.Random], bytes]

_TAG = re.compile(rb"<[^<>]*>|[^<]+|<")
_VALUE = re.compile(rb'"[^"]*"')
_TOKEN = re.compile(rb"\S+|\s+")
_ODD = (
    b"", b"0", b"-1", b"1", b"2", b"99999", b"2147483648", b"1e400", b"nan", b"inf", b"-0", b"9" * 400, b"9" * 5000,
    "٣".encode(), "²".encode(), b"%1.%2.", b"a", b"../../x", b"\x00", b"\xff", b"\xed\xa0\x80", b"&#0;", b"&#xD800;",
    b"&#x202E;", b"true", b"continue", b"restart", "Điều 1.".encode(), "Số: 1/QĐ-UBND".encode(),
    "I. NHIỆM VỤ".encode(), b"TT", "Chủ trì".encode(), "1.000.000 đồng".encode(), "Quý I".encode(), b"|", b"\t",
    b"\x0c", "Nơi nhận:".encode(), "\u0301".encode(), "\ufeff".encode(), "\u2028".encode(), b"\r",
)  # fmt: skip


def markup(data: bytes, chance: random.Random) -> bytes:
    """Tags and the texts between them copied, moved, taken away or nested; values of attributes exchanged."""
    parts = _TAG.findall(data) or [b"<p>a</p>"]
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(parts))
        end = min(len(parts), at + chance.choice((1, 1, 2, 4, 8, 16)))
        kind = chance.randrange(6)
        if kind == 0:
            parts[at:end] = parts[at:end] * chance.choice((2, 2, 3, 30))
        elif kind == 1:
            del parts[at:end]
        elif kind == 2:
            moved, place = parts[at:end], chance.randrange(len(parts))
            parts[place:place] = moved
        elif kind == 3:
            parts[at] = _with_odd_value(parts[at], chance)
        elif kind == 4 and not parts[at].startswith(b"<"):
            parts[at] = chance.choice(_ODD)
        else:
            other = chance.randrange(len(parts))
            parts[at], parts[other] = parts[other], parts[at]
        parts = parts or [b"a"]
    return b"".join(parts)


def _with_odd_value(part: bytes, chance: random.Random) -> bytes:
    values = list(_VALUE.finditer(part))
    if not values:
        return part
    chosen = chance.choice(values)
    return part[: chosen.start()] + b'"' + chance.choice(_ODD) + b'"' + part[chosen.end() :]


def lines(data: bytes, chance: random.Random) -> bytes:
    """Lines and what stands between their tabs, pipes and spaces copied, moved, taken away or exchanged."""
    separator = chance.choice((b"\n", b"\t", b"|", b" "))
    parts = data.split(separator)
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(parts))
        end = min(len(parts), at + chance.choice((1, 1, 2, 4, 8)))
        kind = chance.randrange(5)
        if kind == 0:
            parts[at:end] = parts[at:end] * chance.choice((2, 3))
        elif kind == 1 and len(parts) > 1:
            del parts[at:end]
            parts = parts or [b""]
        elif kind == 2:
            place = chance.randrange(len(parts))
            parts[place:place] = parts[at:end]
        elif kind == 3:
            parts[at] = chance.choice(_ODD)
        else:
            other = chance.randrange(len(parts))
            parts[at], parts[other] = parts[other], parts[at]
    return separator.join(parts)


_OPERATORS = (b"[", b"]", b"<<", b">>", b"(", b")", b"5 0 R", b"/X Do", b"q", b"Q", b"BT", b"ET", b"3 Tr")


def tokens(data: bytes, chance: random.Random) -> bytes:
    """Words between white space copied, moved, taken away or replaced by odd numbers: content streams of PDF pages."""
    parts = _TOKEN.findall(data) or [b"BT"]
    for _ in range(chance.randrange(1, 6)):
        at, other = chance.randrange(len(parts)), chance.randrange(len(parts))
        kind = chance.randrange(4)
        if kind == 0:
            parts[at:at] = parts[other : other + chance.randrange(1, 12)]
        elif kind == 1 and len(parts) > 1:
            del parts[at]
        elif kind == 2:
            parts[at] = chance.choice((*_ODD, *_OPERATORS))
        else:
            parts[at], parts[other] = parts[other], parts[at]
    return b"".join(parts)


def json_value(data: bytes, chance: random.Random) -> bytes:
    """Values of JSON copied to other places, taken away, or replaced by odd ones."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return data
    places: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        node = waiting.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        places += [(node, key) for key in keys]
        waiting += [node[key] for key in keys if isinstance(node[key], dict | list)]
    for _ in range(chance.randrange(1, 5) if places else 0):
        node, key = chance.choice(places)
        other, place = chance.choice(places)
        if chance.random() < 0.3 and place in (other if isinstance(other, dict) else range(len(other))):
            replacement = json.loads(json.dumps(other[place]))
        else:
            replacement = chance.choice(_ODD_JSON)
        if isinstance(node, dict):
            node[chance.choice((key, "text", "children", "prov", "9" * 20))] = replacement
        elif isinstance(key, int) and key < len(node):
            node[key] = replacement
    return json.dumps(value).encode()


_ODD_JSON: tuple[Any, ...] = (
    None, True, -1, 0, 1, 10**30, 1e308, float("inf"), float("nan"), "", "\ud800", "\0", "#/texts/0",
    "#/groups/0", "#/body", "²", [], {}, [[[]]], {"$ref": "#/texts/0"}, "Điều 1.", "a\nb", "\u202e",
    {"self_ref": "#/body"}, "#/texts/" + "9" * 5000,
)  # fmt: skip

MUTATORS: Mapping[str, Mutator] = {
    "html": markup, "mhtml": markup, "docx": markup, "xlsx": markup, "hocr": markup, "alto": markup, "page_xml": markup,
    "any": lines, "text": lines, "tables": lines, "steps": lines, "tesseract_tsv": lines, "docling_json": json_value,
    "pdf": tokens,
}  # fmt: skip
"""The mutator of each target that has one."""
