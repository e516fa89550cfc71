"""The practical examination is scored: each examiner alone, tap by tap, until it is handed in.

Nobody reaches the sheet of another examiner here. What two of them handed in is compared, and
where it differs a lead is asked, who is not told what they scored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from enum import StrEnum

from issuer.body.schemes import SchemeShelf
from issuer.candidates.dossiers import Dossiers
from issuer.candidates.errors import ScoreError, SheetConflictError, UnknownListedError
from issuer.candidates.examining import conflicted, involved, supervisors_in, unfit
from issuer.candidates.ports import CandidateTransactions, CandidateUnit
from issuer.candidates.roll import Roll, roll_of_one, whole_roll
from issuer.candidates.sheet import Sheet, SheetKey
from issuer.candidates.station_scores import Role, check_marks, to_document, unscored
from issuer.certification.dossier.dossier import Person
from issuer.certification.dossier.register import Examiner, Sitting, Supervisor, is_listed
from issuer.certification.examinations import Station


class SheetState(StrEnum):
    """How far a sheet is."""

    NOT_BEGUN = "not begun"
    BEGUN = "begun"
    HANDED_IN = "handed in"


@dataclass(frozen=True, slots=True)
class ToScore:
    """A candidate at a station that an officer has to score; `hindrance` says why they may not."""

    key: SheetKey
    sitting: Sitting
    candidate: Person
    station: Station | None
    role: Role | None
    state: SheetState
    hindrance: str | None = None


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """A sheet in front of its examiner, with its rubric. Nothing was saved at revision 0."""

    sheet: Sheet
    candidate: Person
    sitting: Sitting
    station: Station
    role: Role


@dataclass(frozen=True, slots=True)
class Scoring:
    """Takes scores. A sitting is held on its days as they are in `zone`, the body's time zone."""

    transactions: CandidateTransactions
    schemes: SchemeShelf
    dossiers: Dossiers
    zone: tzinfo

    def sheets_for(self, officer: str, at: datetime) -> list[ToScore]:
        """Return what the officer has to score today, by station, candidates in their order.

        A lead is shown what two examiners handed in and differ on, and nothing before.
        """
        with self.transactions.reading() as unit:
            mine = _examiners_of(unit, officer)
            listed = [one.listed for one in unit.register.all("sitting")] if mine else []
            found: list[ToScore] = []
            for sitting in listed:
                if isinstance(sitting, Sitting) and is_listed(sitting, self._day(at)):
                    roll = whole_roll(unit, sitting, self.schemes)
                    for examiner in mine.values():
                        found += _to_score(roll, examiner, at.date())
            return found

    def open(self, key: SheetKey, officer: str, at: datetime) -> OpenSheet:
        """Return the officer's own sheet with its rubric, or raise `ScoreError`."""
        with self.transactions.reading() as unit:
            return self._admit(unit, key, officer, at)

    def save(
        self,
        key: SheetKey,
        items: Mapping[str, int],
        critical: Sequence[str],
        comment: str,
        after: int,
        officer: str,
        at: datetime,
    ) -> Sheet:
        """Save a sheet over revision `after` and return it; the same again changes nothing.

        Raises `ScoreError`, and `SheetConflictError` with the revision that is there instead.
        """
        with self.transactions.writing() as unit:
            opened = self._admit(unit, key, officer, at)
            check_marks(opened.station, items, critical)
            kept, slips = opened.sheet, tuple(sorted(set(critical)))
            if kept.revision and (dict(kept.items), kept.critical, kept.comment) == (
                dict(items),
                slips,
                comment,
            ):
                return kept  # a tap that is sent again because its answer was lost
            _require_open(kept)
            sheet = Sheet(key, dict(items), slips, comment, after + 1, at)
            _write(unit, sheet)
            return sheet

    def hand_in(self, key: SheetKey, after: int, officer: str, at: datetime) -> Sheet:
        """Close the sheet at revision `after`; its score goes into the candidate's dossier.

        Raises `ScoreError` while an item has no mark, and `SheetConflictError` as `save` does.
        """
        with self.transactions.writing() as unit:
            opened = self._admit(unit, key, officer, at)
            _require_open(opened.sheet)
            missing = unscored(opened.station, opened.sheet)
            if missing:
                raise ScoreError(f"not scored yet: {', '.join(missing)}")
            sheet = replace(opened.sheet, revision=after + 1, saved=at, handed_in=at)
            _write(unit, sheet)
            score = to_document(sheet, opened.sitting.scheme, opened.role, at)
            self.dossiers.recording.add(unit, [(key.person, score)], author=officer, at=at)
            return sheet

    def _admit(self, unit: CandidateUnit, key: SheetKey, officer: str, at: datetime) -> OpenSheet:
        """Return the sheet if this officer may score it now; else raise `ScoreError`."""
        examiner = _examiners_of(unit, officer).get(key.examiner)
        if examiner is None:
            raise ScoreError("this is the score sheet of another examiner")
        sitting = self._sitting(unit, key.sitting, at)
        if key.person not in sitting.candidates:
            raise ScoreError("this is not the candidate's sitting")
        roll = roll_of_one(unit, sitting, key.person, self.schemes)
        role = roll.role_of(key)
        if role is None:
            raise ScoreError("you are not assigned to this station")
        _, station = roll.rubric(key.person, key.station)
        why = _hindrance(roll, examiner, key, at.date()) or self._tie(unit, roll, examiner, key, at)
        if why:
            raise ScoreError(why)
        sheet = unit.sheets.find(key) or Sheet(key, {}, (), "", 0, at)
        return OpenSheet(sheet, roll.people[key.person], sitting, station, role)

    def _sitting(self, unit: CandidateUnit, name: str, at: datetime) -> Sitting:
        record = unit.register.find("sitting", [name]).get(name)
        if record is None or not isinstance(record.listed, Sitting):
            raise UnknownListedError(name)
        if not is_listed(record.listed, self._day(at)):
            raise ScoreError("the sitting is not held today; the office can change its days")
        return record.listed

    def _tie(
        self, unit: CandidateUnit, roll: Roll, examiner: Examiner, key: SheetKey, at: datetime
    ) -> str | None:
        entries = unit.entries.of([key.person]).get(key.person, [])
        documents = [entry.document for entry in entries]
        found = unit.register.find("supervisor", supervisors_in(documents))
        supervisors = {
            name: record.listed
            for name, record in found.items()
            if isinstance(record.listed, Supervisor)
        }
        return involved(examiner, documents, supervisors, roll.scheme_of(key.person), at.date())

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


def _examiners_of(unit: CandidateUnit, officer: str) -> dict[str, Examiner]:
    """Return the entries of the register that are this officer's, by id: one, as a rule."""
    listed = [record.listed for record in unit.register.all("examiner")]
    return {one.id: one for one in listed if isinstance(one, Examiner) and one.officer == officer}


def _to_score(roll: Roll, examiner: Examiner, today: date) -> list[ToScore]:
    """Return what an examiner has to score at a sitting, and what of it they may not."""
    found = []
    for key in roll.keys_of(examiner.id):
        candidate = roll.people.get(key.person, Person(key.person, key.person))
        sheet = roll.sheet(key)
        role, station, why = None, None, None
        try:
            role = roll.role_of(key)
            _, station = roll.rubric(key.person, key.station)
            why = _hindrance(roll, examiner, key, today)
        except ScoreError as error:
            why = str(error)
        if role is not None or sheet is not None:
            state = _state_of(sheet)
            found.append(ToScore(key, roll.sitting, candidate, station, role, state, why))
    return found


def _hindrance(roll: Roll, examiner: Examiner, key: SheetKey, today: date) -> str | None:
    scheme, candidate = roll.scheme_of(key.person), roll.people[key.person]
    return unfit(examiner, scheme, today) or conflicted(examiner, candidate)


def _state_of(sheet: Sheet | None) -> SheetState:
    if sheet is None:
        return SheetState.NOT_BEGUN
    return SheetState.BEGUN if sheet.handed_in is None else SheetState.HANDED_IN


def _require_open(sheet: Sheet) -> None:
    if sheet.handed_in is not None:
        raise ScoreError("this score sheet was handed in already: nothing on it can be changed")


def _write(unit: CandidateUnit, sheet: Sheet) -> None:
    if not unit.sheets.save(sheet, after=sheet.revision - 1):
        now = unit.sheets.find(sheet.key)
        raise SheetConflictError(now.revision if now else 0)
