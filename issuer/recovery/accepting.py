"""A custodian compares a record that may have lost something, and lets it be told again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from issuer.credentials.certificate import Certificate, CertificateState
from issuer.evidence.event import Event, EventKind
from issuer.recovery.errors import RestoreRefusedError
from issuer.recovery.ports import RecoveryTransactions, RecoveryUnit
from verifier.status_list import Status
from verifier.status_token import StatusList

REASON = "told-by-signed-list"
_SUBJECT = "record"
_TOLD = {
    Status.REVOKED: (CertificateState.REVOKED, EventKind.CERTIFICATE_REVOKED),
    Status.SUSPENDED: (CertificateState.SUSPENDED, EventKind.CERTIFICATE_SUSPENDED),
    Status.SUPERSEDED: (CertificateState.SUPERSEDED, EventKind.CERTIFICATE_SUPERSEDED),
}
_STANDING = {CertificateState.ACTIVE, CertificateState.SUSPENDED}


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an acceptance came to: how many doubts, and whose status a signed list gave back."""

    doubts: int
    changed: tuple[str, ...]


def accept(
    transactions: RecoveryTransactions,
    lists: Iterable[StatusList],
    *,
    actor: str,
    at: datetime,
) -> Accepted:
    """Settle every open doubt; a bit that is set in one of `lists` counts, if the record has none.

    From here on the record is told again. What was signed in the time that may be missing, and is
    not on record, stays undetermined for ever. Issuing stays stopped until somebody opens it.
    Raise `RestoreRefusedError` where there is no doubt.
    """
    changed: list[str] = []
    with transactions.writing() as unit:
        doubts = [each for each in unit.recoveries.all() if each.settled is None]
        if not doubts:
            raise RestoreRefusedError("nothing about this record is in doubt")
        events: list[Event] = []
        for told in lists:
            if told.issued < min(each.since for each in doubts):
                raise RestoreRefusedError(f"the list {told.uri} is older than the backup")
            entries = {n: told.bits[n] for n in range(len(told.bits)) if told.bits[n]}
            for number, event in _fold(unit, told.uri, entries, actor, at):
                changed.append(number)
                events.append(event)
        unit.recoveries.settle(by=actor, at=at)
        unit.recoveries.sign_lists_anew()
        data: dict[str, str | int] = {"doubts": len(doubts), "changed": len(changed)}
        events.append(Event(at, EventKind.RECORD_ACCEPTED, _SUBJECT, actor, data))
        unit.events.append(events)
    return Accepted(len(doubts), tuple(changed))


def _fold(
    unit: RecoveryUnit, uri: str, told: Mapping[int, Status], actor: str, at: datetime
) -> Iterable[tuple[str, Event]]:
    """Withdraw what a list says was withdrawn, and the record has as standing."""
    known = unit.recoveries.of_entries(uri, sorted(told))
    unit.lists.recover(uri, {index: told[index] for index in told if index not in known})
    wanted = {number: told[index] for index, (number, _) in known.items()}
    for number, certificate in unit.certificates.find(sorted(wanted), lock=True).items():
        state, kind = _TOLD[wanted[number]]
        if _goes_further(certificate, state):
            unit.certificates.change(number, state, at, REASON)
            yield number, Event(at, kind, number, actor, {"reason": REASON, "list": uri})


def _goes_further(certificate: Certificate, state: CertificateState) -> bool:
    return certificate.state in _STANDING and certificate.state is not state
