"""The ledger that verification asks, and the drawings handed out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from issuer.credentials.certificate import CertificateState
from issuer.evidence.event import Event, EventKind
from tests.store.making import AT, SECOND, intend, issue, make_number
from verifier.history import Change
from verifier.ledger import Entry
from verifier.status_list import Status

HOUR = timedelta(hours=1)


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


def act(unit, number, kind, state, at, **data):
    """Change a certificate, and tell the event, as a use case does."""
    unit.certificates.change(number, state, at, "audit-open")
    unit.events.append([Event(at, kind, number, "test", {"reason": "audit-open", **data})])


def test_the_history_is_every_change(store, ledger):
    """From the release on, by the events; of one certificate, and of no other."""
    with store.writing() as unit:
        first, second = issue(unit, 0, 1)
        released = EventKind.CREDENTIAL_RELEASED
        unit.events.append(
            Event(AT + SECOND, released, one.number, "test") for one in (first, second)
        )
        act(
            unit,
            first.number,
            EventKind.CERTIFICATE_SUSPENDED,
            CertificateState.SUSPENDED,
            AT + HOUR,
        )
        act(
            unit,
            first.number,
            EventKind.CERTIFICATE_REINSTATED,
            CertificateState.ACTIVE,
            AT + 2 * HOUR,
        )
        act(unit, second.number, EventKind.CERTIFICATE_REVOKED, CertificateState.REVOKED, AT + HOUR)
    begun = Change(Status.VALID, AT + SECOND)
    assert ledger.history(first.number).changes == (
        begun,
        Change(Status.SUSPENDED, AT + HOUR),
        Change(Status.VALID, AT + 2 * HOUR),
    )
    assert ledger.history(second.number).changes == (begun, Change(Status.REVOKED, AT + HOUR))


def test_the_history_has_the_body_s_days(store, ledger):
    """Its midnight is that of where the certification body is."""
    with store.writing() as unit:
        (record,) = issue(unit, 0)
    assert ledger.history(record.number).day_of(datetime(2026, 11, 20, 23, 30, tzinfo=UTC)) == (
        date(2026, 11, 21)
    )


def test_no_history_of_what_was_not_released(store, ledger):
    """Intended, voided and unknown numbers have none."""
    with store.writing() as unit:
        intended, voided = intend(unit, 0, 1)
        unit.credentials.void([voided.number], AT)
    for number in (intended.number, voided.number, make_number(9)):
        assert ledger.history(number) is None


def test_a_state_that_no_event_explains(store, ledger):
    """The row has the last word: nobody is told that it was in force when its row says not."""
    with store.writing() as unit:
        (record,) = issue(unit, 0)
        unit.certificates.change(
            record.number, CertificateState.SUPERSEDED, AT + HOUR, "correction"
        )
    assert ledger.history(record.number).changes == (
        Change(Status.VALID, AT),
        Change(Status.SUPERSEDED, AT + HOUR),
    )


@pytest.mark.parametrize(
    ("stated", "since"),
    [("2026-11-18", datetime(2026, 11, 17, 23, tzinfo=UTC)), ("2026-11-29", AT + HOUR)],
)
def test_a_stated_day_counts_from_its_midnight(store, ledger, stated, since):
    """Withdrawn as of an earlier day, where the body is; a later one does not put it off."""
    with store.writing() as unit:
        (record,) = issue(unit, 0, first_issued=AT - 9 * 24 * HOUR)
        act(unit, record.number, EventKind.CERTIFICATE_REVOKED, CertificateState.REVOKED, AT + HOUR,
            effective=stated)  # fmt: skip
    assert ledger.history(record.number).changes[-1] == Change(Status.REVOKED, since)
