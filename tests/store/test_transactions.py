"""A transaction is all or nothing, and what is refused leaves it as it was."""

from __future__ import annotations

import pytest

from issuer.errors import AttemptConflictError, NotFoundedError, StorageUnavailableError
from issuer.evidence.chain import GENESIS
from tests.store.making import issue, make_attempt, make_event, make_number


class BrokenOffError(Exception):
    """What a test breaks a transaction off with."""


def test_leaving_commits(store):
    """What was written is there for the next transaction."""
    with store.writing() as unit:
        issue(unit, 0)
        unit.events.append([make_event()])
    with store.reading() as unit:
        assert list(unit.attempts.find("btx", ["A-0"])) == ["A-0"]
        assert unit.chain.head()[0] == 1


def test_an_exception_undoes_everything(store):
    """After an exception in the middle nothing of the transaction is on record."""
    with pytest.raises(BrokenOffError):
        _write_and_break_off(store)
    number = make_number(0)
    with store.reading() as unit:
        assert unit.attempts.find("btx", ["A-0"]) == {}
        assert unit.certificates.taken([number]) == set()
        assert unit.credentials.of([number]) == {}
        assert unit.lists.all() == []
        assert unit.control.issuing_stopped() is None
        assert unit.chain.head() == (0, GENESIS)
        assert unit.chain.links(0, 10) == []


def _write_and_break_off(store):
    with store.writing() as unit:
        issue(unit, 0)
        unit.events.append([make_event()])
        unit.control.stop_issuing("audit")
        raise BrokenOffError


def test_a_refusal_leaves_the_transaction_as_it_was(store):
    """Whoever handles a refusal may go on: what was refused is not there, the rest is."""
    changed = make_attempt("A-1", document=b"{}")
    with store.writing() as unit:
        unit.attempts.add([make_attempt("A-1")])
        with pytest.raises(AttemptConflictError):
            unit.attempts.add([make_attempt("A-0"), changed])
        unit.attempts.add([make_attempt("A-2")])
    with store.reading() as unit:
        assert set(unit.attempts.find("btx", ["A-0", "A-1", "A-2"])) == {"A-1", "A-2"}


def test_a_reading_transaction_cannot_write(store):
    """Writing where only reading was announced is refused, and nothing is written."""
    with pytest.raises(StorageUnavailableError), store.reading() as unit:
        unit.control.stop_issuing("audit")
    with store.reading() as unit:
        assert unit.control.issuing_stopped() is None


def test_nothing_is_issued_before_there_is_a_body(bare_store):
    """Without a body there is no switch, no chain and no address for a list."""
    with bare_store.writing() as unit:
        with pytest.raises(NotFoundedError):
            unit.control.issuing_stopped()
        with pytest.raises(NotFoundedError):
            unit.control.stop_issuing("audit")
        with pytest.raises(NotFoundedError):
            unit.events.append([make_event()])
        with pytest.raises(NotFoundedError):
            unit.lists.reserve(1)
        unit.events.append([])
