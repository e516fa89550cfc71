"""Reads documents in a few child processes, so that a hostile one costs a child at most."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Iterator

from verifier.scan.found import Found, NothingFound, Why
from verifier.scan.worker import Worker, WorkerError

MAX_DOCUMENT = 20 * 1024 * 1024  # bytes

_log = logging.getLogger(__name__)


class ReaderBusyError(Exception):
    """No child can take the document now. Nothing is said about the document: try again."""


class DocumentReader:
    """Reads documents for any number of threads: `workers` at a time, `waiting` more in a queue.

    Children are started when first needed, and used again. A process forked from this one starts
    its own.
    """

    def __init__(
        self,
        *,
        workers: int = 2,
        seconds: float = 5.0,
        memory_mib: int = 512,
        waiting: int = 8,
    ) -> None:
        """Give each document so many seconds, and each child so many MiB of address space."""
        self._workers = workers
        self._seconds = seconds
        self._memory_mib = memory_mib
        self._closed = False
        self._places = threading.BoundedSemaphore(workers + waiting)
        # Last in, first out: a child that is warm is taken before one is started.
        self._free: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        for _ in range(workers):
            self._free.put(None)

    def read(self, data: bytes) -> Found:
        """Return what is in a document; `NothingFound` if its child dies of it or is late.

        Raises `ReaderBusyError`: at once if the queue is full, and after having waited for as long
        as a document may take.
        """
        if len(data) > MAX_DOCUMENT:
            return NothingFound(Why.TOO_LARGE)
        with self._place(), self._worker() as worker:
            try:
                return worker.read(data)
            except WorkerError as exc:
                _log.warning("a document of %d bytes cost a child: %s", len(data), exc)
                return NothingFound(Why.NOT_READABLE)

    def close(self) -> None:
        """End all children, each after the document it is reading. Later calls of `read` refuse."""
        self._closed = True
        for worker in [self._free.get() for _ in range(self._workers)]:
            if worker is not None:
                worker.end()
            self._free.put(None)

    @contextlib.contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise ReaderBusyError("the queue is full")
        try:
            yield
        finally:
            self._places.release()

    @contextlib.contextmanager
    def _worker(self) -> Iterator[Worker]:
        try:
            worker = self._free.get(timeout=self._seconds)
        except queue.Empty as exc:
            raise ReaderBusyError("no child was free in time") from exc
        try:
            if self._closed:
                raise ReaderBusyError("the reader is closed")
            if worker is None or not worker.usable:
                worker = self._replace(worker)
            yield worker
        finally:
            self._free.put(worker)

    def _replace(self, worn: Worker | None) -> Worker:
        if worn is not None:
            worn.end()
        try:
            return Worker(seconds=self._seconds, memory_mib=self._memory_mib)
        except WorkerError as exc:
            _log.exception("no child to read documents can be started")
            raise ReaderBusyError("no child can be started") from exc
