"""The hash chain: every event's hash covers the one before it.

The chain holds a salted commitment to what was done and by whom, not the words themselves, so
that a person's rows and salts can be erased while the chain stays provable.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

GENESIS = bytes(32)
SALT_SIZE = 16  # bytes


@dataclass(frozen=True, slots=True)
class Link:
    """One event as the chain keeps it: `hash` covers `previous` and everything else here."""

    seq: int  # 1, 2, 3 ... without gaps
    at: datetime
    kind: str
    subject: str
    commitment: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """A link with what its commitment hides, as long as that was not erased.

    `erasure` names the request by which salt and data were erased.
    """

    link: Link
    salt: bytes | None
    data: bytes | None
    erasure: str | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place where the chain does not hold, and why."""

    seq: int
    why: str


def commit(salt: bytes, data: bytes) -> bytes:
    """Return SHA-256(salt || data)."""
    return hashlib.sha256(salt + data).digest()


def link_hash(
    previous: bytes, seq: int, at: datetime, kind: str, subject: str, commitment: bytes
) -> bytes:
    """Return the hash of one link. Fields are length-prefixed, so no two contents collide."""
    fields = (previous, b"%d" % seq, b"%d" % int(at.timestamp()), kind.encode(), subject.encode())
    hasher = hashlib.sha256(b"probatum event 1\n")
    for content in (*fields, commitment):
        hasher.update(len(content).to_bytes(4, "big"))
        hasher.update(content)
    return hasher.digest()


def find_break(links: Iterable[Opened], *, head: tuple[int, bytes]) -> Broken | None:
    """Return the first break in the chain that ends in `head` (number, hash), or None."""
    seq, previous = 0, GENESIS
    for opened in links:
        link = opened.link
        seq += 1
        if link.seq != seq:
            return Broken(seq, "an event is missing here")
        expected = link_hash(previous, seq, link.at, link.kind, link.subject, link.commitment)
        if link.hash != expected:
            return Broken(seq, "an event was changed, or the one before it")
        if opened.salt is None and opened.erasure is None:
            return Broken(seq, "what was done was taken away, and no erasure says so")
        if opened.salt is not None and commit(opened.salt, opened.data or b"") != link.commitment:
            return Broken(seq, "what was done is not what was recorded")
        previous = link.hash
    if (seq, previous) != head:
        return Broken(seq + 1, "the chain does not end where the record says it ends")
    return None
