"""One document at a time for each caller, so that nobody keeps every reader busy."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from verifier.scan.found import Found
from verifier.scan.pool import ReaderBusyError


class NotYourTurnError(ReaderBusyError):
    """The caller's other documents are not read yet. Nothing is said about this one."""


class Reads(Protocol):
    """Reads documents."""

    def read(self, data: bytes) -> Found:
        """Return what the document holds; raise `ReaderBusyError` if that must wait too long."""
        ...


@dataclass(slots=True)
class _Turn:
    """A caller's own: `taken` while one document is read, `here` counts those that wait too."""

    taken: threading.Lock = field(default_factory=threading.Lock)
    here: int = 0


class InTurn:
    """Reads one document at a time for each caller, in one place of the readers' queue at most.

    `waiting` more of the same caller wait, for up to `seconds`; what comes beyond is refused.
    """

    def __init__(
        self,
        documents: Reads,
        caller: Callable[[], str],
        *,
        waiting: int = 4,
        seconds: float = 5.0,
    ) -> None:
        self._documents = documents
        self._caller = caller
        self._most = 1 + waiting
        self._seconds = seconds
        self._turns: dict[str, _Turn] = {}
        self._counting = threading.Lock()

    def read(self, data: bytes) -> Found:
        """Return what the document holds.

        Raise `NotYourTurnError` while the caller has too many others in hand, and what the readers
        raise when they are busy with everybody's.
        """
        with self._turn(self._caller()):
            return self._documents.read(data)

    @contextlib.contextmanager
    def _turn(self, caller: str) -> Iterator[None]:
        turn = self._come(caller)
        try:
            if not turn.taken.acquire(timeout=self._seconds):
                raise NotYourTurnError("another document of this caller takes too long")
            try:
                yield
            finally:
                turn.taken.release()
        finally:
            self._go(caller, turn)

    def _come(self, caller: str) -> _Turn:
        with self._counting:
            turn = self._turns.setdefault(caller, _Turn())
            if turn.here >= self._most:
                raise NotYourTurnError("too many documents of this caller wait")
            turn.here += 1
            return turn

    def _go(self, caller: str, turn: _Turn) -> None:
        with self._counting:
            turn.here -= 1
            if not turn.here:
                del self._turns[caller]
