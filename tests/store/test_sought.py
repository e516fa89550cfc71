"""Certificates by what is sought: what is printed on them, and what they rest on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from issuer.certification.dossier.documents import read_document, read_listed
from issuer.credentials.certificate import CertificateState, Holder
from issuer.credentials.sought import Sought
from tests.store.applying import activate, make_application, make_person
from tests.store.making import AT, issue, make_number


def sought(database, **asked):
    """Return the serials of what is found, of pages of two, and check the count."""
    wanted, found, after = Sought(**asked), [], None
    with database.reading() as unit:
        while page := unit.found.page(wanted, after=after, limit=2):
            found += page
            after = page[-1].first_issued, page[-1].number
        assert unit.found.count(wanted, most=100) == len(found)
    serials = {make_number(serial): serial for serial in range(10)}
    return [serials[made.number] for made in found]


@pytest.fixture
def filled(database):
    """Return a database with five certificates, each another in everything."""
    with database.writing() as unit:
        for serial in range(5):
            ends = datetime(2028, 1 + serial, 1, tzinfo=UTC)
            issue(
                unit,
                serial,
                holder=Holder(f"C-{serial}", f"Dr Åsa Example-{serial}"),
                profession=("physician", "registered_nurse")[serial % 2],
                expires=ends,
                valid_through=(ends - timedelta(days=1)).date(),
                first_issued=AT - timedelta(seconds=serial // 2),
            )
    return database


def test_everything_is_found_by_age(filled):
    """The newest first, then by number, page after page, each once; voided ones never."""
    assert sought(filled) == [0, 1, 2, 3, 4]
    assert Sought().is_everything
    assert not Sought(text="x").is_everything
    assert not Sought(numbers=()).is_everything


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"text": "asa example-3"}, [3]),
        ({"text": "ÅSA"}, [0, 1, 2, 3, 4]),
        ({"text": "%"}, []),
        ({"text": "a\0"}, []),
        ({"profession": "registered_nurse"}, [1, 3]),
        ({"scheme": "btx"}, [0, 1, 2, 3, 4]),
        ({"scheme": "aux"}, []),
        ({"key": "x7Qa2B"}, [0, 1, 2, 3, 4]),
        ({"key": "x7qa2b"}, []),
        ({"expires_from": date(2028, 3, 1)}, [2, 3, 4]),
        ({"expires_until": date(2028, 2, 29)}, [0, 1]),
        ({"expires_from": date(2028, 2, 1), "expires_until": date(2028, 2, 1)}, [1]),
        ({"numbers": (make_number(4), make_number(1), "BTX-0000-0000")}, [1, 4]),
        ({"numbers": ()}, []),
        ({"text": "example", "profession": "physician", "expires_from": date(2028, 2, 1)}, [2, 4]),
    ],
)
def test_what_is_printed(filled, asked, found):
    """Each condition alone, at both sides of a boundary, and some together."""
    assert sought(filled, **asked) == found


def test_states_and_days_to_look_again(filled):
    """Suspended ones by the day on which somebody is to look at them."""
    with filled.writing() as unit:
        for serial, day in ((1, date(2026, 12, 1)), (2, date(2026, 12, 2))):
            state = CertificateState.SUSPENDED
            unit.certificates.change_many([make_number(serial)], state, AT, "audit", review=day)
    assert sought(filled, state=CertificateState.SUSPENDED) == [1, 2]
    assert sought(filled, review_until=date(2026, 12, 1)) == [1]
    assert sought(filled, review_until=date(2026, 11, 30)) == []
    with filled.writing() as unit:
        unit.certificates.change(make_number(1), CertificateState.ACTIVE, AT, "cleared")
    assert sought(filled, review_until=date(2026, 12, 2)) == [2]


def test_what_a_certificate_rests_on(filled):
    """The session, the examiner by id, the provider, the region, the mail and the licence."""
    shown = {
        1: station("S-1", "ex-1"),
        2: station("S-10", "ex-1"),
        3: training("c-1"),
        4: licence("RN 004-82.13"),
    }
    with filled.writing() as unit:
        activate(unit, "btx")
        for serial in range(5):
            _add_person(unit, serial)
        unit.register.put(read_listed(COURSE), "test", AT)
        unit.entries.add([(f"C-{n}", read_document(each)) for n, each in shown.items()], "t", AT)
    assert sought(filled, sitting="S-1") == [1]
    assert sought(filled, examiner="ex-1") == [1, 2]
    assert sought(filled, examiner="x-1") == []
    assert sought(filled, provider="p-1") == [3]
    assert sought(filled, provider="c-1") == []
    assert sought(filled, region="US-TX") == [0]
    assert sought(filled, text="C4@Example.org") == [4]
    assert sought(filled, text="c4@example") == []
    assert sought(filled, text="rn00482.13") == [4]


def test_another_schemes_session_is_not_its(filled):
    """Who sat for two schemes holds two certificates; one session concerns one of them."""
    with filled.writing() as unit:
        activate(unit, "btx")
        _add_person(unit, 1)
        other = {**station("S-1", "ex-1"), "scheme": "aux"}
        unit.entries.add([("C-1", read_document(other))], "t", AT)
    assert sought(filled, sitting="S-1") == []


def test_what_was_struck_does_not_count(filled):
    """A score taken off the record does not bring a certificate into an incident."""
    with filled.writing() as unit:
        activate(unit, "btx")
        _add_person(unit, 1)
        unit.entries.add([("C-1", read_document(station("S-1", "ex-1")))], "t", AT)
        (entry,) = unit.entries.of(["C-1"])["C-1"]
        unit.entries.strike(entry.id, "t", "another person", AT)
    assert sought(filled, sitting="S-1") == []


def test_by_the_exam_result_itself(database):
    """Where nobody applies, the result names its examiners and its day."""
    with database.writing() as unit:
        issue(unit, 0, 1)
        connection = unit.transaction.connection
        made = b'{"completed_at":"2026-11-18T10:00:00Z","examiners":["Dr \xc3\x85. Example"]}'
        table = "UPDATE attempt SET document = %s WHERE attempt = 'A-1'"
        if connection.dialect.name == "sqlite":
            table = table.replace("%s", "?")
        connection.exec_driver_sql(table, (made,))
    assert sought(database, examiner="Dr Å. Example") == [1]
    assert sought(database, examiner="Dr Å") == []
    assert sought(database, examined=date(2026, 11, 18)) == [1]
    assert sought(database, examined=date(2026, 11, 19)) == []


COURSE = {
    "kind": "course",
    "id": "c-1",
    "provider": "p-1",
    "title": "A course",
    "scheme": "btx",
    "modules": ["M1"],
    "since": "2020-01-01",
}


def station(sitting, examiner):
    """Return a score."""
    told = {"kind": "station", "ref": f"{sitting}/P1/{examiner}", "scheme": "btx"}
    told |= {"sitting": sitting, "station": "P1", "examiner": examiner}
    return {**told, "ended": "2026-11-18T10:00:00Z", "items": {"i": 2}}


def training(course):
    """Return a lesson."""
    told = {"kind": "training", "ref": "T-1", "scheme": "btx", "course": course, "module": "M1"}
    told |= {"format": "lecture", "instructor": "Dr Example", "on": "2026-01-02"}
    return {**told, "classroom_hours": 2}


def licence(number):
    """Return a licence."""
    told = {"kind": "licence", "ref": "L-1", "profession": "physician", "regulator": "A board"}
    told |= {"region": "US-TX", "number": number, "status": "active"}
    check = {"by": "A. Clerk", "on": "2026-11-01", "how": "register-page"}
    return {**told, "check": check}


def _add_person(unit, serial):
    ref = f"C-{serial}"
    unit.people.add([make_person(ref, mail=f"c{serial}@example.org")], "test", AT)
    region = "US-TX" if serial == 0 else "FR"
    unit.applications.add([make_application(serial, ref, region=region)], "test")
