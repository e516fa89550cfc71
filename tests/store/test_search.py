"""Searching certificates by number and name."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuer.credentials.certificate import CertificateState, Holder
from issuer.store.search import fold
from tests.store.making import AT, SECOND, intend, issue, make_number

NAMES = {
    0: Holder("C-0", "Dr Amélie Example-Santos"),
    1: Holder("C-1", "Seán O'Neill_Smith"),
    2: Holder("C-2", "100% Example"),
    3: Holder("C-3", "Łukasz Żółć", "Лукаш Желть", "ru"),
    4: Holder("C-4", "Back\\Slash / Müller"),
    5: Holder("C-5", "Layla Example", "ليلى مثال", "ar"),
}


@pytest.fixture
def names(store):
    """Return a store with six released certificates, a second apart."""
    with store.writing() as unit:
        for serial, holder in NAMES.items():
            issue(unit, serial, holder=holder, first_issued=AT + serial * SECOND)
    return store


@pytest.mark.parametrize(
    ("text", "serials"),
    [
        ("", [5, 4, 3, 2, 1, 0]),
        ("amélie", [0]),
        ("AMELIE", [0]),
        ("dr amélie example-santos", [0]),
        ("o'neill", [1]),
        ("neill_smith", [1]),
        ("_", [1]),
        ("%", [2]),
        ("0%", [2]),
        ("\\", [4]),
        ("/", [4]),
        ("' OR 1=1 --", []),
        ("zołc", [3]),
        ("желть", [3]),
        ("ليلى", [5]),
        ("example", [5, 2, 0]),
        ("le santos", []),
        (make_number(3), [3]),
        (make_number(3).lower(), [3]),
        (make_number(3)[-4:], [3]),
        ("\x00\ud800", [5, 4, 3, 2, 1, 0]),
        ("x" * 100_000, []),
    ],
)
def test_a_search_finds_what_contains_the_text(names, text, serials):
    """Case and accents make no difference, wildcards are plain characters, newest come first."""
    with names.reading() as unit:
        found, total = unit.certificates.search(text)
    assert [certificate.number for certificate in found] == [make_number(n) for n in serials]
    assert total == len(serials)


def test_pages_follow_each_other(names):
    """A page starts where the one before ended; the total is that of all pages."""
    with names.reading() as unit:
        pages = [unit.certificates.search("", offset=n, limit=4) for n in (0, 4, 8)]
    assert [[made.number[-1] for made in page] for page, _ in pages] == [
        [make_number(n)[-1] for n in (5, 4, 3, 2)],
        [make_number(n)[-1] for n in (1, 0)],
        [],
    ]
    assert {total for _, total in pages} == {6}


def test_what_nobody_got_is_not_shown(store):
    """Intended and voided certificates are not found, whatever is asked for."""
    with store.writing() as unit:
        intend(unit, 0, 1)
        unit.credentials.void([make_number(1)], AT)
        assert unit.certificates.search("") == ([], 0)
        assert unit.certificates.search("", state=CertificateState.INTENDED) == ([], 0)
        assert unit.certificates.search("", state=CertificateState.VOIDED) == ([], 0)


def test_one_state_alone(names):
    """With a state, only certificates in it are found and counted."""
    with names.writing() as unit:
        unit.certificates.change(make_number(2), CertificateState.REVOKED, AT, "audit-open")
        unit.certificates.change(make_number(0), CertificateState.SUSPENDED, AT, "audit-open")
    with names.reading() as unit:
        for state, serials in [("revoked", [2]), ("suspended", [0]), ("superseded", [])]:
            found, total = unit.certificates.search("example", state=CertificateState(state))
            assert [made.number for made in found] == [make_number(n) for n in serials]
            assert total == len(serials)
        assert unit.certificates.search("", state=CertificateState.ACTIVE)[1] == 4


def test_those_of_one_second_come_by_number(store):
    """Certificates issued at the same moment have an order all the same."""
    with store.writing() as unit:
        issue(unit, 2, 0, 1)
    with store.reading() as unit:
        found, _ = unit.certificates.search("")
    assert all(first.number < second.number for first, second in pairwise(found))


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_folding_keeps_what_contains_what(before, text, after):
    """What contains a text still contains it when both are folded, and folding ends there."""
    assert fold(text) in fold(f"{before} {text} {after}")
    assert fold(fold(text)) == fold(text)
    assert fold(text).isprintable()
