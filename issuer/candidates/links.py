"""A candidate's way to their own page: a link with 256 random bits, of which a digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from issuer.candidates.case_file import CaseFile
from issuer.candidates.dossiers import Dossiers
from issuer.candidates.errors import UnknownApplicationError
from issuer.candidates.outside import CandidateLink
from issuer.candidates.ports import CandidateTransactions
from issuer.candidates.proceedings import Appeal
from issuer.credentials.attempt import Decision
from issuer.credentials.certificate import Certificate
from issuer.errors import LinkError
from issuer.evidence.event import Event, EventKind

LINK_LIVES = timedelta(days=90)

_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What came of an application: its newest decision, the certificate, and every appeal."""

    decision: Decision | None = None
    certificate: Certificate | None = None
    appeals: tuple[Appeal, ...] = ()


@dataclass(frozen=True, slots=True)
class CandidatePages:
    """Makes, opens and ends the links. Whoever holds one may read, and can change nothing."""

    transactions: CandidateTransactions
    dossiers: Dossiers

    def make_link(self, application: str, *, actor: str, at: datetime) -> str:
        """Return the secret of a new link, or raise `UnknownApplicationError`; shown only once.

        Links made before stay good until they expire or are ended.
        """
        secret, expires = secrets.token_urlsafe(_SECRET_BYTES), at + LINK_LIVES
        with self.transactions.writing() as unit:
            if application not in unit.applications.find([application]):
                raise UnknownApplicationError(application)
            unit.candidate_links.add(CandidateLink(_digest(secret), application, at, expires))
            data: dict[str, str | int] = {"expires": expires.isoformat()}
            made = Event(at, EventKind.CANDIDATE_LINK_MADE, application, actor, data)
            unit.events.append([made])
        return secret

    def end_links(self, application: str, *, actor: str, at: datetime) -> int:
        """End every link of an application at once, and return how many there were to end."""
        with self.transactions.writing() as unit:
            if application not in unit.applications.find([application]):
                raise UnknownApplicationError(application)
            count = unit.candidate_links.end(application, at)
            if count:
                ended = EventKind.CANDIDATE_LINK_ENDED
                unit.events.append([Event(at, ended, application, actor, {"links": count})])
        return count

    def open(self, secret: str, *, at: datetime) -> CaseFile:
        """Return the case file that `secret` opens, or raise `LinkError`: nobody learns why."""
        with self.transactions.reading() as unit:
            link = unit.candidate_links.find(_digest(secret))
            if link is None or link.ended is not None or at >= link.expires:
                raise LinkError("this link was ended, has expired, or never was one")
            cases = self.dossiers.load(unit, [link.application], at=at)
        if not cases:
            raise LinkError("the application of this link is gone")
        return cases[0]

    def aftermath(self, case: CaseFile) -> Aftermath:
        """Return what came of the application so far."""
        record = case.record
        scheme, attempt = record.application.scheme, record.attempt
        if attempt is None:
            return Aftermath()
        with self.transactions.reading() as unit:
            decided = unit.attempts.find(scheme, [attempt]).get(attempt)
            certificates = unit.certificates.of_attempts(scheme, [attempt])
            appeals = unit.appeals.of(record.application.id)
        return Aftermath(
            decided.decision if decided else None, certificates.get(attempt), tuple(appeals)
        )


def link_of(url: str, secret: str) -> str:
    """Return the link to hand out: the secret is in the fragment, which no server and log sees."""
    return f"{url}/candidate#{secret}"


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
