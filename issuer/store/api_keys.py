"""Programs' keys, and what their idempotency keys were first used for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from issuer.accounts.ports import ApiKey, FirstAnswer
from issuer.accounts.roles import Action
from issuer.errors import IdempotencyConflictError, NameTakenError
from issuer.store.tables.accounts import ApiKeyRow, IdempotencyRow
from issuer.store.transaction import Transaction

_keys = ApiKeyRow.table()
_firsts = IdempotencyRow.table()


@dataclass(frozen=True, slots=True)
class SqlApiKeys:
    """Implements `ApiKeys`."""

    transaction: Transaction

    def find(self, digest: bytes) -> ApiKey | None:
        """Return the key with this digest that was not ended."""
        query = select(_keys).where(_keys.c.digest == digest, _keys.c.ended.is_(None))
        row = self.transaction.connection.execute(query).first()
        return None if row is None else _key(row)

    def add(self, key: ApiKey) -> None:
        """Record a new key; raise `NameTakenError` if one was ever called so."""
        made = insert(_keys).values(
            name=key.name,
            digest=key.digest,
            made=key.made,
            ended=key.ended,
            scopes=_scopes_text(key),
            ends=key.ends,
        )
        try:
            with self.transaction.connection.begin_nested():
                self.transaction.connection.execute(made)
        except IntegrityError as exc:
            raise NameTakenError(f"there is an API key called {key.name}") from exc

    def all(self) -> list[ApiKey]:
        """Return every key, ended ones too, oldest first."""
        rows = self.transaction.connection.execute(select(_keys).order_by(_keys.c.id))
        return [_key(row) for row in rows]

    def end(self, name: str, at: datetime) -> bool:
        """End a key; tell whether there was one to end."""
        query = update(_keys).where(_keys.c.name == name, _keys.c.ended.is_(None))
        return self.transaction.connection.execute(query.values(ended=at)).rowcount == 1

    def tell(self, name: str, at: datetime) -> None:
        """Record that administrators were told of a key's end."""
        query = update(_keys).where(_keys.c.name == name).values(told=at)
        self.transaction.connection.execute(query)


@dataclass(frozen=True, slots=True)
class SqlIdempotency:
    """Implements `Idempotency`."""

    transaction: Transaction

    def find(self, client: str, key: str) -> FirstAnswer | None:
        """Return what the key was first used for."""
        query = select(_firsts).where(_firsts.c.client == client, _firsts.c.key == key)
        row = self.transaction.connection.execute(query).first()
        if row is None:
            return None
        return FirstAnswer(
            client=row.client,
            key=row.key,
            request_digest=row.request_digest,
            scheme=row.scheme,
            attempt=row.attempt,
        )

    def add(self, first: FirstAnswer, at: datetime) -> None:
        """Record the first use; raise `IdempotencyConflictError` if another came first."""
        made = insert(_firsts).values(
            client=first.client,
            key=first.key,
            request_digest=first.request_digest,
            scheme=first.scheme,
            attempt=first.attempt,
            used=at,
        )
        try:
            with self.transaction.connection.begin_nested():
                self.transaction.connection.execute(made)
        except IntegrityError as exc:
            raise IdempotencyConflictError("the idempotency key was used just now") from exc


def _key(row: Row[Any]) -> ApiKey:
    scopes = None if row.scopes is None else frozenset(map(Action, row.scopes.split()))
    return ApiKey(row.name, row.digest, row.made, row.ended, scopes, row.ends, row.told)


def _scopes_text(key: ApiKey) -> str | None:
    return None if key.scopes is None else " ".join(sorted(key.scopes))
