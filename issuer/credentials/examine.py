"""Examining the whole record: every released token is verified anew against what is on record."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, replace

from issuer.credentials.certificate import Certificate, CertificateState, CredentialRecord
from issuer.credentials.ports import Transactions
from issuer.evidence.event import EventKind
from verifier import jws
from verifier.credential import Credential, StatusReference
from verifier.days import last_day
from verifier.malformed import MalformedError
from verifier.status_list import Status
from verifier.verify import Verifier

_PAGE = 1000  # credentials read at a time


@dataclass(frozen=True, slots=True)
class Fault:
    """One certificate whose record does not hold, and why."""

    number: str
    why: str


@dataclass(frozen=True, slots=True)
class Examination:
    """How many released credentials were examined, and what is wrong with which."""

    examined: int
    faults: tuple[Fault, ...]


# What the newest event of a certificate says of its state.
TOLD_STATES = {
    EventKind.CREDENTIAL_RELEASED.value: CertificateState.ACTIVE,
    EventKind.CERTIFICATE_SUSPENDED.value: CertificateState.SUSPENDED,
    EventKind.CERTIFICATE_REINSTATED.value: CertificateState.ACTIVE,
    EventKind.CERTIFICATE_REVOKED.value: CertificateState.REVOKED,
    EventKind.CERTIFICATE_SUPERSEDED.value: CertificateState.SUPERSEDED,
}


def examine(
    transactions: Transactions,
    verifier: Verifier,
    *,
    told: Mapping[str, str] | None = None,
    erased: Container[str] = (),
) -> Examination:
    """Verify every released token by steps 1 to 5, and compare it with the record and the list.

    `told` has the kind of each certificate's newest event (of `TOLD_STATES`), by number; with it,
    states are compared with what the chain of events says. Of the numbers in `erased` there is no
    token any more: state and list entry are compared.
    """
    entries = _list_entries(transactions)
    missing = set(told or ())
    examined, faults = 0, []
    for certificate, record in _released(transactions):
        examined += 1
        missing.discard(record.number)
        if record.number in erased and certificate is not None and record.token is None:
            fault = _unlike_list(certificate, record, entries)
        else:
            fault = _fault(certificate, record, verifier, entries)
        if fault is None and told is not None and certificate is not None:
            fault = _untold(certificate, told)
        if fault is not None:
            faults.append(Fault(record.number, fault))
    gone = "the events say that it was released, and no released credential is on record"
    faults += [Fault(number, gone) for number in sorted(missing)]
    return Examination(examined, tuple(faults))


def confirmed(look: Callable[[], Examination]) -> Examination:
    """Return what `look` finds; faults only if it finds them twice.

    A certificate that is issued or changed during one look is half in it, and no fault.
    """
    first = look()
    if not first.faults:
        return first
    second = look()
    return replace(second, faults=tuple(f for f in second.faults if f in first.faults))


def _list_entries(transactions: Transactions) -> dict[str, dict[int, Status]]:
    with transactions.reading() as unit:
        uris = [stored.uri for stored in unit.lists.all()]
        return {uri: dict(unit.lists.changed_entries(uri)) for uri in uris}


def _released(
    transactions: Transactions,
) -> Iterator[tuple[Certificate | None, CredentialRecord]]:
    after = ""
    while True:
        with transactions.reading() as unit:
            records = unit.credentials.released(after=after, limit=_PAGE)
            certificates = unit.certificates.find([record.number for record in records])
        if not records:
            return
        for record in records:
            yield certificates.get(record.number), record
        after = records[-1].number


def _fault(
    certificate: Certificate | None,
    record: CredentialRecord,
    verifier: Verifier,
    entries: dict[str, dict[int, Status]],
) -> str | None:
    if certificate is None or record.token is None:
        return "a released credential has no certificate, or no token"
    proven = verifier.prove(record.token, at=certificate.first_issued)
    if proven is None:
        return "our own verifier refuses the token"
    if proven.digest != record.digest or _payload_of(record.token) != record.payload:
        return "the token is not the one that was intended"
    if not _agree(proven.credential, certificate, record):
        return "the token and the certificate disagree"
    return _unlike_list(certificate, record, entries)


def _unlike_list(
    certificate: Certificate, record: CredentialRecord, entries: dict[str, dict[int, Status]]
) -> str | None:
    told = entries.get(record.list_uri, {}).get(record.index, Status.VALID)
    if told is not certificate.state.status:
        return f"the status list says {told.name.lower()}, the certificate is {certificate.state}"
    return None


def _untold(certificate: Certificate, told: Mapping[str, str]) -> str | None:
    state = TOLD_STATES.get(told.get(certificate.number, ""))
    if state is certificate.state:
        return None
    return f"the events say {state or 'nothing'}, the certificate is {certificate.state}"


def _agree(stated: Credential, certificate: Certificate, record: CredentialRecord) -> bool:
    holder = certificate.holder
    on_record = replace(
        stated,
        number=record.number,
        name=holder.name,
        native_name=holder.native_name,
        native_language=holder.native_language,
        profession=certificate.profession,
        type=certificate.type,
        effective=certificate.effective,
        expires=certificate.expires,
        status=StatusReference(uri=record.list_uri, index=record.index),
    )
    # Where the body is on the date line, a token does not tell the day to the day.
    days_apart = abs(last_day(certificate.expires) - certificate.valid_through).days
    return on_record == stated and days_apart <= 1


def _payload_of(token: str) -> bytes | None:
    try:
        return jws.parse(token).payload
    except MalformedError:
        return None
