"""The Token Status List of draft-ietf-oauth-status-list: two bits an entry, least bits first."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from verifier.malformed import MalformedError

BITS = 2
PER_BYTE = 8 // BITS
SIZE = 131_072  # entries of a list we make
MAX_SIZE = 1 << 20  # entries of a list we read: inflated, 256 KiB

_BASE64URL = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


class Status(IntEnum):
    """An entry. 0 to 2 as registered by the draft's section 7; 3 is application specific."""

    VALID = 0
    REVOKED = 1
    SUSPENDED = 2
    SUPERSEDED = 3


_STATUSES = tuple(Status)


@dataclass(frozen=True, slots=True)
class StatusBits:
    """The statuses of one list, packed: entry `i` is bits `2i` and `2i + 1` from the least."""

    packed: bytes

    def __len__(self) -> int:
        return len(self.packed) * PER_BYTE

    def __getitem__(self, index: int) -> Status:
        if index < 0:
            raise IndexError(index)
        byte, place = divmod(index, PER_BYTE)
        return _STATUSES[(self.packed[byte] >> (place * BITS)) & 0b11]


def pack(changed: Iterable[tuple[int, Status]], *, size: int = SIZE) -> StatusBits:
    """Return a list of `size` entries, a multiple of 4; all are valid but those in `changed`."""
    packed = bytearray(size // PER_BYTE)
    for index, status in changed:
        byte, place = divmod(index, PER_BYTE)
        packed[byte] = packed[byte] & ~(0b11 << (place * BITS)) | status << (place * BITS)
    return StatusBits(bytes(packed))


def encode(bits: StatusBits) -> str:
    """Return `lst`: zlib at its highest compression, then base64url without padding."""
    return base64.urlsafe_b64encode(zlib.compress(bits.packed, 9)).rstrip(b"=").decode("ascii")


def decode(lst: str) -> StatusBits:
    """Read `lst`, or raise `MalformedError`. Never inflates more than `MAX_SIZE` entries."""
    if _BASE64URL.fullmatch(lst) is None:
        raise MalformedError("lst is not base64url")
    try:
        data = base64.urlsafe_b64decode(lst + "=" * (-len(lst) % 4))
        stream = zlib.decompressobj()
        packed = stream.decompress(data, MAX_SIZE // PER_BYTE)
    except (binascii.Error, ValueError, zlib.error) as exc:
        raise MalformedError("lst is not a zlib stream") from exc
    if not stream.eof or stream.unused_data or not packed:
        raise MalformedError("lst is too long, cut short or followed by something")
    return StatusBits(packed)
