"""Certificates on record, and how they change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from issuer.credentials.certificate import CertificateState, CredentialState, Holder
from issuer.errors import InProgressError, UnknownCertificateError
from tests.store.making import (
    AT,
    SECOND,
    intend,
    issue,
    make_attempt,
    make_certificate,
    make_number,
    make_record,
)
from verifier.status_list import Status

NATIVE = Holder("C-1", "Dr Layla Example", "د. ليلى مثال", "ar")
CHANGES = [
    (CertificateState.SUSPENDED, Status.SUSPENDED),
    (CertificateState.REVOKED, Status.REVOKED),
    (CertificateState.SUPERSEDED, Status.SUPERSEDED),
]


def test_certificates_are_read_back(store):
    """What was recorded is found by number and by attempt, with its holder."""
    with store.writing() as unit:
        intend(unit, 0)
        intend(unit, 1, holder=NATIVE, successor=make_number(0), profession="registered_nurse")
    first = make_certificate(0)
    second = make_certificate(
        1, holder=NATIVE, successor=make_number(0), profession="registered_nurse"
    )
    with store.reading() as unit:
        found = unit.certificates.find([second.number, first.number, make_number(9)])
        assert found == {first.number: first, second.number: second}
        assert unit.certificates.of_attempts("btx", ["A-1", "A-9"]) == {"A-1": second}
        assert unit.certificates.of_attempts("aux", ["A-1"]) == {}


def test_locking_finds_the_same(store):
    """With the lock the same certificates are found."""
    with store.writing() as unit:
        records = intend(unit, 2, 0, 1)
        numbers = [record.number for record in records]
        assert unit.certificates.find(numbers, lock=True) == unit.certificates.find(numbers)


def test_nothing_is_found_for_nothing(store):
    """No numbers and no attempts find nothing."""
    with store.writing() as unit:
        unit.certificates.add([])
        assert unit.certificates.find([]) == {}
        assert unit.certificates.find([], lock=True) == {}
        assert unit.certificates.taken([]) == set()
        assert unit.certificates.of_attempts("btx", []) == {}


def test_a_number_is_taken_for_ever(store):
    """A number given out is taken, also when its certificate was voided."""
    with store.writing() as unit:
        intend(unit, 0, 1)
        unit.credentials.void([make_number(1)], AT)
        asked = [make_number(serial) for serial in (0, 1, 2)]
        assert unit.certificates.taken(asked) == {make_number(0), make_number(1)}


def test_an_attempt_has_one_live_certificate(store):
    """A second certificate of an attempt is refused while the first is not voided."""
    with store.writing() as unit:
        intend(unit, 0)
        again = make_certificate(1, attempt="A-0")
        (slot,) = unit.lists.reserve(1)
        with pytest.raises(InProgressError):
            unit.certificates.add([(again, make_record(again, slot))])
        assert unit.certificates.taken([again.number]) == set()


def test_after_voiding_an_attempt_gets_a_new_certificate(store):
    """A voided certificate makes room: the attempt's certificate is the new one."""
    with store.writing() as unit:
        intend(unit, 0)
        unit.credentials.void([make_number(0)], AT)
        assert unit.certificates.of_attempts("btx", ["A-0"]) == {}
        again = make_certificate(1, attempt="A-0")
        (slot,) = unit.lists.reserve(1)
        unit.certificates.add([(again, make_record(again, slot))])
    with store.reading() as unit:
        assert unit.certificates.of_attempts("btx", ["A-0"]) == {"A-0": again}


def test_a_number_is_not_given_out_twice(store):
    """A certificate with a number on record is refused, and nothing of it stays."""
    with store.writing() as unit:
        intend(unit, 0)
        unit.attempts.add([make_attempt("A-1"), make_attempt("A-2")])
        rows = [make_certificate(2), make_certificate(0, attempt="A-1")]
        slots = unit.lists.reserve(2)
        records = [make_record(made, slot) for made, slot in zip(rows, slots, strict=True)]
        with pytest.raises(InProgressError):
            unit.certificates.add(list(zip(rows, records, strict=True)))
        assert unit.certificates.taken([make_number(2)]) == set()
        assert unit.certificates.find([make_number(0)])[make_number(0)].attempt == "A-0"


@pytest.mark.parametrize(("state", "status"), CHANGES)
def test_a_change_reaches_the_list_at_once(store, state, status):
    """State, time, reason, the entry of the list and its revision change together."""
    with store.writing() as unit:
        changed, other = issue(unit, 0, 1)
        before = unit.lists.find(changed.list_uri).revision
        unit.certificates.change(changed.number, state, AT + SECOND, "audit-open")
    with store.reading() as unit:
        found = unit.certificates.find([changed.number, other.number])
        expected = replace(make_certificate(0), state=state, since=AT + SECOND, reason="audit-open")
        assert found[changed.number] == expected
        assert found[other.number].state is CertificateState.ACTIVE
        assert unit.lists.changed_entries(changed.list_uri) == [(changed.index, status)]
        assert unit.lists.find(changed.list_uri).revision == before + 1


def test_reinstating_clears_the_entry(store):
    """An active certificate has a valid entry again, and the list counts both changes."""
    with store.writing() as unit:
        (record,) = issue(unit, 0)
        before = unit.lists.find(record.list_uri).revision
        unit.certificates.change(record.number, CertificateState.SUSPENDED, AT, "audit-open")
        unit.certificates.change(record.number, CertificateState.ACTIVE, AT + SECOND, "cleared")
    with store.reading() as unit:
        assert unit.lists.changed_entries(record.list_uri) == []
        assert unit.lists.find(record.list_uri).revision == before + 2


def test_an_unknown_certificate_does_not_change(store):
    """A number that is not on record is refused."""
    with store.writing() as unit, pytest.raises(UnknownCertificateError):
        unit.certificates.change(make_number(0), CertificateState.REVOKED, AT, "audit-open")


def test_every_entry_of_a_certificate_follows(store):
    """A certificate with entries in two lists is withdrawn in both; a burnt entry stays so."""
    with store.writing() as unit:
        (record,) = issue(unit, 0)
        certificate = make_certificate(0)
        unit.lists.reserve(1022)
        last, first = unit.lists.reserve(2)
        assert (last.uri, first.uri) == (record.list_uri, record.list_uri[:-1] + "2")
        burnt, second = (
            make_record(certificate, last, state=CredentialState.VOIDED),
            make_record(certificate, first, state=CredentialState.RELEASED),
        )
        _add_credentials(unit, certificate, burnt, second)
        unit.certificates.change(record.number, CertificateState.SUSPENDED, AT, "audit-open")
    with store.reading() as unit:
        suspended = (record.index, Status.SUSPENDED)
        assert suspended in unit.lists.changed_entries(record.list_uri)
        assert (last.index, Status.SUSPENDED) not in unit.lists.changed_entries(record.list_uri)
        assert unit.lists.changed_entries(first.uri) == [(first.index, Status.SUSPENDED)]
        assert [made.revision for made in unit.lists.all()] == [1, 1]


def _add_credentials(unit, certificate, *records):
    """Record further credentials of a certificate, for which there is no use case yet."""
    if hasattr(unit, "transaction"):
        unit.credentials.add([(certificate, record) for record in records])
        return
    unit.record.credentials.extend(records)
    for record in records:
        unit.record.statuses[record.list_uri, record.index] = Status.VALID
