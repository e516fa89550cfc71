"""Dossiers: documents are recorded and struck, and every look at one comes with its assessment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from issuer.body.schemes import SchemeShelf
from issuer.candidates.application import ApplicationState, Recorded
from issuer.candidates.case_file import CaseFile
from issuer.candidates.certified import certified_since
from issuer.candidates.doubts import doubt_grant
from issuer.candidates.errors import UnknownApplicationError, UnknownEntryError
from issuer.candidates.ports import CandidateTransactions, CandidateUnit
from issuer.candidates.recording import Recording, registers_of
from issuer.candidates.striking import (
    lock_applications,
    reopen_sheet,
    strike_approvals,
    struck_event,
)
from issuer.certification.assessment import assess
from issuer.certification.dossier.documents import Document
from issuer.certification.dossier.dossier import Entry, dossier_of
from issuer.evidence.event import Event


@dataclass(frozen=True, slots=True)
class Dossiers:
    """Keeps the dossiers. `author` is who records: an officer's name, or `api:` and a key's."""

    transactions: CandidateTransactions
    schemes: SchemeShelf

    @property
    def recording(self) -> Recording:
        """Return what puts documents into dossiers."""
        return Recording(self.schemes)

    def record(
        self, person: str, documents: Sequence[Document], *, author: str, at: datetime
    ) -> None:
        """Record documents, all or none. One that is there already, word for word, is no news.

        Raises `UnknownPersonError`, `EntryConflictError`, and `DocumentError` for one that
        names what the scheme or a register does not know.
        """
        with self.transactions.writing() as unit:
            mine = [(person, each) for each in documents]
            self.recording.add(unit, mine, author=author, at=at)

    def strike(self, entry: int, *, author: str, why: str, at: datetime) -> None:
        """Let a document count no more; it stays on record. Raises `UnknownEntryError`.

        The sheet of a station's score that is struck is open again.
        """
        with self.transactions.writing() as unit:
            struck = unit.entries.strike(entry, author, why, at)
            if struck is not None:
                lock_applications(unit, struck.person)
            if struck is None:
                raise UnknownEntryError(str(entry))
            reopen_sheet(unit, struck, at)
            gone = [struck, *strike_approvals(unit, struck, author, why, at)]
            events = [struck_event(each, author, why, at) for each in gone]
            unit.events.append([*events, *self._doubts(unit, struck, author, why, at)])

    def _doubts(
        self, unit: CandidateUnit, struck: Recorded, author: str, why: str, at: datetime
    ) -> list[Event]:
        """Raise a review of every grant that what was struck held up."""
        granted = [
            record.application.id
            for record in unit.applications.of_person(struck.person)
            if record.state is ApplicationState.GRANTED
        ]
        told = []
        for case in self.load(unit, granted, at=at, lock=True):
            attempt = case.record.attempt or ""
            if not case.assessment.is_met:
                told.append(doubt_grant(unit, case.record, attempt, why, author, at))
        return told

    def open(self, application: str, *, at: datetime) -> CaseFile:
        """Return the case file, or raise `UnknownApplicationError`."""
        found = self.open_many([application], at=at)
        if not found:
            raise UnknownApplicationError(application)
        return found[0]

    def open_many(self, applications: Sequence[str], *, at: datetime) -> list[CaseFile]:
        """Return case files in the order of `applications`; what is unknown is left out."""
        with self.transactions.reading() as unit:
            return self.load(unit, applications, at=at)

    def load(
        self, unit: CandidateUnit, applications: Sequence[str], *, at: datetime, lock: bool = False
    ) -> list[CaseFile]:
        """Return case files as this transaction sees them."""
        records = unit.applications.find(applications, lock=lock)
        refs = list({each.application.person for each in records.values()})
        people, entries = unit.people.find(refs), unit.entries.of(refs)
        registers, since = registers_of(unit), certified_since(unit, records.values(), at)
        cases = []
        for name in dict.fromkeys(applications):
            if name in records:
                record = records[name]
                asked = record.application
                shelved = self.schemes.version(asked.scheme, asked.version)
                shown = _entries(entries.get(asked.person, ()))
                dossier = dossier_of(
                    asked, shown, registers, since.get((asked.scheme, asked.person))
                )
                found = assess(dossier, shelved.scheme, at)
                cases.append(CaseFile(record, people[asked.person], dossier, shelved, found))
        return cases


def _entries(recorded: Iterable[Recorded]) -> list[Entry]:
    return [Entry(each.document, each.author, each.recorded) for each in recorded]
