"""What the statistics page counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import case, func, select

from issuer.statistics.figures import DAYS, Raw, Sat
from issuer.store.check_counts import SqlCheckCounts
from issuer.store.tables.candidates import DossierEntryRow
from issuer.store.tables.issuing import AttemptRow, CertificateRow
from issuer.store.transaction import Transaction

_MOST = 20_000  # the newest results, and the newest scores
_NEVER_RELEASED = ("intended", "voided")
_certificates, _attempts = CertificateRow.table(), AttemptRow.table()
_entries = DossierEntryRow.table()


@dataclass(frozen=True, slots=True)
class SqlStatistics:
    """Counts; nothing of it is about anybody."""

    transaction: Transaction

    def since(self, day: date, at: datetime) -> Raw:
        """Return what happened since `day`, and how everything stands at `at`."""
        first = datetime.combine(day, time(), UTC)
        counts = SqlCheckCounts(self.transaction)
        return Raw(
            issued=self._issued(first),
            standing=self._standing(at),
            reasons=self._reasons(first),
            results=self._results(first),
            stations=self._stations(first),
            checks=counts.since(at.date() - timedelta(days=DAYS)),
        )

    def _issued(self, first: datetime) -> list[datetime]:
        query = select(_certificates.c.first_issued).where(
            _certificates.c.state.not_in(_NEVER_RELEASED), _certificates.c.first_issued >= first
        )
        return list(self.transaction.connection.scalars(query))

    def _standing(self, at: datetime) -> dict[str, int]:
        over = (_certificates.c.state == "active") & (_certificates.c.expires <= at)
        state = case((over, "expired"), else_=_certificates.c.state).label("standing")
        each = select(state).where(_certificates.c.state.not_in(_NEVER_RELEASED)).subquery()
        query = select(each.c.standing, func.count()).group_by(each.c.standing)
        return {row[0]: row[1] for row in self.transaction.connection.execute(query)}

    def _reasons(self, first: datetime) -> dict[str, int]:
        query = (
            select(_certificates.c.reason, func.count())
            .where(_certificates.c.state == "revoked", _certificates.c.since >= first)
            .group_by(_certificates.c.reason)
        )
        return {row[0] or "": row[1] for row in self.transaction.connection.execute(query)}

    def _results(self, first: datetime) -> list[Sat]:
        columns = ("scheme", "version", "document", "received", "decided")
        query = (
            select(*(_attempts.c[name] for name in columns))
            .where(_attempts.c.received >= first, _attempts.c.author_kind.is_distinct_from("prior"))
            .order_by(_attempts.c.id.desc())
            .limit(_MOST)
        )
        return [Sat(*row) for row in self.transaction.connection.execute(query)]

    def _stations(self, first: datetime) -> list[bytes]:
        query = (
            select(_entries.c.document)
            .where(_entries.c.kind == "station", _entries.c.struck.is_(None))
            .where(_entries.c.recorded >= first)
            .order_by(_entries.c.id.desc())
            .limit(_MOST)
        )
        return list(self.transaction.connection.scalars(query))
