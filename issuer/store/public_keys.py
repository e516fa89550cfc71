"""Every public key the body ever had."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from issuer.errors import NameTakenError, UnknownKeyError
from issuer.store.tables.body import PublicKeyRow
from issuer.store.transaction import Transaction
from keys.jwk import from_jwk, to_jwk
from keys.keyring import Purpose, TrustedKey

_keys = PublicKeyRow.table()


@dataclass(frozen=True, slots=True)
class SqlPublicKeys:
    """Implements `PublicKeys`."""

    transaction: Transaction

    def all(self) -> list[TrustedKey]:
        """Return them, oldest first."""
        rows = self.transaction.connection.execute(select(_keys).order_by(_keys.c.id))
        return [_key(row) for row in rows]

    def add(self, key: TrustedKey) -> None:
        """Record a new one; raise `NameTakenError` if a key was ever called by its kid."""
        made = insert(_keys).values(
            kid=key.kid,
            issuer=key.issuer,
            purpose=key.purpose.value,
            jwk=json.dumps(to_jwk(key.key)),
            since=key.since,
            until=key.until,
            compromised=key.compromised,
        )
        try:
            with self.transaction.connection.begin_nested():
                self.transaction.connection.execute(made)
        except IntegrityError as exc:
            raise NameTakenError(f"a key was called {key.kid} before: make another") from exc

    def retire(self, kid: str, until: datetime) -> None:
        """Record that it signs nothing from `until` on; raise `UnknownKeyError`."""
        self._change(kid, until=until)

    def compromise(self, kid: str, at: datetime) -> None:
        """Record from when a stranger may have held it; raise `UnknownKeyError`."""
        self._change(kid, compromised=at)

    def _change(self, kid: str, **values: datetime) -> None:
        change = update(_keys).where(_keys.c.kid == kid).values(**values)
        if not self.transaction.connection.execute(change).rowcount:
            raise UnknownKeyError(f"no key was ever called {kid}")


def _key(row: Row[Any]) -> TrustedKey:
    return TrustedKey(
        issuer=row.issuer,
        purpose=Purpose(row.purpose),
        key=from_jwk(json.loads(row.jwk)),
        since=row.since,
        until=row.until,
        compromised=row.compromised,
    )
