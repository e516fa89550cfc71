"""From what somebody holds to a verdict: scan it for a token or a number, then verify that."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from verifier.credential import Credential
from verifier.number import CertificateNumber, read_typed_number
from verifier.scan.comparison import differs
from verifier.scan.found import (
    Contradiction,
    Found,
    FoundInPdf,
    FoundNumber,
    FoundToken,
    MistypedNumber,
    NothingFound,
    SeveralFound,
)
from verifier.scan.printed import Printed
from verifier.scan.text import read_text
from verifier.verdict import Choice, Reason, Verdict, first_told
from verifier.verify import Verifier

_PDF = b"%PDF-"


class Documents(Protocol):
    """Reads PDFs and pictures."""

    def read(self, data: bytes) -> Found:
        """Return what the document holds; raise `ReaderBusyError` if that must wait too long."""
        ...


class HandedOut(Protocol):
    """The drawings that an issuer has handed out."""

    def knows(self, issuer: str, digest: bytes) -> bool | None:
        """Tell whether `issuer` handed out bytes of this SHA-256; None if nobody here can say."""
        ...


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Answers everyone who asks about a certificate: page, API and command line."""

    verifier: Verifier
    documents: Documents
    drawings: HandedOut | None = None

    def ask_text(self, text: str, *, at: datetime) -> Verdict:
        """Judge a token, a link or a number. Text that is none of them is not a certificate."""
        return self._judge(read_text(text), Reason.MALFORMED, at)

    def ask_document(self, data: bytes, *, at: datetime) -> Verdict:
        """Judge a PDF or a picture by its token or code; let `ReaderBusyError` through."""
        found = self.documents.read(data)
        verdict = self._judge(found, Reason.UNREADABLE, at)
        return replace(
            verdict,
            saved_again=self._was_saved_again(verdict.credential, data),
            carried_token=verdict.credential is not None and _carries_tokens(found),
        )

    def ask_number(self, typed: str, *, at: datetime) -> Verdict:
        """Judge a certificate by its number as somebody typed it, and by nothing else."""
        number = read_typed_number(typed)
        if isinstance(number, CertificateNumber):
            return self.verifier.verify_number(number, at=at)
        return Verdict(Reason.NUMBER_MISTYPED, at)

    def _judge(self, found: Found, nothing: Reason, at: datetime) -> Verdict:
        match found:
            case FoundToken() | FoundNumber():
                return self._verify(found, at)
            case FoundInPdf(within, pages):
                return self._compare(self._verify(within, at), pages)
            case MistypedNumber():
                return Verdict(Reason.NUMBER_MISTYPED, at)
            case SeveralFound(choices):
                return self._ask_which(choices, at)
            case Contradiction():
                return Verdict(Reason.ALTERED, at)
            case NothingFound():
                return Verdict(nothing, at)

    def _verify(self, found: FoundToken | FoundNumber, at: datetime) -> Verdict:
        if isinstance(found, FoundToken):
            return self.verifier.verify(found.token, at=at)
        return self.verifier.verify_number(found.number, at=at)

    def _compare(self, verdict: Verdict, pages: Sequence[Printed]) -> Verdict:
        """Refuse a genuine credential on a page that says something else."""
        credential = verdict.credential
        if credential is None:
            return verdict
        label = self._profession(credential)
        if any(differs(page, credential, label) for page in pages):
            return Verdict(Reason.ALTERED, verdict.at)
        return verdict

    def _ask_which(self, choices: Sequence[FoundToken | FoundNumber], at: datetime) -> Verdict:
        """Return the question which of several genuine ones is meant; none is chosen here."""
        judged = [(choice, self._verify(choice, at)) for choice in choices]
        genuine = {
            verdict.credential.number: Choice(_text(choice), verdict.credential)
            for choice, verdict in judged
            if verdict.credential is not None
        }
        if len(genuine) > 1:
            return Verdict(Reason.UNREADABLE, at, several=tuple(genuine.values()))
        if any(verdict.credential is None for _, verdict in judged):
            return Verdict(Reason.ALTERED, at)
        worst = first_told({verdict.reason for _, verdict in judged})  # twice the same certificate
        return next(verdict for _, verdict in judged if verdict.reason is worst)

    def _profession(self, credential: Credential) -> str | None:
        """Return the word that is printed for a holder's profession, where it is known."""
        issuer = self.verifier.trust.current().find(credential.issuer)
        kind = None if issuer is None else issuer.types.get(credential.type)
        return None if kind is None else kind.professions.get(credential.profession)

    def _was_saved_again(self, credential: Credential | None, data: bytes) -> bool:
        """Tell whether a PDF of a genuine certificate is not, to the byte, what was handed out."""
        if credential is None or self.drawings is None or not data.startswith(_PDF):
            return False
        digest = hashlib.sha256(data).digest()
        return self.drawings.knows(credential.issuer, digest) is False


def _text(found: FoundToken | FoundNumber) -> str:
    return found.token if isinstance(found, FoundToken) else str(found.number)


def _carries_tokens(found: Found) -> bool:
    match found:
        case FoundToken():
            return True
        case FoundInPdf(within, _):
            return isinstance(within, FoundToken)
        case SeveralFound(choices):
            return all(isinstance(choice, FoundToken) for choice in choices)
        case _:
            return False
