"""From what somebody holds to a verdict: scan it for a token or a number, then verify that."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from verifier.credential import Credential
from verifier.earlier import Earlier, EarlierNumbers, read_earlier
from verifier.ledger import LedgerUnavailableError
from verifier.number import CertificateNumber, parse_number, read_typed_number
from verifier.roster.names import is_named
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
    Why,
)
from verifier.scan.printed import Printed
from verifier.scan.text import read_text
from verifier.verdict import Choice, Reason, Verdict, first_told
from verifier.verify import Verifier

_PDF = b"%PDF-"
_NOTHING_ELSE = frozenset({Reason.MALFORMED, Reason.NUMBER_MISTYPED, Reason.UNKNOWN_NUMBER})
_ENDED = frozenset({Reason.REVOKED, Reason.SUSPENDED, Reason.SUPERSEDED, Reason.EXPIRED})


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
    earlier: EarlierNumbers | None = None

    def ask_text(self, text: str, *, at: datetime) -> Verdict:
        """Judge a token, a link or a number. Text that is none of them is not a certificate.

        An earlier number may have the holder's name behind it.
        """
        return self._or_earlier(self._judge(read_text(text), Reason.MALFORMED, at), text)

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
            return self._or_earlier(self.verifier.verify_number(number, at=at), typed)
        return self._or_earlier(Verdict(Reason.NUMBER_MISTYPED, at), typed)

    def _or_earlier(self, verdict: Verdict, typed: str) -> Verdict:
        """Return the verdict by an earlier number, where `typed` says nothing else to us."""
        asked = read_earlier(typed) if verdict.reason in _NOTHING_ELSE else []
        if self.earlier is None or not asked:
            return verdict
        try:
            found = self.earlier.find([key for key, _ in asked])
        except LedgerUnavailableError:
            return Verdict(Reason.STATUS_UNAVAILABLE, verdict.at)
        known = ((found[key], name) for key, name in asked if key in found)
        return next((self._by_earlier(one, name, verdict.at) for one, name in known), verdict)

    def _by_earlier(self, earlier: Earlier, name: str, at: datetime) -> Verdict:
        """Judge what an earlier number leads to; nobody is named to whoever does not know whom."""
        if earlier.certificate is None:
            reason = earlier.ended or Reason.STATUS_UNAVAILABLE
            since = earlier.since
            return Verdict(reason, at, status_as_of=at, since=since, earlier=earlier.number)
        number = parse_number(earlier.certificate)
        verdict = replace(self.verifier.verify_number(number, at=at), earlier=earlier.number)
        credential = verdict.credential
        if credential is None or earlier.is_hard_to_guess:
            return verdict
        names = filter(None, (credential.name, credential.native_name))
        if name and any(is_named(each, name) for each in names):
            return verdict
        if verdict.reason in _ENDED:
            return replace(verdict, credential=None, checks=(), successor=None)
        return Verdict(Reason.UNREADABLE, at, earlier=earlier.number, asks_name=True)

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
            case NothingFound(why):
                return Verdict(nothing, at, too_large=why is Why.TOO_LARGE)

    def _verify(self, found: FoundToken | FoundNumber, at: datetime) -> Verdict:
        if isinstance(found, FoundToken):
            return self.verifier.verify(found.token, at=at)
        return self.verifier.verify_number(found.number, at=at)

    def _compare(self, verdict: Verdict, pages: Sequence[Printed]) -> Verdict:
        """Refuse a genuine credential on a page that says something else."""
        credential = verdict.credential
        if credential is None:
            return verdict
        labels = self._professions(credential)
        if any(differs(page, credential, labels) for page in pages):
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

    def _professions(self, credential: Credential) -> set[str]:
        """Return the words that are printed for a holder's profession, in all languages."""
        issuer = self.verifier.trust.current().find(credential.issuer)
        kind = None if issuer is None else issuer.types.get(credential.type)
        if kind is None:
            return set()
        spoken = (kind.professions, *(words.professions for words in kind.translations.values()))
        return {words[credential.profession] for words in spoken if credential.profession in words}

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
