"""Fields of a task in running text: `- Cơ quan chủ trì: Sở Tư pháp; thời gian hoàn thành: Quý I.`

The labels are the headings that task tables use (`data/header_roles.tsv`); a label opens a paragraph, a bullet or a
part between `;`, `.`, `,` and ends with a colon.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.table_headers import Role, header_role

_MARK = re.compile(r"^(?:[-–—+•*·]\s*|\(?[a-zđ]\)\s*|\d{1,2}(?:\.\d{1,2}){0,3}[.)]\s*)+")
_LABEL = re.compile(
    r"(?:^|[;.,(]\s*|\s[-–+•](?:\s+|(?=[A-ZĐ])))\(?"
    r"(?P<label>[^\W\d_](?:(?!\s[-–+•][A-ZĐ])[^:;.()]){1,60}?)\s*:(?=\s|$)"
)
_EDGES = " ;,.-–+•("
# What labels say of a task; the other headings of tables (`Địa điểm`, `Thành phần`, `Nội dung`) are known and skipped.
FIELDS: frozenset[Role] = frozenset(
    {"lead", "co", "lead_co", "assignee", "person", "time", "time_start", "time_end", "output", "budget", "funding"}
)


@dataclass(frozen=True, slots=True)
class LabelledField:
    """One field: the role of its label, and its value without marks at its ends ("" where it stands below)."""

    role: Role
    value: str


def unmarked(text: str) -> str:
    """`text` without the bullet or label it opens with."""
    return _MARK.sub("", text, count=1).strip()


def labelled_fields(text: str) -> tuple[str, tuple[LabelledField, ...]]:
    """What stands before the first label, and the fields in order.

    >>> labelled_fields("a) Mở lớp tập huấn; chủ trì: Sở Nội vụ; thời gian: Quý I.")[0]
    'Mở lớp tập huấn'
    """
    body = unmarked(text)
    found = [(match, role) for match in _LABEL.finditer(body) if (role := header_role(match["label"].strip()))]
    if not found:
        return body, ()
    ends = [match.start() for match, _ in found[1:]] + [len(body)]
    fields = tuple(
        LabelledField(role, _value(body[match.end() : end])) for (match, role), end in zip(found, ends, strict=True)
    )
    return body[: found[0][0].start()].strip(_EDGES), fields


def _value(text: str) -> str:
    value = text.strip().strip(_EDGES)
    return value[:-1].rstrip(_EDGES) if value.endswith(")") and value.count(")") > value.count("(") else value
