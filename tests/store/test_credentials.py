"""Credentials on record: intended, then released or voided, and never both."""

from __future__ import annotations

from dataclasses import replace

import pytest

from issuer.credentials.certificate import CertificateState, CredentialState
from issuer.errors import MisissuanceError
from tests.store.making import (
    AT,
    SECOND,
    intend,
    issue,
    make_attempt,
    make_certificate,
    make_number,
    make_record,
    tokens_of,
)
from verifier.status_list import Status


def test_credentials_are_read_back(store):
    """What was recorded is found by number: exact payload, digest, list and index."""
    with store.writing() as unit:
        first, second = intend(unit, 0, 1)
    with store.reading() as unit:
        found = unit.credentials.of([first.number, second.number, make_number(9)])
        assert found == {first.number: [first], second.number: [second]}
        assert unit.credentials.of([]) == {}


def test_the_newest_credential_comes_first(store):
    """A certificate made anew after voiding has its own credential; order is by age."""
    with store.writing() as unit:
        (first,) = intend(unit, 0)
        unit.credentials.void([first.number], AT)
        again = make_certificate(1, attempt="A-0")
        (slot,) = unit.lists.reserve(1)
        second = make_record(again, slot)
        unit.certificates.add([(again, second)])
        found = unit.credentials.of([second.number, first.number])
    assert list(found) == [second.number, first.number]


def test_releasing_gives_the_token_and_activates(store):
    """After release the token is on record and the certificate is active; no status changed."""
    with store.writing() as unit:
        records = intend(unit, 1, 0)
        unit.credentials.release(tokens_of(records), AT + SECOND)
    with store.reading() as unit:
        for record in records:
            token = f"token of {record.number}"
            released = replace(record, state=CredentialState.RELEASED, token=token)
            assert unit.credentials.of([record.number]) == {record.number: [released]}
            certificate = unit.certificates.find([record.number])[record.number]
            assert (certificate.state, certificate.since) == (CertificateState.ACTIVE, None)
        assert unit.lists.changed_entries(records[0].list_uri) == []
        assert unit.lists.find(records[0].list_uri).revision == 0


@pytest.mark.parametrize("spoil", ["unknown", "released", "voided"])
def test_only_what_is_intended_is_released(store, spoil):
    """With one credential that is not intended, the release is refused and undone whole."""
    with store.writing() as unit:
        intend(unit, 0)
        if spoil == "released":
            issue(unit, 1)
        if spoil == "voided":
            intend(unit, 1)
            unit.credentials.void([make_number(1)], AT)
    tokens = {make_number(0): "token", make_number(1): "other"}
    with pytest.raises(MisissuanceError), store.writing() as unit:
        unit.credentials.release(tokens, AT)
    with store.reading() as unit:
        (record,) = unit.credentials.of([make_number(0)])[make_number(0)]
        assert (record.state, record.token) == (CredentialState.INTENDED, None)


def test_releasing_nothing_changes_nothing(store):
    """No tokens, no change."""
    with store.writing() as unit:
        (record,) = intend(unit, 0)
        unit.credentials.release({}, AT)
        unit.credentials.void([], AT)
        assert unit.credentials.of([record.number]) == {record.number: [record]}


def test_voiding_burns_number_and_index(store):
    """A voided credential's entry says revoked, the list counts it, the certificate is voided."""
    with store.writing() as unit:
        voided, kept = intend(unit, 0, 1)
        unit.credentials.void([voided.number], AT)
    with store.reading() as unit:
        (record,) = unit.credentials.of([voided.number])[voided.number]
        assert (record.state, record.token) == (CredentialState.VOIDED, None)
        states = {made.state for made in unit.certificates.find([voided.number]).values()}
        assert states == {CertificateState.VOIDED}
        assert unit.credentials.of([kept.number])[kept.number] == [kept]
        assert unit.lists.changed_entries(voided.list_uri) == [(voided.index, Status.REVOKED)]
        assert unit.lists.find(voided.list_uri).revision == 1


def test_what_was_released_is_not_voided(store):
    """Voiding comes too late for a released credential, and does nothing."""
    with store.writing() as unit:
        (record,) = issue(unit, 0)
        unit.credentials.void([record.number, make_number(9)], AT)
    with store.reading() as unit:
        (found,) = unit.credentials.of([record.number])[record.number]
        assert found.state is CredentialState.RELEASED
        assert unit.lists.changed_entries(record.list_uri) == []
        assert unit.lists.find(record.list_uri).revision == 0


def test_dead_intentions_are_found_oldest_first(store):
    """Intended since strictly before the moment, by age; released and voided ones are not."""
    with store.writing() as unit:
        for serial, seconds in [(0, 3), (1, 1), (2, 2), (3, 0), (4, 0)]:
            certificate = make_certificate(serial)
            _intend_at(unit, certificate, AT + seconds * SECOND)
        unit.credentials.release({make_number(3): "token"}, AT)
        unit.credentials.void([make_number(4)], AT)
    with store.reading() as unit:
        dead = unit.credentials.intended_before(AT + 3 * SECOND, 10)
        assert dead == [make_number(1), make_number(2)]
        assert unit.credentials.intended_before(AT + 3 * SECOND, 1) == [make_number(1)]
        assert unit.credentials.intended_before(AT + SECOND, 10) == []


def test_released_credentials_come_page_by_page(store):
    """Pages go by number, each from beyond the last; intended and voided ones are left out."""
    with store.writing() as unit:
        issue(unit, 3, 1, 2, 0)
        intend(unit, 4, 5)
        unit.credentials.void([make_number(5)], AT)
    with store.reading() as unit:
        first = unit.credentials.released(limit=3)
        second = unit.credentials.released(after=first[-1].number, limit=3)
        assert unit.credentials.released(after=second[-1].number, limit=3) == []
        assert unit.credentials.released() == first + second
    assert [made.number for made in first + second] == [make_number(n) for n in range(4)]
    assert {made.token for made in first} == {f"token of {make_number(n)}" for n in range(3)}


def _intend_at(unit, certificate, moment):
    unit.attempts.add([make_attempt(certificate.attempt)])
    (slot,) = unit.lists.reserve(1)
    unit.certificates.add([(certificate, make_record(certificate, slot, intended=moment))])
