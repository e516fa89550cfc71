"""From a case file to a decision on record: what it rests on, and why somebody may not make it."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from issuer.candidates.application import ApplicationRecord, ApplicationState
from issuer.candidates.case_file import CaseFile
from issuer.certification.dossier.documents import canonical
from issuer.certification.exam import Candidate, ExamResult
from issuer.certification.impartiality import involvement
from issuer.certification.lines import likeness
from issuer.credentials.attempt import Decision, DecisionOutcome
from issuer.intake.batch import Concluded

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def attempt_name(record: ApplicationRecord) -> str:
    """Return what the next decision on an application will be called."""
    return f"{record.application.id}.{record.rounds + 1}"


def earlier_attempts(record: ApplicationRecord) -> list[str]:
    """Return what the decisions made so far are called."""
    return [f"{record.application.id}.{number + 1}" for number in range(record.rounds)]


def obstacle(case: CaseFile, officer: str, at: datetime) -> str | None:
    """Return why `officer` may not decide on this case, as a sentence, or None."""
    if likeness(officer) == likeness(case.person.name):
        return "You are the candidate."
    how = involvement(case.dossier, case.scheme, officer, at.date())
    return None if how is None else f"You {how}."


def conclude(case: CaseFile, decision: Decision) -> Concluded:
    """Return a decision with what it rests on: the examination, the findings, the dossier."""
    application, examined = case.record.application, case.assessment.examined
    person = case.person
    result = ExamResult(
        attempt=attempt_name(case.record),
        scheme=application.scheme,
        candidate=Candidate(person.ref, person.name, person.native_name, person.native_language),
        profession=application.profession,
        written=examined.written,
        practical=examined.practical,
        completed_at=examined.ended or decision.at,
        examiners=examined.examiners,
    )
    return Concluded(result, case.shelved, decision, _told(case))


def _told(case: CaseFile) -> dict[str, str | int]:
    found = [[each.requirement, each.status, each.sentence] for each in case.assessment.findings]
    shown = sorted(canonical(entry.document) for entry in case.dossier.entries)
    return {
        "application": case.record.application.id,
        "assessment": _encode(found),
        "dossier": hashlib.sha256(b"\n".join(shown)).hexdigest(),
    }


def settled(case: CaseFile, decision: Decision) -> ApplicationRecord:
    """Return the application as it stands after a decision."""
    record, granted = case.record, decision.outcome is DecisionOutcome.GRANTED
    return ApplicationRecord(
        application=record.application,
        scheme_digest=record.scheme_digest,
        state=ApplicationState.GRANTED if granted else ApplicationState.DENIED,
        rounds=record.rounds + 1,
        attempt=attempt_name(record),
        decided=decision.at,
    )
