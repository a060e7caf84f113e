"""Marks of Markdown that more than one room has to know."""

from __future__ import annotations

import re

_ADDRESS = (
    r"<[^<>\n]*>"
    r"|(?:[A-Za-z][A-Za-z0-9+.-]*:|www\.)(?:\\.|[^\s()\\]|\([^\s()]*\)){0,2000}"
    r"|(?:\.{0,2}/|[#?])(?:\\.|[!-'*-\[\]-~]|\([!-'*-~]*\)){0,2000}"  # not `[15](/năm)`
    r"|(?:\\.|[^\s()\\]){1,2000}\.(?:aspx?|html?|php|docx?|xlsx?|pdf)(?:[?#](?:\\.|[^\s()\\]){0,2000})?"
)
_TITLE = r"\"(?:\\.|[^\"\\]){0,600}\"|'(?:\\.|[^'\\]){0,600}'"

LINK = re.compile(
    rf"\[(?P<words>(?:\\.|[^\[\]\\]){{0,600}})\]\((?P<address>\s*(?:{_ADDRESS})(?:\s+(?:{_TITLE}))?\s*)\)"
)
"""A link, `[words](address "title")`; what stands in brackets must look like an address. It may run over lines."""
