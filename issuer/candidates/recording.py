"""Recording documents: each is checked against scheme, registers and what is there already."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from issuer.body.schemes import SchemeShelf
from issuer.candidates.application import Recorded
from issuer.candidates.errors import EntryConflictError, UnknownPersonError
from issuer.candidates.ports import CandidateUnit
from issuer.certification.dossier.acceptance import faults_in, names_unasked, undated_faults
from issuer.certification.dossier.documents import Document, canonical
from issuer.certification.dossier.dossier import Registers
from issuer.certification.dossier.examination import StationScore
from issuer.certification.dossier.register import Course, Examiner, Provider, Supervisor
from issuer.certification.dossier.waiver import WaiverApproval
from issuer.certification.errors import DocumentError, Fault
from issuer.certification.scheme import Scheme
from issuer.errors import IssuerError
from issuer.evidence.event import Event, EventKind

Owned = tuple[str, Document]  # a person's reference, and a document of theirs
Key = tuple[str, str, str]  # person, kind, ref


@dataclass(frozen=True, slots=True)
class Recording:
    """Puts documents into dossiers, inside a transaction that the caller ends."""

    schemes: SchemeShelf

    def add(
        self, unit: CandidateUnit, documents: Sequence[Owned], *, author: str, at: datetime
    ) -> None:
        """Record all of `documents`, or raise what stands against one of them."""
        faults = []
        for found in self.check(unit, documents, author=author, at=at):
            for each in found:
                if isinstance(each, IssuerError):
                    raise each
                faults.append(each)
        if faults:
            raise DocumentError(faults)
        self.put(unit, documents, author=author, at=at)

    def put(
        self, unit: CandidateUnit, documents: Sequence[Owned], *, author: str, at: datetime
    ) -> None:
        """Record what is new of `documents`, which `check` found nothing against."""
        standing = _standing(unit, documents)
        new = {_key(*each): each for each in documents if _key(*each) not in standing}
        unit.entries.add(list(new.values()), author, at)
        unit.events.append([_told(*each, author, at) for each in new.values()])

    def check(
        self, unit: CandidateUnit, documents: Sequence[Owned], *, author: str, at: datetime
    ) -> list[list[Fault | IssuerError]]:
        """Return what stands against each of `documents`, in their order."""
        people = unit.people.find(sorted({person for person, _ in documents}))
        standing = _standing(unit, documents)
        registers, schemes = registers_of(unit), self._schemes(unit, documents)
        versions = self.schemes.versions()
        told: list[list[Fault | IssuerError]] = []
        for person, document in documents:
            first = standing.setdefault(
                _key(person, document), Recorded(0, person, document, author, at)
            )
            found: list[Fault | IssuerError] = []
            if person not in people:
                found.append(UnknownPersonError(person))
            if first.document != document:
                found.append(EntryConflictError(f"{document.kind} {document.ref}"))
            found += undated_faults(document, at.date())
            found += names_unasked(document, versions)
            scheme = schemes.get((person, getattr(document, "scheme", "")))
            found += faults_in(document, scheme, registers) if scheme else _unknown(document)
            if isinstance(document, StationScore) and author.startswith("api:"):
                found.append(Fault("kind", "leave it out: examiners score stations at the desk"))
            if isinstance(document, WaiverApproval):
                found += _approval(standing, person, document, author)
            told.append(found)
        return told

    def _schemes(
        self, unit: CandidateUnit, documents: Sequence[Owned]
    ) -> dict[tuple[str, str], Scheme]:
        """Return by person and scheme the version applied under, else the one in force."""
        wanted: dict[str, set[str]] = {}
        for person, document in documents:
            scheme = getattr(document, "scheme", None)
            if scheme is not None and self.schemes.knows(scheme):
                wanted.setdefault(scheme, set()).add(person)
        found = {}
        for scheme, people in wanted.items():
            current = self.schemes.in_force(scheme).scheme
            records = unit.applications.open_of(scheme, sorted(people))
            for person in people:
                version = records[person].application.version if person in records else None
                shelved = self.schemes.version(scheme, version) if version else None
                found[person, scheme] = shelved.scheme if shelved else current
        return found


def registers_of(unit: CandidateUnit) -> Registers:
    """Return the registers as they stand."""
    listed = [
        each.listed
        for kind in ("provider", "course", "supervisor", "examiner")
        for each in unit.register.all(kind)
    ]
    return Registers(
        providers={each.id: each for each in listed if isinstance(each, Provider)},
        courses={each.id: each for each in listed if isinstance(each, Course)},
        supervisors={each.id: each for each in listed if isinstance(each, Supervisor)},
        examiners={each.id: each for each in listed if isinstance(each, Examiner)},
        standardised=_standardised(unit),
    )


def _standardised(unit: CandidateUnit) -> dict[str, frozenset[date]]:
    """Return when examiners were standardised: an earlier day than before corrects the later."""
    found: dict[str, frozenset[date]] = {}
    for record in unit.register.revisions("examiner"):
        if isinstance(record.listed, Examiner):
            name, day = record.listed.id, record.listed.standardised
            before = found.get(name, frozenset())
            found[name] = frozenset(each for each in before if each < day) | {day}
    return found


def _key(person: str, document: Document) -> Key:
    return person, document.kind, document.ref


def _standing(unit: CandidateUnit, documents: Sequence[Owned]) -> dict[Key, Recorded]:
    found = unit.entries.of(list({person for person, _ in documents}))
    return {
        _key(person, each.document): each for person, entries in found.items() for each in entries
    }


def _unknown(document: Document) -> Iterator[Fault]:
    scheme = getattr(document, "scheme", None)
    if scheme is not None:
        yield Fault("scheme", f"name a scheme in force: {scheme} is not")


def _approval(
    standing: dict[Key, Recorded], person: str, document: WaiverApproval, author: str
) -> list[Fault]:
    if author.startswith("api:"):
        return [Fault("kind", "let a person approve a waiver, at the desk: a program is none")]
    asked = standing.get((person, "waiver", document.waiver))
    if asked is None:
        return [Fault("waiver", "name a waiver that was asked for")]
    if asked.author == author:
        return [Fault("waiver", "let a second person approve it: you asked for it")]
    return []


def _told(person: str, document: Document, author: str, at: datetime) -> Event:
    digest = hashlib.sha256(canonical(document)).hexdigest()
    data: dict[str, str | int] = {"kind": document.kind, "ref": document.ref, "digest": digest}
    return Event(at, EventKind.ENTRY_RECORDED, person, author, data)
