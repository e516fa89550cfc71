"""Who may replace a certificate: nobody who was involved with its holder, and not always one.

ISO/IEC 17024, clause 5.1: decisions on certification are made by people who were not involved.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from issuer.candidates.dossiers import Dossiers
from issuer.candidates.past_involvement import once_involved
from issuer.candidates.ports import CandidateTransactions, CandidateUnit
from issuer.candidates.rulings import obstacle
from issuer.certification.errors import ImpartialityError
from issuer.certification.exam_document import parse_exam_result
from issuer.certification.lines import likeness
from issuer.credentials.certificate import Certificate
from issuer.requests.scheme_rules import SchemeRules


@dataclass(frozen=True, slots=True)
class WhoReplaces:
    """Judges one officer and one certificate, as for a decision on an application."""

    transactions: CandidateTransactions
    dossiers: Dossiers
    rules: SchemeRules

    def require(self, made: Certificate, officer: str, *, at: datetime) -> None:
        """Raise `ImpartialityError` if `officer` may neither replace it, nor ask, nor approve."""
        told = self.obstacle(made, officer, at=at)
        if told is not None:
            raise ImpartialityError(told)

    def obstacle(self, made: Certificate, officer: str, *, at: datetime) -> str | None:
        """Return why `officer` may not, as a sentence to them, or None."""
        with self.transactions.reading() as unit:
            return self._involved(unit, made, officer, at)

    def needs_second(self, made: Certificate) -> bool:
        """Tell whether the scheme wants a second person, who approves."""
        return self.rules.needs_second_to_replace(made)

    def _involved(
        self, unit: CandidateUnit, made: Certificate, officer: str, at: datetime
    ) -> str | None:
        holder = made.holder
        if likeness(officer) == likeness(holder.name):
            return "You are the holder."
        found = unit.attempts.find(made.scheme, [made.attempt])
        for attempt in found.values():
            examiners = parse_exam_result(attempt.document).examiners
            if likeness(officer) in map(likeness, examiners):
                return "You examined the candidate."
        records = unit.applications.of_person(holder.reference)
        names = [each.application.id for each in records if each.application.scheme == made.scheme]
        for case in self.dossiers.load(unit, names, at=at):
            told = obstacle(case, officer, at) or once_involved(unit, case, officer)
            if told is not None:
                return told
        return None
