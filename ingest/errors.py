"""The one error a reader raises for a source it cannot read."""

from __future__ import annotations

from schemas.document import Source


class UnreadableSource(Exception):  # noqa: N818 - named for what it says of the source
    """A source that cannot be read at all; what can be coped with is a `Problem` of the document instead.

    `code` is stable (`empty`, `not_found`, `not_text`, `unknown_encoding`, `unsupported_format` ...), `message` says
    what is wrong and where, `resolution` what to do next. `source` is None when not even the bytes could be had.
    """

    def __init__(self, code: str, message: str, resolution: str, source: Source | None = None) -> None:
        super().__init__(f"{message} {resolution}".strip())
        self.code = code
        self.message = message
        self.resolution = resolution
        self.source = source
