"""What tables, columns, codes and the interface are called, in Vietnamese and in English."""

from __future__ import annotations

import functools
from importlib import resources
from typing import Literal

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")


@functools.cache
def labels() -> dict[tuple[str, str], dict[Language, str]]:
    """Every label by kind (`table`, `column`, `value`, `code`, `ui`, `chart`) and key, from `data/labels.tsv`."""
    text = (resources.files("outputs") / "data" / "labels.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    return {(kind, key): {"vi": vietnamese, "en": english} for kind, key, vietnamese, english in rows}


def label(kind: str, key: str, language: Language) -> str:
    """The label, or the key itself where it has none (a code that came later)."""
    found = labels().get((kind, key))
    return found[language] if found else key


def column_label(table: str, column: str, language: Language) -> str:
    """What a column is called in its table; most are called the same everywhere, `text_tasks` has those of `tasks`."""
    own = f"{'tasks' if table == 'text_tasks' else table}.{column}"
    return label("column", own if ("column", own) in labels() else column, language)


def value_label(column: str, value: object, language: Language) -> str:
    """What a value of a closed list is called; any other value as it is."""
    if isinstance(value, bool):
        return label("value", "true" if value else "false", language)
    if column == "code":
        return label("code", str(value), language)
    if column == "field":  # names cells of tasks, or other parts of a document by a label of their own
        return column_label("tasks", str(value), language)
    found = labels().get(("value", f"{column}={value}"))
    return found[language] if found else str(value)
