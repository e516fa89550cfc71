"""Importing certificates from before Probatum: what was decided is recorded, whole or not at all.

Only then is what is in force issued anew, some hundreds at a time, by the one way there is. What a
dying process leaves is granted and not issued: the same file again finishes it, or the duties do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import cast

from issuer.body.schemes import SchemeShelf
from issuer.candidates.ports import CandidateTransactions, CandidateUnit
from issuer.candidates.roster import Against, Outcome, Roster
from issuer.certification.csv_rows import Row
from issuer.certification.dossier.dossier import Person
from issuer.certification.errors import CertificationError, Fault
from issuer.credentials.attempt import Attempt
from issuer.errors import IssuerError
from issuer.evidence.event import Event, EventKind
from issuer.intake.answers import Answer
from issuer.intake.intake import Intake
from issuer.prior.document import PriorDocument
from issuer.prior.ports import PriorUnit
from issuer.prior.prior import Prior, PriorState
from issuer.prior.recording import candidate_of, person_of, prior_attempt, prior_of, told
from verifier.number import CertificateNumber, read_typed_number

BATCH = 500  # certificates issued together


@dataclass(slots=True)
class _Good:
    """What the good rows of one batch put on record."""

    priors: list[Prior] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PriorImport:
    """Takes files of certificates that were decided before."""

    transactions: CandidateTransactions
    schemes: SchemeShelf
    intake: Intake

    def take(
        self,
        rows: Iterable[Row[PriorDocument]],
        *,
        actor: str,
        at: datetime,
        today: date,
        progress: Callable[[int], object] = int,
        dry: bool = False,
    ) -> Outcome:
        """Record every row, or nothing where one is bad; `today` is the day where the body is."""
        prefixes = frozenset(scheme.prefix for scheme in self.schemes.versions())

        def enter(
            unit: CandidateUnit, items: Sequence[PriorDocument], actor: str, at: datetime
        ) -> list[list[Against]]:
            # Whoever makes these transactions, makes them with old numbers.
            return self._enter(cast("PriorUnit", unit), items, actor, at, today, prefixes)

        roster = Roster(self.transactions, enter)
        return roster.take(rows, actor=actor, at=at, progress=progress, dry=dry)

    def issue(
        self,
        rows: Iterable[Row[PriorDocument]],
        *,
        actor: str,
        clock: Callable[[], datetime],
        progress: Callable[[int], object] = int,
    ) -> list[Answer]:
        """Issue anew what is on record of `rows` and in force; what is issued already is told."""
        source = (row.result for row in rows if row.result is not None)
        answers: list[Answer] = []
        while batch := list(islice(source, BATCH)):
            with self.transactions.reading() as unit:
                known = cast("PriorUnit", unit).priors.find([row.key for row in batch])
            by_scheme: dict[str, list[str]] = {}
            for prior in known.values():
                if prior.attempt is not None:
                    by_scheme.setdefault(prior.scheme, []).append(prior.attempt)
            for scheme, attempts in by_scheme.items():
                done = self.intake.reissue(scheme, attempts, actor=actor, at=clock())
                answers += done.values()
            progress(len(batch))
        return answers

    def _enter(
        self,
        unit: PriorUnit,
        items: Sequence[PriorDocument],
        actor: str,
        at: datetime,
        today: date,
        prefixes: frozenset[str],
    ) -> list[list[Against]]:
        known = unit.priors.find([item.key for item in items])
        people = unit.people.find([item.holder for item in items if item.holder])
        good, told_of = _Good(), list[list[Against]]()
        for item in items:
            first = known.get(item.key)
            against: list[Against] = (
                list(self._against(item, people | good.people, today, prefixes))
                if first is None
                else [*_conflict(item, first)]
            )
            if first is None and not against:
                known[item.key] = self._record(good, item, people, actor, at, today)
            told_of.append(against)
        unit.people.add(list(good.people.values()), actor, at)
        unit.attempts.add(good.attempts)
        unit.priors.add(good.priors)
        unit.events.append(good.events)
        return told_of

    def _against(
        self,
        item: PriorDocument,
        people: dict[str, Person],
        today: date,
        prefixes: frozenset[str],
    ) -> Iterator[Against]:
        number = read_typed_number(item.number)
        if isinstance(number, CertificateNumber) and number.prefix in prefixes:
            yield Fault("number", "it reads as a number of our own: it cannot be told from one")
        if max(item.issued, item.ended or item.issued) > today:
            yield Fault("issued", "issued, or ended, is still to come")
        elif item.first_day > today:
            yield Fault("effective", "it has not begun: import it on its first day")
        try:
            scheme = self.schemes.in_force(item.scheme).scheme
            if item.profession not in scheme.professions:
                yield Fault("profession", f"give one of {', '.join(scheme.professions)}")
            if item.standing(today) is PriorState.IN_FORCE:
                self.intake.names.check(candidate_of(item), item.profession)
        except (IssuerError, CertificationError) as refusal:
            yield refusal
        yield from _other_person(item, people)

    def _record(
        self,
        good: _Good,
        item: PriorDocument,
        people: dict[str, Person],
        actor: str,
        at: datetime,
        today: date,
    ) -> Prior:
        """Note all that one good row puts on record, and return its old number."""
        state = item.standing(today)
        attempt = None
        if state is PriorState.IN_FORCE:
            attempt = prior_attempt(item, self.schemes.in_force(item.scheme), at)
            good.attempts.append(attempt)
            person = person_of(item)
            if person is not None and person.ref not in people | good.people:
                good.people[person.ref] = person
                good.events.append(Event(at, EventKind.PERSON_ADDED, person.ref, actor))
        prior = prior_of(item, state, attempt, actor, at)
        good.priors.append(prior)
        good.events.append(told(prior, attempt, actor, at))
        return prior


def _conflict(item: PriorDocument, first: Prior) -> Iterator[Fault]:
    """Tell a number that is on record with other content, or in another spelling."""
    if item.digest(person=first.attempt is not None) != first.digest:
        yield Fault("number", f"{first.number} is on record already, with other content")


def _other_person(item: PriorDocument, people: dict[str, Person]) -> Iterator[Fault]:
    person = people.get(item.holder or "")
    if person is not None and (person.name, person.native_name) != (item.name, item.native_name):
        yield Fault("name", f"write it as on record for {person.ref}, or correct the record first")
