"""What an event of the record is in words: one table, with every kind in it."""

from __future__ import annotations

from collections.abc import Mapping

from issuer.evidence.event import EventKind

EVENTS: Mapping[EventKind, str] = {
    EventKind.BODY_FOUNDED: "The body was founded",
    EventKind.BODY_CHANGED: "What the body says of itself was changed",
    EventKind.BODY_CLOSED: "The body was closed",
    EventKind.KEY_ADDED: "A key was added",
    EventKind.KEY_RETIRED: "A key was retired",
    EventKind.KEY_COMPROMISED: "A key was withdrawn as compromised",
    EventKind.SCHEME_ACTIVATED: "A scheme was put into force",
    EventKind.TYPE_ADDED: "A credential type was added",
    EventKind.RESULT_RECEIVED: "Exam result received",
    EventKind.DECISION_GRANTED: "Granted",
    EventKind.DECISION_DENIED: "Denied",
    EventKind.PRIOR_IMPORTED: "Decided before Probatum, and imported",
    EventKind.CREDENTIAL_INTENDED: "About to be issued",
    EventKind.CREDENTIAL_RELEASED: "Issued",
    EventKind.CREDENTIAL_VOIDED: "Was not issued, and its number burnt",
    EventKind.CREDENTIAL_RESIGNED: "Signed anew with another key",
    EventKind.CERTIFICATE_SUSPENDED: "Suspended",
    EventKind.CERTIFICATE_REINSTATED: "Reinstated",
    EventKind.CERTIFICATE_REVOKED: "Withdrawn",
    EventKind.CERTIFICATE_SUCCEEDED: "A newer certificate was issued",
    EventKind.CERTIFICATE_SUPERSEDED: "Replaced",
    EventKind.REQUEST_MADE: "A request waits for a second officer",
    EventKind.REQUEST_APPROVED: "A request was approved",
    EventKind.REQUEST_DECLINED: "A request was declined",
    EventKind.REQUEST_TAKEN_BACK: "A request was taken back",
    EventKind.REQUEST_EXPIRED: "A request ended, and nobody decided it",
    EventKind.REQUEST_FINISHED: "A request was done to its end",
    EventKind.GLASS_BROKEN: "One officer acted alone",
    EventKind.ISSUING_STOPPED: "Issuing was stopped",
    EventKind.ISSUING_RESUMED: "Issuing went on",
    EventKind.API_KEY_MADE: "An API key was made",
    EventKind.API_KEY_ENDED: "An API key was ended",
    EventKind.OFFICER_INVITED: "An officer was invited",
    EventKind.OFFICER_SIGNED_IN: "An officer signed in",
    EventKind.OFFICER_JOINED: "An officer joined",
    EventKind.OFFICER_ROLES_CHANGED: "An officer's roles were changed",
    EventKind.OFFICER_LEFT: "An officer's account was ended",
    EventKind.OFFICER_LINK_MADE: "A sign-in link was made on the command line",
    EventKind.SESSION_ENDED: "Sessions were ended",
    EventKind.PASSKEY_ADDED: "A passkey was added",
    EventKind.PASSKEY_REMOVED: "A passkey was removed",
    EventKind.PASSKEY_DOUBTED: "A passkey looked like a copy, and was refused",
    EventKind.PASSWORD_CHANGED: "A password was changed",
    EventKind.RECOVERY_CODES_MADE: "Recovery codes were made",
    EventKind.RECOVERY_CODE_USED: "A recovery code was used",
    EventKind.PERSON_ADDED: "A person was added",
    EventKind.PERSON_CHANGED: "A person's details were changed",
    EventKind.APPLICATION_SUBMITTED: "An application was submitted",
    EventKind.APPLICATION_WITHDRAWN: "An application was withdrawn",
    EventKind.APPLICATION_REOPENED: "An application was opened again",
    EventKind.ENTRY_RECORDED: "A document was recorded",
    EventKind.ENTRY_STRUCK: "A document was struck",
    EventKind.REGISTER_CHANGED: "A register was revised",
    EventKind.APPEAL_LODGED: "An appeal was lodged",
    EventKind.APPEAL_EMPANELLED: "A panel was named for an appeal",
    EventKind.APPEAL_ENDED: "An appeal was concluded",
    EventKind.REVIEW_RAISED: "A doubt about a decision was raised",
    EventKind.REVIEW_SETTLED: "A doubt about a decision was settled",
    EventKind.CANDIDATE_LINK_MADE: "A candidate's link was made",
    EventKind.CANDIDATE_LINK_ENDED: "A candidate's link was ended",
    EventKind.HOLDER_LINK_MADE: "A holder's link was made",
    EventKind.HOLDER_LINKS_ENDED: "A holder's links were ended",
    EventKind.SHARE_CHANGED: "The holder changed what is shared",
    EventKind.HOLDER_ASKED: "The holder asked for something",
    EventKind.HOLDER_UNDID: "The holder took it back",
    EventKind.HOLDER_ANSWERED: "The holder was answered",
    EventKind.LAPSE_OPENED: "The licence is to be looked at",
    EventKind.LAPSE_CLOSED: "The licence was looked at",
    EventKind.SAMPLE_DRAWN: "An audit sample was drawn",
    EventKind.EVIDENCE_SEEN: "Evidence of continuing education was seen",
    EventKind.EDUCATION_ENTERED: "The holder entered continuing education",
    EventKind.EDUCATION_SETTLED: "Continuing education was accepted or declined",
    EventKind.SENDER_MADE: "A learning system was let in",
    EventKind.SENDER_ENDED: "A learning system was shut out",
    EventKind.STATEMENT_TAKEN: "A learning system reported",
    EventKind.COMPLAINT_RECEIVED: "A concern was received",
    EventKind.COMPLAINT_ACKNOWLEDGED: "A concern was acknowledged",
    EventKind.COMPLAINT_ASSIGNED: "A complaint was assigned",
    EventKind.COMPLAINT_NOTED: "A note was made on a complaint",
    EventKind.COMPLAINT_ASKED: "The complainant was asked",
    EventKind.COMPLAINT_ANSWERED: "The complainant answered",
    EventKind.COMPLAINT_LINKED: "A complaint was linked to a certificate",
    EventKind.COMPLAINT_NAMED: "A complaint was found to be about somebody",
    EventKind.COMPLAINT_PUT_OFF: "A complaint's day was put off",
    EventKind.COMPLAINT_ENDED: "A complaint was concluded",
    EventKind.ERASURE_ASKED: "An erasure was asked for",
    EventKind.ERASURE_DECLINED: "An erasure was declined",
    EventKind.PERSON_ERASED: "A person's data were erased",
    EventKind.HOLDER_ERASED: "The holder's data were erased",
    EventKind.RECORD_ARCHIVED: "Its whole file was exported for an audit",
    EventKind.RECORD_RESTORED: "The record was restored from a backup",
    EventKind.RECORD_ACCEPTED: "A gap after a restore was accepted",
    EventKind.RECORD_MOVED: "The record was moved",
    EventKind.PERSON_EXPORTED: "A person's data were exported",
}
# What goes before or beside a certificate's history, and is no part of it.
_BESIDE = frozenset(
    {
        EventKind.CREDENTIAL_INTENDED,
        EventKind.CREDENTIAL_VOIDED,
        EventKind.HOLDER_LINK_MADE,
        EventKind.HOLDER_LINKS_ENDED,
        EventKind.SHARE_CHANGED,
    }
)


def event_in_words(kind: str) -> str:
    """Return what happened, in words; a kind that a newer version wrote stays as it is."""
    try:
        return EVENTS[EventKind(kind)]
    except (KeyError, ValueError):
        return kind


def is_history(kind: str) -> bool:
    """Tell whether a certificate's own page shows events of this kind."""
    return kind not in _BESIDE
