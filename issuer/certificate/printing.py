"""From a certificate on record to its PDF, drawn on demand; each drawing handed out is recorded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from issuer.body.body import Body
from issuer.certificate.drawing import Drawing, Paper
from issuer.certificate.pdf import Typesetter
from issuer.certificate.ports import DrawingTransactions
from issuer.credentials.certificate import Certificate, CredentialState
from issuer.errors import UnknownCertificateError
from verifier.credential_type import CredentialType
from verifier.languages import ENGLISH, Language
from verifier.trust import TrustSource
from verifier.type_words import type_words


@dataclass(frozen=True, slots=True)
class Printer:
    """Draws certificates. Drawing the same record again gives the same bytes."""

    body: Body
    trust: TrustSource
    transactions: DrawingTransactions
    typesetter: Typesetter

    def print(
        self, number: str, *, paper: Paper, at: datetime, language: Language = ENGLISH
    ) -> bytes:
        """Return the PDF of certificate `number` and record its digest.

        Raise `UnknownCertificateError` if nothing was released under that number.
        """
        pdf = self.typesetter.draw(self.drawing(number, language), paper)
        kind = paper.value if language is ENGLISH else f"{paper.value}-{language.code}"
        return self.handed_out(number, kind, pdf, at=at)

    def handed_out(self, number: str, kind: str, pdf: bytes, *, at: datetime) -> bytes:
        """Return `pdf`, on record now as what its issuer handed out."""
        self._record(number, kind, hashlib.sha256(pdf).digest(), at)
        return pdf

    def drawing(self, number: str, language: Language = ENGLISH) -> Drawing:
        """Return what certificate `number` shows, its words in `language` where it has them.

        Raise `UnknownCertificateError` if nothing was released under that number.
        """
        with self.transactions.reading() as unit:
            certificate = unit.certificates.find([number]).get(number)
            records = unit.credentials.of([number]).get(number, [])
            body = unit.bodies.as_of(certificate.first_issued) if certificate else None
        released = [made for made in records if made.state is CredentialState.RELEASED]
        if certificate is None or not released or released[0].token is None:
            raise UnknownCertificateError(number)
        return self._drawing(certificate, released[0].token, body or self.body, language)

    def _record(self, number: str, kind: str, digest: bytes, at: datetime) -> None:
        """Record a drawing that was never handed out before; most were."""
        with self.transactions.reading() as unit:
            if unit.drawings.find(digest) is not None:
                return
        with self.transactions.writing() as unit:
            unit.drawings.add(number, kind, digest, at)

    def _drawing(
        self, certificate: Certificate, token: str, body: Body, language: Language
    ) -> Drawing:
        """Return what is drawn; `body` is as it was when the certificate was granted."""
        kind = self._type(certificate.type)
        words, spoken = type_words(kind, language)
        professions = {**kind.professions, **words.professions}
        zone = body.zone
        return Drawing(
            number=certificate.number,
            link=link_of(body.url, token),
            token=token,
            name=certificate.holder.name,
            name_native=certificate.holder.native_name,
            native_language=certificate.holder.native_language,
            profession=professions.get(certificate.profession, certificate.profession),
            scheme_title=plain_title(words.title),
            scheme_id=kind.scheme,
            scheme_version=kind.version,
            scope=words.scope,
            limits_text=kind.limits,
            first_issued=certificate.first_issued.astimezone(zone).date(),
            effective=certificate.effective.astimezone(zone).date(),
            valid_through=certificate.valid_through,
            issuer_name=body.name,
            host=body.host,
            signatory_name=body.signatory_name,
            signatory_role=body.signatory_role,
            telephone=body.telephone,
            specimen=body.is_specimen,
            signed_at=certificate.first_issued,
            language=language.code,
            words_language=spoken,
            look=body.look,
        )

    def _type(self, url: str) -> CredentialType:
        issuer = self.trust.current().find(self.body.url)
        if issuer is None or url not in issuer.types:
            raise UnknownCertificateError(url)
        return issuer.types[url]


def link_of(url: str, token: str) -> str:
    """Return the link that the QR code holds: the token is in the fragment, which no log sees."""
    return f"{url}/v#{token}"


def plain_title(title: str) -> str:
    """Return a type's title without the mark of a demonstration: paper has a mark of its own."""
    return title.removeprefix("SPECIMEN: ").removesuffix(" (SPECIMEN)")
