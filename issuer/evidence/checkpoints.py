"""Making checkpoints: the whole record is hashed anew and compared with what was seen before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from issuer.errors import KeyUnavailableError, RecordRewrittenError
from issuer.evidence.checkpoint import Checkpoint, sign_checkpoint
from issuer.evidence.event import Event, EventKind
from issuer.evidence.merkle import root_of
from issuer.evidence.note import NoteKey
from issuer.evidence.ports import CheckpointTransactions, Shelf
from keys import ed25519
from keys.files import KeyFileError

_PAGE = 20_000  # hashes read at a time


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """Makes checkpoints of the record called `origin`; private keys lie in `key_folder`.

    `passphrase` seals those that are made, and opens those that are sealed.
    """

    transactions: CheckpointTransactions
    origin: str
    key_folder: Path
    passphrase: bytes | None = field(default=None, repr=False)

    def make_key(self, *, actor: str, at: datetime) -> NoteKey:
        """Make a key that signs from now on, and return its public half."""
        private = ed25519.generate()
        key = NoteKey(self.origin, ed25519.public_bytes(private))
        ed25519.write_key(private, self._path(key), self.passphrase)
        data: dict[str, str | int] = {"purpose": "checkpoint", "vkey": str(key)}
        with self.transactions.writing() as unit:
            unit.checkpoint_keys.add(key, at)
            unit.events.append([Event(at, EventKind.KEY_ADDED, key.id.hex(), actor, data)])
        return key

    def signer(self) -> tuple[NoteKey, ed25519.PrivateKey]:
        """Return the newest key with its private half, or raise `KeyUnavailableError`."""
        with self.transactions.reading() as unit:
            known = unit.checkpoint_keys.all()
        if not known:
            raise KeyUnavailableError("no checkpoint key yet: run `probatum checkpoint-key`")
        try:
            private = ed25519.read_key(self._path(known[0]), self.passphrase)
        except KeyFileError as exc:
            raise KeyUnavailableError(str(exc)) from exc
        if ed25519.public_bytes(private) != known[0].public:
            raise KeyUnavailableError("the checkpoint key's file holds another key")
        return known[0], private

    def make(self, shelf: Shelf) -> tuple[Checkpoint, Path | None]:
        """Keep a checkpoint of the record as it is now; no path where one of this size is kept.

        Raise `RecordRewrittenError`, and sign nothing, where the record contradicts what the
        shelf has seen: nobody gets our signature on another past.
        """
        key, private = self.signer()
        hashes = read_hashes(self.transactions)
        _compare(shelf.hashes(), hashes)
        checkpoint = Checkpoint(self.origin, len(hashes), root_of(hashes))
        if shelf.has(checkpoint.size):
            return checkpoint, None
        shelf.add_key(key)
        note = sign_checkpoint(checkpoint, private)
        return checkpoint, shelf.add(checkpoint.size, note, hashes)

    def _path(self, key: NoteKey) -> Path:
        return self.key_folder / f"checkpoint-{key.id.hex()}.pem"


def read_hashes(transactions: CheckpointTransactions) -> list[bytes]:
    """Return the hash of every event up to the head, in order."""
    with transactions.reading() as unit:
        size = unit.chain.head()[0]
    return list(_pages(transactions, size))


def _pages(transactions: CheckpointTransactions, size: int) -> Iterator[bytes]:
    after = 0
    while after < size:
        with transactions.reading() as unit:
            page = unit.chain.hashes(after, min(_PAGE, size - after))
        if not page:
            return
        yield from page
        after += len(page)


def first_difference(one: Iterable[bytes], other: Iterable[bytes]) -> int | None:
    """Return the number (from 1) of the first of two that differ, or None if none does."""
    pairs = enumerate(zip(one, other, strict=False), 1)
    return next((seq for seq, (left, right) in pairs if left != right), None)


def _compare(seen: Sequence[bytes], found: Sequence[bytes]) -> None:
    changed = first_difference(seen, found)
    if changed is not None:
        raise RecordRewrittenError(
            f"event {changed} is not the one that was seen at an earlier checkpoint; nothing was "
            "signed: run `probatum audit verify`"
        )
    if len(seen) > len(found):
        raise RecordRewrittenError(
            f"event {len(found) + 1} and all behind it are gone since an earlier checkpoint; "
            "nothing was signed: run `probatum audit verify`"
        )
