"""From values to the JSON that the API answers with."""

from __future__ import annotations

from flask import Response, jsonify
from pydantic import BaseModel

from issuer.body.body import Body
from issuer.certificate.printing import link_of
from issuer.credentials.certificate import Certificate
from issuer.web.api import documents
from issuer.web.api.links import page_link, pdf_link, self_link
from issuer.web.register import Entry


def respond(document: BaseModel, status: int = 200) -> Response:
    """Return `document` as JSON."""
    response = jsonify(document.model_dump(mode="json"))
    response.status_code = status
    return response


def entry_answer(entry: Entry, body: Body) -> Response:
    """Return a certificate as it stands, with the verdict on it."""
    return respond(
        documents.CertificateAnswer(
            certificate=certificate_document(entry.certificate, body),
            verify=entry.link,
            verdict=entry.answer,
        )
    )


def certificate_document(certificate: Certificate, body: Body) -> documents.CertificateDocument:
    """Return a certificate as it stands."""
    number, holder = certificate.number, certificate.holder
    return documents.CertificateDocument(
        number=number,
        state=certificate.state,
        since=certificate.since,
        reason=certificate.reason,
        successor=certificate.successor,
        holder=documents.HolderPart(
            reference=holder.reference,
            name=holder.name,
            native_name=holder.native_name,
            native_language=holder.native_language,
        ),
        profession=certificate.profession,
        scheme=certificate.scheme,
        version=certificate.version,
        attempt=certificate.attempt,
        type=certificate.type,
        first_issued=certificate.first_issued,
        effective=certificate.effective,
        valid_through=certificate.valid_through,
        expires=certificate.expires,
        links=documents.CertificateLinks(
            self=self_link(body, number), pdf=pdf_link(body, number), page=page_link(body, number)
        ),
    )


def granted_answer(attempt: str, number: str, token: str, body: Body) -> documents.GrantedAnswer:
    """Return what is told of a certificate that was just granted and issued."""
    links = documents.GrantedLinks(
        verify=link_of(body.url, token), pdf=pdf_link(body, number), self=self_link(body, number)
    )
    certificate = documents.GrantedCertificate(number=number, links=links)
    return documents.GrantedAnswer(attempt=attempt, certificate=certificate, token=token)
