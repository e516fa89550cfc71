"""Something valid of an applicant to put on record; a test changes the one thing it is about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from issuer.body.ports import ActiveScheme
from issuer.candidates.application import ApplicationRecord
from issuer.certification.dossier.documents import Document, read_document, read_listed
from issuer.certification.dossier.dossier import Application, Person
from issuer.certification.dossier.register import Listed
from tests.store.making import AT

OFFICER = "Ines Example-Officer"
CASE: dict[str, Any] = {
    "kind": "case",
    "ref": "case-0",
    "scheme": "btx",
    "role": "performed",
    "on": "2026-05-04",
    "supervisor": "S-1",
    "site": "example-clinic",
    "patient": 1,
    "areas": ["glabella"],
}
PROVIDER: dict[str, Any] = {
    "kind": "provider",
    "id": "P-1",
    "since": "2026-01-01",
    "name": "Example Academy",
}


def make_person(ref: str = "C-0", **changes: Any) -> Person:
    """Return a person."""
    made = Person(ref, "Dr Amélie Example-Santos", mail="a.example@example.org")
    return replace(made, **changes)


def make_application(serial: int = 0, person: str | None = None, **changes: Any) -> Any:
    """Return the open application `APP-{serial}` of person `C-{serial}`.

    Changes of the record are told as they are, those of the application too.
    """
    names = {name: changes.pop(name) for name in [*changes] if name in Application.__slots__}
    application = Application(
        id=f"APP-{serial:04d}",
        person=person or f"C-{serial}",
        scheme="btx",
        version="1.0",
        profession="physician",
        region="GB-ENG",
        submitted=AT,
    )
    return replace(ApplicationRecord(replace(application, **names), "0" * 64), **changes)


def make_document(**changes: Any) -> Document:
    """Return a case of the log; with another `kind`, give all of its members."""
    return read_document(changes if "kind" in changes else CASE | changes)


def make_listed(**changes: Any) -> Listed:
    """Return a provider; with another `kind`, give all of its members."""
    return read_listed(changes if "kind" in changes else PROVIDER | changes)


def activate(unit: Any, *schemes: str) -> None:
    """Put version 1.0 of `schemes` on record."""
    for scheme in schemes:
        unit.schemes.activate(ActiveScheme(scheme, "1.0", "0" * 64, scheme.encode(), AT))


def apply(unit: Any, *serials: int, **changes: Any) -> list[Any]:
    """Put people on record, each with an application."""
    activate(unit, "btx")
    records = [make_application(serial, **changes) for serial in serials]
    unit.people.add([make_person(each.application.person) for each in records], OFFICER, AT)
    unit.applications.add(records, OFFICER)
    return records
