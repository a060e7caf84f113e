"""The published tables as Markdown, made from the models."""

from __future__ import annotations

import types
from typing import Any, Union, get_args, get_origin, get_type_hints

from outputs.parquet import table_schema
from schemas.tables import TABLES, PublishedRow

_HEAD = """# Tables

Made from the models in `schemas/tables.py` by `make schemas`; do not edit. Missing values are null, never empty text.
Rows stand in the order of the key. Money is in đồng, text is Unicode NFC.
"""


def tables_markdown() -> str:
    """Every table with its columns, types and meanings."""
    return "\n".join([_HEAD, *(_table_markdown(name, model) for name, model in TABLES.items())])


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
