"""Certificates, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from issuer.credentials.certificate import (
    Certificate,
    CertificateState,
    CredentialRecord,
    CredentialState,
)
from issuer.errors import InProgressError, UnknownCertificateError
from issuer.store.search import fold
from tests.fakes.lists import FakeLists
from tests.fakes.record import Record

_HIDDEN = {CertificateState.INTENDED, CertificateState.VOIDED}


@dataclass(frozen=True)
class FakeCertificates:
    record: Record
    lists: FakeLists

    def taken(self, numbers: Sequence[str]) -> set[str]:
        return {number for number in numbers if number in self.record.certificates}

    def add(self, rows: Sequence[tuple[Certificate, CredentialRecord]]) -> None:
        for made, _ in rows:
            live = self.of_attempts(made.scheme, [made.attempt])
            if live or made.number in self.record.certificates:
                raise InProgressError(made.attempt)
        for made, record in rows:
            self.record.certificates[made.number] = made
            self.record.credentials.append(record)
            self.record.statuses[record.list_uri, record.index] = made.state.status

    def find(self, numbers: Sequence[str], *, lock: bool = False) -> dict[str, Certificate]:  # noqa: ARG002 - the writer is alone
        known = self.record.certificates
        return {number: known[number] for number in numbers if number in known}

    def of_attempts(self, scheme: str, attempts: Sequence[str]) -> dict[str, Certificate]:
        return {
            made.attempt: made
            for made in self.record.certificates.values()
            if made.scheme == scheme
            and made.attempt in attempts
            and made.state is not CertificateState.VOIDED
        }

    def of_holders(self, scheme: str, references: Sequence[str]) -> list[Certificate]:
        return [
            made
            for made in self.record.certificates.values()
            if made.scheme == scheme
            and made.holder.reference in references
            and made.state is not CertificateState.VOIDED
        ]

    def change_many(
        self,
        numbers: Sequence[str],
        state: CertificateState,
        at: datetime,
        reason: str,
        *,
        review: date | None = None,
    ) -> None:
        for number in numbers:
            self.change(number, state, at, reason, review=review)

    def succeed(self, number: str, successor: str, ends: datetime | None) -> None:
        made = self.record.certificates.get(number)
        if made is None:
            raise UnknownCertificateError(number)
        linked = replace(made, successor=successor, superseded_from=ends)
        self.record.certificates[number] = linked

    def succeeded(self, until: datetime, limit: int) -> list[str]:
        due = [
            made.number
            for made in self.record.certificates.values()
            if made.state is CertificateState.ACTIVE
            and made.superseded_from is not None
            and made.superseded_from <= until
        ]
        return sorted(due)[:limit]

    def change(
        self,
        number: str,
        state: CertificateState,
        at: datetime,
        reason: str,
        *,
        review: date | None = None,
    ) -> None:
        made = self.record.certificates.get(number)
        if made is None:
            raise UnknownCertificateError(number)
        changed = replace(made, state=state, since=at, reason=reason, review=review)
        self.record.certificates[number] = changed
        entries = [
            (record.list_uri, record.index)
            for record in self.record.credentials
            if record.number == number and record.state is not CredentialState.VOIDED
        ]
        self.record.statuses |= dict.fromkeys(entries, state.status)
        self.lists.bump({uri for uri, _ in entries})

    def search(
        self, text: str, *, state: CertificateState | None = None, offset: int = 0, limit: int = 50
    ) -> tuple[list[Certificate], int]:
        wanted = fold(text)
        found = [
            made
            for made in self.record.certificates.values()
            if made.state not in _HIDDEN
            and state in (None, made.state)
            and any(wanted in words for words in _words(made))
        ]
        found.sort(key=lambda made: made.number)
        found.sort(key=lambda made: made.first_issued, reverse=True)
        return found[offset : offset + limit], len(found)


def _words(made: Certificate) -> list[str]:
    return [fold(made.number), fold(made.holder.name), fold(made.holder.native_name or "")]
