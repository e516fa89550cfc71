"""Applying: a person is recorded, and their application under the scheme version in force."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from issuer.body.schemes import SchemeShelf, ShelvedScheme
from issuer.candidates.application import ApplicationRecord, ApplicationState
from issuer.candidates.errors import (
    ApplicationClosedError,
    ApplicationConflictError,
    NoDossierError,
    UnknownApplicationError,
    UnknownPersonError,
)
from issuer.candidates.ports import CandidateTransactions, CandidateUnit
from issuer.certification.dossier.applicant import Applicant
from issuer.certification.dossier.dossier import Application, Person
from issuer.certification.errors import CertificationError, DocumentError, Fault
from issuer.certification.exam import Candidate
from issuer.certification.rules.qualification import covers
from issuer.credentials.printable import PrintableNames
from issuer.errors import IssuerError
from issuer.evidence.event import Event, EventKind

Refusal = IssuerError | CertificationError
PREFIX = "APP"  # of an application's id


@dataclass(slots=True)
class _Batch:
    """What one transaction records."""

    people: dict[str, Person]
    open: dict[tuple[str, str], ApplicationRecord]
    new_people: list[Person] = field(default_factory=list)
    new: list[ApplicationRecord] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Admission:
    """Takes applications. `draw_id` returns a new random id, such as `APP-7K3M-9QPD`."""

    transactions: CandidateTransactions
    schemes: SchemeShelf
    names: PrintableNames
    draw_id: Callable[[str], str]

    def apply(self, applicant: Applicant, *, actor: str, at: datetime) -> ApplicationRecord:
        """Take one application; the same again returns the open one. A refusal is raised."""
        answer = self.apply_many([applicant], actor=actor, at=at)[0]
        if isinstance(answer, ApplicationRecord):
            return answer
        raise answer

    def apply_many(
        self, applicants: Sequence[Applicant], *, actor: str, at: datetime
    ) -> list[ApplicationRecord | Refusal]:
        """Take many in one transaction: what is good is recorded, the others' refusals returned."""
        with self.transactions.writing() as unit:
            return self.admit(unit, applicants, actor=actor, at=at)

    def admit(
        self, unit: CandidateUnit, applicants: Sequence[Applicant], *, actor: str, at: datetime
    ) -> list[ApplicationRecord | Refusal]:
        """Take many inside a transaction, which the caller ends."""
        batch = _Batch(
            unit.people.find([each.person.ref for each in applicants]), _open_of(unit, applicants)
        )
        answers = [self._take(batch, applicant, at) for applicant in applicants]
        self._name(unit, batch, answers)
        unit.people.add(batch.new_people, actor, at)
        unit.applications.add(batch.new, actor)
        unit.events.append([*_people_told(batch, actor, at), *_applied(batch, actor, at)])
        return answers

    def withdraw(self, application: str, *, actor: str, at: datetime) -> None:
        """Close an open application, as the candidate asked."""
        with self.transactions.writing() as unit:
            record = unit.applications.find([application], lock=True).get(application)
            if record is None:
                raise UnknownApplicationError(application)
            if record.state is not ApplicationState.OPEN:
                raise ApplicationClosedError(application)
            unit.applications.settle(replace(record, state=ApplicationState.WITHDRAWN, decided=at))
            told = Event(at, EventKind.APPLICATION_WITHDRAWN, application, actor)
            unit.events.append([told])

    def correct(self, person: Person, *, actor: str, at: datetime) -> None:
        """Replace a person's names and address; certificates issued stay as they are."""
        self.names.check(_candidate(person), "physician")
        with self.transactions.writing() as unit:
            if person.ref not in unit.people.find([person.ref]):
                raise UnknownPersonError(person.ref)
            unit.people.change(person, actor, at)
            unit.events.append([Event(at, EventKind.PERSON_CHANGED, person.ref, actor)])

    def _take(
        self, batch: _Batch, applicant: Applicant, at: datetime
    ) -> ApplicationRecord | Refusal:
        try:
            shelved = self._scheme_for(applicant)
            person = self._person(batch, applicant)
        except (IssuerError, CertificationError) as refusal:
            return refusal
        first = batch.open.get((applicant.scheme, person.ref))
        if first is not None:
            return first if _is_same(first, applicant) else ApplicationConflictError(person.ref)
        record = _record(self.draw_id(PREFIX), person, applicant, shelved, at)
        batch.open[applicant.scheme, person.ref] = record
        batch.new.append(record)
        return record

    def _scheme_for(self, applicant: Applicant) -> ShelvedScheme:
        shelved = self.schemes.in_force(applicant.scheme)
        if not shelved.scheme.keeps_dossiers:
            raise NoDossierError(applicant.scheme)
        if applicant.profession not in shelved.scheme.professions:
            admitted = ", ".join(shelved.scheme.professions)
            raise DocumentError([Fault("profession", f"give one of {admitted}")])
        parts = [each for each in shelved.scheme.regions if covers(applicant.region, each)]
        if parts and applicant.region not in parts:  # its rules would be escaped
            told = ", ".join(parts)
            raise DocumentError(
                [Fault("region", f"name the part, such as {told}: rules differ there")]
            )
        return shelved

    def _person(self, batch: _Batch, applicant: Applicant) -> Person:
        wanted = applicant.person.to_person()
        known = batch.people.get(wanted.ref)
        if known is None:
            self.names.check(_candidate(wanted), applicant.profession)
            batch.people[wanted.ref] = wanted
            batch.new_people.append(wanted)
            return wanted
        if (known.name, known.native_name) != (wanted.name, wanted.native_name):
            mend = f"write it as on record for {wanted.ref}, or correct the record first"
            raise DocumentError([Fault("person.name", mend)])
        return known

    def _name(
        self, unit: CandidateUnit, batch: _Batch, answers: list[ApplicationRecord | Refusal]
    ) -> None:
        """Give another id to whatever drew one that is taken."""
        while taken := unit.applications.taken([each.application.id for each in batch.new]):
            for index, each in enumerate(batch.new):
                if each.application.id in taken:
                    renamed = each.named(self.draw_id(PREFIX))
                    answers[:] = [renamed if answer is each else answer for answer in answers]
                    batch.new[index] = renamed


def _open_of(
    unit: CandidateUnit, applicants: Iterable[Applicant]
) -> dict[tuple[str, str], ApplicationRecord]:
    by_scheme: dict[str, list[str]] = {}
    for each in applicants:
        by_scheme.setdefault(each.scheme, []).append(each.person.ref)
    return {
        (scheme, person): record
        for scheme, people in by_scheme.items()
        for person, record in unit.applications.open_of(scheme, people).items()
    }


def _record(
    id: str,  # noqa: A002 - its name
    person: Person,
    applicant: Applicant,
    shelved: ShelvedScheme,
    at: datetime,
) -> ApplicationRecord:
    application = Application(
        id=id,
        person=person.ref,
        scheme=shelved.scheme.id,
        version=shelved.scheme.version,
        profession=applicant.profession,
        region=applicant.region,
        submitted=at,
    )
    return ApplicationRecord(application, shelved.scheme.digest)


def _is_same(record: ApplicationRecord, applicant: Applicant) -> bool:
    first = record.application
    return (first.profession, first.region) == (applicant.profession, applicant.region)


def _candidate(person: Person) -> Candidate:
    return Candidate(person.ref, person.name, person.native_name, person.native_language)


def _people_told(batch: _Batch, actor: str, at: datetime) -> list[Event]:
    return [Event(at, EventKind.PERSON_ADDED, each.ref, actor) for each in batch.new_people]


def _applied(batch: _Batch, actor: str, at: datetime) -> list[Event]:
    told = []
    for record in batch.new:
        made = record.application
        data: dict[str, str | int] = {
            "person": made.person,
            "scheme": made.scheme,
            "version": made.version,
            "scheme_digest": record.scheme_digest,
            "profession": made.profession,
            "region": made.region,
        }
        told.append(Event(at, EventKind.APPLICATION_SUBMITTED, made.id, actor, data))
    return told
