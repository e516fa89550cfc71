"""One certificate, and one event, as a line of the files that a closed body leaves."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from issuer.credentials.attempt import Attempt
from issuer.credentials.certificate import Certificate, CertificateState, CredentialRecord
from issuer.evidence.chain import Opened
from issuer.prior.prior import Prior

NUMBERS = (
    "number",
    "state",
    "since",
    "effective",
    "valid_through",
    "scheme",
    "profession",
    "successor",
    "earlier_number",
)
_ERASED = "[erased]"
_ON = {CertificateState.ACTIVE: "in-force", CertificateState.REVOKED: "withdrawn"}


@dataclass(frozen=True, slots=True)
class Kept:
    """One certificate with all that goes with it."""

    certificate: Certificate
    credentials: Sequence[CredentialRecord]
    attempt: Attempt | None
    prior: Prior | None


def public_row(kept: Kept) -> list[str]:
    """Return how a number stands, without anybody's name; `NUMBERS` names the cells."""
    made = kept.certificate
    return [
        made.number,
        made.state.value,
        made.since.isoformat() if made.since else "",
        made.effective.date().isoformat(),
        made.valid_through.isoformat(),
        f"{made.scheme} {made.version}",
        made.profession,
        made.successor or "",
        kept.prior.number if kept.prior else "",
    ]


def ended_row(prior: Prior) -> list[str]:
    """Return the same of an earlier number that was never issued anew."""
    since = prior.ended.isoformat() if prior.ended else ""
    first, last = prior.effective.isoformat(), prior.valid_through.isoformat()
    return [prior.number, prior.state.value, since, first, last, prior.scheme, "", "", prior.number]


def full_row(kept: Kept) -> dict[str, Any]:
    """Return everything on record about a certificate."""
    made, attempt = kept.certificate, kept.attempt
    decision = None if attempt is None else attempt.decision
    return {
        "number": made.number,
        "earlier_number": kept.prior.number if kept.prior else None,
        "holder": made.holder.name or _ERASED,
        "native_name": made.holder.native_name,
        "reference": made.holder.reference,
        "scheme": made.scheme,
        "version": made.version,
        "profession": made.profession,
        "type": made.type,
        "first_issued": made.first_issued.isoformat(),
        "effective": made.effective.isoformat(),
        "valid_through": made.valid_through.isoformat(),
        "state": made.state.value,
        "since": made.since.isoformat() if made.since else None,
        "reason": made.reason,
        "successor": made.successor,
        "succeeds": made.succeeds,
        "result": None if attempt is None else json.loads(attempt.document or b"{}"),
        "decided_by": None if decision is None else decision.author,
        "decided": None if decision is None else decision.at.isoformat(),
        "credentials": [each.token for each in kept.credentials if each.token],
    }


def handed_over(kept: Kept, zone: tzinfo) -> Mapping[str, str] | None:
    """Return the row that a successor imports, or None where there is nothing to go on with.

    What is suspended is told as such: its import is refused, until somebody decides.
    """
    made, holder = kept.certificate, kept.certificate.holder
    if made.state is CertificateState.SUPERSEDED:
        return None
    first = made.effective.astimezone(zone).date()
    issued = kept.prior.issued if kept.prior else first
    decision = kept.attempt.decision if kept.attempt else None
    decided = min(kept.prior.decided_on if kept.prior else first, issued)
    ended = made.since if made.state is CertificateState.REVOKED else None
    last_day = min(ended.astimezone(zone).date(), made.valid_through) if ended else None
    return {
        "number": made.number,
        "name": holder.name or _ERASED,
        "profession": made.profession,
        "scheme": made.scheme,
        "issued": issued.isoformat(),
        "effective": first.isoformat(),
        "valid_through": made.valid_through.isoformat(),
        "decided_by": decision.author if decision else _ERASED,
        "decided_on": decided.isoformat(),
        "state": _ON.get(made.state, made.state.value),
        "ended": last_day.isoformat() if last_day else "",
        "native_name": holder.native_name or "",
        "native_language": holder.native_language or "",
        "holder": holder.reference,
    }


def event_row(opened: Opened) -> dict[str, Any]:
    """Return one event, with what its commitment hides where that was not erased."""
    link = opened.link
    return {
        "seq": link.seq,
        "at": link.at.isoformat(),
        "kind": link.kind,
        "subject": link.subject,
        "data": None if opened.data is None else opened.data.decode(),
        "salt": None if opened.salt is None else opened.salt.hex(),
        "commitment": link.commitment.hex(),
        "hash": link.hash.hex(),
    }
