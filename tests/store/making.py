"""Something valid to put on record; a test changes the one thing it is about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from issuer.body.body import Body
from issuer.credentials.attempt import Attempt, Decision, DecisionOutcome
from issuer.credentials.certificate import (
    Certificate,
    CertificateState,
    CredentialRecord,
    CredentialState,
    Form,
    Holder,
)
from issuer.credentials.ports import Slot
from issuer.evidence.event import Event, EventKind
from verifier.number import check_character

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
BODY = Body(
    url="https://cert.example.org",
    name="Example Board",
    telephone="+1 555 0100",
    signatory_name="Dr B. Example",
    signatory_role="Chair",
    time_zone="Europe/Vienna",
)
LIST_SIZE = 1024  # the smallest
GRANTED = Decision(DecisionOutcome.GRANTED, "rule", "B. Officer", AT)


def make_number(serial: int = 0) -> str:
    """Return a certificate number; a greater serial sorts later."""
    digits = f"{serial:07d}"
    whole = digits + check_character("BTX", digits)
    return f"BTX-{whole[:4]}-{whole[4:]}"


def make_attempt(name: str = "A-0", **changes: Any) -> Attempt:
    """Return an attempt that was granted."""
    document = changes.pop("document", b'{"attempt":"%s"}' % name.encode())
    made = Attempt(
        scheme="btx",
        version="1.0",
        scheme_digest="0" * 64,
        attempt=name,
        document=document,
        digest=hashlib.sha256(document).digest(),
        received=AT,
        decision=GRANTED,
    )
    return replace(made, **changes)


def make_certificate(serial: int = 0, **changes: Any) -> Certificate:
    """Return the intended certificate of attempt `A-{serial}`."""
    made = Certificate(
        number=make_number(serial),
        holder=Holder(f"C-{serial}", "Dr Amélie Example-Santos"),
        scheme="btx",
        version="1.0",
        attempt=f"A-{serial}",
        profession="physician",
        type=f"{BODY.url}/t/1",
        first_issued=AT,
        effective=AT,
        valid_through=date(2028, 11, 19),
        expires=datetime(2028, 11, 19, 23, tzinfo=UTC),
        state=CertificateState.INTENDED,
    )
    return replace(made, **changes)


def make_record(certificate: Certificate, slot: Slot, **changes: Any) -> CredentialRecord:
    """Return the intended credential of a certificate."""
    made = CredentialRecord(
        number=certificate.number,
        form=Form.PRINTED,
        kid="x7Qa2B",
        list_uri=slot.uri,
        index=slot.index,
        payload=b'{"jti":"%s"}' % certificate.number.encode(),
        digest=hashlib.sha256(certificate.number.encode()).digest(),
        state=CredentialState.INTENDED,
        intended=AT,
    )
    return replace(made, **changes)


def make_event(subject: str = "A-0", kind: EventKind = EventKind.RESULT_RECEIVED) -> Event:
    """Return an event."""
    return Event(AT, kind, subject, "test", {"index": 7, "name": "value"})


def intend(unit: Any, *serials: int, **changes: Any) -> list[CredentialRecord]:
    """Put attempts with an intended certificate each on record."""
    certificates = [make_certificate(serial, **changes) for serial in serials]
    unit.attempts.add([make_attempt(made.attempt) for made in certificates])
    slots = unit.lists.reserve(len(certificates))
    rows = [(made, make_record(made, slot)) for made, slot in zip(certificates, slots, strict=True)]
    unit.certificates.add(rows)
    return [record for _, record in rows]


def issue(unit: Any, *serials: int, **changes: Any) -> list[CredentialRecord]:
    """Put released certificates on record."""
    records = intend(unit, *serials, **changes)
    unit.credentials.release(tokens_of(records), AT)
    return records


def tokens_of(records: Iterable[CredentialRecord]) -> dict[str, str]:
    """Return a token for each credential."""
    return {record.number: f"token of {record.number}" for record in records}
