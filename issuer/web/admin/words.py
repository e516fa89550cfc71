"""How the desk says things: one table each for states, reasons and acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from issuer.credentials.certificate import Certificate, CertificateState
from issuer.credentials.lifecycle import RULES, Act
from issuer.credentials.reasons import PublicClass
from issuer.requests.request import REPLACE, RESUME
from issuer.web.admin.plain_words import in_plain_words


class Look(StrEnum):
    """How a state looks: each has a colour and a shape of its own, beside its word."""

    GOOD = "good"
    PAUSED = "paused"
    ENDED = "ended"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state in a word, and how it looks."""

    word: str
    look: Look


STATES = {
    CertificateState.ACTIVE: StateWords("In force", Look.GOOD),
    CertificateState.SUSPENDED: StateWords("Suspended", Look.PAUSED),
    CertificateState.REVOKED: StateWords("Withdrawn", Look.ENDED),
    CertificateState.SUPERSEDED: StateWords("Replaced", Look.OVER),
    CertificateState.INTENDED: StateWords("Being issued", Look.OVER),
    CertificateState.VOIDED: StateWords("Never issued", Look.OVER),
}

_EXPIRED = StateWords("Expired", Look.OVER)
_EARLY = StateWords("Not valid yet", Look.PAUSED)

REASONS = {
    "audit-open": "An audit is open",
    "cleared": "The doubts are cleared",
    "complaint-under-review": "A complaint is under review",
    "exam-misconduct": "Misconduct in the examination",
    "false-evidence": "False evidence was given",
    "holder-request": "The holder asked for it",
    "issued-in-error": "It was issued in error",
    "licence-lost": "The licence was lost or restricted",
    "licence-under-review": "The licence is under review",
    "misuse-of-certificate": "The certificate was misused",
    "replaced": "A newer certificate took its place",
    "undone": "A suspension of many was taken back",
}

# Of a reason, for the record and the desk; docs/revocation.md says why the public is not told.
PUBLIC_CLASSES: Mapping[str, str] = {
    PublicClass.REQUESTED: "at the holder's wish",
    PublicClass.ADMINISTRATIVE: "administrative",
    PublicClass.UNDER_REVIEW: "under review, nothing is decided",
    PublicClass.CAUSE: "for cause",
}

CAUSES = {
    "correction": "Something on it was wrong",
    "name-change": "The holder's name changed",
    "renewal": "It was renewed",
    "scope-reduction": "Its scope was reduced",
}


@dataclass(frozen=True, slots=True)
class ActWords:
    """An act: what its button says, what it brings about, and what is said when it is done."""

    button: str
    consequence: str
    done: str


ACTS = {
    Act.SUSPEND: ActWords(
        button="Suspend",
        consequence="Every check says “Suspended” from the moment you confirm. You can reinstate "
        "the certificate later.",
        done="is suspended. Every check says so now.",
    ),
    Act.REINSTATE: ActWords(
        button="Reinstate",
        consequence="The certificate is in force again from the moment you confirm.",
        done="is in force again. Every check says so now.",
    ),
    Act.REVOKE: ActWords(
        button="Withdraw",
        consequence="Every check says “Withdrawn” from the moment you confirm. This cannot be "
        "undone.",
        done="is withdrawn. Every check says so now.",
    ),
}


REQUESTED = {
    Act.SUSPEND.value: ("Suspend", "Suspended"),
    Act.REINSTATE.value: ("Reinstate", "Reinstated"),
    Act.REVOKE.value: ("Withdraw", "Withdrawn"),
    REPLACE: ("Replace", "Replaced"),
    RESUME: ("Let issuing go on", "Issuing is open again"),
}  # what a request asks, and what was done by it


def state_of(certificate: Certificate, at: datetime) -> StateWords:
    """Return where a certificate stands; what its dates say is told like a state."""
    if certificate.state is CertificateState.ACTIVE:
        if at >= certificate.expires:
            return _EXPIRED
        if at < certificate.effective:
            return _EARLY
    return STATES[certificate.state]


def acts_for(certificate: Certificate) -> list[Act]:
    """Return what may be done to a certificate as it stands."""
    return [act for act, rule in RULES.items() if certificate.state in rule.sources]


def read_in_words(what: str) -> str:
    """Return what was read, as the access log names it, for people: where, and which page."""
    way, _, page = what.partition(".")
    where = {"admin": "the desk", "cli": "command line", "api": "a program"}.get(way, way)
    return f"{where}: {page.replace('.', ', ').replace('_', ' ')}" if page else where


def reason_in_words(code: str | None) -> str | None:
    """Return a reason as people say it."""
    return None if code is None else REASONS.get(code) or in_plain_words(code)


def cause_in_words(code: str | None) -> str | None:
    """Return why one certificate replaced another as people say it."""
    return None if code is None else CAUSES.get(code, code)
