"""What one row of a file of old certificates puts on record."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, time

from issuer.body.schemes import ShelvedScheme
from issuer.certification.dossier.dossier import Person
from issuer.certification.exam import Candidate, ExamResult
from issuer.certification.exam_document import parse_exam_result
from issuer.credentials.attempt import Attempt, Decision, DecisionOutcome
from issuer.evidence.event import Event, EventKind
from issuer.intake.batch import attempt_of
from issuer.prior.document import PriorDocument
from issuer.prior.prior import AUTHOR_KIND, Prior, PriorState


def candidate_of(item: PriorDocument) -> Candidate:
    """Return the holder, as an examination would have named them."""
    reference = item.holder or attempt_name(item)
    return Candidate(reference, item.name, item.native_name, item.native_language)


def person_of(item: PriorDocument) -> Person | None:
    """Return who is to be on record: whoever has an id of the body's, or an address."""
    if item.holder is None and item.mail is None:
        return None
    made = candidate_of(item)
    return Person(made.reference, made.name, made.native_name, made.native_language, item.mail)


def attempt_name(item: PriorDocument) -> str:
    """Return what the old decision is called among the exam results."""
    key = item.key
    return f"earlier.{key if key.isascii() else hashlib.sha256(key.encode()).hexdigest()}"


def prior_attempt(item: PriorDocument, shelved: ShelvedScheme, at: datetime) -> Attempt:
    """Return the old decision as it is recorded: without an examination, which nobody saw here."""
    decided = datetime.combine(item.decided_on, time(), UTC)
    result = ExamResult(
        attempt_name(item),
        item.scheme,
        candidate_of(item),
        item.profession,
        None,
        None,
        decided,
        (),
    )
    decision = Decision(DecisionOutcome.GRANTED, AUTHOR_KIND, item.decided_by, at)
    record = replace(
        attempt_of(result, shelved, decision, at),
        effective=item.first_day,
        valid_through=item.valid_through,
    )
    parse_exam_result(record.document)  # it is read again when it is issued
    return record


def prior_of(
    item: PriorDocument, state: PriorState, attempt: Attempt | None, actor: str, at: datetime
) -> Prior:
    """Return the old number as it is recorded."""
    return Prior(
        key=item.key,
        number=item.number,
        state=state,
        scheme=item.scheme,
        attempt=None if attempt is None else attempt.attempt,
        issued=item.issued,
        effective=item.first_day,
        valid_through=item.valid_through,
        ended=item.ended,
        decided_by=item.decided_by,
        decided_on=item.decided_on,
        digest=item.digest(person=attempt is not None),
        imported=at,
        imported_by=actor,
    )


def told(prior: Prior, attempt: Attempt | None, actor: str, at: datetime) -> Event:
    """Return the event: what was decided before Probatum, by whom, and who says so."""
    data: dict[str, str | int] = {
        "author": prior.decided_by,
        "author_kind": AUTHOR_KIND,
        "decided_on": prior.decided_on.isoformat(),
        "earlier": prior.number,
        "issued": prior.issued.isoformat(),
        "scheme": prior.scheme,
        "state": prior.state.value,
        "valid_through": prior.valid_through.isoformat(),
    }
    data |= {} if prior.ended is None else {"ended": prior.ended.isoformat()}
    if attempt is not None:
        data |= {"result": attempt.digest.hex(), "version": attempt.version}
        data["scheme_digest"] = attempt.scheme_digest
    return Event(at, EventKind.PRIOR_IMPORTED, prior.attempt or prior.key, actor, data)
