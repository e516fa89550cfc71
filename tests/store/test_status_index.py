"""The permutation that gives out a list's entries."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer.credentials.status_index import KEY_SIZE, LARGEST, SMALLEST, StatusPermutation

KEYS = st.binary(min_size=KEY_SIZE, max_size=KEY_SIZE)
SIZES = [1 << bits for bits in range(10, 21)]


@settings(deadline=None)
@given(KEYS, st.sampled_from(SIZES[:4]))
def test_every_entry_comes_once(key, size):
    """Whatever the key, the counters of a list lead to all its entries, each once."""
    assert sorted(StatusPermutation(key, size).indices(range(size))) == list(range(size))


@pytest.mark.parametrize("size", SIZES)
def test_every_size_is_a_bijection(size):
    """The same for every size there is, with one key."""
    indices = StatusPermutation(bytes(range(KEY_SIZE)), size).indices(range(size))
    assert sorted(indices) == list(range(size))
    fixed = sum(index == counter for counter, index in enumerate(indices))
    assert fixed < 20  # about one is expected


@settings(deadline=None)
@given(KEYS, KEYS)
def test_the_key_decides(one, other):
    """The same key gives the same order for ever; another key gives another."""
    counters = range(100)
    indices = StatusPermutation(one, SMALLEST).indices(counters)
    assert StatusPermutation(one, SMALLEST).indices(counters) == indices
    assert (StatusPermutation(other, SMALLEST).indices(counters) == indices) is (one == other)


def test_neighbours_are_strangers():
    """Entries given out one after the other lie all over the list, near ones no more than far."""
    size = 1 << 17
    indices = StatusPermutation(b"k" * KEY_SIZE, size).indices(range(4000))
    steps = [abs(a - b) for a, b in pairwise(indices)]
    assert 0.30 < sum(steps) / len(steps) / size < 0.37  # a third, if they are independent
    halves = [index >= size // 2 for index in indices]
    changes = sum(a != b for a, b in pairwise(halves))
    assert 0.45 < changes / len(halves) < 0.55


def test_an_order_given_out_once_stays():
    """The order of a list with a known key, recorded when the first list was made this way."""
    indices = StatusPermutation(bytes(range(KEY_SIZE)), 1 << 17).indices([0, 1, 2, (1 << 17) - 1])
    assert indices == [14067, 58310, 85655, 4504]


@pytest.mark.parametrize("size", [0, 1, SMALLEST // 2, SMALLEST + 1, 3 * SMALLEST, 2 * LARGEST])
def test_another_size_is_refused(size):
    """A list has 2**10 to 2**20 entries, a power of two."""
    with pytest.raises(ValueError, match="entries"):
        StatusPermutation(bytes(KEY_SIZE), size)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_another_key_is_refused(length):
    """A key has 32 bytes."""
    with pytest.raises(ValueError, match="bytes"):
        StatusPermutation(bytes(length), SMALLEST)


@pytest.mark.parametrize("counter", [-1, SMALLEST])
def test_a_counter_beyond_the_list_is_refused(counter):
    """What is not in the list has no entry."""
    with pytest.raises(ValueError, match="beyond"):
        StatusPermutation(bytes(KEY_SIZE), SMALLEST).indices([counter])
