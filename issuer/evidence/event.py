"""One change of state, as it is told to the hash chain."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What happened. The strings are public: add, never rename."""

    BODY_FOUNDED = "body.founded"
    KEY_ADDED = "key.added"
    SCHEME_ACTIVATED = "scheme.activated"
    RESULT_RECEIVED = "result.received"
    DECISION_GRANTED = "decision.granted"
    DECISION_DENIED = "decision.denied"
    CREDENTIAL_INTENDED = "credential.intended"
    CREDENTIAL_RELEASED = "credential.released"
    CREDENTIAL_VOIDED = "credential.voided"
    CERTIFICATE_SUSPENDED = "certificate.suspended"
    CERTIFICATE_REINSTATED = "certificate.reinstated"
    CERTIFICATE_REVOKED = "certificate.revoked"
    ISSUING_STOPPED = "issuing.stopped"
    ISSUING_RESUMED = "issuing.resumed"
    API_KEY_MADE = "api_key.made"
    API_KEY_ENDED = "api_key.ended"
    OFFICER_INVITED = "officer.invited"
    OFFICER_SIGNED_IN = "officer.signed_in"
    PERSON_ADDED = "person.added"
    PERSON_CHANGED = "person.changed"
    APPLICATION_SUBMITTED = "application.submitted"
    APPLICATION_WITHDRAWN = "application.withdrawn"
    APPLICATION_REOPENED = "application.reopened"
    ENTRY_RECORDED = "entry.recorded"
    ENTRY_STRUCK = "entry.struck"
    REGISTER_CHANGED = "register.changed"
    APPEAL_LODGED = "appeal.lodged"
    APPEAL_EMPANELLED = "appeal.empanelled"
    APPEAL_ENDED = "appeal.ended"
    REVIEW_RAISED = "review.raised"
    REVIEW_SETTLED = "review.settled"
    CANDIDATE_LINK_MADE = "candidate_link.made"
    CANDIDATE_LINK_ENDED = "candidate_link.ended"
    SENDER_MADE = "sender.made"
    SENDER_ENDED = "sender.ended"
    STATEMENT_TAKEN = "statement.taken"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to `subject` (a number, key ID, scheme, attempt ...), when, by whom.

    `data` holds strings and numbers only, and no name of a holder.
    """

    at: datetime
    kind: EventKind
    subject: str
    actor: str
    data: Mapping[str, str | int] = field(default_factory=dict)

    def data_bytes(self) -> bytes:
        """Return the canonical JSON of actor and data: what the chain commits to with a salt."""
        content = {"actor": self.actor, **self.data}
        return _serialize(content).encode("utf-8")


_serialize = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
