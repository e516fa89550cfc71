"""Activated schemes, and the credential types made from them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select
from sqlalchemy.exc import IntegrityError

from issuer.body.ports import ActiveScheme, RecordedType
from issuer.errors import NameTakenError, SchemeConflictError
from issuer.store.tables.body import CredentialTypeRow, SchemeRow
from issuer.store.transaction import Transaction

_schemes = SchemeRow.table()
_types = CredentialTypeRow.table()


@dataclass(frozen=True, slots=True)
class SqlSchemes:
    """Implements `Schemes`."""

    transaction: Transaction

    def active(self) -> list[ActiveScheme]:
        """Return every version ever activated, oldest first."""
        rows = self.transaction.connection.execute(select(_schemes).order_by(_schemes.c.id))
        return [_scheme(row) for row in rows]

    def activate(self, scheme: ActiveScheme) -> bool:
        """Record a version and tell whether it is new."""
        made = self.transaction.driver.insert(_schemes).values(
            scheme=scheme.id,
            version=scheme.version,
            digest=scheme.digest,
            document=scheme.document,
            activated=scheme.activated,
        )
        recorded = made.on_conflict_do_nothing().returning(_schemes.c.id)
        if self.transaction.connection.scalar(recorded) is not None:
            return True
        its_version = (_schemes.c.scheme == scheme.id, _schemes.c.version == scheme.version)
        document = select(_schemes.c.document).where(*its_version)
        if self.transaction.connection.scalar(document) != scheme.document:
            raise SchemeConflictError(f"{scheme.id} {scheme.version} is active with other bytes")
        return False

    def types(self) -> list[RecordedType]:
        """Return every type, oldest first."""
        rows = self.transaction.connection.execute(select(_types).order_by(_types.c.serial))
        return [_type(row) for row in rows]

    def add_type(self, recorded: RecordedType) -> None:
        """Record a type; raise `NameTakenError` if its serial, URL or scope is on record."""
        made = insert(_types).values(
            serial=recorded.serial,
            url=recorded.url,
            scheme=recorded.scheme,
            version=recorded.version,
            scope=json.dumps(recorded.scope),
            document=recorded.document,
        )
        try:
            with self.transaction.connection.begin_nested():
                self.transaction.connection.execute(made)
        except IntegrityError as exc:
            raise NameTakenError(f"type {recorded.serial} or its scope is on record") from exc


def _scheme(row: Row[Any]) -> ActiveScheme:
    return ActiveScheme(
        id=row.scheme,
        version=row.version,
        digest=row.digest,
        document=row.document,
        activated=row.activated,
    )


def _type(row: Row[Any]) -> RecordedType:
    return RecordedType(
        serial=row.serial,
        url=row.url,
        scheme=row.scheme,
        version=row.version,
        scope=tuple(json.loads(row.scope)),
        document=row.document,
    )
