"""Ways to holders' own pages, what they share, and codes that were mailed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from issuer.holder.records import FreshCode, HolderLink, Share
from issuer.store.tables.holder import FreshCodeRow, HolderLinkRow, ShareRow
from issuer.store.transaction import Transaction

_links = HolderLinkRow.table()
_shares = ShareRow.table()
_codes = FreshCodeRow.table()


@dataclass(frozen=True, slots=True)
class SqlHolderLinks:
    """Implements `HolderLinks`."""

    transaction: Transaction

    def find(self, digest: bytes) -> HolderLink | None:
        """Return the link of this digest."""
        query = select(_links).where(_links.c.digest == digest)
        row = self.transaction.connection.execute(query).first()
        return None if row is None else HolderLink(**row._asdict())

    def of(self, number: str) -> list[HolderLink]:
        """Return a certificate's links, the newest first."""
        query = select(_links).where(_links.c.number == number).order_by(_links.c.made.desc())
        return [HolderLink(**row._asdict()) for row in self.transaction.connection.execute(query)]

    def add(self, link: HolderLink) -> None:
        """Record a new one."""
        self.transaction.connection.execute(insert(_links).values(asdict(link)))

    def end(self, digests: Sequence[bytes], at: datetime) -> int:
        """End those that are not ended; return how many."""
        wanted = _links.c.digest.in_(digests) & _links.c.ended.is_(None)
        change = update(_links).where(wanted).values(ended=at)
        return self.transaction.connection.execute(change).rowcount


@dataclass(frozen=True, slots=True)
class SqlShares:
    """Implements `Shares`."""

    transaction: Transaction

    def of(self, number: str) -> Share | None:
        """Return that of a certificate, whether it is on or off."""
        query = self.transaction.locked(select(_shares).where(_shares.c.number == number))
        return _share(self.transaction.connection.execute(query).first())

    def find(self, key: str) -> Share | None:
        """Return that at an address, whether it is on or off."""
        query = select(_shares).where(_shares.c.key == key)
        return _share(self.transaction.connection.execute(query).first())

    def save(self, share: Share) -> None:
        """Record it in place of what there was of the same certificate."""
        _put(self.transaction, _shares, asdict(share))


@dataclass(frozen=True, slots=True)
class SqlFreshCodes:
    """Implements `FreshCodes`."""

    transaction: Transaction

    def of(self, number: str) -> FreshCode | None:
        """Return the newest, held until the end of a writing transaction."""
        query = self.transaction.locked(select(_codes).where(_codes.c.number == number))
        row = self.transaction.connection.execute(query).first()
        return None if row is None else FreshCode(**row._asdict())

    def save(self, code: FreshCode) -> None:
        """Record it in place of what there was."""
        _put(self.transaction, _codes, asdict(code))

    def drop(self, number: str) -> None:
        """Take it away: it was used."""
        self.transaction.connection.execute(delete(_codes).where(_codes.c.number == number))


def _share(row: Row[Any] | None) -> Share | None:
    return None if row is None else Share(**row._asdict())


def _put(transaction: Transaction, table: Any, values: dict[str, Any]) -> None:
    """Insert a row, or change that of the same number; two at once are one after the other."""
    made = transaction.driver.insert(table).values(values)
    others = {name: made.excluded[name] for name in values if name != "number"}
    transaction.connection.execute(
        made.on_conflict_do_update(index_elements=["number"], set_=others)
    )
