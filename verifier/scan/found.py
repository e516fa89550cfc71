"""What can be found in what people hold. Nothing here is verified yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from verifier.number import CertificateNumber
from verifier.scan.printed import Printed

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
class SeveralFound:
    """One document with several certificates (at least two): whoever holds it has to choose."""

    choices: tuple[FoundToken | FoundNumber, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One PDF whose attachment and codes do not say the same (at least two different things)."""

    choices: tuple[FoundToken | FoundNumber, ...]


@dataclass(frozen=True, slots=True)
class FoundInPdf:
    """What a PDF holds, and what those of its pages say that read like a certificate."""

    found: FoundToken | FoundNumber
    pages: tuple[Printed, ...] = field(repr=False)


Found = (
    FoundToken
    | FoundNumber
    | FoundInPdf
    | MistypedNumber
    | NothingFound
    | SeveralFound
    | Contradiction
)


def only_one(
    codes: Iterable[FoundToken | FoundNumber],
    attached: Iterable[FoundToken] = (),
    *,
    otherwise: Why,
) -> FoundToken | FoundNumber | NothingFound | SeveralFound | Contradiction:
    """Return what all finds agree on; if they do not, never one of them.

    Codes that differ are several certificates. What is attached and not in a code, or the other
    way about, contradicts it.
    """
    seen, within = dict.fromkeys(codes), dict.fromkeys(attached)
    different = tuple({**within, **seen})
    if len(different) > 1:
        agree = not within or seen.keys() == within.keys()
        return (SeveralFound if agree else Contradiction)(different[:MAX_CHOICES])
    return different[0] if different else NothingFound(otherwise)


class UnreadableError(Exception):
    """A part of a document refuses to be read. Never leaves `verifier.scan`."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why
