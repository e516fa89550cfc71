"""What can be found in what people hold. Nothing here is verified yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from verifier.number import CertificateNumber

MAX_CHOICES = 8  # certificates named when a document holds several; nobody chooses among more


class Why(StrEnum):
    """Why nothing was found. The strings are public: add, never rename."""

    NO_CODE = "no_code"  # a picture or PDF without a QR code
    NOT_A_CERTIFICATE = "not_a_certificate"  # QR codes, but none leads to a certificate
    UNKNOWN_KIND = "unknown_kind"  # neither PDF nor PNG nor JPEG
    TOO_LARGE = "too_large"  # more bytes, pixels or text than we are willing to unpack
    LOCKED = "locked"  # a PDF that opens with a password only
    NOT_READABLE = "not_readable"  # broken, or made to break its reader


@dataclass(frozen=True, slots=True)
class FoundToken:
    """Text that is to be verified as a token; it may be anything."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A certificate number whose check character fits."""

    number: CertificateNumber


@dataclass(frozen=True, slots=True)
class MistypedNumber:
    """What somebody typed for a number, with a slip in it."""

    text: str


@dataclass(frozen=True, slots=True)
class NothingFound:
    """There is nothing to verify."""

    why: Why


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One document with several certificates (at least two): whoever holds it has to choose."""

    choices: tuple[FoundToken | FoundNumber, ...]


Found = FoundToken | FoundNumber | MistypedNumber | NothingFound | Contradiction


def only_one(finds: Iterable[FoundToken | FoundNumber], *, otherwise: Why) -> Found:
    """Return what all `finds` agree on; if they do not, never one of them."""
    different = tuple(dict.fromkeys(finds))
    if len(different) > 1:
        return Contradiction(different[:MAX_CHOICES])
    return different[0] if different else NothingFound(otherwise)


class UnreadableError(Exception):
    """A part of a document refuses to be read. Never leaves `verifier.scan`."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why
