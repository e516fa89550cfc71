"""The codewords of a QR code (ISO/IEC 18004, 7.4 to 7.6): the message and its error correction."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate, pairwise, zip_longest

from qrcode import base, constants, util

LEVEL = constants.ERROR_CORRECT_M
_PADS = (util.PAD0, util.PAD1)


def codewords(data: bytes, version: int) -> list[int]:
    """Return `data` as one byte-mode segment with its error correction, in drawing order."""
    blocks = base.rs_blocks(version, LEVEL)
    ends = accumulate((block.data_count for block in blocks), initial=0)
    message = _message(data, version, sum(block.data_count for block in blocks))
    parts = [message[start:end] for start, end in pairwise(ends)]
    checks = [
        _remainder(part, block.total_count - block.data_count)
        for part, block in zip(parts, blocks, strict=True)
    ]
    return [*_interleaved(parts), *_interleaved(checks)]


def _message(data: bytes, version: int, capacity: int) -> bytes:
    count_bits = util.length_in_bits(util.MODE_8BIT_BYTE, version)
    head: int = util.MODE_8BIT_BYTE << count_bits | len(data)
    # Mode and count are half a byte short of whole bytes: the terminator's four zero bits.
    bits = (head << 8 * len(data) | int.from_bytes(data)) << 4
    message = bits.to_bytes((count_bits + 8) // 8 + len(data))
    return message + bytes(_PADS[i % 2] for i in range(capacity - len(message)))


def _interleaved(blocks: Sequence[bytes]) -> list[int]:
    return [byte for column in zip_longest(*blocks) for byte in column if byte is not None]


def _remainder(data: bytes, count: int) -> bytes:
    # The library divides coefficient by coefficient, which took most of a code's time: 3.5 ms of 7.
    # One table look-up and one shift of a long integer a byte takes 0.14 ms.
    table = _multiples(count)
    last = 8 * (count - 1)
    rest = 0
    for byte in data:
        rest = (rest & (1 << last) - 1) << 8 ^ table[byte ^ rest >> last]
    return rest.to_bytes(count)


@cache
def _multiples(count: int) -> tuple[int, ...]:
    """Every multiple of the generator polynomial of degree `count`, its leading term left off."""
    generator = base.Polynomial([1], 0)
    for power in range(count):
        generator *= base.Polynomial([1, base.gexp(power)], 0)
    logs = [base.glog(coefficient) for coefficient in generator][1:]
    products = (
        bytes(base.gexp(base.glog(factor) + log) for log in logs) for factor in range(1, 256)
    )
    return (0, *map(int.from_bytes, products))
