"""Links to candidates' own pages."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from issuer.candidates.outside import CandidateLink
from issuer.store.tables.candidates import CandidateLinkRow
from issuer.store.transaction import Transaction

_links = CandidateLinkRow.table()


@dataclass(frozen=True, slots=True)
class SqlCandidateLinks:
    """Implements `CandidateLinks`."""

    transaction: Transaction

    def find(self, digest: bytes) -> CandidateLink | None:
        """Return the link."""
        query = select(_links).where(_links.c.digest == digest)
        row = self.transaction.connection.execute(query).first()
        if row is None:
            return None
        return CandidateLink(
            digest=row.digest,
            application=row.application,
            made=row.made,
            expires=row.expires,
            ended=row.ended,
        )

    def add(self, link: CandidateLink) -> None:
        """Record a new one."""
        self.transaction.connection.execute(insert(_links).values(asdict(link)))

    def end(self, application: str, at: datetime) -> int:
        """End every link of an application; return how many there were to end."""
        query = update(_links).where(_links.c.application == application, _links.c.ended.is_(None))
        return self.transaction.connection.execute(query.values(ended=at)).rowcount
