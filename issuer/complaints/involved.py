"""Who may not look into a complaint: whoever had a part in what it is about.

ISO/IEC 17024, clause 9.9: complaints are decided by people who were not involved in the subject.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from issuer.accounts.ports import Officer
from issuer.accounts.roles import Action
from issuer.accounts.separation import Standing, judge
from issuer.candidates.case_file import CaseFile
from issuer.candidates.dossiers import Dossiers
from issuer.candidates.past_involvement import once_involved
from issuer.certification.errors import CertificationError
from issuer.certification.exam_document import parse_exam_result
from issuer.certification.lines import likeness
from issuer.complaints.complaint import Complaint, Concern
from issuer.complaints.ports import ComplaintUnit
from issuer.credentials.attempt import Attempt
from issuer.credentials.certificate import Certificate
from issuer.evidence.event import EventKind

_EVENTS = 200  # the newest of a certificate
_CHANGES = frozenset(
    {
        EventKind.CERTIFICATE_SUSPENDED,
        EventKind.CERTIFICATE_REINSTATED,
        EventKind.CERTIFICATE_REVOKED,
        EventKind.CERTIFICATE_SUPERSEDED,
    }
)


@dataclass(frozen=True, slots=True)
class Involved:
    """Finds who was involved, by the words of a case and by the record."""

    dossiers: Dossiers

    def standing(self, unit: ComplaintUnit, case: Complaint, *, at: datetime) -> Standing:
        """Return who may decide on a case, and why the others may not."""
        accounts = (each for each in unit.officers.all() if each.ended is None)
        staff = [Officer(each.name, each.roles) for each in accounts]
        barred = self.among(unit, case, [each.name for each in staff], at=at)
        return judge(Action.DECIDE_COMPLAINT, staff, barred)

    def among(
        self, unit: ComplaintUnit, case: Complaint, names: Iterable[str], *, at: datetime
    ) -> dict[str, str]:
        """Return how some of `names` were involved, as what follows *who*."""
        certificate = None
        if case.number is not None:
            certificate = unit.certificates.find([case.number]).get(case.number)
        parts = {} if certificate is None else dict(_parts(unit, case, certificate))
        files = [] if certificate is None else self._files(unit, certificate, at)
        found = {}
        for name in names:
            how = _named(case, name) or parts.get(likeness(name)) or _ever(unit, files, name)
            if how is not None:
                found[name] = how
        return found

    def _files(self, unit: ComplaintUnit, certificate: Certificate, at: datetime) -> list[CaseFile]:
        records = unit.applications.of_person(certificate.holder.reference)
        return self.dossiers.load(unit, [each.application.id for each in records], at=at)


def _named(case: Complaint, name: str) -> str | None:
    if likeness(name) in map(likeness, case.about):
        return "did what is complained of"
    return "is named in it" if _mentions(case.words, name) else None


def _mentions(words: str, name: str) -> bool:
    """Tell whether somebody is named, with or without title; a name of one word is a whole word."""
    parts = name.split()
    if len(parts) == 1:
        return likeness(name) in map(likeness, words.split())
    return likeness("".join(parts[-2:])) in likeness(words)


def _parts(
    unit: ComplaintUnit, case: Complaint, certificate: Certificate
) -> Iterator[tuple[str, str]]:
    """Yield who had a part in a certificate; of two parts of one person the later counts."""
    if case.concern is Concern.BODY:
        for opened in unit.chain.newest(_EVENTS, subject=certificate.number):
            if opened.link.kind in _CHANGES and opened.data is not None:
                data = json.loads(opened.data)
                for who in (data.get("actor"), data.get("asked_by")):
                    yield likeness(str(who or "")), "changed the certificate"
    attempt = unit.attempts.find(certificate.scheme, [certificate.attempt])
    for decided in attempt.values():
        if decided.decision is not None:
            yield likeness(decided.decision.author), "decided on the certificate"
        yield from ((likeness(each), "examined the candidate") for each in _examiners(decided))
    for record in unit.applications.of_person(certificate.holder.reference):
        for appeal in unit.appeals.of(record.application.id):
            yield from ((likeness(each), "sat on an appeal's panel") for each in appeal.panel)
    yield likeness(certificate.holder.name), "holds the certificate"


def _examiners(attempt: Attempt) -> tuple[str, ...]:
    try:
        return parse_exam_result(attempt.document).examiners
    except CertificationError:  # the candidate was erased, and the document with them
        return ()


def _ever(unit: ComplaintUnit, files: Iterable[CaseFile], name: str) -> str | None:
    for file in files:
        how = once_involved(unit, file, name)
        if how is not None:
            return how.removeprefix("You ").removesuffix(".")
    return None
