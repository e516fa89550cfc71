"""Signed statements, and the entries of the status lists that stand for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select, update

from issuer.credentials.certificate import Certificate, CredentialRecord
from issuer.errors import MisissuanceError
from issuer.store.certificate_rows import lock_certificates
from issuer.store.credential_rows import (
    ACTIVE,
    INSERT_CREDENTIAL,
    INTENDED,
    RELEASED,
    VOIDED,
    credential_of,
    credential_values,
    select_credentials,
)
from issuer.store.lists import SqlLists
from issuer.store.tables.issuing import CertificateRow, CredentialRow
from issuer.store.transaction import Prepared, Transaction
from verifier.status_list import Status

_certificates = CertificateRow.table()
_credentials = CredentialRow.table()

_ACTIVATE = Prepared(
    update(_certificates)
    .where(_certificates.c.number == bindparam("its_number"), _certificates.c.state == INTENDED)
    .values(state=ACTIVE),
    ("its_number",),
)
_RELEASE = Prepared(
    update(_credentials)
    .where(_credentials.c.number == bindparam("its_number"), _credentials.c.state == INTENDED)
    .values(state=RELEASED, settled=bindparam("settled"), token=bindparam("token")),
    ("settled", "token", "its_number"),
    at_once=True,  # whoever changes a credential has locked its certificate
)


@dataclass(frozen=True, slots=True)
class SqlCredentials:
    """Implements `Credentials`."""

    transaction: Transaction
    lists: SqlLists

    def of(self, numbers: Sequence[str]) -> dict[str, list[CredentialRecord]]:
        """Return every credential of each certificate, newest first."""
        if not numbers:
            return {}
        query = (
            select_credentials()
            .where(_credentials.c.number.in_(numbers))
            .order_by(_credentials.c.id.desc())
        )
        found: dict[str, list[CredentialRecord]] = {}
        for record in self._read(query):
            found.setdefault(record.number, []).append(record)
        return found

    def add(self, rows: Sequence[tuple[Certificate, CredentialRecord]]) -> None:
        """Record credentials of certificates that are on record."""
        list_ids = self.lists.ids({record.list_uri for _, record in rows})
        driver = self.transaction.driver
        values = [
            credential_values(record, list_ids[record.list_uri], made.state.status, driver)
            for made, record in rows
        ]
        self.transaction.run_many(INSERT_CREDENTIAL, values)

    def release(self, tokens: Mapping[str, str], at: datetime) -> None:
        """Release intended credentials, by number, with their tokens; the certificates are active.

        Raise `MisissuanceError` if one of them is not in state intended.
        """
        self.transaction.run_many(_ACTIVATE, [(number,) for number in sorted(tokens)])
        self.release_beside(tokens, at)

    def release_beside(self, tokens: Mapping[str, str], at: datetime) -> None:
        """Release as `release` does, beside older ones: the certificates stay as they are."""
        settled = self.transaction.driver.moment(at)
        rows = [(settled, tokens[number], number) for number in sorted(tokens)]
        if self.transaction.run_many(_RELEASE, rows) != len(rows):
            raise MisissuanceError("a credential to be released is not in state intended")

    def void(self, numbers: Sequence[str], at: datetime) -> None:
        """Void intended credentials and their certificates; leave what is not intended alone."""
        if not numbers:
            return
        lock_certificates(self.transaction, numbers)
        connection = self.transaction.connection
        connection.execute(
            update(_certificates)
            .where(_certificates.c.number.in_(numbers), _certificates.c.state == INTENDED)
            .values(state=VOIDED)
        )
        voided = connection.scalars(
            update(_credentials)
            .where(_credentials.c.number.in_(numbers), _credentials.c.state == INTENDED)
            .values(state=VOIDED, status=Status.REVOKED.value, settled=at)
            .returning(_credentials.c.list_id)
        )
        self.lists.bump(set(voided))

    def follow(self, numbers: Sequence[str], status: Status) -> None:
        """Set every entry of certificates to `status`, but those of voided credentials."""
        changed = self.transaction.connection.scalars(
            update(_credentials)
            .where(_credentials.c.number.in_(numbers), _credentials.c.state != VOIDED)
            .values(status=status.value)
            .returning(_credentials.c.list_id)
        )
        self.lists.bump(set(changed))

    def intended_before(self, moment: datetime, limit: int) -> list[str]:
        """Return numbers whose credential is intended since before `moment`, oldest first."""
        query = (
            select(_credentials.c.number)
            .where(_credentials.c.state == INTENDED, _credentials.c.intended < moment)
            .order_by(_credentials.c.intended, _credentials.c.number)
            .limit(limit)
        )
        return list(self.transaction.connection.scalars(query))

    def released(self, *, after: str = "", limit: int = 1000) -> list[CredentialRecord]:
        """Return the released credentials of `limit` certificates, from the first beyond `after`.

        The order is by number, then by age.
        """
        numbers = (
            select(_credentials.c.number)
            .distinct()
            .where(_credentials.c.state == RELEASED, _credentials.c.number > after)
            .order_by(_credentials.c.number)
            .limit(limit)
        )
        query = (
            select_credentials()
            .where(_credentials.c.state == RELEASED, _credentials.c.number.in_(numbers))
            .order_by(_credentials.c.number, _credentials.c.id)
        )
        return self._read(query)

    def _read(self, query: Select[Any]) -> list[CredentialRecord]:
        return [credential_of(row) for row in self.transaction.connection.execute(query)]
