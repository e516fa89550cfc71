"""Where people's data stand: every table is here, or is named as one that has none.

A test asserts that no table is forgotten, and another that a name planted everywhere is nowhere
after an erasure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

ERASED = "[erased]"  # what stands where a name or a note was
GOES: Mapping[str, Any] = MappingProxyType({})  # no columns are emptied: the whole row goes


@dataclass(frozen=True, slots=True)
class Place:
    """Rows of one person: found by `column`, which holds what `trace` names of them.

    `emptied` are columns and what is left in them; without any, the row goes.
    """

    table: str
    column: str
    trace: str  # a member of `Trace`
    emptied: Mapping[str, Any] = field(default_factory=lambda: GOES)


# A complaint about somebody stays countable: kind, days and outcome.
COMPLAINT_LEFT = {
    **dict.fromkeys(("words", "why", "answer"), ERASED),
    "typed": "",
    "contact": "",
    "receipt": b"",
    "about": "[]",
}

# In the order in which rows may go: whoever refers to another goes first.
PLACES = (
    Place("candidate_link", "application", "applications"),
    Place("holder_link", "number", "numbers"),
    Place("share", "number", "numbers"),
    Place("fresh_code", "number", "numbers"),
    Place("holder_request", "number", "numbers"),
    Place("education_proof", "number", "numbers"),
    Place("education_claim", "number", "numbers"),
    Place("lapse", "number", "numbers"),
    Place("reminder", "number", "numbers"),
    Place("renewal_evidence", "number", "numbers"),
    Place("review", "application", "applications"),
    Place("review", "number", "numbers"),
    Place("appeal", "application", "applications"),
    Place("complaint_entry", "complaint", "complaints", {"words": ERASED}),
    Place("complaint", "id", "complaints", COMPLAINT_LEFT),
    Place("score_sheet", "person", "person"),
    Place("statement", "person", "person"),
    Place("dossier_entry", "person", "person"),
    Place("application", "person", "person"),
    Place("person", "ref", "person"),
    Place("idempotency", "attempt", "attempts"),
    Place("drawing", "number", "numbers"),
    Place("holder", "number", "numbers"),
    Place("credential", "number", "numbers", {"payload": b"", "token": None}),
    Place("prior", "attempt", "attempts", {"digest": b""}),
    Place("attempt", "attempt", "attempts", {"document": b"{}", "reasons": "[]"}),
    Place("message", "recipient", "mails"),
    Place("alert", "subject", "numbers", {"why": ERASED}),
    Place("request_item", "number", "numbers", {"why": None}),
)

# Others' words, in which a person may be named: there the name goes, and the rest stays.
NAMED_IN = {
    "alert": ("why",),
    "request": ("terms", "why"),
    "message": ("data", "answer"),
    "session": ("data",),
    "erasure": ("why",),
    "complaint": ("words", "why", "answer"),
    "complaint_entry": ("words",),
}

NOT_ABOUT_HOLDERS = frozenset(
    {
        # The body itself, its schemes and its keys.
        *("body", "body_version", "picture"),
        *("control", "public_key", "scheme", "credential_type", "status_list"),
        *("checkpoint_key", "recovery", "recovered_entry"),
        # Staff, programs and their sign-ins.
        *("officer", "account", "officer_role", "api_key", "sign_in", "invitation", "made_link"),
        *(
            "passkey",
            "recovery_code",
            "sign_in_failure",
            "spent_challenge",
            "known_device",
            "sender",
        ),
        # Of saved searches those go that are called after a person, or search for one.
        *("saved_search", "alert_seen", "register_entry"),
        # Days on which licences were looked at, and draws of audit samples.
        *("licence_sweep", "audit_sample"),
        # Those who watch certificates, by their numbers.
        *("watch_list", "watch_link", "watched"),
        # The chain: it has commitments, and `event_detail` is emptied by the events' numbers.
        *("event", "event_detail", "event_head", "erased_event"),
        # Who looked at whom goes after its own year; counts are about nobody.
        *("access", "check_count"),
        "certificate",  # number, dates and state: what a printed one is checked by for ever
    }
)
