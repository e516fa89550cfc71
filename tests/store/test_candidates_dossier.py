"""The documents of dossiers, and the registers they refer to."""

from __future__ import annotations

import pytest

from issuer.candidates.application import ListedRecord, Recorded
from issuer.candidates.errors import EntryConflictError
from issuer.certification.dossier.documents import DOCUMENT_KINDS, LISTED_KINDS
from tests.store.applying import CASE, OFFICER, PROVIDER, make_document, make_listed, make_person
from tests.store.making import AT, SECOND

_OF_SCHEME = {"ref": "R-1", "scheme": "btx"}
DOCUMENTS = [
    CASE | {"goal": "lines", "units": 20, "follow_up": "2026-06-01"},
    {
        "kind": "identity",
        "ref": "R-1",
        "on": "2026-01-02",
        "document": "passport",
        "checked_by": "Ines Example-Officer 漢 \\N",
    },
    {
        "kind": "licence",
        "ref": "R-1",
        "profession": "physician",
        "regulator": "Example Council",
        "region": "GB-ENG",
        "number": "E 100",
        "status": "active",
        "check": {"on": "2026-01-02", "by": OFFICER, "how": "letter"},
    },
    {
        "kind": "certificate",
        "ref": "R-1",
        "certificate": "life-support",
        "issuer": "Example Board",
        "on": "2026-01-02",
        "expires": "2028-01-01",
        "seen_by": OFFICER,
    },
    {
        "kind": "declaration",
        "ref": "R-1",
        "declaration": "cover",
        "on": "2026-01-02",
        "holds": True,
    },
    {
        "kind": "experience",
        "ref": "R-1",
        "profession": "physician",
        "since": "2020-01-02",
        "confirmed_by": "Example Clinic",
    },
    {"kind": "endorsement", "ref": "R-1", "endorsement": "mentor", "on": "2026-01-02", "by": "E"},
    {
        "kind": "specialty",
        "ref": "R-1",
        "specialty": "dermatology",
        "qualification": "Example",
        "on": "2026-01-02",
    },
    _OF_SCHEME
    | {
        "kind": "training",
        "course": "K-1",
        "module": "M-1",
        "format": "lecture",
        "instructor": "Dr B. Example",
        "on": "2026-01-02",
        "classroom_hours": 7.25,
    },
    {
        "kind": "education",
        "ref": "R-1",
        "topic": "complications",
        "provider": "Example Academy",
        "hours": 1.5,
        "on": "2026-01-02",
    },
    _OF_SCHEME
    | {
        "kind": "feedback",
        "case": "case-0",
        "supervisor": "S-1",
        "on": "2026-01-02",
        "domains": {"asepsis": "meets"},
    },
    _OF_SCHEME
    | {
        "kind": "written",
        "ended": "2026-05-04T10:00:00Z",
        "percent": 72.55,
        "sections": {"a": 70},
    },
    _OF_SCHEME
    | {
        "kind": "practical",
        "ended": "2026-05-04T10:00:00Z",
        "percent": 80,
        "stations_passed": 5,
        "examiners": ["Dr B. Example"],
    },
    {
        "kind": "station",
        "ref": "T-1/P1/E-1",
        "scheme": "btx",
        "sitting": "T-1",
        "station": "P1",
        "examiner": "E-1",
        "ended": "2026-05-04T10:00:00Z",
        "items": {"i1": 3, "i2": 0},
        "critical": ["breaks-asepsis"],
    },
    _OF_SCHEME | {"kind": "remediation", "supervisor": "S-1", "on": "2026-01-02"},
    _OF_SCHEME | {"kind": "waiver", "requirement": "cases", "reason": "served abroad"},
    _OF_SCHEME | {"kind": "waiver-approval", "waiver": "W-1"},
]
LISTED = [
    PROVIDER | {"until": "2027-01-01"},
    {
        "kind": "course",
        "id": "K-1",
        "since": "2026-01-01",
        "provider": "P-1",
        "title": "Toxins é",
        "scheme": "btx",
        "modules": ["M-1", "M-2"],
    },
    {
        "kind": "supervisor",
        "id": "S-1",
        "since": "2026-01-01",
        "name": "Dr C. Example",
        "regions": ["GB-ENG"],
        "sites": ["example-clinic"],
    },
    {
        "kind": "examiner",
        "id": "E-1",
        "since": "2026-01-01",
        "name": "Dr B. Example",
        "qualification": "Example",
        "standardised": "2026-01-01",
        "schemes": ["btx"],
        "conflicts": [{"person": "C-0", "nature": "family", "declared": "2026-01-01"}],
    },
    {
        "kind": "sitting",
        "id": "T-1",
        "since": "2026-05-04",
        "scheme": "btx",
        "site": "Example Hall",
        "candidates": ["C-0"] + [f"C-{n:097d}" for n in range(1, 200)],  # over 16 KiB
        "stations": {"P1": ["E-1", "E-2"]},
    },
]


@pytest.fixture
def people(database):
    """Return a database with two people on record."""
    with database.writing() as unit:
        unit.people.add([make_person("C-0"), make_person("C-1")], OFFICER, AT)
    return database


def documents_of(entries):
    return [entry.document for entry in entries]


def test_there_is_a_document_of_each_kind():
    """No kind of document or register is left out below."""
    assert {members["kind"] for members in DOCUMENTS} == set(DOCUMENT_KINDS)
    assert {members["kind"] for members in LISTED} == set(LISTED_KINDS)


def test_documents_are_read_back(people):
    """Every kind is the same document again, with its person, author and moment."""
    documents = [make_document(**members) for members in DOCUMENTS]
    with people.writing() as unit:
        unit.entries.add([("C-0", made) for made in documents], OFFICER, AT)
    with people.reading() as unit:
        found = unit.entries.of(["C-0", "C-1", "C-9", "\0"])
        assert {person: len(entries) for person, entries in found.items() if entries} == {
            "C-0": len(DOCUMENTS)
        }
        for made in documents:
            entry = unit.entries.find("C-0", made.kind, made.ref)
            assert entry == Recorded(entry.id, "C-0", made, OFFICER, AT)
            assert entry in found["C-0"]
            assert unit.entries.find("C-1", made.kind, made.ref) is None
            assert unit.entries.find("C-0", made.kind, "R\0") is None


def test_the_same_ref_twice_is_refused(people):
    """Alike or not, on record or twice in the batch: none of it is recorded, and work goes on."""
    with people.writing() as unit:
        unit.entries.add([("C-0", make_document())], OFFICER, AT)
        fresh = ("C-0", make_document(ref="case-1"))
        for batch in (
            [fresh, ("C-0", make_document())],
            [fresh, ("C-0", make_document(patient=2))],
            [fresh, fresh],
        ):
            with pytest.raises(EntryConflictError, match=r"case case-[01]"):
                unit.entries.add(batch, OFFICER, AT)
        other = {"kind": "waiver", "ref": "case-0", "scheme": "btx"}
        waiver = make_document(**other, requirement="cases", reason="served abroad")
        unit.entries.add([("C-1", make_document()), ("C-0", waiver)], OFFICER, AT)
        unit.entries.add([], OFFICER, AT)
    with people.reading() as unit:
        assert documents_of(unit.entries.of(["C-0"])["C-0"]) == [make_document(), waiver]
        assert documents_of(unit.entries.of(["C-1"])["C-1"]) == [make_document()]


def test_what_is_struck_counts_no_more_and_stays(people):
    """It is struck once, its ref is free again, and the history has both, newest first."""
    with people.writing() as unit:
        unit.entries.add([("C-0", make_document())], OFFICER, AT)
        first = unit.entries.find("C-0", "case", "case-0")
        struck = unit.entries.strike(first.id, OFFICER, "the wrong candidate", AT + SECOND)
        assert struck is not None
        assert (struck.id, struck.document) == (first.id, first.document)
        assert unit.entries.strike(first.id, "Another", "again", AT + 2 * SECOND) is None
        assert unit.entries.strike(first.id + 1, OFFICER, "unknown", AT) is None
        assert unit.entries.of(["C-0"]) == {"C-0": []}
        assert unit.entries.find("C-0", "case", "case-0") is None
        assert unit.entries.by_ref("case", "btx", "case-0") is None
        unit.entries.add([("C-0", make_document(patient=2))], OFFICER, AT + SECOND)
    with people.reading() as unit:
        second, struck = unit.entries.history("C-0")
        assert (second.document.patient, second.struck) == (2, None)
        assert struck.document == first.document
        told = (struck.struck, struck.struck_by, struck.struck_why)
        assert told == (AT + SECOND, OFFICER, "the wrong candidate")
        assert unit.entries.of(["C-0"]) == {"C-0": [second]}
        assert unit.entries.history("C-1") == unit.entries.history("\0") == []


def test_a_document_is_found_by_its_ref_alone(people):
    """Kind, scheme and ref find it, whoever's it is; of two, the older one."""
    with people.writing() as unit:
        unit.entries.add([("C-1", make_document())], OFFICER, AT)
        unit.entries.add([("C-0", make_document(patient=2))], OFFICER, AT)
    with people.reading() as unit:
        assert unit.entries.by_ref("case", "btx", "case-0").person == "C-1"
        for key in (
            ("case", "aux", "case-0"),
            ("case", "btx", "case-1"),
            ("feedback", "btx", "case-0"),
            ("case", "btx", "\0"),
        ):
            assert unit.entries.by_ref(*key) is None


def test_registers_are_read_back(database):
    """Every kind is the same entry again, with its author and moment."""
    made = [make_listed(**members) for members in LISTED]
    with database.writing() as unit:
        assert [unit.register.put(listed, OFFICER, AT) for listed in made] == [1] * len(made)
    with database.reading() as unit:
        for listed in made:
            record = ListedRecord(listed, 1, OFFICER, AT)
            assert unit.register.find(listed.kind, [listed.id, "X", "\0"]) == {listed.id: record}
            assert unit.register.all(listed.kind) == [record]
            assert unit.register.history(listed.kind, listed.id) == [record]


def test_a_register_keeps_every_revision(database):
    """The newest counts, also where it says what an older one said; the same again is none."""
    first, second = make_listed(), make_listed(until="2027-01-01")
    with database.writing() as unit:
        unit.register.put(make_listed(id="P-0"), OFFICER, AT)
        assert unit.register.put(first, OFFICER, AT) == 1
        assert unit.register.put(first, "Another", AT + SECOND) == 1
        assert unit.register.put(second, OFFICER, AT + SECOND) == 2
        assert unit.register.put(first, OFFICER, AT + 2 * SECOND) == 3
    with database.reading() as unit:
        third = ListedRecord(first, 3, OFFICER, AT + 2 * SECOND)
        assert unit.register.find("provider", ["P-1"]) == {"P-1": third}
        zeroth = ListedRecord(make_listed(id="P-0"), 1, OFFICER, AT)
        assert unit.register.all("provider") == [zeroth, third]
        assert unit.register.history("provider", "P-1") == [
            third,
            ListedRecord(second, 2, OFFICER, AT + SECOND),
            ListedRecord(first, 1, OFFICER, AT),
        ]


def test_what_no_register_has(database):
    """Another kind, an unknown id and what cannot be an id find nothing."""
    with database.writing() as unit:
        unit.register.put(make_listed(), OFFICER, AT)
        assert unit.register.find("course", ["P-1"]) == {}
        assert unit.register.find("provider", []) == {}
        assert unit.register.find("\0", ["P-1"]) == {}
        assert unit.register.all("course") == unit.register.all("\0") == []
        assert unit.register.history("provider", "P-2") == []
        assert unit.register.history("provider", "\0") == []
