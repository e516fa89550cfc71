"""From a result to a decision on record, and what a decision means for issuing and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from issuer.body.schemes import ShelvedScheme
from issuer.certification.decision import Author, Denied, Granted, decide
from issuer.certification.exam import ExamResult
from issuer.certification.scheme import DecisionMode
from issuer.credentials.attempt import Attempt, Decision, DecisionOutcome
from issuer.credentials.certificate import Holder
from issuer.credentials.grant import Grant
from issuer.credentials.succession import Succession
from issuer.errors import TransitionError
from issuer.evidence.event import Event, EventKind


def rule_decides(result: ExamResult, shelved: ShelvedScheme, at: datetime) -> Decision | None:
    """Return the rule's decision on `result`, or None where a person decides."""
    scheme = shelved.scheme
    if scheme.decision is DecisionMode.PERSON:
        return None
    author = Author(kind="rule", name=scheme.answerable_officer or "")
    return _decision(decide(result, scheme, author=author, at=at), author, at)


def person_decides(
    result: ExamResult, shelved: ShelvedScheme, name: str, why: str, at: datetime, *, grant: bool
) -> Decision:
    """Let a person decide; what the scheme does not allow cannot be granted."""
    author = Author(kind="person", name=name)
    decided = decide(result, shelved.scheme, author=author, at=at)
    if isinstance(decided, Granted) and not grant:
        reasons = (("officer_denied", why),)
        return Decision(DecisionOutcome.DENIED, author.kind, name, at, reasons)
    return _decision(decided, author, at)


def _decision(decided: Granted | Denied, author: Author, at: datetime) -> Decision:
    if isinstance(decided, Granted):
        return Decision(DecisionOutcome.GRANTED, author.kind, author.name, at)
    reasons = tuple((unmet.code, unmet.sentence) for unmet in decided.reasons)
    return Decision(DecisionOutcome.DENIED, author.kind, author.name, at, reasons)


def grant_of(
    result: ExamResult,
    shelved: ShelvedScheme,
    succession: Succession | None = None,
    kept: tuple[date, date] | None = None,
) -> Grant:
    """Return the terms of the certificate that a granted result earns."""
    candidate = result.candidate
    return Grant(
        attempt=result.attempt,
        holder=Holder(
            reference=candidate.reference,
            name=candidate.name,
            native_name=candidate.native_name,
            native_language=candidate.native_language,
        ),
        profession=result.profession,
        scheme=shelved.scheme.id,
        version=shelved.scheme.version,
        prefix=shelved.scheme.prefix,
        type=(succession and succession.type) or shelved.type_url,
        validity_months=shelved.scheme.validity_months,
        succession=succession,
        kept=kept,
    )


def require_days_left(record: Attempt, at: datetime) -> None:
    """Raise `TransitionError` where the last day that a decision names is over."""
    if record.valid_through is not None and record.valid_through < at.date():
        raise TransitionError(f"{record.attempt}: its last day is over, and nothing is issued")


_KINDS = {
    None: EventKind.RESULT_RECEIVED,
    DecisionOutcome.GRANTED: EventKind.DECISION_GRANTED,
    DecisionOutcome.DENIED: EventKind.DECISION_DENIED,
}


def told(record: Attempt, actor: str, more: Mapping[str, str | int]) -> Event:
    """Return the event that tells of a result and, where there is one, its decision."""
    decision = record.decision
    data: dict[str, str | int] = {
        "result": record.digest.hex(),
        "scheme": record.scheme,
        "scheme_digest": record.scheme_digest,
        "version": record.version,
        **more,
    }
    if decision is not None:
        data |= {"author": decision.author, "author_kind": decision.author_kind}
    at = decision.at if decision else record.received
    kind = _KINDS[decision.outcome if decision else None]
    return Event(at, kind, record.attempt, actor, data)
