"""Which rows an event is about: what the journal carries beside it, table by table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Concern:
    """The rows of `table` whose `column` is the subject of an event; without one, all of them.

    `owned` rows are taken away where they are on record no more. Of a table with `moments`, only
    rows count in which one of these is not before the event.
    """

    table: str
    column: str = ""
    owned: bool = False
    moments: tuple[str, ...] = ()


_CERTIFICATE = (
    Concern("certificate", "number"),
    Concern("holder", "number"),
    Concern("credential", "number"),
)
_REQUEST_ITEMS = (Concern("request_item", "number"),)
_OF_HOLDERS = (
    Concern("holder_link", "number"),
    Concern("share", "number"),
    Concern("holder_request", "number"),
    Concern("education_claim", "number"),
    Concern("education_proof", "number"),
)
_LAPSES = (Concern("lapse", "number"), Concern("renewal_evidence", "number"))
_ATTEMPT = (
    Concern("attempt", "attempt"),
    Concern("application", "attempt"),
    Concern("prior", "attempt"),
)
_PERSON = (
    Concern("person", "ref"),
    Concern("application", "person"),
    Concern("dossier_entry", "person", moments=("recorded", "struck")),
)
_APPLICATION = (
    Concern("application", "id"),
    Concern("appeal", "application"),
    Concern("candidate_link", "application"),
)
_REVIEW = (Concern("review", "number"), Concern("review", "attempt"))
_OFFICER = (
    Concern("officer", "name"),
    Concern("account", "officer"),
    Concern("officer_role", "officer", owned=True),
    Concern("passkey", "officer", owned=True),
    Concern("recovery_code", "officer", owned=True),
)
_REQUEST = (Concern("request", "id"), Concern("request_item", "request"))
_KEYS = (Concern("public_key"), Concern("checkpoint_key"))
_ALERT = (Concern("alert", "subject"),)

# By the first part of an event's kind.
CONCERNS: dict[str, tuple[Concern, ...]] = {
    "api_key": (Concern("api_key", "name"),),
    "appeal": (*_APPLICATION, Concern("appeal", "id")),
    "application": _APPLICATION,
    "body": (
        *(Concern("body"), Concern("body_version"), Concern("picture"), Concern("control")),
        *_ALERT,
    ),
    "candidate_link": _APPLICATION,
    "certificate": (*_CERTIFICATE, *_REQUEST_ITEMS),
    "complaint": (Concern("complaint", "id"), Concern("complaint_entry", "complaint")),
    "credential": _CERTIFICATE,
    "decision": _ATTEMPT,
    "education": (*_OF_HOLDERS, *_PERSON),
    "entry": _PERSON,
    "erasure": (Concern("erasure", "person"),),
    "evidence": _LAPSES,
    "glass": (*_ALERT, Concern("control")),
    "holder": (*_CERTIFICATE, *_OF_HOLDERS),
    "holder_link": _OF_HOLDERS,
    "issuing": (Concern("control"), *_ALERT),
    "key": (*_KEYS, Concern("control"), *_ALERT),
    "lapse": _LAPSES,
    "officer": _OFFICER,
    "passkey": _OFFICER,
    "password": _OFFICER,
    "person": (*_PERSON, Concern("erasure", "person")),
    "prior": (*_ATTEMPT, Concern("prior", "key")),
    "record": (Concern("recovery"), Concern("recovered_entry"), Concern("control")),
    "recovery_code": _OFFICER,
    "recovery_codes": _OFFICER,
    "register": (Concern("register_entry", "id"),),
    "request": _REQUEST,
    "result": _ATTEMPT,
    "review": (*_REVIEW, *_APPLICATION),
    "sample": (Concern("audit_sample"),),
    "scheme": (Concern("scheme"), Concern("credential_type")),
    "sender": (Concern("sender", "name"),),
    "session": (),
    "share": _OF_HOLDERS,
    "statement": (Concern("statement", "id"),),
    "type": (Concern("scheme"), Concern("credential_type")),
}

# Events of these kinds are not waited for: nothing is acknowledged by them alone.
NOT_WAITED_FOR = frozenset({"credential.intended", "officer.signed_in", "session.ended"})

# Carried beside every event, or never: what is made again, or comes back as the backup had it.
CARRIED_ALWAYS = frozenset({"event", "event_detail", "event_head", "erased_event", "status_list"})
NOT_CARRIED = {
    "access": "who looked at whom is told to the access log of the backup",
    "alert_seen": "an alert is read once more",
    "check_count": "counts of checks are about nobody",
    "drawing": "a certificate is drawn again, to the byte",
    "fresh_code": "a code is mailed again",
    "idempotency": "an attempt gets its first answer by its own name",
    "invitation": "an invitation is sent again",
    "known_device": "a device is made known again",
    "licence_sweep": "the licences are looked at once more",
    "made_link": "the chain tells of it",
    "message": "mails that waited are not sent twice",
    "reminder": "a holder may be reminded twice",
    "saved_search": "an officer's own",
    "score_sheet": "before it is handed in, an examiner has it on paper too",
    "session": "everybody signs in again",
    "sign_in": "everybody signs in again",
    "sign_in_failure": "it is counted anew",
    "spent_challenge": "a challenge lives for minutes",
    "watch_link": "a watch list's owner asks for another",
    "watch_list": "made since the backup: made again",
    "watched": "made since the backup: made again",
}
