"""What is scored at a station: what may stand on a sheet, when two differ, what is handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from issuer.candidates.errors import ScoreError
from issuer.candidates.sheet import Sheet
from issuer.certification.dossier.examination import MAX_MARK, StationScore
from issuer.certification.examinations import PracticalRule, Station
from issuer.certification.figures import show_moment
from issuer.certification.rules.scoring import station_outcome


class Role(StrEnum):
    """In what role a station is scored: as one of two, or because those two differed."""

    EXAMINER = "examiner"
    LEAD = "lead"


def check_marks(station: Station, items: Mapping[str, int], critical: Sequence[str]) -> None:
    """Raise `ScoreError` unless the station has these items and slips, and marks are 0 to 3."""
    for item, mark in items.items():
        if item not in station.items:
            raise ScoreError("the station has no such item")
        if not 0 <= mark <= MAX_MARK:
            raise ScoreError(f"a mark is 0 to {MAX_MARK}")
    if not set(critical) <= set(station.critical):
        raise ScoreError("the station has no such critical fail")


def unscored(station: Station, sheet: Sheet) -> list[str]:
    """Return the titles of the items that have no mark yet."""
    return [title for item, title in station.items.items() if item not in sheet.items]


def differ(scores: Sequence[StationScore], station: Station, rule: PracticalRule) -> bool:
    """Tell whether a lead must score too: one alone saw a critical fail, or scores far apart."""
    return station_outcome(station, list(scores), rule).wants is not None


def to_document(sheet: Sheet, scheme: str, role: Role, ended: datetime) -> StationScore:
    """Return what a sheet that is handed in becomes; its comment stays behind."""
    key = sheet.key
    return StationScore.model_validate(
        {
            "kind": "station",
            "ref": f"{key.sitting}/{key.station}/{key.examiner}",
            "scheme": scheme,
            "sitting": key.sitting,
            "station": key.station,
            "examiner": key.examiner,
            "role": role.value,
            "ended": show_moment(ended),
            "items": dict(sheet.items),
            "critical": sheet.critical,
        }
    )
