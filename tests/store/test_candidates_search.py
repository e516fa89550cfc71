"""Searching applications by id, reference and name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from issuer.candidates.application import ApplicationState
from tests.store.applying import OFFICER, activate, make_application, make_person
from tests.store.making import AT, SECOND

PEOPLE = [
    make_person("C-0", name="Dr Amélie Example-Santos"),
    make_person("C-1", name="Seán O'Neill_Smith"),
    make_person("X/2%", name="100% Example"),
    make_person("C-3", name="Łukasz Żółć", native_name="Лукаш Желть", native_language="ru"),
    make_person("C-4", name="Back\\Slash / Müller"),
]
STATES = [ApplicationState.OPEN, ApplicationState.DENIED, ApplicationState.GRANTED]


@pytest.fixture
def applied(database):
    """Return a database with five applications, a second apart, of two schemes."""
    with database.writing() as unit:
        activate(unit, "btx", "aux")
        unit.people.add(PEOPLE, OFFICER, AT)
        records = [
            make_application(
                serial,
                person.ref,
                submitted=AT + serial * SECOND,
                state=STATES[serial % 3],
                scheme="aux" if serial == 4 else "btx",
            )
            for serial, person in enumerate(PEOPLE)
        ]
        unit.applications.add(records, OFFICER)
    return database


def serials(found):
    """Return the serials of a page."""
    page, _ = found
    return [int(record.application.id[-4:]) for record, _ in page]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [4, 3, 2, 1, 0]),
        ("AMELIE", [0]),
        ("amélie example", [0]),
        ("example", [2, 0]),
        ("app-0003", [3]),
        ("APP-", [4, 3, 2, 1, 0]),
        ("c-4", [4]),
        ("x/2", [2]),
        ("желть", [3]),
        ("zoƚc", []),
        ("%", [2]),
        ("0%", [2]),
        ("2%100", []),  # the end of the reference and the start of the name
        ("_", [1]),
        ("\\", [4]),
        ("o'neill", [1]),
        ("x" * 1001, []),
        ("ame\0lie", [0]),  # what cannot be seen makes no difference
    ],
)
def test_searching(applied, text, expected):
    """Id, reference and both names are searched; no character is a wildcard."""
    with applied.reading() as unit:
        found = unit.applications.search(text)
    assert serials(found) == expected
    assert found[1] == len(expected)


@pytest.mark.parametrize(
    ("scheme", "state", "expected"),
    [
        ("aux", None, [4]),
        ("none", None, []),
        ("b\0tx", None, []),
        (None, ApplicationState.OPEN, [3, 0]),
        ("btx", ApplicationState.DENIED, [1]),
        (None, ApplicationState.WITHDRAWN, []),
    ],
)
def test_choosing(applied, scheme, state, expected):
    """Scheme and state narrow it down, with a text or without."""
    with applied.reading() as unit:
        for text in ("", "app"):
            found = unit.applications.search(text, scheme=scheme, state=state)
            assert (serials(found), found[1]) == (expected, len(expected))


def test_pages(applied):
    """A page is a part of the whole, whose number is told with each; people come along."""
    with applied.reading() as unit:
        first = unit.applications.search("", limit=2)
        assert (serials(first), first[1]) == ([4, 3], 5)
        assert [person for _, person in first[0]] == [PEOPLE[4], PEOPLE[3]]
        last = unit.applications.search("", offset=4, limit=2)
        assert (serials(last), last[1]) == ([0], 5)
        assert unit.applications.search("", offset=5) == ([], 5)


def test_two_applications_of_one_person(applied):
    """Each is found, with the same person."""
    more = replace(make_application(7, "C-1", submitted=AT), state=ApplicationState.OPEN)
    with applied.writing() as unit:
        unit.applications.add([more], OFFICER)
        found = unit.applications.search("smith")
        assert serials(found) == [1, 7]
        assert [person for _, person in found[0]] == [PEOPLE[1]] * 2
