"""What telling events, and making checkpoints of them, needs of a store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from issuer.evidence.event import Event
from issuer.evidence.note import NoteKey


class Events(Protocol):
    """The hash chain."""

    def append(self, events: Iterable[Event]) -> None:
        """Append to the chain; locks its head until the end of the transaction, so do it last."""
        ...


class Shelf(Protocol):
    """Where checkpoints are kept, out of reach of whoever can write to the database."""

    def keys(self) -> list[NoteKey]: ...
    def add_key(self, key: NoteKey) -> None: ...
    def hashes(self) -> list[bytes]: ...
    def notes(self) -> list[tuple[str, bytes]]: ...
    def has(self, size: int) -> bool: ...
    def add(self, size: int, note: str, hashes: Sequence[bytes]) -> Path: ...


class Hashes(Protocol):
    """The hashes of the chain."""

    def hashes(self, after: int, limit: int) -> list[bytes]: ...
    def head(self) -> tuple[int, bytes]: ...


class CheckpointKeys(Protocol):
    """The public halves of the keys that sign."""

    def all(self) -> list[NoteKey]: ...
    def add(self, key: NoteKey, at: datetime) -> None: ...


class CheckpointUnit(Protocol):
    """A transaction that reaches them."""

    @property
    def chain(self) -> Hashes: ...
    @property
    def checkpoint_keys(self) -> CheckpointKeys: ...
    @property
    def events(self) -> Events: ...


class CheckpointTransactions(Protocol):
    """Makes such transactions."""

    def reading(self) -> AbstractContextManager[CheckpointUnit]: ...
    def writing(self) -> AbstractContextManager[CheckpointUnit]: ...
