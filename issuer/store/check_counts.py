"""How many checks of a day got which answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from issuer.store.tables.evidence import CheckCountRow
from issuer.store.transaction import Transaction

_counts = CheckCountRow.table()


@dataclass(frozen=True, slots=True)
class SqlCheckCounts:
    """Counts by day and reason, and nothing else."""

    transaction: Transaction

    def add(self, counts: Mapping[tuple[date, str], int]) -> None:
        """Add to the counts, in one order everywhere: two that cross must not deadlock."""
        for (day, reason), number in sorted(counts.items()):
            made = self.transaction.driver.insert(_counts).values(
                day=day, reason=reason, number=number
            )
            added = made.on_conflict_do_update(
                index_elements=[_counts.c.day, _counts.c.reason],
                set_={"number": _counts.c.number + made.excluded.number},
            )
            self.transaction.connection.execute(added)

    def since(self, day: date) -> list[tuple[date, str, int]]:
        """Return day, reason and count, by day."""
        query = select(_counts).where(_counts.c.day >= day).order_by(_counts.c.day)
        rows = self.transaction.connection.execute(query.order_by(_counts.c.reason))
        return [(row.day, row.reason, row.number) for row in rows]
