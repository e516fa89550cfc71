"""The packed list: two bits an entry, least bits first, never more than a reader can bear."""

from __future__ import annotations

import tracemalloc
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.making import b64, compress
from verifier.malformed import MalformedError
from verifier.status_list import MAX_SIZE, SIZE, Status, StatusBits, decode, encode, pack


def test_an_entry_is_two_bits_from_the_least():
    """Entry 0 stands in the lowest bits of the first byte."""
    assert pack([(0, Status.REVOKED)], size=8).packed == b"\x01\x00"
    assert pack([(3, Status.SUPERSEDED)], size=8).packed == b"\xc0\x00"
    assert pack([(4, Status.SUSPENDED)], size=8).packed == b"\x00\x02"


def test_a_list_of_ours():
    """Our lists have 131,072 entries, all valid at first."""
    bits = pack([])
    assert len(bits) == SIZE == 131_072
    assert bits[0] is bits[SIZE - 1] is Status.VALID


def test_the_last_word_on_an_entry_counts():
    """An entry told twice has the status told last; its neighbours keep theirs."""
    changed = [(1, Status.SUPERSEDED), (2, Status.REVOKED), (1, Status.SUSPENDED)]
    bits = pack(changed, size=4)
    assert [bits[index] for index in range(4)] == [0, 2, 1, 0]


@pytest.mark.parametrize("index", [-1, 4, 1 << 20])
def test_there_is_nothing_outside_a_list(index):
    """An index below zero or beyond the end is an error, not another entry."""
    with pytest.raises(IndexError):
        pack([], size=4)[index]


@given(st.lists(st.sampled_from(Status), min_size=1, max_size=99).filter(lambda x: len(x) % 4 == 0))
def test_pack_then_read(statuses):
    """What is packed is read again, entry by entry."""
    bits = pack(enumerate(statuses), size=len(statuses))
    assert [bits[index] for index in range(len(bits))] == statuses


@given(st.binary(min_size=1, max_size=4096))
def test_encode_then_decode(packed):
    """Any list comes back from its encoding, and the encoding is plain base64url."""
    assert decode(encode(StatusBits(packed))).packed == packed
    assert decode(compress(packed)).packed == packed


@given(st.text() | st.text(alphabet="ABCDabcd0123-_") | st.binary().map(b64))
def test_decode_is_total(lst):
    """Any text is a list or is refused, in no other way."""
    with suppress(MalformedError):
        assert len(decode(lst)) > 0


@given(st.binary(max_size=64), st.integers(0, 511), st.integers(0, 7))
def test_a_damaged_stream_is_refused(packed, place, bit):
    """A flipped bit of the stream is found by its checksum or changes nothing that is read."""
    stream = bytearray(zlib.compress(packed + b"x"))
    stream[place % len(stream)] ^= 1 << bit
    try:
        read = decode(b64(bytes(stream))).packed
    except MalformedError:
        return
    assert read == packed + b"x"


@pytest.mark.parametrize("size", [MAX_SIZE // 4 + 1, 1 << 26])
def test_a_bomb_is_refused_before_it_goes_off(size):
    """A list beyond 2^20 entries is refused, and never inflated beyond them."""
    lst = b64(zlib.compress(bytes(size), 9))
    tracemalloc.start()
    with pytest.raises(MalformedError, match="too long"):
        decode(lst)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * MAX_SIZE // 4 + 4 * len(lst)
