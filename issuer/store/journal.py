"""Keeping the journal: what was committed is added to it before anyone is told."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from issuer.errors import StorageUnavailableError
from issuer.recovery.errors import RecordOlderError
from issuer.store.journal_folder import End, JournalFolder
from issuer.store.journal_rows import read_batch
from issuer.store.tables.evidence import EventHeadRow, EventRow

PATIENCE = 10  # seconds that a transaction waits for others to add theirs
_events, _head = EventRow.table(), EventHeadRow.table()
_log = logging.getLogger(__name__)

Reading = Callable[[], AbstractContextManager[Connection]]


@dataclass(slots=True)
class Journal:
    """The journal of one record, for all threads of a process, before and after a fork.

    Several processes add to one folder; whoever holds it adds for all who wait.
    """

    folder: JournalFolder
    _known: End | None = None
    _process: int = 0
    _one: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, reading: Reading, seq: int | None = None) -> int:
        """Return the last event in the journal once all up to `seq` (None: the newest) are in it.

        Raise `StorageUnavailableError` if they cannot be, and `RecordOlderError` if the journal has
        events that the record has not.
        """
        self._after_fork()
        if not self._one.acquire(timeout=PATIENCE):
            raise StorageUnavailableError("the journal is held by another thread")
        try:
            with self.folder.locked(PATIENCE):
                return self._keep(reading, seq)
        except OSError as exc:
            raise StorageUnavailableError(f"the journal cannot be used: {exc.strerror}") from exc
        finally:
            self._one.release()

    def cut(self) -> int:
        """Begin a new segment; return the number of the event that it follows."""
        with self._one, self.folder.locked(PATIENCE):
            self._known = self.folder.cut(self.folder.end(self._known))
            return self._known.seq

    def end(self) -> End:
        """Return where it ends."""
        with self._one, self.folder.locked(PATIENCE):
            self._known = self.folder.end(self._known)
            return self._known

    def _keep(self, reading: Reading, seq: int | None) -> int:
        end = self.folder.end(self._known)
        if seq is not None and end.seq >= seq:
            if end != self._known:
                self.folder.settle(end)  # others wrote it
            self._known = end
            return end.seq
        with reading() as connection:
            require_not_older(connection, end)
            self._known = end
            while batch := read_batch(connection, end.seq):
                self._known = None  # until it is known to be whole
                end = self.folder.add(end, batch)
                self._known = end
        return end.seq

    def _after_fork(self) -> None:
        if self._process != os.getpid():
            self._process, self._one = os.getpid(), threading.Lock()


def require_not_older(connection: Connection, end: End) -> None:
    """Raise `RecordOlderError` unless the record has the last event of the journal, as it was."""
    found = connection.scalar(select(_events.c.hash).where(_events.c.seq == end.seq))
    if end.seq == 0 or (found is not None and bytes(found) == end.event):
        return
    head = connection.scalar(select(_head.c.seq)) or 0
    _log.critical("the record ends at event %s, its journal has %s", head, end.seq)
    told = f"the record ends at event {head}" if found is None else f"event {end.seq} is another"
    raise RecordOlderError(
        f"{told}, and the journal has seen event {end.seq}: an old copy was put in its place; run "
        "`probatum recovery status`"
    )
