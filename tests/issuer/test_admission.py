"""Applying: recorded once, under the version in force, by whoever may apply."""

from __future__ import annotations

import pytest

from issuer.candidates.application import ApplicationState
from issuer.candidates.errors import (
    ApplicationClosedError,
    ApplicationConflictError,
    NoDossierError,
    UnknownApplicationError,
    UnknownPersonError,
)
from issuer.certification.dossier.applicant import read_applicant
from issuer.certification.dossier.dossier import Person
from issuer.certification.errors import DocumentError
from issuer.errors import NameUnprintableError, UnknownSchemeError
from tests.issuer.road import REGISTRAR


def test_the_same_application_twice_is_one(road):
    """Sent again, the open application is returned and nothing is recorded."""
    first = road.apply()
    before = len(road.board.events())
    assert road.apply() == first
    assert len(road.board.events()) == before


def test_it_is_bound_to_the_version_in_force(road):
    """Scheme, version and the scheme's digest are on record with it."""
    made = road.apply()
    scheme = road.candidates.dossiers.schemes.in_force("btx").scheme
    assert (made.application.version, made.scheme_digest) == (scheme.version, scheme.digest)
    assert made.state is ApplicationState.OPEN


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"region": "US-TX"}, ApplicationConflictError),
        ({"profession": "rn"}, ApplicationConflictError),
        ({"named": {"name": "Somebody Example-Else"}}, DocumentError),
        ({"named": {"native_name": "سارة", "native_language": "ar"}}, DocumentError),
    ],
)
def test_another_application_of_the_same_person_is_refused(road, changes, error):
    """While one is open, another profession, region or name is told, not taken."""
    road.apply()
    with pytest.raises(error):
        road.apply(**changes)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scheme": "btx-1"}, NoDossierError),
        ({"scheme": "unknown"}, UnknownSchemeError),
        ({"profession": "dentist"}, DocumentError),
        ({"region": "US"}, DocumentError),
        ({"named": {"name": "Dr \U0001f600 Example"}}, NameUnprintableError),
    ],
)
def test_what_cannot_be_applied_for_is_refused(road, changes, error):
    """A refused application leaves no person behind either."""
    with pytest.raises(error):
        road.apply(**changes)
    with road.board.store.reading() as unit:
        assert unit.people.find(["P-1"]) == {}


def test_many_are_taken_and_each_is_told(road):
    """What is good is recorded, the others' refusals stand in their places."""
    members = [
        {"ref": "P-1", "name": "Ann Example-One"},
        {"ref": "P-2", "name": "Bo Example-Two"},
        {"ref": "P-1", "name": "Another Example-Name"},
    ]
    applicants = [
        read_applicant({"person": each, "scheme": "btx", "profession": "rn", "region": "GB-ENG"})
        for each in members
    ]
    answers = road.candidates.admission.apply_many(applicants, actor="test", at=road.clock())
    assert [type(each).__name__ for each in answers] == [
        *("ApplicationRecord", "ApplicationRecord", "DocumentError"),
    ]


def test_a_withdrawn_application_makes_room_for_another(road):
    """Withdrawn once, it cannot be withdrawn again; the person may apply anew."""
    made = road.apply()
    name = made.application.id
    road.candidates.admission.withdraw(name, actor=REGISTRAR, at=road.clock())
    with pytest.raises(ApplicationClosedError):
        road.candidates.admission.withdraw(name, actor=REGISTRAR, at=road.clock())
    assert road.apply(region="US-TX").application.id != name
    with pytest.raises(UnknownApplicationError):
        road.candidates.admission.withdraw("APP-NONE", actor=REGISTRAR, at=road.clock())


def test_a_name_is_corrected(road):
    """The person's new name is what every later look shows; a stranger's cannot be corrected."""
    made = road.apply()
    person = Person("P-1", "Dr Amélie Example-Santos")
    road.candidates.admission.correct(person, actor=REGISTRAR, at=road.clock())
    assert road.candidates.dossiers.open(made.application.id, at=road.clock()).person == person
    with pytest.raises(UnknownPersonError):
        road.candidates.admission.correct(
            Person("P-9", "Nobody Example"), actor=REGISTRAR, at=road.clock()
        )


def test_ids_that_are_taken_are_drawn_again(road):
    """A drawn id that exists is given to nobody a second time, within a batch or after it."""
    drawn = iter(["APP-A", "APP-A", "APP-A", "APP-B", "APP-B", "APP-C"])
    admission = type(road.candidates.admission)(
        road.board.store,
        road.candidates.dossiers.schemes,
        road.candidates.admission.names,
        lambda _: next(drawn),
    )
    made = []
    for person in ("P-1", "P-2", "P-3"):
        members = {"ref": person, "name": "Ann Example"}
        applicant = read_applicant(
            {"person": members, "scheme": "btx", "profession": "rn", "region": "FR"}
        )
        made.append(admission.apply(applicant, actor="test", at=road.clock()).application.id)
    assert made == ["APP-A", "APP-B", "APP-C"]
