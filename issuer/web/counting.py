"""Counts checks by day and answer for the statistics page: in memory, and on record now and then.

A check never waits for the database; what a process that is killed has not written is lost.
"""

from __future__ import annotations

import atexit
import logging
import threading
import weakref
from collections import Counter
from datetime import date, timedelta

from flask import Flask, Response

from issuer.errors import StorageUnavailableError
from issuer.store.database import Database
from verifier.clock import Clock
from verifier.verdict import Verdict

_EVERY = timedelta(seconds=30)
_log = logging.getLogger(__name__)


class CheckCounter:
    """The counts of one process."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._counts: Counter[tuple[date, str]] = Counter()
        self._written = clock()
        self._lock = threading.Lock()

    def count(self, verdict: Verdict) -> None:
        """Count an answer."""
        with self._lock:
            self._counts[verdict.at.date(), verdict.reason.value] += 1

    def is_due(self) -> bool:
        """Tell, once, that half a minute has passed since the counts were put on record."""
        at = self._clock()
        with self._lock:
            due = bool(self._counts) and at - self._written >= _EVERY
            self._written = at if due else self._written
        return due

    def write(self) -> None:
        """Put the counts on record; where that fails, they wait for the next time."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
        if not taken:
            return
        try:
            with self._database.writing() as unit:
                unit.check_counts.add(taken)
        except StorageUnavailableError:
            with self._lock:
                self._counts.update(taken)
            _log.warning("the counts of checks could not be written")


def count_checks(app: Flask, counter: CheckCounter) -> None:
    """Write what `counter` has when it is due, after an answer was sent, and when all ends."""

    @app.after_request
    def write(response: Response) -> Response:
        if counter.is_due():
            response.call_on_close(counter.write)
        return response

    weak = weakref.ref(counter)  # registered for ever, but it must not live for ever

    def write_at_last() -> None:
        last = weak()
        if last is not None:
            last.write()

    atexit.register(write_at_last)
