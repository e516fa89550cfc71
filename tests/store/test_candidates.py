"""People and their applications."""

from __future__ import annotations

from dataclasses import replace

import pytest

from issuer.candidates.application import ApplicationState
from issuer.candidates.errors import (
    ApplicationConflictError,
    UnknownApplicationError,
    UnknownPersonError,
)
from issuer.errors import InProgressError, NameTakenError
from tests.store.applying import OFFICER, activate, apply, make_application, make_person
from tests.store.making import AT, SECOND

NATIVE = make_person("C-1", name="Layla Example", native_name="ليلى مثال", native_language="ar")


def ids_of(records):
    return [made.application.id for made in records]


def test_people_are_read_back(database):
    """What was recorded is found again by reference, one alone and many at once."""
    people = [
        make_person("C-0", mail=None),
        NATIVE,
        make_person("C-2", name="tab\tback\\slash \\N 'quote' 🩺"),
    ]
    with database.writing() as unit:
        unit.people.add(people[:1], OFFICER, AT)
        unit.people.add(people[1:], OFFICER, AT)
        unit.people.add([], OFFICER, AT)
    with database.reading() as unit:
        found = unit.people.find(["C-2", "C-0", "C-1", "C-0", "C-3", "C-\0"])
        assert found == {person.ref: person for person in people}
        assert unit.people.find([]) == {}


def test_more_people_than_one_statement_takes(database):
    """However many are asked for, each is found."""
    people = [make_person(f"C-{n}") for n in range(70_000)]
    with database.writing() as unit:
        unit.people.add(people, OFFICER, AT)
        assert len(unit.people.find([person.ref for person in people])) == 70_000


def test_a_reference_is_of_one_person(database):
    """A reference on record is taken: none of the batch is recorded, and work goes on."""
    with database.writing() as unit:
        unit.people.add([make_person("C-1")], OFFICER, AT)
        with pytest.raises(NameTakenError):
            unit.people.add([make_person("C-0"), NATIVE], OFFICER, AT)
        with pytest.raises(NameTakenError):
            unit.people.add([make_person("C-2"), make_person("C-2")], OFFICER, AT)
        unit.people.add([make_person("C-3")], OFFICER, AT)
    with database.reading() as unit:
        assert set(unit.people.find(["C-0", "C-1", "C-2", "C-3"])) == {"C-1", "C-3"}
        assert unit.people.find(["C-1"])["C-1"].name != NATIVE.name


def test_names_and_address_change(database):
    """The new name is read and searched, the old one no more; a stranger is not changed."""
    with database.writing() as unit:
        apply(unit, 0, 1)
        changed = make_person("C-0", name="Renata Example", mail="r.example@example.org")
        unit.people.change(changed, "Another Example-Officer", AT + SECOND)
        with pytest.raises(UnknownPersonError):
            unit.people.change(make_person("C-9"), OFFICER, AT)
    with database.reading() as unit:
        assert unit.people.find(["C-0", "C-1"]) == {"C-0": changed, "C-1": make_person("C-1")}
        assert unit.applications.search("renata")[1] == 1
        assert unit.applications.search("amelie")[1] == 1


def test_applications_are_read_back(database):
    """What was recorded is found again, open or decided, locked or not."""
    decided = {"rounds": 2, "attempt": "APP-0002.2", "decided": AT + SECOND}
    with database.writing() as unit:
        (first,) = apply(unit, 1)
        (second,) = apply(unit, 2, state=ApplicationState.GRANTED, **decided)
    with database.writing() as unit:
        asked = ["APP-0002", "APP-0001", "APP-0003", "APP\0"]
        expected = {"APP-0001": first, "APP-0002": second}
        assert unit.applications.find(asked) == expected
        assert unit.applications.find(asked, lock=True) == expected
        assert unit.applications.taken(asked) == set(expected)
        assert unit.applications.find([]) == {}
        unit.applications.add([], OFFICER)


def test_the_open_application_of_each_person(database):
    """Per scheme and person there is the open one, or none."""
    with database.writing() as unit:
        activate(unit, "btx", "aux")
        first, _ = apply(unit, 0, 1)
        other = make_application(2, "C-0", scheme="aux")
        closed = make_application(3, "C-0", state=ApplicationState.WITHDRAWN)
        unit.applications.add([other, closed], OFFICER)
    with database.reading() as unit:
        assert unit.applications.open_of("btx", ["C-0", "C-9"]) == {"C-0": first}
        assert unit.applications.open_of("aux", ["C-1", "C-0"]) == {"C-0": other}
        assert unit.applications.open_of("btx", []) == {}


def test_a_persons_applications(database):
    """They come newest first, those of one moment by id, whatever their scheme and state."""
    denied = {"state": ApplicationState.DENIED}
    with database.writing() as unit:
        apply(unit, 0, 9)
        older = make_application(1, "C-0", submitted=AT - SECOND, **denied)
        newer = make_application(2, "C-0", submitted=AT + SECOND, **denied)
        same = make_application(3, "C-0", **denied)
        unit.applications.add([newer, older, same], OFFICER)
    with database.reading() as unit:
        found = unit.applications.of_person("C-0")
        assert ids_of(found) == ["APP-0002", "APP-0000", "APP-0003", "APP-0001"]
        assert unit.applications.of_person("C-8") == []
        assert unit.applications.of_person("\0") == []


@pytest.mark.parametrize("second", ["on record", "in the batch"])
def test_a_person_has_one_open_application(database, second):
    """A second open one for the scheme is refused, and nothing of its batch is recorded."""
    with database.writing() as unit:
        apply(unit, 0, 1)
        unit.applications.settle(replace(make_application(1), state=ApplicationState.DENIED))
        people = ["C-0"] if second == "on record" else ["C-1", "C-1"]
        batch = [make_application(5 + n, person) for n, person in enumerate(people)]
        unit.people.add([make_person("C-2")], OFFICER, AT)
        with pytest.raises(ApplicationConflictError):
            unit.applications.add([make_application(2), *batch], OFFICER)
        assert unit.applications.taken(["APP-0002", "APP-0005", "APP-0006"]) == set()
        unit.applications.add([make_application(2), make_application(5, "C-1")], OFFICER)
    with database.reading() as unit:
        assert set(unit.applications.open_of("btx", ["C-0", "C-1", "C-2"])) == {"C-0", "C-1", "C-2"}


def test_an_id_that_another_drew_first(database):
    """An id on record is nobody's conflict: whoever draws it again is asked to draw anew."""
    with database.writing() as unit:
        apply(unit, 0)
        unit.people.add([make_person("C-1")], OFFICER, AT)
        with pytest.raises(InProgressError):
            unit.applications.add([make_application(0, "C-1")], OFFICER)
        closed = make_application(0, "C-0", state=ApplicationState.WITHDRAWN)
        with pytest.raises(InProgressError):
            unit.applications.add([closed], OFFICER)


def test_a_decision_is_written(database):
    """State, rounds, attempt and decision time are written; all else stays as it was."""
    with database.writing() as unit:
        first, second = apply(unit, 0, 1)
        decided = {"rounds": 1, "attempt": "APP-0000.1", "decided": AT + SECOND}
        settled = replace(first, state=ApplicationState.DENIED, **decided)
        unit.applications.settle(settled)
        with pytest.raises(UnknownApplicationError):
            unit.applications.settle(make_application(7))
    with database.reading() as unit:
        found = unit.applications.find(["APP-0000", "APP-0001"])
        assert found == {"APP-0000": settled, "APP-0001": second}


def test_one_is_not_opened_again_beside_another(database):
    """An application whose person has a newer open one stays closed, and work goes on."""
    with database.writing() as unit:
        (first,) = apply(unit, 0)
        closed = replace(first, state=ApplicationState.DENIED)
        unit.applications.settle(closed)
        unit.applications.add([make_application(1, "C-0")], OFFICER)
        with pytest.raises(ApplicationConflictError):
            unit.applications.settle(first)
        assert unit.applications.find(["APP-0000"]) == {"APP-0000": closed}


def test_a_sweep_sees_each_open_application_once(database):
    """Page by page, in order of id, and none that is closed."""
    with database.writing() as unit:
        apply(unit, 4, 2, 0, 3, 1)
        unit.applications.settle(replace(make_application(2), state=ApplicationState.GRANTED))
    with database.reading() as unit:
        assert ids_of(unit.applications.open_after("", 2)) == ["APP-0000", "APP-0001"]
        assert ids_of(unit.applications.open_after("APP-0001", 2)) == ["APP-0003", "APP-0004"]
        assert unit.applications.open_after("APP-0004", 2) == []
