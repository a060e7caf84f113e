"""How far the streams of a PDF file unpack, found out a piece at a time and before any library unpacks them whole.

Every stream that begins as deflated data does is followed, whatever its dictionary says, through as many layers as are
deflated one in the other. Limits: streams under encryption, or in another packing first (LZW, ASCII85), are not looked
into; what they unpack to is left to the limit of memory.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator

from ingest.limits import check_unpacked

_STREAM = re.compile(rb"stream(?:\r\n|\n|\r)(?=[\x08\x18\x28\x38\x48\x58\x68\x78])")
_END = b"endstream"
_PIECE = 1 << 20  # bytes that are unpacked at a time
_MOST_LAYERS = 4


def check_streams(data: bytes) -> None:
    """Refuse a PDF file with a stream that unpacks to more than the limits allow.

    Raises:
        UnreadableSource: `too_large`.
    """
    for start, end in _streams(data):
        pieces: Iterable[bytes] = (data[at : at + _PIECE] for at in range(start, end, _PIECE))
        for layer in range(_MOST_LAYERS):
            unpacked = _unpacked(pieces, f"A stream at byte {start}")
            first = next(unpacked, b"")
            if layer + 1 == _MOST_LAYERS or not _is_deflated(first):
                for _ in unpacked:
                    pass
                break
            pieces = _chained(first, unpacked)


def _streams(data: bytes) -> Iterator[tuple[int, int]]:
    """Where each stream that may be deflated begins and ends."""
    at = 0
    while (found := _STREAM.search(data, at)) is not None:
        end = data.find(_END, found.end())
        end = end if end >= 0 else len(data)
        yield found.end(), end
        at = end


def _unpacked(pieces: Iterable[bytes], what: str) -> Iterator[bytes]:
    """The unpacked pieces of deflated ones; the end of what can be unpacked is the end."""
    unpacker = zlib.decompressobj()
    size = 0
    for piece in pieces:
        waiting = piece
        while waiting:
            try:
                out = unpacker.decompress(waiting, _PIECE)
            except zlib.error:
                return
            size += len(out)
            check_unpacked(size, what)
            if out:
                yield out
            if unpacker.eof:
                return
            waiting = unpacker.unconsumed_tail


def _is_deflated(data: bytes) -> bool:
    """Whether `data` begins with the two bytes of the format (RFC 1950)."""
    return len(data) > 1 and data[0] & 0x0F == 8 and data[0] >> 4 < 8 and (data[0] << 8 | data[1]) % 31 == 0


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
