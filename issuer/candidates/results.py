"""Exam results arrive, for schemes with dossiers and without; a pass may be voided later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from issuer.body.schemes import SchemeShelf
from issuer.candidates.application import ApplicationRecord, ApplicationState, Recorded
from issuer.candidates.decisions import Decisions
from issuer.candidates.dossiers import Dossiers
from issuer.candidates.doubts import doubt_grant, raise_review
from issuer.candidates.errors import EntryConflictError, UnknownApplicationError
from issuer.candidates.ports import CandidateTransactions, CandidateUnit
from issuer.candidates.striking import lock_applications, struck_event
from issuer.certification.dossier.documents import Document, read_document
from issuer.certification.dossier.dossier import Person
from issuer.certification.errors import CertificationError, ExamResultError, Fault
from issuer.certification.exam import ExamResult
from issuer.certification.figures import show_moment
from issuer.certification.impartiality import folded
from issuer.credentials.attempt import Decision, DecisionOutcome
from issuer.errors import AttemptConflictError, IssuerError, UnknownAttemptError
from issuer.evidence.event import Event, EventKind
from issuer.intake.answers import Answer, Issued, Refused, Waiting
from issuer.intake.intake import Intake

_PARTS = ("written", "practical")


@dataclass(frozen=True, slots=True)
class ExamResults:
    """Takes exam results: into the dossier where the scheme keeps one, else to be decided alone."""

    transactions: CandidateTransactions
    schemes: SchemeShelf
    dossiers: Dossiers
    decisions: Decisions
    intake: Intake

    def take(self, result: ExamResult, *, actor: str, at: datetime) -> Answer:
        """Take one result; a refusal is raised."""
        answer = self.take_many([result], actor=actor, at=at)[0]
        if isinstance(answer, Refused):
            raise answer.error
        return answer

    def take_many(self, results: Sequence[ExamResult], *, actor: str, at: datetime) -> list[Answer]:
        """Take results of any schemes; one answer each, in their order.

        A result for a scheme with dossiers is a document of the person's open application. Under
        a rule that is met by it, the certificate is the answer, else that it waits.
        """
        alone = [each for each in results if not self._keeps_dossier(each.scheme)]
        answers = iter(self.intake.take_many(alone, actor=actor, at=at) if alone else ())
        return [
            self._file(each, actor, at) if self._keeps_dossier(each.scheme) else next(answers)
            for each in results
        ]

    def void(self, scheme: str, attempt: str, *, why: str, actor: str, at: datetime) -> None:
        """Let a result count no more; where it led to a certificate, a review is raised."""
        with self.transactions.writing() as unit:
            if self._keeps_dossier(scheme):
                self._strike(unit, scheme, attempt, why, actor, at)
            else:
                self._doubt(unit, scheme, attempt, why, actor, at)

    def _keeps_dossier(self, scheme: str) -> bool:
        return self.schemes.knows(scheme) and self.schemes.in_force(scheme).scheme.keeps_dossiers

    def _file(self, result: ExamResult, actor: str, at: datetime) -> Answer:
        try:
            application = self._record(result, actor, at)
        except (IssuerError, CertificationError) as refusal:
            return Refused(result.attempt, refusal)
        for answer in self.decisions.settle_by_rule([application], at=at):
            if isinstance(answer, Issued):
                return Issued(result.attempt, answer.number, answer.token)
        return self._known(result, application, actor, at)

    def _record(self, result: ExamResult, actor: str, at: datetime) -> str:
        """Put the result into the dossier, and return the application it is for.

        Of two requests at once the second finds the first one's documents: it looks again.
        """
        for _ in range(2):
            try:
                return self._put(result, actor, at)
            except EntryConflictError:
                continue
        raise AttemptConflictError(result.attempt)

    def _put(self, result: ExamResult, actor: str, at: datetime) -> str:
        person = result.candidate.reference
        with self.transactions.writing() as unit:
            found = unit.people.find([person]).get(person)
            application = _application_of(unit, person, result.scheme)
            if found is None or application is None:
                raise UnknownApplicationError(f"{person} has no application for {result.scheme}")
            _require_same_name(result, found)
            _require_own_attempt(unit, result, person)
            mine = [(person, document) for document in documents_of(result)]
            self.dossiers.recording.add(unit, mine, author=actor, at=at)
        return application.application.id

    def _known(self, result: ExamResult, application: str, actor: str, at: datetime) -> Answer:
        """Return the answer of an application that is decided, or that it waits."""
        with self.transactions.reading() as unit:
            record = unit.applications.find([application])[application]
        if record.state is ApplicationState.OPEN or record.attempt is None:
            return Waiting(result.attempt)
        told = self.intake.reissue(result.scheme, [record.attempt], actor=actor, at=at)
        return replace(told[record.attempt], attempt=result.attempt)

    def _strike(
        self, unit: CandidateUnit, scheme: str, attempt: str, why: str, actor: str, at: datetime
    ) -> None:
        struck: list[Recorded] = []
        for kind in _PARTS:
            found = unit.entries.by_ref(kind, scheme, attempt)
            if found is not None:
                lock_applications(unit, found.person)
            if found is not None and unit.entries.strike(found.id, actor, why, at):
                struck.append(found)
        if not struck:
            raise UnknownAttemptError(attempt)
        events = [struck_event(each, actor, why, at) for each in struck]
        for record in unit.applications.of_person(struck[0].person):
            if record.application.scheme == scheme:
                events += _reopen(unit, record, why, actor, at)
        unit.events.append(events)

    def _doubt(
        self, unit: CandidateUnit, scheme: str, attempt: str, why: str, actor: str, at: datetime
    ) -> None:
        """Deny what still waits; let a person look at what was granted."""
        found = unit.attempts.find(scheme, [attempt]).get(attempt)
        if found is None:
            raise UnknownAttemptError(attempt)
        if found.decision is None:
            reasons = (("result_voided", f"the result was voided: {why}"),)
            denied = Decision(DecisionOutcome.DENIED, "rule", actor, at, reasons)
            unit.attempts.decide(scheme, attempt, denied)
            unit.events.append([Event(at, EventKind.DECISION_DENIED, attempt, actor, {"why": why})])
        elif found.decision.outcome is DecisionOutcome.GRANTED:
            certificate = unit.certificates.of_attempts(scheme, [attempt]).get(attempt)
            number = certificate.number if certificate else None
            unit.certificates.find([number] if number else [], lock=True)
            if any(review.attempt == attempt for review in unit.reviews.open()):
                return  # voided twice, at once or not: one doubt
            unit.events.append([raise_review(unit, None, attempt, number, why, actor, at)])


def documents_of(result: ExamResult) -> list[Document]:
    """Return what a result tells, as documents of a dossier; raise `DocumentError` if it cannot."""
    same: dict[str, object] = {
        "ref": result.attempt,
        "scheme": result.scheme,
        "ended": show_moment(result.completed_at),
    }
    made: list[Document] = []
    if result.written is not None:
        written: dict[str, object] = {
            "kind": "written",
            "form": result.written.form,
            "percent": result.written.percent,
            "sections": result.written.sections,
        }
        made.append(read_document(same | written))
    if result.practical is not None:
        practical: dict[str, object] = {
            "kind": "practical",
            "percent": result.practical.percent,
            "stations_passed": result.practical.stations_passed,
            "critical_fails": result.practical.critical_fails,
            "examiners": result.examiners,
        }
        made.append(read_document(same | practical))
    return made


def _application_of(unit: CandidateUnit, person: str, scheme: str) -> ApplicationRecord | None:
    """Return the open application, or else the newest one that was decided."""
    mine = [
        record
        for record in unit.applications.of_person(person)
        if record.application.scheme == scheme and record.state is not ApplicationState.WITHDRAWN
    ]
    mine.sort(key=lambda record: record.state is not ApplicationState.OPEN)
    return mine[0] if mine else None


def _require_own_attempt(unit: CandidateUnit, result: ExamResult, person: str) -> None:
    """Refuse a number that is another person's: to void it would strike the wrong one's."""
    for kind in _PARTS:
        first = unit.entries.by_ref(kind, result.scheme, result.attempt)
        if first is not None and first.person != person:
            raise AttemptConflictError(result.attempt)


def _require_same_name(result: ExamResult, person: Person) -> None:
    """Refuse a result under another name: a wrong reference would credit somebody else."""
    if folded(result.candidate.name) != folded(person.name):
        mend = f"write it as on record for {person.ref}, or correct the record first"
        raise ExamResultError([Fault("candidate.name", mend)])


def _reopen(
    unit: CandidateUnit, record: ApplicationRecord, why: str, actor: str, at: datetime
) -> list[Event]:
    """Open a granted application again; its certificate is for a person to look at.

    Where its owner has applied again meanwhile, the review alone tells of it.
    """
    if record.state is not ApplicationState.GRANTED or record.attempt is None:
        return []
    application = record.application
    events = [doubt_grant(unit, record, record.attempt, why, actor, at)]
    if application.person not in unit.applications.open_of(
        application.scheme, [application.person]
    ):
        unit.applications.settle(replace(record, state=ApplicationState.OPEN))
        told = Event(at, EventKind.APPLICATION_REOPENED, application.id, actor, {"why": why})
        events = [told, *events]
    return events
