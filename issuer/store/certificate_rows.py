"""A certificate and its holder as rows, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, Select, select

from issuer.credentials.certificate import Certificate, CertificateState, Holder
from issuer.store.search import fold
from issuer.store.tables.issuing import CertificateRow, HolderRow
from issuer.store.transaction import Driver, Transaction, bulk_insert

_certificates = CertificateRow.table()
_holders = HolderRow.table()

INSERT_CERTIFICATE = bulk_insert(
    _certificates,
    "number",
    "scheme",
    "version",
    "attempt",
    "profession",
    "type",
    "first_issued",
    "effective",
    "valid_through",
    "expires",
    "state",
    "since",
    "reason",
    "successor",
    "succeeds",
    "superseded_from",
    "review",
)
INSERT_HOLDER = bulk_insert(
    _holders, "number", "reference", "name", "native_name", "native_language", "folded"
)


def certificate_values(made: Certificate, driver: Driver) -> tuple[Any, ...]:
    """Return what `INSERT_CERTIFICATE` takes."""
    moment = driver.moment
    return (
        made.number,
        made.scheme,
        made.version,
        made.attempt,
        made.profession,
        made.type,
        moment(made.first_issued),
        moment(made.effective),
        driver.day(made.valid_through),
        moment(made.expires),
        made.state.value,
        moment(made.since),
        made.reason,
        made.successor,
        made.succeeds,
        moment(made.superseded_from),
        None if made.review is None else driver.day(made.review),
    )


def holder_values(made: Certificate) -> tuple[Any, ...]:
    """Return what `INSERT_HOLDER` takes."""
    holder = made.holder
    names = f"{holder.name}\n{holder.native_name}" if holder.native_name else holder.name
    return (
        made.number,
        holder.reference,
        holder.name,
        holder.native_name,
        holder.native_language,
        fold(names),
    )


def select_certificates() -> Select[Any]:
    """Return the query that `certificate_of` reads; a holder may have been erased."""
    _, *person = _holders.c
    return select(_certificates, *person).select_from(_certificates.outerjoin(_holders))


def lock_certificates(transaction: Transaction, numbers: Iterable[str]) -> None:
    """Hold certificates until the end, in order of number: two transactions must not cross."""
    query = (
        select(_certificates.c.number)
        .where(_certificates.c.number.in_(numbers))
        .order_by(_certificates.c.number)
    )
    transaction.connection.execute(transaction.locked(query)).all()


def certificate_of(row: Row[Any]) -> Certificate:
    """Return the certificate in a row of `select_certificates`; an erased holder has no name."""
    return Certificate(
        number=row.number,
        holder=Holder(
            reference=row.reference or "",
            name=row.name or "",
            native_name=row.native_name,
            native_language=row.native_language,
        ),
        scheme=row.scheme,
        version=row.version,
        attempt=row.attempt,
        profession=row.profession,
        type=row.type,
        first_issued=row.first_issued,
        effective=row.effective,
        valid_through=row.valid_through,
        expires=row.expires,
        state=CertificateState(row.state),
        since=row.since,
        reason=row.reason,
        successor=row.successor,
        succeeds=row.succeeds,
        superseded_from=row.superseded_from,
        review=row.review,
    )
