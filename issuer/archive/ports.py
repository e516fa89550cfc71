"""What an archive needs of a store, a printer and the publisher of lists."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from issuer.body.ports import Schemes
from issuer.certificate.drawing import Paper
from issuer.credentials.ports import Unit
from issuer.evidence.chain import Opened
from issuer.evidence.ports import CheckpointKeys, Hashes
from issuer.privacy.trace import Held
from verifier.trust_file import TrustFile


class CertificateFile(Protocol):
    """Everything on record about one certificate."""

    def of_certificate(self, number: str) -> Held:
        """Return its rows, and those of its holder's dossier."""
        ...

    def events_of_certificate(self, number: str) -> Sequence[Opened]:
        """Return the events about it, its decision and its holder, in order."""
        ...


class ArchiveUnit(Unit, Protocol):
    """A transaction that reaches all of it."""

    @property
    def personal_data(self) -> CertificateFile: ...
    @property
    def schemes(self) -> Schemes: ...
    @property
    def chain(self) -> Hashes: ...
    @property
    def checkpoint_keys(self) -> CheckpointKeys: ...


class ArchiveTransactions(Protocol):
    """Makes such transactions."""

    def reading(self) -> AbstractContextManager[ArchiveUnit]: ...
    def writing(self) -> AbstractContextManager[ArchiveUnit]: ...


class Printed(Protocol):
    """Draws certificates."""

    def print(self, number: str, *, paper: Paper, at: datetime) -> bytes: ...


class Trusted(Protocol):
    """Knows public keys, types and status lists."""

    def trust_file(self) -> TrustFile: ...
