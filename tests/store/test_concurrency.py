"""Several threads at once, on the real engines."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from issuer.accounts.ports import Officer
from issuer.accounts.roles import EVERY_ROLE
from issuer.body.ports import ActiveScheme
from issuer.errors import InProgressError, UnknownAttemptError
from issuer.evidence.chain import find_break
from tests.store.making import (
    AT,
    GRANTED,
    LIST_SIZE,
    SECOND,
    intend,
    issue,
    make_attempt,
    make_event,
    make_number,
)

THREADS = 4


def together(work):
    """Run `work(number)` in several threads that start at the same moment; return the results."""
    barrier = threading.Barrier(THREADS)

    def run(number):
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_appending_at_once_gives_one_chain(database):
    """Events appended by several threads form one chain without gap or fork."""

    def work(number):
        for turn in range(5):
            with database.writing() as unit:
                unit.events.append(make_event(f"{number}-{turn}-{n}") for n in range(3))

    together(work)
    with database.reading() as unit:
        links = unit.chain.links(0, 1000)
        assert len(links) == THREADS * 15
        assert find_break(links, head=unit.chain.head()) is None
    subjects = [opened.link.subject for opened in links]
    assert len(set(subjects)) == len(subjects)


def test_reserving_at_once_gives_every_entry_once(database):
    """No two threads get the same entry: not of a first list, nor where one list ends."""

    def work(_):
        slots = []
        for _ in range(5):
            with database.writing() as unit:
                slots += unit.lists.reserve(110)
        return slots

    slots = [slot for reserved in together(work) for slot in reserved]
    assert len(slots) == len(set(slots)) == THREADS * 5 * 110 > 2 * LIST_SIZE
    with database.reading() as unit:
        assert [made.uri[-1] for made in unit.lists.all()] == ["1", "2", "3"]


def test_one_attempt_at_once_is_recorded_once(database):
    """Of several requests with the same attempts, in any order, one records them."""

    def work(number):
        attempts = [make_attempt(f"A-{n:04d}") for n in range(1000)]
        try:
            with database.writing() as unit:
                unit.attempts.add(attempts if number % 2 else attempts[::-1])
                unit.events.append([make_event()])
        except InProgressError:
            return "in progress"
        return "recorded"

    assert sorted(together(work)) == ["in progress"] * (THREADS - 1) + ["recorded"]


def test_deciding_at_once_decides_once(database):
    """Of several decisions on one attempt, one is recorded."""
    with database.writing() as unit:
        unit.attempts.add([make_attempt(decision=None)])

    def work(_):
        try:
            with database.writing() as unit:
                unit.attempts.decide("btx", "A-0", GRANTED)
        except UnknownAttemptError:
            return False
        return True

    assert sum(together(work)) == 1


def test_a_sign_in_used_at_once_works_once(database):
    """Of several browsers with one sign-in link, one gets in."""
    with database.writing() as unit:
        unit.officers.add(Officer("B. Officer", EVERY_ROLE), AT)
        unit.officers.add_sign_in(b"d" * 32, "B. Officer", AT + SECOND)

    def work(_):
        with database.writing() as unit:
            return unit.officers.use_sign_in(b"d" * 32, AT)

    assert sum(officer is not None for officer in together(work)) == 1


def test_activating_at_once_activates_once(database):
    """Of several activations of one scheme, one is new."""
    scheme = ActiveScheme("btx", "1.0", "0" * 64, b"id = 'btx'", AT)

    def work(_):
        with database.writing() as unit:
            return unit.schemes.activate(scheme)

    assert sum(together(work)) == 1


def test_stopping_waits_for_what_is_being_issued(database):
    """Once issuing is stopped, no transaction that found it open is still under way."""
    order = []
    with ThreadPoolExecutor(1) as pool:
        with database.writing() as unit:
            assert unit.control.issuing_stopped() is None
            stopping = pool.submit(_stop, database, order)
            with pytest.raises(TimeoutError):
                stopping.result(timeout=0.3)
            order.append("issued")
        stopping.result(timeout=5)
    assert order == ["issued", "stopped"]


def test_a_locked_certificate_waits(database):
    """Whoever locks a certificate second sees what the first one did to it."""
    with database.writing() as unit:
        (record,) = issue(unit, 0)

    def second():
        with database.writing() as unit:
            return unit.certificates.find([record.number], lock=True)[record.number].reason

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as unit:
            certificate = unit.certificates.find([record.number], lock=True)[record.number]
            later = pool.submit(second)
            with pytest.raises(TimeoutError):
                later.result(timeout=0.3)
            state = certificate.state
            unit.certificates.change(record.number, state, AT, "audit-open")
        assert later.result(timeout=5) == "audit-open"


def test_certificates_are_locked_by_number(database):
    """Two transactions that need the same certificates wait for each other, never both."""
    serials = range(9, -1, -1)  # so that the order on disk is not the order of numbers
    with database.writing() as unit:
        intend(unit, *serials)
    numbers = [make_number(serial) for serial in serials]

    def void_all():
        with database.writing() as unit:
            unit.credentials.void(numbers, AT)

    with ThreadPoolExecutor(1) as pool:
        with database.writing() as unit:
            unit.certificates.find([make_number(0)], lock=True)
            voiding = pool.submit(void_all)
            with pytest.raises(TimeoutError):
                voiding.result(timeout=0.3)
            unit.certificates.find([make_number(9)], lock=True)
        voiding.result(timeout=5)


def test_readers_see_one_moment_and_wait_for_nobody(database):
    """While another transaction writes and commits, a reader sees what was there before."""
    with database.reading() as reader:
        assert reader.chain.head()[0] == 0
        with database.writing() as unit:
            unit.events.append([make_event()])
            assert reader.chain.head()[0] == 0
        assert reader.chain.links(0, 10) == []
    with database.reading() as reader:
        assert reader.chain.head()[0] == 1


def _stop(database, order):
    with database.writing() as unit:
        unit.control.stop_issuing("audit")
    order.append("stopped")
