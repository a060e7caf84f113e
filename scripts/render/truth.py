"""The truth of a decision in the format of corpus/gold (see its GUIDE.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scripts.render.values import Act, Decision, Division, Task

_LABEL = re.compile(r"^(?:([IVX]+)\.|(\d+)\.|([a-zđ])\))\s+(.*)$")
_ARABIC = re.compile(r"^\d+(?:\.\d+)*$")
_LEVELS = 3


def truth_of(decision: Decision, source: str) -> dict[str, Any]:
    """The gold record for the file named `source`."""
    return {
        "source": source,
        "documents": [_document(act) for act in decision.acts],
        "ocr_errors": [],
        "uncertain": [],
    }


def _document(act: Act) -> dict[str, Any]:
    subject = " ".join(act.subject)
    *authority, position, name = ("", *act.signer) if len(act.signer) == 2 else act.signer or ("", "", "")
    return {
        "key": act.key,
        "kind": act.kind,
        "parent": act.parent,
        "number": act.number,
        "number_raw": act.printed_number or act.number,
        "issued_on": act.issued_on,
        "place": act.place if act.head else None,
        "issuer": act.issuer,
        "title": f"{act.name} {subject}" if act.kind == "ke_hoach" else subject,
        "signer": {"authority": "; ".join(filter(None, authority)) or None, "position": position or None, "name": name}
        if act.signer
        else None,
        "legal_bases": [
            {"type": base.kind, "number": base.number, "issued_on": base.issued_on, "issuer": base.issuer}
            for base in act.bases
        ],
        "replaces": list(act.replaces),
        "articles": [str(index) for index in range(1, len(act.articles) + 1)],
        "recipients": list(act.recipients),
        "headings": list(_headings(act.body)),
        "stated_total_vnd": act.stated_total_vnd,
        "tasks": list(_tasks(act)),
        "anomalies": [],
    }


def _headings(body: tuple[str, ...]) -> Iterator[dict[str, str | None]]:
    path: list[str | None] = [None] * _LEVELS
    for line in body:
        found = _LABEL.match(line)
        if not found:
            continue
        level = next(index for index in range(_LEVELS) if found[index + 1])
        path[level:] = [found[level + 1], *[None] * (_LEVELS - level - 1)]
        titled = not found[4].endswith((".", ";", "./.")) and len(found[4]) < 120
        yield {"path": ".".join(filter(None, path)), "title": found[4] if titled else None}


def _tasks(act: Act) -> Iterator[dict[str, Any]]:
    for table in act.tables:
        part = section = title = None
        numbers: list[str] = []
        for row in table.rows:
            if isinstance(row, Division):
                if row.kind == "part":
                    part, section, title = row.label, None, None
                else:
                    section, title = row.label, row.title
                numbers = []
            elif isinstance(row, Task):
                record = _task(row, _parent(row.number, numbers))
                yield {"section": section, "section_title": title} | record | ({"part": part} if part else {})
                if row.number:
                    numbers.append(_bare(row.number))


def _bare(number: str) -> str:
    return number.rstrip(".)")


def _parent(number: str | None, above: list[str]) -> str | None:
    """The number of the row that a row belongs to: the longest printed beginning of its own.

    A row without a number belongs to the last one printed above it, a letter to the last number that is none.
    """
    if number is None:
        return above[-1] if above else None
    number = _bare(number)
    if not _ARABIC.match(number):
        return next((known for known in reversed(above) if _ARABIC.match(known)), None)
    while "." in number:
        number = number.rpartition(".")[0]
        if number in above:
            return number
    return None


def _task(row: Task, parent: str | None) -> dict[str, Any]:
    return {
        "number": _bare(row.number) if row.number else None,
        "parent": parent,
        "is_group": row.group,
        "title": row.title,
        "title_raw": row.title,
        "outputs": list(row.outputs),
        "lead": list(row.lead),
        "coordinating": list(row.coordinating),
        "deadline": row.deadline,
        "deadline_start": row.starts,
        "deadline_end": row.ends,
        "budget_vnd": row.budget_vnd,
        "budget_note": row.budget_note,
        "note": None,
    }
