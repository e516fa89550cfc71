"""What a decision grants (a certificate), and one signed statement of it (a credential)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from verifier.status_list import Status


class CertificateState(StrEnum):
    """Where a certificate stands. That it expired follows from its dates and is no state."""

    INTENDED = "intended"  # its first credential is not released: nobody has it
    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    VOIDED = "voided"  # never released; number and index are burnt

    @property
    def status(self) -> Status:
        """Return what a status list says of it."""
        return _STATUS[self]


_STATUS = {
    CertificateState.INTENDED: Status.VALID,
    CertificateState.ACTIVE: Status.VALID,
    CertificateState.SUSPENDED: Status.SUSPENDED,
    CertificateState.REVOKED: Status.REVOKED,
    CertificateState.SUPERSEDED: Status.SUPERSEDED,
    CertificateState.VOIDED: Status.REVOKED,
}


@dataclass(frozen=True, slots=True)
class Holder:
    """The person named on a certificate, as printed. `reference` is the exam system's own."""

    reference: str
    name: str
    native_name: str | None = None
    native_language: str | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was granted, to whom, for how long. `expires` is the end of `valid_through`."""

    number: str
    holder: Holder
    scheme: str
    version: str
    attempt: str
    profession: str
    type: str  # the type's URL, the credential's `vct`
    first_issued: datetime
    effective: datetime
    valid_through: date
    expires: datetime
    state: CertificateState
    since: datetime | None = None  # when the state last changed, once it was released
    reason: str | None = None
    successor: str | None = None
    succeeds: str | None = None
    superseded_from: datetime | None = None  # its successor ends it then, not its own dates
    review: date | None = None  # while it is suspended: when a person looks at it again


class CredentialState(StrEnum):
    """Where a signed statement stands."""

    INTENDED = "intended"
    RELEASED = "released"
    VOIDED = "voided"


class Form(StrEnum):
    """What a credential is made for."""

    PRINTED = "printed"


@dataclass(frozen=True, slots=True)
class CredentialRecord:
    """A credential on record: exact payload and signing-input digest, before a key is used."""

    number: str
    form: Form
    kid: str
    list_uri: str
    index: int
    payload: bytes
    digest: bytes  # SHA-256 of the signing input
    state: CredentialState
    intended: datetime
    token: str | None = None
