"""The ledger that step 8 of a verification asks: what was released, and how it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select, true

from issuer.credentials.certificate import CertificateState
from issuer.errors import StorageUnavailableError
from issuer.evidence.event import EventKind
from issuer.store.credential_rows import RELEASED
from issuer.store.database import Database
from issuer.store.recoveries import is_doubted
from issuer.store.tables.body import BodyRow
from issuer.store.tables.evidence import EventDetailRow, EventRow
from issuer.store.tables.issuing import CertificateRow, CredentialRow
from issuer.store.tables.recovery import RecoveryRow
from issuer.store.transaction import Prepared
from verifier.history import Change, History, make_history
from verifier.ledger import Entry, LedgerUnavailableError
from verifier.status_list import Status

_certificates = CertificateRow.table()
_credentials = CredentialRow.table()
_bodies = BodyRow.table()
_events = EventRow.table()
_details = EventDetailRow.table()
_recoveries = RecoveryRow.table()

_ENTRY = Prepared(
    select(_credentials.c.status, _certificates.c.since, _certificates.c.successor, is_doubted())
    .join_from(_credentials, _certificates)
    .where(
        _credentials.c.number == bindparam("number"),
        _credentials.c.digest == bindparam("digest"),
        _credentials.c.state == RELEASED,
    ),
    ("number", "digest"),
)
_TOKEN = Prepared(
    select(_credentials.c.token)
    .where(
        _credentials.c.number == bindparam("number"),
        _credentials.c.state == RELEASED,
        _credentials.c.token.is_not(None),  # of an erased holder
    )
    .order_by(_credentials.c.id.desc()),
    ("number",),
)
_HISTORY = Prepared(
    select(
        *(_bodies.c.time_zone, _certificates.c.state, _certificates.c.since),
        *(_certificates.c.first_issued, _events.c.at, _events.c.kind, _details.c.data),
    )
    .select_from(
        _certificates.join(_bodies, true())
        .outerjoin(_events, _events.c.subject == _certificates.c.number)
        .outerjoin(_details, _details.c.seq == _events.c.seq)
    )
    .where(_certificates.c.number == bindparam("number"))
    .order_by(_events.c.seq),
    ("number",),
)
_LOST = Prepared(select(_recoveries.c.since, _recoveries.c.until, _recoveries.c.settled), ())
_FINAL = frozenset({Status.REVOKED, Status.SUPERSEDED})  # whatever else was lost, this stands
_TOLD = {
    EventKind.CERTIFICATE_SUSPENDED.value: Status.SUSPENDED,
    EventKind.CERTIFICATE_REINSTATED.value: Status.VALID,
    EventKind.CERTIFICATE_REVOKED.value: Status.REVOKED,
    EventKind.CERTIFICATE_SUPERSEDED.value: Status.SUPERSEDED,
}
_NEVER_RELEASED = frozenset({CertificateState.INTENDED, CertificateState.VOIDED})
_STATED = "effective"  # in an event's data: the day since when, by an officer's word


@dataclass(frozen=True, slots=True)
class SqlLedger:
    """Implements the verifier's `Ledger` over the issuer's own record."""

    database: Database

    def find(self, number: str, digest: bytes) -> Entry | None:
        """Return the record of a released credential by number and signing-input digest."""
        row = self._look_up(_ENTRY, number, digest)
        if row is None:
            return None
        status, since, successor, is_open = row
        if is_open and Status(status) not in _FINAL:
            raise LedgerUnavailableError("what was done since the backup is not known yet")
        return Entry(Status(status), self.database.driver.read_moment(since), successor)

    def may_have_lost(self, signed: datetime | None) -> bool:
        """Tell whether a credential signed then may have been released, and lost with the record.

        None stands for a credential of which nobody says when it was signed.
        """
        for since, until, settled in self._look_up_all(_LOST):
            first, end = self._moment(since), self.database.driver.read_moment(until)
            if settled is None or signed is None:
                return True
            if first <= signed and (end is None or signed < end):
                return True
        return False

    def history(self, number: str) -> History | None:
        """Return how certificate `number` has stood since its release: events, then the row.

        An event may state an earlier moment; one whose words were erased counts as of its own.
        """
        rows = self._look_up_all(_HISTORY, number)
        if self.may_have_lost(None) and (not rows or self._is_doubted()):
            raise LedgerUnavailableError("what was done since the backup is not known")
        if not rows or CertificateState(rows[0][1]) in _NEVER_RELEASED:
            return None
        zone, state, since, first, *_ = rows[0]
        place = ZoneInfo(zone)
        acts = list(self._acts(rows, place))
        now = CertificateState(state).status
        known = acts[-1].status if acts else Status.VALID
        if known is not now and since is not None:  # by an act that this ledger does not know
            acts.append(Change(now, self._moment(since)))
        return make_history(self._released(rows) or self._moment(first), acts, place)

    def token(self, number: str) -> str | None:
        """Return the newest released token of certificate `number`."""
        row = self._look_up(_TOKEN, number)
        return None if row is None else str(row[0])

    def _is_doubted(self) -> bool:
        return any(settled is None for *_, settled in self._look_up_all(_LOST))

    def _look_up(self, query: Prepared, *parameters: object) -> tuple[Any, ...] | None:
        try:
            return self.database.look_up(query, *parameters)
        except StorageUnavailableError as exc:
            raise LedgerUnavailableError("the ledger cannot be read") from exc

    def _look_up_all(self, query: Prepared, *parameters: object) -> list[tuple[Any, ...]]:
        try:
            return self.database.look_up_all(query, *parameters)
        except StorageUnavailableError as exc:
            raise LedgerUnavailableError("the ledger cannot be read") from exc

    def _acts(self, rows: Sequence[tuple[Any, ...]], zone: ZoneInfo) -> Iterator[Change]:
        for *_, at, kind, data in rows:
            if kind in _TOLD:
                recorded = self._moment(at)
                yield Change(_TOLD[kind], min(_stated(data, zone) or recorded, recorded))

    def _released(self, rows: Sequence[tuple[Any, ...]]) -> datetime | None:
        released = EventKind.CREDENTIAL_RELEASED.value
        return next((self._moment(at) for *_, at, kind, _ in rows if kind == released), None)

    def _moment(self, value: object) -> datetime:
        return cast("datetime", self.database.driver.read_moment(value))


def _stated(data: bytes | None, zone: ZoneInfo) -> datetime | None:
    """Return when the stated day begins, where the certification body is."""
    text = json.loads(data).get(_STATED) if data else None
    if not isinstance(text, str):
        return None
    return datetime.combine(date.fromisoformat(text), time.min, tzinfo=zone).astimezone(UTC)
