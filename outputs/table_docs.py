"""The published tables as Markdown, made from the models."""

from __future__ import annotations

import types
from typing import Any, Union, get_args, get_origin, get_type_hints

from outputs.labels import labels
from outputs.parquet import table_schema
from schemas.tables import TABLES, PublishedRow

_HEAD = """# Tables

Made from the models in `schemas/tables.py` by `make schemas`; do not edit. Missing values are null, never empty text.
Rows stand in the order of the key. Money is in đồng, text is Unicode NFC.
"""


def tables_markdown() -> str:
    """Every table with its columns, types and meanings, and what the values of closed lists stand for."""
    tables = [_table_markdown(name, model) for name, model in TABLES.items()]
    return "\n".join([_HEAD, *tables, _values_markdown(), _codes_markdown()])


def _values_markdown() -> str:
    lines = ["## Values", "", "What the values of columns with a closed list stand for.", ""]
    lines += ["| column | value | English | Vietnamese |", "|---|---|---|---|"]
    for (kind, key), texts in labels().items():
        column, _, value = key.partition("=")
        if kind == "value" and value:
            lines.append(f"| `{column}` | `{value}` | {texts['en']} | {texts['vi']} |")
    return "\n".join([*lines, ""])


def _codes_markdown() -> str:
    lines = ["## Codes", "", "What `findings.code` can be; failed sources have theirs as a finding, too.", ""]
    lines += ["| code | English | Vietnamese |", "|---|---|---|"]
    lines += [
        f"| `{key}` | {texts['en']} | {texts['vi']} |" for (kind, key), texts in labels().items() if kind == "code"
    ]
    return "\n".join([*lines, ""])


def _table_markdown(name: str, model: type[PublishedRow]) -> str:
    hints = get_type_hints(model)
    lines = [f"## {name}", "", model.__doc__ or "", "", f"Key: {', '.join(f'`{column}`' for column in model.KEY)}", ""]
    lines += ["| column | type | null | meaning |", "|---|---|---|---|"]
    for column, dtype in table_schema(name).items():
        nullable = "yes" if _is_optional(hints[column]) else ""
        meaning = (model.model_fields[column].description or "").replace("|", "\\|")
        lines.append(f"| `{column}` | {dtype} | {nullable} | {meaning} |")
    return "\n".join([*lines, ""])


def _is_optional(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType) and types.NoneType in get_args(hint)
