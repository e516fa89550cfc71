"""What the API says and takes about applications, dossiers and registers, as JSON."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, RootModel
from pydantic import WithJsonSchema as Schema

from issuer.candidates.application import ApplicationState
from issuer.certification.dossier.documents import Document
from issuer.certification.dossier.register import Listed
from issuer.certification.fields import SchemeId, ShortLine
from issuer.certification.findings import FindingStatus
from issuer.certification.requirements import Stage
from issuer.credentials.attempt import DecisionOutcome
from issuer.web.api.documents import GrantedAnswer, PageNumber, UnmetReason
from issuer.web.application_listing import read_application_state
from issuer.web.listing import MAX_SEARCH, read_search
from verifier.answer import Moment

AnyDocument = Annotated[Document, Field(discriminator="kind")]


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class ApplicationLinks(_Document):
    """Where the application is, and its documents."""

    self: str
    documents: str


class ApplicationDocument(_Document):
    """An application as it stands. `person` is the body's own reference for the person."""

    id: str
    person: str
    name: str
    scheme: str
    version: str
    profession: str
    region: str
    submitted: Moment
    state: ApplicationState
    decided: Moment | None
    links: ApplicationLinks


class PersonPart(_Document):
    """The person who applies, as the body knows them."""

    ref: str
    name: str
    native_name: str | None
    native_language: str | None
    mail: str | None


class FindingPart(_Document):
    """One requirement: how it stands, in the sentence that everybody is told.

    `by` is the stage before which it is to be met, `lacks` what is missing, piece by piece.
    """

    requirement: str
    title: str
    by: Stage
    status: FindingStatus
    sentence: str
    lacks: list[UnmetReason]


class AssessmentPart(_Document):
    """Every requirement that applies, in the scheme's order, as of a moment."""

    at: Moment
    met: bool
    findings: list[FindingPart]


class DecisionPart(_Document):
    """The newest decision: a certificate where it was granted, reasons where it was denied."""

    attempt: str
    outcome: DecisionOutcome
    author: str
    author_kind: Literal["person", "rule"]
    at: Moment
    reasons: list[UnmetReason]
    certificate: str | None


class ApplicationAnswer(_Document):
    """An application, whose it is, how it stands, and what was decided."""

    application: ApplicationDocument
    person: PersonPart
    decision: DecisionPart | None
    assessment: AssessmentPart


class ApplicationList(_Document):
    """One page of applications, newest first."""

    applications: list[ApplicationDocument]
    total: int
    page: int
    pages: int
    next: str | None
    previous: str | None


class ApplicationQuery(_Document):
    """Which applications to list."""

    search: Annotated[
        str,
        PlainValidator(read_search),
        Schema(
            {
                "type": "string",
                "maxLength": MAX_SEARCH,
                "description": "In id, reference or name.",
            }
        ),
    ] = ""
    scheme: SchemeId | None = None
    state: Annotated[
        ApplicationState | None,
        PlainValidator(read_application_state),
        Schema({"type": "string", "enum": [*ApplicationState]}),
    ] = None
    page: PageNumber = 1


class OneDocument(RootModel[Document]):
    """A document of a dossier; its `kind` says what else it has."""

    root: AnyDocument


class ManyDocuments(_Document):
    """Documents that are recorded all, or none of them."""

    documents: list[OneDocument] = Field(min_length=1, max_length=500)


class DocumentBody(RootModel[OneDocument | ManyDocuments]):
    """One document, or many."""


class RecordedAnswer(_Document):
    """What the documents led to: how the application stands now, and what the rule granted."""

    application: ApplicationAnswer
    granted: list[GrantedAnswer]


class StruckPart(_Document):
    """That a document counts no more."""

    at: Moment
    by: str
    reason: str


class EntryDocument(_Document):
    """A document as it stands in the dossier; one that was struck stays, and counts no more."""

    id: int
    document: OneDocument
    author: str
    recorded: Moment
    struck: StruckPart | None


class EntryList(_Document):
    """Every document that belongs to an application, newest first."""

    documents: list[EntryDocument]


class StrikeDocument(_Document):
    """Why a document counts no more."""

    reason: ShortLine


class StruckAnswer(_Document):
    """The document counts no more."""

    id: int
    struck: StruckPart


class ListedBody(RootModel[Listed]):
    """An entry of a register; its `kind` and `id` may be left out: the address says them."""


class ListedDocument(_Document):
    """An entry of a register in its newest revision."""

    entry: ListedBody
    revision: int
    author: str
    recorded: Moment


class ListedList(_Document):
    """Every entry of a register, by id."""

    entries: list[ListedDocument]
