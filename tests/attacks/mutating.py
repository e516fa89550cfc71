"""Broken at random, always in the same way: what nobody thought of."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

SEED = 20_261_120
_AWKWARD = [b"", b"\0", b"\xff\xff\xff\xff", b"-1", b"9999999999", b'"', b"{", b"}", b"[", b"]"]
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_SPECIAL = [b"NaN", b"1e999", b"\\u0000", b"\xed\xa0\x80", b"\xc0\xaf", b"%s", b"\r\n", b";", b"'"]


def seeded() -> random.Random:
    """Return numbers that are the same in every run."""
    return random.Random(SEED)  # noqa: S311 - it has to be the same each time


def mutations(data: bytes, count: int) -> Iterator[bytes]:
    """Yield `count` texts that differ from `data`: bytes flipped, cut, doubled, moved, replaced."""
    rng = seeded()
    while count:
        changed = mutated(data, rng)
        if changed != data:
            count -= 1
            yield changed


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Return `data` after a few changes."""
    out = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 3, 8, 30])):
        if not out:
            break
        at = rng.randrange(len(out))
        rng.choice(_CHANGES)(out, slice(at, at + rng.randrange(1, 12)), rng)
    return bytes(out)


def _flip(out: bytearray, span: slice, rng: random.Random) -> None:
    out[span.start] ^= 1 << rng.randrange(8)


def _any_byte(out: bytearray, span: slice, rng: random.Random) -> None:
    out[span.start] = rng.randrange(256)


def _swap(out: bytearray, span: slice, rng: random.Random) -> None:
    other = rng.randrange(len(out))
    out[span.start], out[other] = out[other], out[span.start]


def _letter(out: bytearray, span: slice, rng: random.Random) -> None:
    out[span.start] = rng.choice(_LETTERS)


def _cut(out: bytearray, span: slice, _: random.Random) -> None:
    del out[span]


def _double(out: bytearray, span: slice, _: random.Random) -> None:
    out[span.start : span.start] = out[span]


def _replace(out: bytearray, span: slice, rng: random.Random) -> None:
    out[span] = rng.choice(_AWKWARD + _SPECIAL)


_CHANGES: list[Callable[[bytearray, slice, random.Random], None]] = [
    _flip,
    _any_byte,
    _swap,
    _letter,
    _cut,
    _double,
    _replace,
]
