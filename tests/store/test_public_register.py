"""The public register on both engines: whole names alone, and counts of what is in force."""

from __future__ import annotations

import pytest

from issuer.credentials.certificate import CertificateState, Holder
from issuer.credentials.public_register import Count, suppress
from issuer.store.search import fold
from tests.store.making import AT, SECOND, issue, make_number

NAMES = {
    0: Holder("C-0", "Dr Amélie Example-Santos"),
    1: Holder("C-1", "Seán O'Neill_Smith"),
    2: Holder("C-2", "100% Example"),
    3: Holder("C-3", "Layla Example", "ليلى مثال", "ar"),
    4: Holder("C-4", "Layla", "Example", "en"),
    5: Holder("C-5", "Back\\Slash"),
}


@pytest.fixture
def names(database):
    """Return a store with a certificate for each name."""
    with database.writing() as unit:
        for serial, holder in NAMES.items():
            issue(unit, serial, holder=holder)
    return database


@pytest.mark.parametrize(
    ("name", "serials"),
    [
        ("Dr Amélie Example-Santos", [0]),
        ("dr  AMELIE example-santos", [0]),
        ("amelie", []),
        ("seán o'neill_smith", [1]),
        ("sean o'neill%", []),
        ("sean o'neillxsmith", []),
        ("100% example", [2]),
        ("100_ example", []),
        ("layla example", [3]),
        ("ليلى مثال", [3]),
        ("layla", [4]),
        ("example", [4]),
        ("laylaexample", []),
        ("back\\slash", [5]),
        ("", []),
        ("%", []),
        ("\x00", []),
        ("\ud800", []),
        ("' OR 1=1 --", []),
    ],
)
def test_a_name_is_whole_or_none(names, name, serials):
    """Case, accents and white space make no difference; every other character does."""
    with names.reading() as unit:
        profession = unit.certificates.find([make_number(0)])[make_number(0)].profession
        found = unit.public_register.named(name, profession, AT)
        assert [made.number for made in found] == [make_number(serial) for serial in serials]
        assert unit.public_register.named(name, "another", AT) == []


def test_until_its_last_day_and_whatever_its_state(names):
    """A withdrawn certificate is found, as such; one that has ended is not."""
    number, name = make_number(0), NAMES[0].name
    with names.reading() as unit:
        made = unit.certificates.find([number])[number]
    with names.writing() as unit:
        unit.certificates.change(number, CertificateState.REVOKED, AT + SECOND, "licence-lost")
    with names.reading() as unit:
        for at, count in ((made.expires - SECOND, 1), (made.expires, 0)):
            assert len(unit.public_register.named(name, made.profession, at)) == count


def test_what_is_in_force_is_counted(names):
    """Not what is withdrawn, has ended or has not begun."""
    with names.reading() as unit:
        made = unit.certificates.find([make_number(0)])[make_number(0)]
        whole = Count(made.scheme, made.profession, len(NAMES))
        assert unit.public_register.in_force(AT) == [whole]
        assert unit.public_register.in_force(made.effective - SECOND) == []
        assert unit.public_register.in_force(made.expires) == []
    with names.writing() as unit:
        unit.certificates.change(made.number, CertificateState.SUSPENDED, AT, "audit-open")
    with names.reading() as unit:
        assert unit.public_register.in_force(AT)[0].number == len(NAMES) - 1


def test_small_numbers_are_not_told():
    """Five is, four is not, and nothing else changes."""
    counts = [Count("btx", "physician", 5), Count("btx", "rn", 4), Count("ear", "rn", 1)]
    assert [one.number for one in suppress(counts)] == [5, None, None]
    assert [(one.scheme, one.profession) for one in suppress(counts)] == [
        (one.scheme, one.profession) for one in counts
    ]


def test_the_names_of_a_holder_are_folded_into_one_column():
    """What the query relies on: nothing stands between the two, so each is an end of it."""
    assert fold("Layla\nليلى") == fold("Layla") + fold("ليلى")
