"""Decisions on applications: by a person who was not involved, or by the scheme's rule."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from issuer.candidates.application import ApplicationState
from issuer.candidates.case_file import CaseFile
from issuer.candidates.dossiers import Dossiers
from issuer.candidates.errors import (
    ApplicationClosedError,
    ProceedingError,
    UnknownApplicationError,
    UnmetError,
)
from issuer.candidates.past_involvement import once_involved
from issuer.candidates.ports import CandidateTransactions, CandidateUnit
from issuer.candidates.proceedings import AppealOutcome
from issuer.candidates.renewal import renewed_by
from issuer.candidates.rulings import conclude, earlier_attempts, obstacle, settled
from issuer.certification.errors import AuthorError, CertificationError, ImpartialityError
from issuer.certification.impartiality import folded
from issuer.certification.scheme import DecisionMode
from issuer.credentials.attempt import Decision, DecisionOutcome
from issuer.credentials.certificate import CertificateState
from issuer.credentials.succession import Succession
from issuer.errors import IssuerError
from issuer.intake.answers import Answer, Denied, Issued, Refused
from issuer.intake.intake import Intake

_PAGE = 500  # applications assessed at a time

Judge = Callable[[CaseFile], Decision]


@dataclass(slots=True)
class _Round:
    """Decisions of one transaction, and what was refused."""

    decided: list[tuple[CaseFile, Decision]] = field(default_factory=list)
    renewals: dict[str, Succession] = field(default_factory=dict)  # by application
    refused: dict[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decides. In an `Answer`, `attempt` is the application's id."""

    transactions: CandidateTransactions
    dossiers: Dossiers
    intake: Intake

    def queue(self, *, at: datetime, limit: int = 200) -> list[CaseFile]:
        """Return open applications that a person can decide now: all examined, oldest first.

        Those that meet everything come first.
        """
        found: list[CaseFile] = []
        with self.transactions.reading() as unit:
            after = ""
            while records := unit.applications.examined_after(after, _PAGE):
                after = records[-1].application.id
                names = [record.application.id for record in records]
                cases = self.dossiers.load(unit, names, at=at)
                found += [case for case in cases if _is_ripe(unit, case)]
        found.sort(key=lambda case: (not case.assessment.is_met, case.record.application.submitted))
        return found[:limit]

    def obstacle(self, case: CaseFile, officer: str) -> str | None:
        """Return why `officer` may not decide on this case, as a sentence, or None."""
        told = obstacle(case, officer, case.assessment.at)
        if told is None:
            with self.transactions.reading() as unit:
                told = once_involved(unit, case, officer) or _decided_before(unit, case, officer)
        return told

    def grant(self, applications: Sequence[str], *, author: str, at: datetime) -> list[Answer]:
        """Grant many, each judged alone: `Issued`, or `Refused` with what stands against it."""
        decision = Decision(DecisionOutcome.GRANTED, "person", author, at)

        def judge(case: CaseFile) -> Decision:
            if case.scheme.decision is not DecisionMode.PERSON and not self._is_held(case):
                raise AuthorError(f"{case.scheme.id} {case.scheme.version} is decided by its rule")
            _require_met(case)
            return decision

        return self._decide(applications, judge, author=author, at=at)

    def _is_held(self, case: CaseFile) -> bool:
        with self.transactions.reading() as unit:
            return held_back(unit, case)

    def deny(self, application: str, *, author: str, why: str, at: datetime) -> Answer:
        """Deny one; `why` is needed where the scheme itself gives no reason."""

        def judge(case: CaseFile) -> Decision:
            reasons = [(unmet.code.value, unmet.sentence) for unmet in case.assessment.reasons]
            if why:
                reasons.append(("officer_denied", why))
            if not reasons:
                raise ProceedingError("everything is met: give the reason for the denial")
            return Decision(DecisionOutcome.DENIED, "person", author, at, tuple(reasons))

        answer = self._decide([application], judge, author=author, at=at)[0]
        if isinstance(answer, Refused):
            raise answer.error
        return answer

    def settle_by_rule(self, applications: Sequence[str], *, at: datetime) -> list[Answer]:
        """Grant those of `applications` that meet everything and are decided by their scheme."""
        ripe = [
            case
            for case in self.dossiers.open_many(applications, at=at)
            if case.record.state is ApplicationState.OPEN
            if case.scheme.decision is DecisionMode.RULE and case.assessment.is_met
        ]

        def judge(case: CaseFile) -> Decision:
            _require_met(case)
            officer = case.scheme.answerable_officer or ""
            if case.record.application.id in held:
                raise ProceedingError("an earlier denial or withdrawal: a person decides")
            return Decision(DecisionOutcome.GRANTED, "rule", officer, at)

        with self.transactions.reading() as unit:
            held = {case.record.application.id for case in ripe if held_back(unit, case)}
        names = [case.record.application.id for case in ripe]
        return self._decide(names, judge, author="", at=at) if names else []

    def _decide(
        self, applications: Sequence[str], judge: Judge, *, author: str, at: datetime
    ) -> list[Answer]:
        """Judge each application alone, in one transaction, and issue what is granted."""
        made = _Round()
        with self.transactions.writing() as unit:
            cases = self.dossiers.load(unit, applications, at=at, lock=True)
            for case in cases:
                self._judge(unit, made, case, judge, author)
            concluded = [
                replace(conclude(*each), succession=made.renewals.get(_name(each[0])))
                for each in made.decided
            ]
            actor = author or "rule"
            batch = self.intake.conclude(unit, concluded, actor=actor, at=at)
            for each in made.decided:
                unit.applications.settle(settled(*each))
        issued = self.intake.issue(batch, actor=actor, at=at)
        return [_answer(name, made, issued) for name in applications]

    def _judge(
        self, unit: CandidateUnit, made: _Round, case: CaseFile, judge: Judge, author: str
    ) -> None:
        name = case.record.application.id
        try:
            if case.record.state is not ApplicationState.OPEN:
                raise ApplicationClosedError(name)
            decision = judge(case)
            _require_impartial(unit, case, author or decision.author)
            if decision.outcome is DecisionOutcome.GRANTED:
                renewed = renewed_by(unit, case)
                if renewed is not None:
                    made.renewals[name] = renewed
        except (IssuerError, CertificationError) as refusal:
            made.refused[name] = Refused(name, refusal)
        else:
            made.decided.append((case, decision))


def _is_ripe(unit: CandidateUnit, case: CaseFile) -> bool:
    if case.scheme.decision is DecisionMode.RULE:  # what the rule left to a person
        return case.assessment.is_met and held_back(unit, case)
    return case.assessment.is_met or case.assessment.is_examined


def held_back(unit: CandidateUnit, case: CaseFile) -> bool:
    """Tell whether a person must look first: something was denied or withdrawn before."""
    asked = case.record.application
    mine = [
        record
        for record in unit.applications.of_person(asked.person)
        if record.application.scheme == asked.scheme
    ]
    if any(record.state is ApplicationState.DENIED for record in mine):
        return True
    attempts = [name for record in mine for name in earlier_attempts(record)]
    made = unit.certificates.of_attempts(asked.scheme, attempts)
    return any(each.state is CertificateState.REVOKED for each in made.values())


def _require_met(case: CaseFile) -> None:
    missing = case.assessment.missing
    if missing:
        told = ", ".join(finding.title for finding in missing[:5])
        raise UnmetError(f"not met: {told}")


def _require_impartial(unit: CandidateUnit, case: CaseFile, author: str) -> None:
    told = (
        obstacle(case, author, case.assessment.at)
        or once_involved(unit, case, author)
        or _decided_before(unit, case, author)
    )
    if told is not None:
        raise ImpartialityError(told)


def _decided_before(unit: CandidateUnit, case: CaseFile, officer: str) -> str | None:
    """Tell whether `officer` decided earlier what is looked at anew, or upheld the appeal.

    The others of the panel may decide: two people see it, and a body of four is not at an end.
    """
    earlier = earlier_attempts(case.record)
    known = unit.attempts.find(case.record.application.scheme, earlier)
    if any(
        each.decision and folded(each.decision.author) == folded(officer) for each in known.values()
    ):
        return "You decided on this application before."
    upheld = (
        each.ended_by or ""
        for each in unit.appeals.of(case.record.application.id)
        if each.outcome is AppealOutcome.UPHELD
    )
    if folded(officer) in map(folded, upheld):
        return "You upheld the appeal by which it is open again."
    return None


def _name(case: CaseFile) -> str:
    return case.record.application.id


def _answer(name: str, made: _Round, issued: dict[str, Answer]) -> Answer:
    if name in made.refused:
        return made.refused[name]
    for case, _ in made.decided:
        if case.record.application.id == name:
            return _renamed(issued[f"{name}.{case.record.rounds + 1}"], name)
    return Refused(name, UnknownApplicationError(name))


def _renamed(answer: Answer, name: str) -> Answer:
    match answer:
        case Issued(number=number, token=token):
            return Issued(name, number, token)
        case Denied(reasons=reasons):
            return Denied(name, reasons)
        case _:
            return answer
