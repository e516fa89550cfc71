"""A thread of the server that delivers messages, until the process ends.

It may be killed at any moment: what it had claimed is delivered by another when the lease ends.
"""

from __future__ import annotations

import logging
import threading

from issuer.duties.deliveries import Deliveries
from issuer.errors import IssuerError

PAUSE = 3.0  # seconds between two looks

_log = logging.getLogger("probatum.outbox")


class Postman:
    """Looks for messages that are due, every few seconds."""

    def __init__(self, deliveries: Deliveries, *, pause: float = PAUSE) -> None:
        self._deliveries = deliveries
        self._pause = pause
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self.work, name="postman", daemon=True)

    def start(self) -> None:
        """Begin, in this process. After a fork, the child begins its own."""
        self._thread.start()

    def stop(self) -> None:
        """End after the message at hand, and wait for that."""
        self._ended.set()
        self._thread.join()

    def work(self) -> None:
        """Deliver until `stop` is called, in the thread of the caller."""
        while not self._ended.is_set():
            try:
                self._deliveries.deliver_due()
            except IssuerError as refusal:  # the database is away: it comes back
                _log.warning("messages wait: %s", refusal.code)
            self._ended.wait(self._pause)
