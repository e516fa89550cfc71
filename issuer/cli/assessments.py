"""How an application stands, for people and for programs; the sentences are everybody's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from issuer.candidates.application import ApplicationRecord, ApplicationState
from issuer.candidates.case_file import CaseFile
from issuer.candidates.sweep import open_cases
from issuer.certification.dossier.dossier import Person
from issuer.certification.figures import show_moment
from issuer.certification.findings import Finding
from issuer.cli.desk import Desk
from issuer.cli.progress import counting


def application_value(record: ApplicationRecord, person: Person) -> dict[str, Any]:
    """Return an application as it is told."""
    application = record.application
    return {
        "id": application.id,
        "person": person.ref,
        "name": person.name,
        "scheme": f"{application.scheme} {application.version}",
        "profession": application.profession,
        "region": application.region,
        "submitted": show_moment(application.submitted),
        "state": record.state.value,
        "decided": show_moment(record.decided) if record.decided else None,
    }


def case_value(case: CaseFile) -> dict[str, Any]:
    """Return an application, and every requirement with how it stands."""
    return {
        **application_value(case.record, case.person),
        "met": case.assessment.is_met,
        "findings": [_finding(each) for each in case.assessment.findings],
    }


def case_lines(case: CaseFile) -> Iterator[str]:
    """Yield how every requirement stands, a line each."""
    for finding in case.assessment.findings:
        yield f"  {finding.status.value:<8} {finding.title}: {finding.sentence}"


def standing(case: CaseFile) -> str:
    """Return in a few words whether anything is missing."""
    missing = len(case.assessment.missing)
    return f"{missing} of {len(case.assessment.findings)} missing" if missing else "met"


def all_open(desk: Desk) -> Iterator[CaseFile]:
    """Yield the case file of every open application, in order of id; some are held at a time."""
    world = desk.world
    with world.database.reading() as unit:
        total = unit.applications.search("", state=ApplicationState.OPEN, limit=1)[1]
    with counting(desk, total, "Assessing") as advance:
        for cases in open_cases(world.candidates.dossiers, desk.clock):
            yield from cases
            advance(len(cases))


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "requirement": finding.requirement,
        "title": finding.title,
        "by": finding.by.value,
        "status": finding.status.value,
        "sentence": finding.sentence,
        "lacks": [{"code": each.code.value, "sentence": each.sentence} for each in finding.lacks],
    }
