"""Certificates that end: who was reminded, who is due, and the audit samples of renewals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, extract, or_, select

from issuer.candidates.application import ApplicationState
from issuer.certification.audit_sample import Sample
from issuer.credentials.certificate import Certificate, CertificateState
from issuer.recertification.renewing import RenewalView
from issuer.store.certificate_rows import certificate_of, select_certificates
from issuer.store.lookup import rows_of
from issuer.store.tables.candidates import ApplicationRow, PersonRow
from issuer.store.tables.issuing import CertificateRow, HolderRow
from issuer.store.tables.recertification import AuditSampleRow, ReminderRow, RenewalEvidenceRow
from issuer.store.transaction import Transaction

_certificates, _holders = CertificateRow.table(), HolderRow.table()
_applications, _people = ApplicationRow.table(), PersonRow.table()
_reminders = ReminderRow.table()
_samples, _evidence = AuditSampleRow.table(), RenewalEvidenceRow.table()
_IN_FORCE = (_certificates.c.state == CertificateState.ACTIVE.value) & (
    _certificates.c.successor.is_(None)
)
_HAS_ADDRESS = exists().where(
    _holders.c.number == _certificates.c.number,
    _applications.c.scheme == _certificates.c.scheme,
    _applications.c.person == _holders.c.reference,
    _applications.c.state == ApplicationState.GRANTED.value,
    _people.c.ref == _applications.c.person,
    _people.c.mail.is_not(None),
)


@dataclass(frozen=True, slots=True)
class SqlRenewals:
    """Implements `Renewals`."""

    transaction: Transaction

    def claim_reminders(
        self, at: datetime, until: datetime, days: int, limit: int
    ) -> tuple[list[str], bool]:
        """Claim numbers that end in (`at`, `until`] for a reminder so many days before."""
        columns = _certificates.c
        told = exists().where(_reminders.c.number == columns.number, _reminders.c.days <= days)
        query = (
            select(columns.number)
            .where(_IN_FORCE, columns.expires > at, columns.expires <= until, ~told, _HAS_ADDRESS)
            .order_by(columns.number)
            .limit(limit)
        )
        numbers = list(self.transaction.connection.scalars(query))
        if not numbers:
            return [], False
        values = [{"number": number, "days": days, "made": at} for number in numbers]
        made = self.transaction.driver.insert(_reminders).values(values).on_conflict_do_nothing()
        claimed = self.transaction.connection.scalars(made.returning(_reminders.c.number))
        return list(claimed), len(numbers) == limit

    def reminded(self, numbers: Sequence[str]) -> dict[str, int]:
        """Return the newest reminder of each that had one: so many days before its end."""
        query = select(_reminders.c.number, _reminders.c.days)
        found: dict[str, int] = {}
        for row in rows_of(self.transaction, query, _reminders.c.number, numbers):
            found[row.number] = min(row.days, found.get(row.number, row.days))
        return found

    def of(
        self, view: RenewalView, schemes: dict[str, int], *, at: datetime, limit: int
    ) -> list[Certificate]:
        """Return what is to be renewed: of schemes by the days of their window; soonest first."""
        if not schemes:
            return []
        columns, any_of = _certificates.c, []
        for scheme, days in schemes.items():
            window = timedelta(days=days)
            ends = and_(columns.expires > at, columns.expires <= at + window)
            if view is RenewalView.LATE:
                ends = and_(columns.expires <= at, columns.expires > at - window)
            any_of.append(and_(columns.scheme == scheme, ends))
        query = select_certificates().where(_IN_FORCE, or_(*any_of))
        ordered = query.order_by(columns.expires, columns.number).limit(limit)
        return [certificate_of(row) for row in self.transaction.connection.execute(ordered)]

    def ending_years(self, scheme: str, at: datetime, until: datetime) -> list[int]:
        """Return the years in which certificates in force end, of those that end until then."""
        columns = _certificates.c
        year = extract("year", columns.valid_through)
        query = select(year).distinct().where(
            columns.scheme == scheme, _IN_FORCE, columns.expires > at, columns.expires <= until
        )  # fmt: skip
        return sorted(int(each) for each in self.transaction.connection.scalars(query))


@dataclass(frozen=True, slots=True)
class SqlRenewalAudits:
    """Implements `RenewalAudits`."""

    transaction: Transaction

    def sample(self, scheme: str, period: str) -> Sample | None:
        """Return the draw of a scheme and period."""
        query = select(_samples).where(_samples.c.scheme == scheme, _samples.c.period == period)
        row = self.transaction.connection.execute(query).mappings().first()
        return None if row is None else Sample(**row)

    def draw(self, sample: Sample) -> bool:
        """Record a draw; False if there is one already."""
        made = self.transaction.driver.insert(_samples).values(asdict(sample))
        done = made.on_conflict_do_nothing().returning(_samples.c.period)
        return self.transaction.connection.scalar(done) is not None

    def seen(self, entries: Iterable[int]) -> set[int]:
        """Return those documents of which somebody saw the evidence."""
        wanted = list(entries)
        if not wanted:
            return set()
        query = select(_evidence.c.entry).where(_evidence.c.entry.in_(wanted))
        return set(self.transaction.connection.scalars(query))

    def see(self, number: str, entries: Sequence[int], by: str, at: datetime) -> None:
        """Record that somebody saw the evidence of documents, for a certificate's renewal."""
        values = [{"entry": each, "number": number, "seen": at, "seen_by": by} for each in entries]
        made = self.transaction.driver.insert(_evidence).values(values)
        self.transaction.connection.execute(made.on_conflict_do_nothing())
