"""Entries of a status list in random order without search: a keyed permutation of a counter.

A Feistel network over the bits of the counter, whose halves differ by one bit when their number is
odd. Each round is undone by doing it again, so the whole is a bijection whatever the key. Without
the key nobody can tell which entries were given out together.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable

KEY_SIZE = 32  # bytes
SMALLEST, LARGEST = 1 << 10, 1 << 20  # entries
ROUNDS = 10
_WORD = 2  # bytes: a half has ten bits at most
_BLOCK = 64  # bytes of one BLAKE2b digest


class StatusPermutation:
    """A bijection of `[0, size)` onto itself that `key` alone determines."""

    def __init__(self, key: bytes, size: int) -> None:
        """Prepare the rounds. `size` is a power of two from 2**10 to 2**20."""
        if not SMALLEST <= size <= LARGEST or size & (size - 1):
            raise ValueError(f"a status list of {size} entries: not a power of two in range")
        if len(key) != KEY_SIZE:
            raise ValueError(f"the key has {len(key)} bytes instead of {KEY_SIZE}")
        bits = size.bit_length() - 1
        self._size = size
        self._low_bits = bits // 2
        self._low_mask = (1 << self._low_bits) - 1
        high_mask = (1 << (bits - self._low_bits)) - 1
        self._rounds = [
            (
                _round_table(key, 2 * pair, inputs=high_mask + 1, mask=self._low_mask),
                _round_table(key, 2 * pair + 1, inputs=self._low_mask + 1, mask=high_mask),
            )
            for pair in range(ROUNDS // 2)
        ]

    def indices(self, counters: Iterable[int]) -> list[int]:
        """Return the entry that each counter in `[0, size)` stands for."""
        return [self._index(counter) for counter in counters]

    def _index(self, counter: int) -> int:
        if not 0 <= counter < self._size:
            raise ValueError(f"{counter} is beyond a list of {self._size} entries")
        high, low = counter >> self._low_bits, counter & self._low_mask
        for to_low, to_high in self._rounds:
            low ^= to_low[high]
            high ^= to_high[low]
        return high << self._low_bits | low


def _round_table(key: bytes, number: int, *, inputs: int, mask: int) -> list[int]:
    """Return a round's function as a table: keyed BLAKE2b in counter mode, cut into words."""
    stream = bytearray()
    while len(stream) < inputs * _WORD:
        block = len(stream) // _BLOCK
        place = number.to_bytes(2, "big") + block.to_bytes(4, "big")
        stream += hashlib.blake2b(place, key=key, person=b"status index").digest()
    words = struct.unpack(f">{inputs}H", stream[: inputs * _WORD])
    return [word & mask for word in words]
