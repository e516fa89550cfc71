"""Rosters: thousands of applications, documents or entries of registers arrive in one file.

A file is recorded whole or not at all, in one transaction. A dry run does the very same and then
undoes it, so that it finds what the import would find: what contradicts the record, and what
contradicts another row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Generic, TypeVar

from issuer.candidates.admission import Admission, Refusal
from issuer.candidates.application import ApplicationRecord
from issuer.candidates.dossiers import Dossiers
from issuer.candidates.ports import CandidateTransactions, CandidateUnit
from issuer.candidates.recording import Owned
from issuer.candidates.registers import Registers
from issuer.certification.csv_rows import Row
from issuer.certification.dossier.applicant import Applicant
from issuer.certification.dossier.register import Listed
from issuer.certification.errors import DocumentError, Fault
from issuer.errors import IssuerError

BATCH = 500  # rows that are looked at together
MAX_BAD = 10_000  # bad rows that are told; a file with more has another problem

Item = TypeVar("Item")
Against = Fault | Refusal
# Records what is good, inside a transaction, and returns what stands against each item.
Enter = Callable[[CandidateUnit, Sequence[Item], str, datetime], list[list[Against]]]

# Where in a row each refusal is at home, and how it is told there.
_TOLD = {
    "application_conflict": "person.ref: {} has an open application for this scheme, another one",
    "entry_conflict": "ref: {} is in the dossier already, with other content",
    "name_too_long": "person.name: {}",
    "name_unprintable": "person.name: {}",
    "no_dossier": "scheme: nobody applies under {}: it takes exam results alone",
    "unknown_person": "person: nobody is on record as {}",
    "unknown_scheme": "scheme: no scheme in force is called {}",
}


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line of the file, and everything that stands against it."""

    line: int
    errors: tuple[str, ...]


@dataclass(slots=True)
class Outcome:
    """How many rows were good, and the bad ones: with one of those nothing was recorded."""

    good: int = 0
    bad: list[BadRow] = field(default_factory=list)


class _UndoneError(Exception):
    """Undoes a transaction; nobody is told."""


@dataclass(frozen=True, slots=True)
class Roster(Generic[Item]):
    """Takes files of one kind. `progress` is told how many rows were looked at, batch by batch."""

    transactions: CandidateTransactions
    enter: Enter[Item]

    def take(
        self,
        rows: Iterable[Row[Item]],
        *,
        actor: str,
        at: datetime,
        progress: Callable[[int], object] = int,
        dry: bool = False,
    ) -> Outcome:
        """Record every row, or nothing where one is bad. What is on record already is no news."""
        outcome = Outcome()
        try:
            with self.transactions.writing() as unit:
                for batch in _batches(rows):
                    self._enter(unit, batch, outcome, actor, at)
                    progress(len(batch))
                    if len(outcome.bad) >= MAX_BAD:
                        break
                _end(undo=dry or bool(outcome.bad))
        except _UndoneError:
            pass
        return outcome

    def check(self, rows: Iterable[Row[Item]], *, actor: str, at: datetime) -> Outcome:
        """Return what `take` would, and record nothing."""
        return self.take(rows, actor=actor, at=at, dry=True)

    def _enter(
        self,
        unit: CandidateUnit,
        batch: Sequence[Row[Item]],
        outcome: Outcome,
        actor: str,
        at: datetime,
    ) -> None:
        items = [row.result for row in batch if row.result is not None]
        found = iter(self.enter(unit, items, actor, at))
        for row in batch:
            errors = row.errors if row.result is None else tuple(map(_told, next(found)))
            if errors:
                outcome.bad.append(BadRow(row.line, errors))
            else:
                outcome.good += 1


@dataclass(frozen=True, slots=True)
class Rosters:
    """The kinds of file that are taken."""

    applications: Roster[Applicant]
    documents: Roster[Owned]
    registers: Roster[Listed]


def make_rosters(
    transactions: CandidateTransactions,
    admission: Admission,
    dossiers: Dossiers,
    registers: Registers,
) -> Rosters:
    """Make the rosters over the use cases that take one thing each."""

    def applications(
        unit: CandidateUnit, items: Sequence[Applicant], actor: str, at: datetime
    ) -> list[list[Against]]:
        answers = admission.admit(unit, items, actor=actor, at=at)
        return [[] if isinstance(each, ApplicationRecord) else [each] for each in answers]

    def documents(
        unit: CandidateUnit, items: Sequence[Owned], actor: str, at: datetime
    ) -> list[list[Against]]:
        found = dossiers.recording.check(unit, items, author=actor, at=at)
        good = [item for item, against in zip(items, found, strict=True) if not against]
        dossiers.recording.put(unit, good, author=actor, at=at)
        return [[*against] for against in found]

    def listed(
        unit: CandidateUnit, items: Sequence[Listed], actor: str, at: datetime
    ) -> list[list[Against]]:
        return [_put(registers, unit, item, actor, at) for item in items]

    return Rosters(
        Roster(transactions, applications),
        Roster(transactions, documents),
        Roster(transactions, listed),
    )


def _put(
    registers: Registers, unit: CandidateUnit, item: Listed, actor: str, at: datetime
) -> list[Against]:
    try:
        registers.add(unit, item, author=actor, at=at)
    except (IssuerError, DocumentError) as refusal:
        return [refusal]
    return []


def _end(*, undo: bool) -> None:
    if undo:
        raise _UndoneError


def _batches(rows: Iterable[Row[Item]]) -> Iterator[list[Row[Item]]]:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch


def _told(against: Against) -> str:
    """Return one error as `column: what to mend`."""
    if isinstance(against, Fault):
        return f"{against.path}: {against.mend}"
    if isinstance(against, DocumentError):
        return str(against)
    return _TOLD.get(against.code, against.code + ": {}").format(against)
