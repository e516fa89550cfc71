"""Status lists: entries given out once, and the signed bytes."""

from __future__ import annotations

import pytest

from issuer.credentials.certificate import CertificateState
from issuer.credentials.ports import StoredList
from issuer.errors import UnknownCertificateError
from tests.store.making import AT, BODY, LIST_SIZE, SECOND, issue, make_number

URI = f"{BODY.url}/s/1"


def test_there_is_no_list_before_the_first_entry(store):
    """A list is opened when it is needed."""
    with store.writing() as unit:
        assert unit.lists.reserve(0) == []
        assert unit.lists.all() == []
        assert unit.lists.find(URI) is None
        assert unit.lists.changed_entries(URI) == []


def test_a_new_list_is_unsigned(store):
    """The first list is at the body's address, has nothing changed and no token."""
    with store.writing() as unit:
        unit.lists.reserve(1)
    with store.reading() as unit:
        assert unit.lists.all() == [StoredList(URI, LIST_SIZE, 0, 0, None, None)]
        assert unit.lists.find(URI) == unit.lists.all()[0]


def test_every_entry_is_given_out_once(store):
    """Across transactions and lists no slot comes twice, and a full list was given out whole."""
    slots = []
    for count in (1, 300, 700, 24, 1000):
        with store.writing() as unit:
            slots += unit.lists.reserve(count)
    assert len(set(slots)) == len(slots) == 2025
    first = [slot.index for slot in slots if slot.uri == URI]
    assert sorted(first) == list(range(LIST_SIZE))
    assert first != sorted(first)
    with store.reading() as unit:
        assert [made.uri for made in unit.lists.all()] == [URI, f"{BODY.url}/s/2"]


def test_one_batch_may_take_three_lists(store):
    """A batch greater than a list goes on in the next ones."""
    with store.writing() as unit:
        slots = unit.lists.reserve(2 * LIST_SIZE + 1)
    assert [slot.uri[-1] for slot in slots] == ["1"] * LIST_SIZE + ["2"] * LIST_SIZE + ["3"]


def test_two_lists_have_two_orders(store):
    """Each list has a key of its own."""
    with store.writing() as unit:
        slots = unit.lists.reserve(2 * LIST_SIZE)
    indices = [slot.index for slot in slots]
    assert indices[:LIST_SIZE] != indices[LIST_SIZE:]


def test_an_undone_transaction_gives_its_entries_back(store):
    """Entries of a transaction that failed are free again: nobody saw them."""
    with pytest.raises(UnknownCertificateError):
        _reserve_and_fail(store)
    with store.writing() as unit:
        assert len(unit.lists.reserve(LIST_SIZE)) == LIST_SIZE
        assert [made.uri for made in unit.lists.all()] == [URI]


def _reserve_and_fail(store):
    with store.writing() as unit:
        unit.lists.reserve(5)
        unit.certificates.change(make_number(0), CertificateState.REVOKED, AT, "audit-open")


def _store(unit, uri, revision, signed, text):
    return unit.lists.store_token(uri, revision=revision, signed=signed, token=text)


def test_a_signed_token_is_kept(store):
    """The token is stored with its revision and time, and replaced by a newer one."""
    with store.writing() as unit:
        (record,) = issue(unit, 0)
        assert _store(unit, URI, 0, AT, "zero")
        unit.certificates.change(record.number, CertificateState.REVOKED, AT, "audit-open")
        assert unit.lists.find(URI) == StoredList(URI, LIST_SIZE, 1, 0, AT, "zero")
        assert _store(unit, URI, 1, AT + SECOND, "one")
    with store.reading() as unit:
        assert unit.lists.find(URI) == StoredList(URI, LIST_SIZE, 1, 1, AT + SECOND, "one")


@pytest.mark.parametrize(
    ("revision", "seconds", "kept"),
    [(1, 0, True), (1, 1, True), (2, 0, True), (0, 1, False), (1, -1, False), (2, -1, False)],
)
def test_a_list_never_goes_back(store, revision, seconds, kept):
    """Neither an older revision nor an older signature replaces what is kept."""
    signed = AT + seconds * SECOND
    with store.writing() as unit:
        unit.lists.reserve(1)
        _store(unit, URI, 1, AT, "first")
        assert _store(unit, URI, revision, signed, "then") is kept
        assert unit.lists.find(URI).token == ("then" if kept else "first")


def test_a_token_of_no_list_is_not_kept(store):
    """There is nothing to keep the token of an unknown list in."""
    with store.writing() as unit:
        assert not _store(unit, URI, 0, AT, "x")
