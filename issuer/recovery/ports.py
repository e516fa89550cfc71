"""What recovering needs of a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from issuer.credentials.certificate import Certificate, CertificateState
from issuer.credentials.ports import Control
from issuer.evidence.ports import Events, Hashes
from issuer.recovery.doubt import Doubt
from verifier.status_list import Status


class Recoveries(Protocol):
    """What the record may have lost."""

    def all(self) -> list[Doubt]: ...
    def add(self, doubt: Doubt) -> None: ...
    def settle(self, *, by: str, at: datetime) -> int: ...
    def drop_older_copy(self, since: int) -> None: ...
    def close_lists(self) -> int: ...
    def sign_lists_anew(self) -> None: ...
    def of_entries(self, uri: str, indices: Sequence[int]) -> dict[int, tuple[str, Status]]: ...


class OpenedLists(Protocol):
    """Status lists, to begin one with."""

    def open(self, number: int) -> None: ...
    def recover(self, uri: str, entries: Mapping[int, Status]) -> None: ...


class RecoveredCertificates(Protocol):
    """Certificates, to withdraw what a signed list says was withdrawn."""

    def find(self, numbers: Sequence[str], *, lock: bool = False) -> dict[str, Certificate]: ...
    def change(self, number: str, state: CertificateState, at: datetime, reason: str) -> None: ...


class RecoveryUnit(Protocol):
    """A transaction that reaches them."""

    @property
    def recoveries(self) -> Recoveries: ...
    @property
    def lists(self) -> OpenedLists: ...
    @property
    def certificates(self) -> RecoveredCertificates: ...
    @property
    def control(self) -> Control: ...
    @property
    def events(self) -> Events: ...
    @property
    def chain(self) -> Hashes: ...


class RecoveryTransactions(Protocol):
    """Makes such transactions."""

    def reading(self) -> AbstractContextManager[RecoveryUnit]: ...
    def writing(self) -> AbstractContextManager[RecoveryUnit]: ...
