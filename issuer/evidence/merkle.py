"""The Merkle tree of RFC 6962 (section 2.1) over the hashes of the chain.

Its root stands for the record as a whole, at every length that it ever had; a path of some twenty
hashes shows that one event is in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class GrowingTree:
    """A tree that leaves are appended to. It keeps one hash for each bit of its size."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # of whole subtrees, the largest first

    def append(self, data: bytes) -> None:
        """Append a leaf."""
        merged, size = leaf_hash(data), self.size
        while size & 1:
            merged = node_hash(self._peaks.pop(), merged)
            size >>= 1
        self._peaks.append(merged)
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        if not self._peaks:
            return EMPTY
        *others, root = self._peaks
        for peak in reversed(others):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root of the tree over `leaves`."""
    tree = GrowingTree()
    for data in leaves:
        tree.append(data)
    return tree.root()


class WholeTree:
    """A tree with every node, for paths. A node without a neighbour is its parent too."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        level = [leaf_hash(data) for data in leaves]
        self._levels = [level]
        while len(level) > 1:
            pairs = [node_hash(*level[n : n + 2]) for n in range(0, len(level) - 1, 2)]
            level = [*pairs, *level[2 * len(pairs) :]]
            self._levels.append(level)

    @property
    def root(self) -> bytes:
        """Return the root."""
        return self._levels[-1][0] if self._levels[-1] else EMPTY

    def path(self, index: int) -> list[bytes]:
        """Return the hashes that lead from leaf `index` to the root, the lowest first."""
        steps = []
        for level in self._levels[:-1]:
            if index ^ 1 < len(level):
                steps.append(level[index ^ 1])
            index //= 2
        return steps


def root_by_path(data: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root that `path` leads to, or None if it cannot be one of this size.

    RFC 9162, section 2.1.3.2.
    """
    if index >= size:
        return None
    number, last, found = index, size - 1, leaf_hash(data)
    for step in path:
        if last == 0:
            return None
        if number & 1 or number == last:
            found = node_hash(step, found)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = node_hash(found, step)
        number, last = number >> 1, last >> 1
    return found if last == 0 else None
