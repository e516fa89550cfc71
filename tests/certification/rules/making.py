"""A full dossier that just meets the example scheme; a test changes one thing of it.

`make_dossier(change={"licence": {"status": "suspended"}})` is the good dossier with one member of
one document changed, by the document's ref; None instead of members takes the document out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from issuer.certification.assessment import assess
from issuer.certification.dossier.documents import Document, read_document, read_listed
from issuer.certification.dossier.dossier import Application, Dossier, Entry, Registers
from issuer.certification.dossier.register import Course, Examiner, Listed, Provider, Supervisor
from issuer.certification.findings import Finding
from issuer.certification.scheme import Scheme
from tests.certification.rules.example_scheme import make_scheme
from tests.certification.rules.good_documents import documents

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
SCHEME = "btx"
OFFICER = "Ines Example-Officer"
Members = Mapping[str, Any]
Changes = Mapping[str, Members | None]

_UNSCHEMED = {
    *("identity", "licence", "certificate", "declaration"),
    *("experience", "endorsement", "specialty", "education"),
}


def read(members: Members) -> Document:
    """Return the document that members are; those of a scheme are of the example's."""
    scheme = {} if members["kind"] in _UNSCHEMED else {"scheme": SCHEME}
    return read_document({**scheme, **members})


LISTED: tuple[dict[str, Any], ...] = (
    {"kind": "provider", "id": "academy", "name": "Example Academy"},
    {"kind": "course", "id": "course-1", "provider": "academy", "title": "Foundation"},
    {"kind": "supervisor", "id": "sup-1", "name": "Dr Example-Supervisor", "sites": ["site-1"]},
    *(
        {
            "kind": "examiner", "id": f"ex-{number}", "name": f"Dr {letter}. Example-Examiner",
            "qualification": "Physician", "standardised": "2026-03-01", "schemes": [SCHEME],
        }
        for number, letter in enumerate("ABC", 1)
    ),
)  # fmt: skip


def make_registers(change: Changes | None = None) -> Registers:
    """Return the registers the good dossier refers to, changed by id as documents are by ref."""
    modules = [module.id for module in make_scheme().modules]
    found: dict[type, dict[str, Listed]] = {}
    for each in LISTED:
        more = {"scheme": SCHEME, "modules": modules} if each["kind"] == "course" else {}
        changed = (change or {}).get(each["id"], {})
        if changed is not None:
            listed = read_listed({"since": "2020-01-01", **each, **more, **changed})
            found.setdefault(type(listed), {})[listed.id] = listed
    kinds = (Provider, Course, Supervisor, Examiner)
    return Registers(*(found.get(kind, {}) for kind in kinds))  # type: ignore[arg-type]


def make_dossier(
    profession: str = "physician",
    region: str = "FR",
    *,
    change: Changes | None = None,
    more: Iterable[Members] = (),
    registers: Registers | None = None,
    authors: Mapping[str, str] | None = None,
) -> Dossier:
    """Return the good dossier with documents changed by ref, and `more` of them."""
    changes = change or {}
    made = [each for each in documents(profession, region) if changes.get(each["ref"], each)]
    told = [{**each, **(changes.get(each["ref"]) or {})} for each in made]
    unknown = changes.keys() - {each["ref"] for each in documents()}
    assert not unknown, f"no such document: {unknown}"
    entries = [
        Entry(read(each), (authors or {}).get(each["ref"], OFFICER), AT) for each in (*told, *more)
    ]
    application = Application("A-1", "P-1", SCHEME, "2026.1", profession, region, AT)
    return Dossier(application, tuple(entries), registers or make_registers())


def find(
    requirement: str, dossier: Dossier, scheme: Scheme | None = None, at: datetime = AT
) -> Finding:
    """Return how one requirement stands."""
    findings = assess(dossier, scheme or make_scheme(), at).findings
    return next(each for each in findings if each.requirement == requirement)
