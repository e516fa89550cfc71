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
    BODY_CHANGED = "body.changed"
    KEY_ADDED = "key.added"
    KEY_RETIRED = "key.retired"
    KEY_COMPROMISED = "key.compromised"
    SCHEME_ACTIVATED = "scheme.activated"
    TYPE_ADDED = "type.added"
    RESULT_RECEIVED = "result.received"
    DECISION_GRANTED = "decision.granted"
    DECISION_DENIED = "decision.denied"
    PRIOR_IMPORTED = "prior.imported"
    CREDENTIAL_INTENDED = "credential.intended"
    CREDENTIAL_RELEASED = "credential.released"
    CREDENTIAL_VOIDED = "credential.voided"
    CREDENTIAL_RESIGNED = "credential.resigned"
    CERTIFICATE_SUSPENDED = "certificate.suspended"
    CERTIFICATE_REINSTATED = "certificate.reinstated"
    CERTIFICATE_REVOKED = "certificate.revoked"
    CERTIFICATE_SUCCEEDED = "certificate.succeeded"
    CERTIFICATE_SUPERSEDED = "certificate.superseded"
    REQUEST_MADE = "request.made"
    REQUEST_APPROVED = "request.approved"
    REQUEST_DECLINED = "request.declined"
    REQUEST_TAKEN_BACK = "request.taken_back"
    REQUEST_EXPIRED = "request.expired"
    REQUEST_FINISHED = "request.finished"
    GLASS_BROKEN = "glass.broken"
    ISSUING_STOPPED = "issuing.stopped"
    ISSUING_RESUMED = "issuing.resumed"
    API_KEY_MADE = "api_key.made"
    API_KEY_ENDED = "api_key.ended"
    OFFICER_INVITED = "officer.invited"
    OFFICER_SIGNED_IN = "officer.signed_in"
    OFFICER_JOINED = "officer.joined"
    OFFICER_ROLES_CHANGED = "officer.roles_changed"
    OFFICER_LEFT = "officer.left"
    OFFICER_LINK_MADE = "officer.link_made"
    SESSION_ENDED = "session.ended"
    PASSKEY_ADDED = "passkey.added"
    PASSKEY_REMOVED = "passkey.removed"
    PASSKEY_DOUBTED = "passkey.doubted"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 - an event's name
    RECOVERY_CODES_MADE = "recovery_codes.made"
    RECOVERY_CODE_USED = "recovery_code.used"
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
    HOLDER_LINK_MADE = "holder_link.made"
    HOLDER_LINKS_ENDED = "holder_link.ended"
    SHARE_CHANGED = "share.changed"
    HOLDER_ASKED = "holder.asked"
    HOLDER_UNDID = "holder.undid"
    HOLDER_ANSWERED = "holder.answered"
    LAPSE_OPENED = "lapse.opened"
    LAPSE_CLOSED = "lapse.closed"
    SAMPLE_DRAWN = "sample.drawn"
    EVIDENCE_SEEN = "evidence.seen"
    EDUCATION_ENTERED = "education.entered"
    EDUCATION_SETTLED = "education.settled"
    SENDER_MADE = "sender.made"
    SENDER_ENDED = "sender.ended"
    STATEMENT_TAKEN = "statement.taken"
    COMPLAINT_RECEIVED = "complaint.received"
    COMPLAINT_ACKNOWLEDGED = "complaint.acknowledged"
    COMPLAINT_ASSIGNED = "complaint.assigned"
    COMPLAINT_NOTED = "complaint.noted"
    COMPLAINT_ASKED = "complaint.asked"
    COMPLAINT_ANSWERED = "complaint.answered"
    COMPLAINT_LINKED = "complaint.linked"
    COMPLAINT_NAMED = "complaint.named"
    COMPLAINT_PUT_OFF = "complaint.put_off"
    COMPLAINT_ENDED = "complaint.ended"
    ERASURE_ASKED = "erasure.asked"
    ERASURE_DECLINED = "erasure.declined"
    PERSON_ERASED = "person.erased"
    HOLDER_ERASED = "holder.erased"
    RECORD_RESTORED = "record.restored"
    RECORD_ACCEPTED = "record.accepted"
    RECORD_ARCHIVED = "record.archived"
    RECORD_MOVED = "record.moved"
    BODY_CLOSED = "body.closed"
    PERSON_EXPORTED = "person.exported"


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
