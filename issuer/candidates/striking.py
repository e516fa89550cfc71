"""What goes with striking a document: whoever decides waits, and what rested on it falls too."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from issuer.candidates.application import Recorded
from issuer.candidates.ports import CandidateUnit
from issuer.candidates.sheet import SheetKey
from issuer.certification.dossier.examination import StationScore
from issuer.certification.dossier.waiver import Waiver, WaiverApproval
from issuer.evidence.event import Event, EventKind


def lock_applications(unit: CandidateUnit, person: str) -> None:
    """Hold a person's applications: whoever decides on one waits, and sees what was struck."""
    mine = [record.application.id for record in unit.applications.of_person(person)]
    unit.applications.find(mine, lock=True)


def strike_approvals(
    unit: CandidateUnit, struck: Recorded, author: str, why: str, at: datetime
) -> list[Recorded]:
    """Strike what a second person approved with a waiver: another one was not approved."""
    waiver = struck.document
    if not isinstance(waiver, Waiver):
        return []
    found = [
        unit.entries.strike(each.id, author, why, at)
        for each in unit.entries.of([struck.person]).get(struck.person, [])
        if isinstance(each.document, WaiverApproval) and each.document.waiver == waiver.ref
    ]
    return [each for each in found if each is not None]


def struck_event(struck: Recorded, author: str, why: str, at: datetime) -> Event:
    """Return the event that tells of a document that was struck."""
    document = struck.document
    data: dict[str, str | int] = {"kind": document.kind, "ref": document.ref, "why": why}
    return Event(at, EventKind.ENTRY_STRUCK, struck.person, author, data)


def reopen_sheet(unit: CandidateUnit, struck: Recorded, at: datetime) -> None:
    """Open the sheet of a station's score that was struck: it can be handed in again."""
    score = struck.document
    if isinstance(score, StationScore):
        key = SheetKey(score.sitting, struck.person, score.station, score.examiner)
        sheet = unit.sheets.find(key)
        if sheet is not None and sheet.handed_in is not None:
            again = replace(sheet, revision=sheet.revision + 1, saved=at, handed_in=None)
            unit.sheets.save(again, after=sheet.revision)
