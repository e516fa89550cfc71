"""The ledger that verification asks, and the drawings handed out."""

from __future__ import annotations

import pytest

from issuer.credentials.certificate import CertificateState
from tests.store.making import AT, SECOND, intend, issue, make_number
from verifier.ledger import Entry
from verifier.status_list import Status


def test_a_released_credential_is_on_record(store, ledger):
    """It is found by number and digest together, and by neither alone."""
    with store.writing() as unit:
        first, second = issue(unit, 0, 1)
    assert ledger.find(first.number, first.digest) == Entry(Status.VALID, None, None)
    assert ledger.find(first.number, second.digest) is None
    assert ledger.find(make_number(9), first.digest) is None
    assert ledger.token(first.number) == f"token of {first.number}"


def test_what_was_not_released_is_not_on_record(store, ledger):
    """An intended or voided credential is a forgery to the ledger, and has no token."""
    with store.writing() as unit:
        intended, voided = intend(unit, 0, 1)
        unit.credentials.void([voided.number], AT)
    for record in (intended, voided):
        assert ledger.find(record.number, record.digest) is None
        assert ledger.token(record.number) is None
    assert ledger.token(make_number(9)) is None


@pytest.mark.parametrize(
    "state",
    [CertificateState.SUSPENDED, CertificateState.REVOKED, CertificateState.SUPERSEDED],
)
def test_a_change_is_on_record_at_once(store, ledger, state):
    """The entry tells the status and since when; the token stays what it was."""
    with store.writing() as unit:
        (record,) = issue(unit, 0, successor=make_number(1))
        unit.certificates.change(record.number, state, AT + SECOND, "audit-open")
    entry = Entry(state.status, AT + SECOND, make_number(1))
    assert ledger.find(record.number, record.digest) == entry
    assert ledger.token(record.number) == f"token of {record.number}"


def test_a_drawing_is_known_by_its_digest(store):
    """A drawing handed out leads to its certificate; recording it again changes nothing."""
    with store.writing() as unit:
        (record,) = issue(unit, 0)
        for _ in range(2):
            unit.drawings.add(record.number, "a4", b"d" * 32, AT)
    with store.reading() as unit:
        assert unit.drawings.find(b"d" * 32) == record.number
        assert unit.drawings.find(b"e" * 32) is None
