"""Appeals and reviews."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from issuer.candidates.proceedings import Against, Appeal, AppealOutcome, Review
from issuer.store.lookup import can_be_there
from issuer.store.tables.proceedings import AppealRow, ReviewRow
from issuer.store.transaction import Transaction

_appeals = AppealRow.table()
_reviews = ReviewRow.table()


@dataclass(frozen=True, slots=True)
class SqlAppeals:
    """Implements `Appeals`."""

    transaction: Transaction

    def of(self, application: str) -> list[Appeal]:
        """Return an application's appeals, oldest first."""
        if not can_be_there(application):
            return []
        return self._read(select(_appeals).where(_appeals.c.application == application))

    def find(self, id: str) -> Appeal | None:  # noqa: A002 - its name
        """Return it."""
        if not can_be_there(id):
            return None
        return next(iter(self._read(select(_appeals).where(_appeals.c.id == id))), None)

    def open(self) -> list[Appeal]:
        """Return those without an outcome, oldest first."""
        return self._read(select(_appeals).where(_appeals.c.outcome.is_(None)))

    def save(self, appeal: Appeal) -> None:
        """Insert or replace it."""
        outcome = appeal.outcome.value if appeal.outcome else None
        panel = json.dumps(appeal.panel, ensure_ascii=False)
        against = appeal.against.value if appeal.against else None
        values = asdict(appeal) | {"panel": panel, "outcome": outcome, "against": against}
        made = self.transaction.driver.insert(_appeals).values(values)
        replaced = made.on_conflict_do_update(index_elements=["id"], set_=values)
        self.transaction.connection.execute(replaced)

    def _read(self, query: Select[Any]) -> list[Appeal]:
        ordered = query.order_by(_appeals.c.lodged, _appeals.c.id)
        return [_appeal(row) for row in self.transaction.connection.execute(ordered)]


@dataclass(frozen=True, slots=True)
class SqlReviews:
    """Implements `Reviews`."""

    transaction: Transaction

    def open(self) -> list[Review]:
        """Return those not settled, oldest first."""
        query = select(_reviews).where(_reviews.c.settled.is_(None))
        rows = self.transaction.connection.execute(query.order_by(_reviews.c.id))
        return [_review(row) for row in rows]

    def raise_(
        self, *, application: str | None, attempt: str, number: str | None, why: str, at: datetime
    ) -> None:
        """Record a new one."""
        made = insert(_reviews).values(
            application=application, attempt=attempt, number=number, why=why, raised=at
        )
        self.transaction.connection.execute(made)

    def settle(self, id: int, by: str, note: str, at: datetime) -> bool:  # noqa: A002 - its name
        """Settle one; tell whether it was open."""
        query = update(_reviews).where(_reviews.c.id == id, _reviews.c.settled.is_(None))
        made = query.values(settled=at, settled_by=by, note=note)
        return self.transaction.connection.execute(made).rowcount == 1


def _appeal(row: Row[Any]) -> Appeal:
    return Appeal(
        id=row.id,
        application=row.application,
        attempt=row.attempt,
        lodged=row.lodged,
        lodged_by=row.lodged_by,
        grounds=row.grounds,
        panel=tuple(json.loads(row.panel)),
        outcome=AppealOutcome(row.outcome) if row.outcome is not None else None,
        ended=row.ended,
        ended_by=row.ended_by,
        why=row.why,
        number=row.number,
        against=Against(row.against) if row.against is not None else None,
    )


def _review(row: Row[Any]) -> Review:
    return Review(
        id=row.id,
        application=row.application,
        attempt=row.attempt,
        number=row.number,
        why=row.why,
        raised=row.raised,
        settled=row.settled,
        settled_by=row.settled_by,
        note=row.note,
    )
