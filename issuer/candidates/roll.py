"""A sitting as one transaction sees it: who is examined, under which rubric, by whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from issuer.body.schemes import SchemeShelf
from issuer.candidates.application import ApplicationRecord
from issuer.candidates.errors import ScoreError
from issuer.candidates.ports import CandidateUnit
from issuer.candidates.sheet import Sheet, SheetKey
from issuer.candidates.station_scores import Role, differ, to_document
from issuer.certification.dossier.dossier import Person
from issuer.certification.dossier.register import Sitting
from issuer.certification.examinations import PracticalRule, Station
from issuer.certification.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Roll:
    """Candidates by reference, those of them who have an open application, and all sheets."""

    sitting: Sitting
    people: Mapping[str, Person]
    applications: Mapping[str, ApplicationRecord]
    sheet: Callable[[SheetKey], Sheet | None]
    schemes: SchemeShelf

    def scheme_of(self, person: str) -> Scheme:
        """Return the version that a candidate applied under, or raise `ScoreError`."""
        if person not in self.people or person not in self.applications:
            raise ScoreError("the candidate has no open application for this examination")
        application = self.applications[person].application
        return self.schemes.version(application.scheme, application.version).scheme

    def rubric(self, person: str, station: str) -> tuple[PracticalRule, Station]:
        """Return what a candidate is scored by at a station, or raise `ScoreError`."""
        rule = self.scheme_of(person).practical
        for each in rule.stations if rule else ():
            if rule and each.id == station and each.items:
                return rule, each
        raise ScoreError("the candidate's scheme has no rubric for this station")

    def role_of(self, key: SheetKey) -> Role | None:
        """Return the role in which an examiner scores this candidate at this station, if any."""
        pair = self.sitting.stations.get(key.station, ())
        if key.examiner in pair:
            return Role.EXAMINER
        if key.examiner in self.sitting.leads and self._differs(key, pair):
            return Role.LEAD
        return None

    def keys_of(self, examiner: str) -> Iterator[SheetKey]:
        """Yield what an examiner may have to score: every candidate at each station of theirs."""
        for station, pair in self.sitting.stations.items():
            if examiner in pair or examiner in self.sitting.leads:
                for person in self.sitting.candidates:
                    yield SheetKey(self.sitting.id, person, station, examiner)

    def _differs(self, key: SheetKey, pair: tuple[str, ...]) -> bool:
        sheets = [self.sheet(SheetKey(key.sitting, key.person, key.station, one)) for one in pair]
        documents = [
            to_document(each, self.sitting.scheme, Role.EXAMINER, each.handed_in)
            for each in sheets
            if each is not None and each.handed_in is not None
        ]
        if len(documents) < len(pair):
            return False
        rule, station = self.rubric(key.person, key.station)
        return differ(documents, station, rule)


def whole_roll(unit: CandidateUnit, sitting: Sitting, schemes: SchemeShelf) -> Roll:
    """Return the roll of every candidate of a sitting."""
    sheets = {sheet.key: sheet for sheet in unit.sheets.of_sitting(sitting.id)}
    people = sitting.candidates
    return Roll(
        sitting,
        unit.people.find(people),
        unit.applications.open_of(sitting.scheme, people),
        sheets.get,
        schemes,
    )


def roll_of_one(unit: CandidateUnit, sitting: Sitting, person: str, schemes: SchemeShelf) -> Roll:
    """Return the roll as far as one candidate is concerned."""
    return Roll(
        sitting,
        unit.people.find([person]),
        unit.applications.open_of(sitting.scheme, [person]),
        unit.sheets.find,
        schemes,
    )
