"""Whose document is read next: one at a time of each caller, so that a reader is left for others.

The readers stand still until a test lets them go on: nothing here depends on how long it takes.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from verifier.scan.found import NothingFound, Why
from verifier.scan.pool import ReaderBusyError
from verifier.scan.turns import InTurn, NotYourTurnError

NOTHING = NothingFound(Why.NO_CODE)
PATIENCE = 30.0  # seconds after which a test has failed


class Readers:
    """Two readers that hold what they were given until `go` is set, and tell what that is."""

    def __init__(self):
        self.go = threading.Event()
        self.held = []
        self._free = threading.Semaphore(2)
        self._came = threading.Condition()

    def read(self, data):
        if not self._free.acquire(blocking=False):
            raise ReaderBusyError("both are busy")
        with self._came:
            self.held.append(data)
            self._came.notify_all()
        try:
            assert self.go.wait(PATIENCE)
        finally:
            self._free.release()
        return NOTHING

    def await_held(self, count):
        with self._came:
            assert self._came.wait_for(lambda: len(self.held) >= count, PATIENCE)


class Callers:
    """Threads that say on whose behalf they read."""

    def __init__(self, **limits):
        self.readers = Readers()
        self._who = threading.local()
        self.turns = InTurn(self.readers, lambda: self._who.name, **limits)
        self._threads = ThreadPoolExecutor(16)

    def read(self, name, data):
        """Have a document of `name` read; return what will come of it."""

        def begin():
            self._who.name = name
            return self.turns.read(data)

        return self._threads.submit(begin)

    def close(self):
        self.readers.go.set()
        self._threads.shutdown()


@pytest.fixture
def make():
    made = []

    def begin(**limits):
        made.append(Callers(**limits))
        return made[0]

    yield begin
    made[0].close()


def test_nobody_keeps_both_readers_busy(make):
    """However much one caller hands in, a reader is free for another; then all are read."""
    callers = make(waiting=3, seconds=PATIENCE)
    floods = [callers.read("flood", b"flood")]
    callers.readers.await_held(1)
    floods += [callers.read("flood", b"flood") for _ in range(3)]
    patient = callers.read("patient", b"patient")
    callers.readers.await_held(2)
    assert callers.readers.held == [b"flood", b"patient"]
    callers.readers.go.set()
    assert patient.result(PATIENCE) == NOTHING
    assert [each.result(PATIENCE) for each in floods] == [NOTHING] * 4
    assert callers.turns._turns == {}


def test_so_many_wait_and_no_more(make):
    """With `waiting` in line the next is refused at once, and nobody else with it."""
    callers = make(waiting=0, seconds=PATIENCE)
    first = callers.read("clinic", b"1")
    callers.readers.await_held(1)
    with pytest.raises(NotYourTurnError):
        callers.read("clinic", b"2").result(PATIENCE)
    other = callers.read("other", b"3")
    callers.readers.await_held(2)
    callers.readers.go.set()
    assert [first.result(PATIENCE), other.result(PATIENCE)] == [NOTHING, NOTHING]
    assert callers.read("clinic", b"4").result(PATIENCE) == NOTHING


def test_who_waits_too_long_is_refused(make):
    """A caller whose own document takes too long is told so, not that everybody is busy."""
    callers = make(waiting=1, seconds=0.05)
    first = callers.read("clinic", b"1")
    callers.readers.await_held(1)
    with pytest.raises(NotYourTurnError):
        callers.read("clinic", b"2").result(PATIENCE)
    callers.readers.go.set()
    assert first.result(PATIENCE) == NOTHING


def test_a_reader_that_is_busy_ends_the_turn(make):
    """What the readers refuse is passed on, and the caller may come again."""
    callers = make(waiting=0, seconds=PATIENCE)
    held = [callers.read("a", b"a"), callers.read("b", b"b")]
    callers.readers.await_held(2)
    refused = callers.read("c", b"c")
    with pytest.raises(ReaderBusyError) as why:
        refused.result(PATIENCE)
    assert not isinstance(why.value, NotYourTurnError)
    callers.readers.go.set()
    assert [each.result(PATIENCE) for each in held] == [NOTHING] * 2
    assert callers.read("c", b"c").result(PATIENCE) == NOTHING
