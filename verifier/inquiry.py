"""From what somebody holds to a verdict: scan it for a token or a number, then verify that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from verifier.number import CertificateNumber, read_typed_number
from verifier.scan.found import (
    Contradiction,
    Found,
    FoundNumber,
    FoundToken,
    MistypedNumber,
    NothingFound,
)
from verifier.scan.text import read_text
from verifier.verdict import Reason, Verdict
from verifier.verify import Verifier


class Documents(Protocol):
    """Reads PDFs and pictures."""

    def read(self, data: bytes) -> Found:
        """Return what the document holds; raise `ReaderBusyError` if that must wait too long."""
        ...


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Answers everyone who asks about a certificate: page, API and command line."""

    verifier: Verifier
    documents: Documents

    def ask_text(self, text: str, *, at: datetime) -> Verdict:
        """Judge a token, a link or a number. Text that is none of them is not a certificate."""
        return self._judge(read_text(text), Reason.MALFORMED, at)

    def ask_document(self, data: bytes, *, at: datetime) -> Verdict:
        """Judge a PDF or a picture by its token or code; let `ReaderBusyError` through."""
        return self._judge(self.documents.read(data), Reason.UNREADABLE, at)

    def ask_number(self, typed: str, *, at: datetime) -> Verdict:
        """Judge a certificate by its number as somebody typed it, and by nothing else."""
        number = read_typed_number(typed)
        if isinstance(number, CertificateNumber):
            return self.verifier.verify_number(number, at=at)
        return Verdict(Reason.NUMBER_MISTYPED, at)

    def _judge(self, found: Found, nothing: Reason, at: datetime) -> Verdict:
        match found:
            case FoundToken(token):
                return self.verifier.verify(token, at=at)
            case FoundNumber(number):
                return self.verifier.verify_number(number, at=at)
            case MistypedNumber():
                return Verdict(Reason.NUMBER_MISTYPED, at)
            case Contradiction():
                return Verdict(Reason.ALTERED, at)
            case NothingFound():
                return Verdict(nothing, at)
