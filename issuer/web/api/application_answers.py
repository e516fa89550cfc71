"""From applications, dossiers and registers to the JSON that the API answers with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from issuer.body.body import Body
from issuer.candidates.application import ApplicationRecord, ListedRecord, Recorded
from issuer.candidates.case_file import CaseFile
from issuer.candidates.links import Aftermath
from issuer.certification.dossier.dossier import Person
from issuer.certification.findings import Assessment, Finding
from issuer.web.api import application_documents as documents
from issuer.web.api.documents import UnmetReason
from issuer.web.api.links import application_link


def application_document(
    record: ApplicationRecord, person: Person, body: Body
) -> documents.ApplicationDocument:
    """Return an application as it stands."""
    application = record.application
    link = application_link(body, application.id)
    return documents.ApplicationDocument(
        id=application.id,
        person=person.ref,
        name=person.name,
        scheme=application.scheme,
        version=application.version,
        profession=application.profession,
        region=application.region,
        submitted=application.submitted,
        state=record.state,
        decided=record.decided,
        links=documents.ApplicationLinks(self=link, documents=f"{link}/documents"),
    )


def application_answer(
    case: CaseFile, aftermath: Aftermath, body: Body
) -> documents.ApplicationAnswer:
    """Return all there is to know of an application."""
    person = case.person
    return documents.ApplicationAnswer(
        application=application_document(case.record, person, body),
        person=documents.PersonPart(
            ref=person.ref,
            name=person.name,
            native_name=person.native_name,
            native_language=person.native_language,
            mail=person.mail,
        ),
        decision=_decision(case.record, aftermath),
        assessment=_assessment(case.assessment),
    )


def entry_document(entry: Recorded) -> documents.EntryDocument:
    """Return a document as it stands in the dossier."""
    struck = None
    if entry.struck is not None:
        struck = struck_part(entry.struck, entry.struck_by or "", entry.struck_why or "")
    return documents.EntryDocument(
        id=entry.id,
        document=documents.OneDocument(entry.document),
        author=entry.author,
        recorded=entry.recorded,
        struck=struck,
    )


def struck_part(at: datetime, by: str, reason: str) -> documents.StruckPart:
    """Return that a document counts no more."""
    return documents.StruckPart(at=at, by=by, reason=reason)


def listed_document(record: ListedRecord) -> documents.ListedDocument:
    """Return an entry of a register."""
    return documents.ListedDocument(
        entry=documents.ListedBody(record.listed),
        revision=record.revision,
        author=record.author,
        recorded=record.recorded,
    )


def _assessment(assessment: Assessment) -> documents.AssessmentPart:
    return documents.AssessmentPart(
        at=assessment.at,
        met=assessment.is_met,
        findings=[_finding(each) for each in assessment.findings],
    )


def _finding(finding: Finding) -> documents.FindingPart:
    return documents.FindingPart(
        requirement=finding.requirement,
        title=finding.title,
        by=finding.by,
        status=finding.status,
        sentence=finding.sentence,
        lacks=_reasons((unmet.code, unmet.sentence) for unmet in finding.lacks),
    )


def _decision(record: ApplicationRecord, aftermath: Aftermath) -> documents.DecisionPart | None:
    decision, certificate = aftermath.decision, aftermath.certificate
    if decision is None or record.attempt is None:
        return None
    return documents.DecisionPart(
        attempt=record.attempt,
        outcome=decision.outcome,
        author=decision.author,
        author_kind="rule" if decision.author_kind == "rule" else "person",
        at=decision.at,
        reasons=_reasons(decision.reasons),
        certificate=certificate.number if certificate else None,
    )


def _reasons(pairs: Iterable[Sequence[str]]) -> list[UnmetReason]:
    return [UnmetReason(code=code, sentence=sentence) for code, sentence in pairs]
