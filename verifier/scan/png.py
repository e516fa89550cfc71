"""A PNG reduced to its pixels, so that no profile, text or animation reaches a decoder."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from verifier.scan.found import UnreadableError, Why

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_PACKED_TEXT = 4 * 1024 * 1024  # bytes of compressed text and profile in one picture, unpacked

_PIXELS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_LENGTH, _KIND, _CHECKSUM = 4, 4, 4


def only_pixels(data: bytes) -> bytes:
    """Return `data` without the chunks that are not pixels, refusing a picture that is a bomb.

    What is dropped could do no harm; it is unpacked, up to the limit, because a picture of which
    one kilobyte becomes a gigabyte was made by nobody who wants to know about a certificate.
    """
    kept: list[bytes | memoryview] = [SIGNATURE]
    room = MAX_PACKED_TEXT
    for kind, body, chunk in _chunks(data):
        if kind in _PIXELS:
            kept.append(chunk)
        room -= _unpacked_size(kind, body, at_most=room)
        if room <= 0:
            raise UnreadableError(Why.TOO_LARGE)
    return b"".join(kept)


def _chunks(data: bytes) -> Iterator[tuple[bytes, memoryview, memoryview]]:
    view, at = memoryview(data), len(SIGNATURE)
    while at + _LENGTH + _KIND <= len(data):
        start = at + _LENGTH + _KIND
        end = start + int.from_bytes(view[at : at + _LENGTH])
        kind = bytes(view[at + _LENGTH : start])
        yield kind, view[start:end], view[at : end + _CHECKSUM]
        if kind == b"IEND":  # what follows is another file, and not for us
            return
        at = end + _CHECKSUM


def _unpacked_size(kind: bytes, body: memoryview, *, at_most: int) -> int:
    """Return how many bytes the compressed part of a chunk has, or `at_most` if it has more."""
    match kind:
        case b"zTXt" | b"iCCP":  # keyword NUL method
            packed = bytes(body).partition(b"\0")[2][1:]
        case b"iTXt":  # keyword NUL flag method language NUL translated keyword NUL
            flagged = bytes(body).partition(b"\0")[2]
            packed = flagged[2:].split(b"\0", 2)[-1] if flagged[:1] == b"\1" else b""
        case _:
            return 0
    try:
        return len(zlib.decompressobj().decompress(packed, at_most))
    except zlib.error:
        return 0
