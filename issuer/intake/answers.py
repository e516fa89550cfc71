"""What an exam result leads to, told to whoever brought it."""

from __future__ import annotations

from dataclasses import dataclass

from issuer.certification.errors import CertificationError
from issuer.errors import IssuerError


@dataclass(frozen=True, slots=True)
class Issued:
    """It was granted, and this is the certificate."""

    attempt: str
    number: str
    token: str


@dataclass(frozen=True, slots=True)
class Denied:
    """It was decided not to certify, and why, in words."""

    attempt: str
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """It is recorded and waits for a person's decision."""

    attempt: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not taken; nothing of it is on record that was not before."""

    attempt: str
    error: IssuerError | CertificationError


Answer = Issued | Denied | Waiting | Refused
