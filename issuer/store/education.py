"""Continuing education that holders entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from issuer.recertification.claim import Claim, ClaimState, Proof, Told
from issuer.store.lookup import can_be_there
from issuer.store.tables.education import EducationClaimRow, EducationProofRow
from issuer.store.transaction import Transaction

_claims, _proofs = EducationClaimRow.table(), EducationProofRow.table()
_ALL = select(_claims, _proofs.c.media_type).select_from(_claims.join(_proofs, isouter=True))


@dataclass(frozen=True, slots=True)
class SqlEducationClaims:
    """Implements `EducationClaims`."""

    transaction: Transaction

    def add(self, claim: Claim) -> None:
        """Record a new one, with its proof."""
        told = claim.told
        values = {
            "id": claim.id, "number": claim.number, "day": told.on, "provider": told.provider,
            "title": told.title, "topic": told.topic, "hours": str(told.hours),
            "made": claim.made, "state": claim.state.value,
        }  # fmt: skip
        self.transaction.connection.execute(insert(_claims).values(values))
        if told.proof is not None:
            self.transaction.connection.execute(
                insert(_proofs).values(
                    claim=claim.id,
                    number=claim.number,
                    media_type=told.proof.media_type,
                    content=told.proof.content,
                )
            )

    def find(self, id: str) -> Claim | None:  # noqa: A002 - its name
        """Return one, held until the end of a writing transaction."""
        if not can_be_there(id):
            return None
        own = select(_claims.c.id).where(_claims.c.id == id)
        self.transaction.connection.execute(self.transaction.locked(own)).first()
        return next(iter(self._read(_ALL.where(_claims.c.id == id))), None)

    def of(self, numbers: Sequence[str]) -> list[Claim]:
        """Return those of certificates, the newest first."""
        query = _ALL.where(_claims.c.number.in_(numbers))
        return self._read(query.order_by(_claims.c.made.desc(), _claims.c.id))

    def open(self, limit: int) -> list[Claim]:
        """Return those that nobody settled, the oldest first."""
        query = _ALL.where(_claims.c.state == ClaimState.OPEN.value)
        return self._read(query.order_by(_claims.c.made, _claims.c.id).limit(limit))

    def proof(self, id: str) -> Proof | None:  # noqa: A002 - its name
        """Return the file sent with one."""
        query = select(_proofs).where(_proofs.c.claim == id)
        row = self.transaction.connection.execute(query).first()
        return None if row is None else Proof(row.media_type, bytes(row.content))

    def settle(self, claim: Claim) -> bool:
        """Record its state, who settled it and why; tell whether it was open until now."""
        values = {
            "state": claim.state.value,
            "settled": claim.settled,
            "settled_by": claim.settled_by,
            "why": claim.why,
        }
        still = (_claims.c.id == claim.id, _claims.c.state == ClaimState.OPEN.value)
        change = update(_claims).where(*still).values(values)
        return self.transaction.connection.execute(change).rowcount == 1

    def _read(self, query: Select[Any]) -> list[Claim]:
        return [_claim(row) for row in self.transaction.connection.execute(query)]


def _claim(row: Row[Any]) -> Claim:
    return Claim(
        id=row.id,
        number=row.number,
        told=Told(row.day, row.provider, row.title, row.topic, Decimal(row.hours)),
        made=row.made,
        media_type=row.media_type,
        state=ClaimState(row.state),
        settled=row.settled,
        settled_by=row.settled_by,
        why=row.why,
    )
