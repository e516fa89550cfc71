"""What the issuer's API says and takes, as JSON."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, RootModel
from pydantic import WithJsonSchema as Schema

from issuer.credentials.certificate import CertificateState
from issuer.web.listing import MAX_SEARCH, STATES, read_page, read_search, read_state
from issuer.web.notes import MAX_NOTE, read_note
from verifier.answer import Answer, Moment


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class RetryHeaders(BaseModel):
    """A key of your own for this request, so that it may be sent again without fear."""

    key: str | None = Field(
        default=None, alias="Idempotency-Key", pattern="^[!-~]+$", min_length=1, max_length=128
    )


class GrantedLinks(_Document):
    """Where to go with a new certificate. `verify` holds the token: give it to the holder alone."""

    verify: str
    pdf: str
    self: str


class GrantedCertificate(_Document):
    """The certificate that was granted."""

    number: str
    links: GrantedLinks


class GrantedAnswer(_Document):
    """It was granted and issued. `token` is the signed credential."""

    decision: Literal["granted"] = "granted"
    attempt: str
    certificate: GrantedCertificate
    token: str


class UnmetReason(_Document):
    """A requirement that was not met: its stable code, and what it asks for."""

    code: str
    sentence: str


class DeniedAnswer(_Document):
    """It was decided not to certify."""

    decision: Literal["denied"] = "denied"
    attempt: str
    reasons: list[UnmetReason]


class WaitingAnswer(_Document):
    """It is on record and waits for a person's decision. Reporting it again tells the outcome."""

    decision: Literal["waiting"] = "waiting"
    attempt: str


class DecidedAnswer(RootModel[GrantedAnswer | DeniedAnswer]):
    """What was decided."""

    root: Annotated[GrantedAnswer | DeniedAnswer, Field(discriminator="decision")]


class HolderPart(_Document):
    """The person named on the certificate. `reference` is the exam system's own id."""

    reference: str
    name: str
    native_name: str | None
    native_language: str | None


class CertificateLinks(_Document):
    """Where the certificate is: for programs, on paper, and for anybody who has its number."""

    self: str
    pdf: str
    page: str


class CertificateDocument(_Document):
    """A certificate as it stands. `since` is when `state` last changed, `reason` why."""

    number: str
    state: CertificateState
    since: Moment | None
    reason: str | None
    successor: str | None
    holder: HolderPart
    profession: str
    scheme: str
    version: str
    attempt: str
    type: str
    first_issued: Moment
    effective: Moment
    valid_through: date
    expires: Moment
    links: CertificateLinks


class CertificateAnswer(_Document):
    """A certificate, what its QR code says, and the verdict that the public is told now."""

    certificate: CertificateDocument
    verify: str
    verdict: Answer


class CertificateList(_Document):
    """One page of certificates, newest first."""

    certificates: list[CertificateDocument]
    total: int
    page: int
    pages: int
    next: str | None
    previous: str | None


class ChangeDocument(_Document):
    """Why an officer changes a certificate. The note stays with us; the public never sees it."""

    reason: str = Field(min_length=1, max_length=64, examples=["licence-lost"])
    note: Annotated[str, AfterValidator(read_note)] = Field(default="", max_length=2 * MAX_NOTE)


PageNumber = Annotated[
    int,
    PlainValidator(read_page),
    Schema({"type": "integer", "minimum": 1, "maximum": 999_999}),
]


class ListQuery(_Document):
    """Which certificates to list."""

    search: Annotated[
        str,
        PlainValidator(read_search),
        Schema({"type": "string", "maxLength": MAX_SEARCH, "description": "In number or name."}),
    ] = ""
    state: Annotated[
        CertificateState | None,
        PlainValidator(read_state),
        Schema({"type": "string", "enum": [*STATES]}),
    ] = None
    page: PageNumber = 1


class PaperQuery(_Document):
    """On which paper to draw."""

    paper: Literal["a4", "letter"] = "a4"
