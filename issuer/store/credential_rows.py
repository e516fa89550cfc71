"""A credential as a row, and back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, literal_column, select

from issuer.credentials.certificate import CredentialRecord, CredentialState, Form
from issuer.store.tables.issuing import CredentialRow
from issuer.store.tables.status_list import StatusListRow
from issuer.store.transaction import Driver, bulk_insert
from verifier.status_list import Status

_credentials = CredentialRow.table()
_lists = StatusListRow.table()

# Spelt out in the statements: SQLite uses a partial index only for what it can read there.
INTENDED: ColumnElement[str] = literal_column("'intended'")
ACTIVE: ColumnElement[str] = literal_column("'active'")
RELEASED: ColumnElement[str] = literal_column("'released'")
VOIDED: ColumnElement[str] = literal_column("'voided'")

INSERT_CREDENTIAL = bulk_insert(
    _credentials,
    "number",
    "form",
    "kid",
    "list_id",
    "idx",
    "payload",
    "digest",
    "state",
    "status",
    "intended",
    "token",
)


def credential_values(
    record: CredentialRecord, list_id: int, status: Status, driver: Driver
) -> tuple[Any, ...]:
    """Return what `INSERT_CREDENTIAL` takes."""
    return (
        record.number,
        record.form.value,
        record.kid,
        list_id,
        record.index,
        record.payload,
        record.digest,
        record.state.value,
        status.value,
        driver.moment(record.intended),
        record.token,
    )


def select_credentials() -> Select[Any]:
    """Return the query that `credential_of` reads."""
    return select(_credentials, _lists.c.uri).join_from(_credentials, _lists)


def credential_of(row: Row[Any]) -> CredentialRecord:
    """Return the credential in a row of `select_credentials`."""
    return CredentialRecord(
        number=row.number,
        form=Form(row.form),
        kid=row.kid,
        list_uri=row.uri,
        index=row.idx,
        payload=row.payload,
        digest=row.digest,
        state=CredentialState(row.state),
        intended=row.intended,
        token=row.token,
    )
