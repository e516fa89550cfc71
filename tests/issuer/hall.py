"""An examination hall: a scheme with two stations, examiners, candidates, and a sitting today."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from issuer.body.body import Body
from issuer.body.schemes import activate
from issuer.candidates.application import ApplicationRecord
from issuer.candidates.sheet import SheetKey
from issuer.certification.dossier.documents import read_document, read_listed
from issuer.certification.dossier.dossier import Application, Person
from issuer.certification.scheme_file import parse_scheme

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ONE, TWO, LEAD = "Ines Example-Officer", "Otto Example-Examiner", "Lena Example-Lead"
CANDIDATE, OTHER = "Dr Amélie Example-Santos", "Noor Example-Nurse"
RUBRIC = ("introduces", "asepsis", "dose")
RUBRIC_TOML = b"""
[practical.stations.items]
introduces = "Introduces themselves and checks who the patient is"
asepsis = "Works aseptically throughout"
dose = "Prepares the planned dose"
"""
SCHEME = b"""
format = "certification-scheme/1"
id = "hall"
version = "1"
prefix = "HA11"
title = "Certificate of the Hall"
limits_text = "It is not a licence."
validity_months = 24
decision = "person"

[professions]
physician = "Physician"

[[scope]]
id = "hall"
text = "What is examined in the hall"
everyday = "what is done in the hall"

[[requirements]]
kind = "identity"
id = "identity"
title = "Identity"
by = "application"
source = "The body's own rule"
checked = 2026-11-01

[impartiality]
months = 24

[practical]
cut_percent = 70
stations_passed_min = 1
disagreement_percent = 20
standardised_months = 12

[[practical.stations]]
id = "P1"
title = "Preparing an injection"
minutes = 12
critical = ["breaks-asepsis-uncorrected", "wrong-product"]
%s
[[practical.stations]]
id = "P2"
title = "Consent"
%s
""" % (RUBRIC_TOML, RUBRIC_TOML)


def furnish(database: Any, body: Body, at: datetime = NOON) -> None:
    """Put the scheme in force, and on record two candidates, three examiners and a sitting."""
    activate(database, body, SCHEME, actor="test", at=at)
    people = [Person("C-1", CANDIDATE), Person("C-2", OTHER)]
    digest = parse_scheme(SCHEME).digest
    applications = [
        ApplicationRecord(
            Application(f"APP-{each.ref}", each.ref, "hall", "1", "physician", "AT-9", at), digest
        )
        for each in people
    ]
    with database.writing() as unit:
        unit.people.add(people, "test", at)
        unit.applications.add(applications, "test")
    for name, officer in (("E-1", ONE), ("E-2", TWO), ("E-3", LEAD)):
        list_examiner(database, id=name, name=officer, officer=officer)
    list_sitting(database)


def list_examiner(database: Any, **changes: Any) -> None:
    """Record an examiner with `changes`."""
    members = {
        "kind": "examiner",
        "id": "E-1",
        "name": ONE,
        "officer": ONE,
        "since": "2026-01-01",
        "until": "2026-12-31",
        "qualification": "Consultant",
        "standardised": "2026-06-01",
        "schemes": ["hall"],
    }
    put(database, members | changes)


def list_sitting(database: Any, **changes: Any) -> None:
    """Record the sitting with `changes`."""
    members = {
        "kind": "sitting",
        "id": "S-1",
        "since": "2026-11-20",
        "until": "2026-11-20",
        "scheme": "hall",
        "site": "Vienna, hall 2",
        "candidates": ["C-1", "C-2"],
        "stations": {"P1": ["E-1", "E-2"], "P2": ["E-2", "E-3"]},
        "leads": ["E-3"],
    }
    put(database, members | changes)


def put(database: Any, members: dict[str, Any]) -> None:
    """Record an entry of a register."""
    with database.writing() as unit:
        unit.register.put(read_listed(members), "test", NOON)


def show(database: Any, person: str = "C-1", **members: Any) -> None:
    """Put a document into a dossier."""
    with database.writing() as unit:
        unit.entries.add([(person, read_document(members))], "test", NOON)


def key(examiner: str = "E-1", *, station: str = "P1", person: str = "C-1") -> SheetKey:
    """Return whose sheet of whom it is, at the sitting."""
    return SheetKey("S-1", person, station, examiner)
