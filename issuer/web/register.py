"""One certificate as the record has it, with its newest token and what the public is told now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from issuer.certificate.printing import link_of
from issuer.credentials.certificate import Certificate, CertificateState
from issuer.errors import UnknownCertificateError
from issuer.wiring import IssuerWorld
from verifier.answer import Answer, make_answer
from verifier.number import NumberError, parse_number
from verifier.trust import Trust

_NEVER_RELEASED = frozenset({CertificateState.INTENDED, CertificateState.VOIDED})


@dataclass(frozen=True, slots=True)
class Entry:
    """A released certificate; `link` is what its QR code says, `answer` the verdict on it now."""

    certificate: Certificate
    link: str
    answer: Answer


def look_up(world: IssuerWorld, number: str, *, at: datetime) -> Entry:
    """Return the certificate in this one spelling of its number.

    Raise `UnknownCertificateError` if nothing was ever released under it.
    """
    known_number(number)
    with world.database.reading() as unit:
        certificate = unit.certificates.find([number]).get(number)
        records = unit.credentials.of([number]).get(number, [])
    tokens = [record.token for record in records if record.token is not None]
    if certificate is None or certificate.state in _NEVER_RELEASED:
        raise UnknownCertificateError(number)
    if tokens:
        verdict = world.verifier.verify(tokens[0], at=at)
        link = link_of(world.body.url, tokens[0])
    else:  # its holder was erased
        verdict = world.verifier.verify_number(parse_number(number), at=at)
        link = f"{world.body.url}/v/{number}"
    return Entry(certificate, link, make_answer(verdict, world.trust.current()))


def profession_of(certificate: Certificate, trust: Trust) -> str:
    """Return the holder's profession in the words of the scheme."""
    for issuer in trust.issuers:
        if certificate.type in issuer.types:
            labels = issuer.types[certificate.type].professions
            return labels.get(certificate.profession, certificate.profession)
    return certificate.profession


def known_number(number: str) -> str:
    """Return `number` if it is spelled as numbers are, or raise `UnknownCertificateError`."""
    try:
        return str(parse_number(number))
    except NumberError as exc:
        raise UnknownCertificateError(number) from exc
