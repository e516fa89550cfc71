"""The pool: who waits, who is turned away, and what a document costs that kills its reader."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.scan.documents import (
    LINK,
    OTHER,
    OTHER_LINK,
    TOKEN,
    code,
    encoded,
    endless_pdf,
    pdf,
)
from tests.scan.processes import children, is_alive, needs_proc
from verifier.scan.found import FoundToken, NothingFound, Why
from verifier.scan.pool import MAX_DOCUMENT, DocumentReader, ReaderBusyError

pytestmark = needs_proc

OURS, THEIRS = encoded(code(LINK)), encoded(code(OTHER_LINK))
ENDLESS = endless_pdf()
SECONDS = 0.6
SLACK = 5.0  # seconds a busy machine may take to start, stop and be scheduled


@contextlib.contextmanager
def reader(**options):
    """Yield a reader of one child, unless `options` say more, and close it."""
    made = DocumentReader(**{"workers": 1, "seconds": SECONDS} | options)
    try:
        yield made
    finally:
        made.close()


def read_in_the_background(pool, data):
    """Return a thread that has just begun to have `data` read."""
    begun = threading.Event()

    def read():
        begun.set()
        pool.read(data)

    thread = threading.Thread(target=read)
    thread.start()
    begun.wait()
    time.sleep(0.1)
    return thread


def test_children_are_started_when_needed_and_used_again():
    """Making a reader starts nothing; two documents one after the other need one child."""
    before = children()
    with reader(workers=2) as pool:
        assert children() == before
        assert pool.read(OURS) == FoundToken(TOKEN)
        started = children() - before
        assert len(started) == 1
        assert pool.read(pdf(code(OTHER_LINK))) == FoundToken(OTHER)
        assert children() - before == started
    assert children() == before


def test_a_child_that_hangs_is_killed_and_replaced():
    """An endless document costs its time and its child; the next document is read by another."""
    before = children()
    with reader() as pool:
        pool.read(OURS)
        (first,) = children() - before
        begun = time.monotonic()
        assert pool.read(ENDLESS) == NothingFound(Why.NOT_READABLE)
        assert SECONDS <= time.monotonic() - begun < SECONDS + SLACK
        assert not is_alive(first)
        assert pool.read(OURS) == FoundToken(TOKEN)
        assert children() - before != {first}


def test_a_child_that_died_while_idle_costs_no_document():
    """What kills a waiting child is not held against the next document."""
    before = children()
    with reader() as pool:
        pool.read(OURS)
        (first,) = children() - before
        os.kill(first, 9)
        while is_alive(first):
            time.sleep(0.01)
        assert pool.read(OURS) == FoundToken(TOKEN)


def test_a_full_queue_turns_away_at_once():
    """With its one child busy and nobody allowed to wait, a reader refuses without delay."""
    with reader(waiting=0) as pool:
        pool.read(OURS)
        busy = read_in_the_background(pool, ENDLESS)
        with pytest.raises(ReaderBusyError):
            pool.read(OURS)
        assert busy.is_alive()
        busy.join()
        assert pool.read(OURS) == FoundToken(TOKEN)


def test_a_place_in_the_queue_is_worth_waiting_for():
    """Who waits is read when the child is free again, even if that child has died meanwhile."""
    with reader(waiting=1) as pool:
        pool.read(OURS)
        busy = read_in_the_background(pool, ENDLESS)
        assert pool.read(OURS) == FoundToken(TOKEN)
        busy.join()


def test_nobody_waits_for_longer_than_a_document_may_take():
    """A queue that does not move turns away those who have waited long enough."""
    with reader(waiting=2) as pool:
        pool.read(OURS)
        busy = [read_in_the_background(pool, ENDLESS) for _ in range(2)]
        begun = time.monotonic()
        with pytest.raises(ReaderBusyError):
            pool.read(OURS)
        assert SECONDS <= time.monotonic() - begun < SECONDS + SLACK
        for thread in busy:
            thread.join()


def test_many_threads_get_their_own_answers():
    """Answers never go to another thread's document."""
    with reader(workers=2, seconds=5.0, waiting=8) as pool, ThreadPoolExecutor(6) as threads:
        documents = [OURS, THEIRS] * 30
        assert (
            list(threads.map(pool.read, documents)) == [FoundToken(TOKEN), FoundToken(OTHER)] * 30
        )


@pytest.mark.parametrize(("more", "why"), [(0, Why.UNKNOWN_KIND), (1, Why.TOO_LARGE)])
def test_a_document_has_a_largest_size(more, why):
    """One byte more than allowed is too large; no child is asked."""
    with reader(seconds=5.0) as pool:
        assert pool.read(bytes(MAX_DOCUMENT + more)) == NothingFound(why)


def test_a_reader_that_cannot_start_children_says_busy():
    """With too little memory for a child to start, nothing is said about the document."""
    with reader(memory_mib=1) as pool:
        for _ in range(3):
            with pytest.raises(ReaderBusyError):
                pool.read(OURS)


def test_a_closed_reader_refuses():
    """Closing ends the children, may be done twice, and nothing is read afterwards."""
    before = children()
    with reader() as pool:
        pool.read(OURS)
        pool.close()
        assert children() == before
        with pytest.raises(ReaderBusyError):
            pool.read(OURS)


def test_closing_waits_for_the_document_at_hand():
    """A document being read while its reader is closed gets its answer first."""
    before = children()
    with reader() as pool:
        pool.read(OURS)
        begun = time.monotonic()
        busy = read_in_the_background(pool, ENDLESS)
        pool.close()
        assert time.monotonic() - begun >= SECONDS
        assert children() == before
        busy.join()
