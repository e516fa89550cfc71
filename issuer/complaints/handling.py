"""What officers do with a complaint: given to somebody not involved, looked into, decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from issuer.accounts.separation import Standing
from issuer.complaints.complaint import Complaint, Entry, EntryKind, Outcome
from issuer.complaints.errors import ComplaintError, UnknownComplaintError
from issuer.complaints.involved import Involved
from issuer.complaints.letters import write_to
from issuer.complaints.ports import ComplaintTransactions, ComplaintUnit
from issuer.complaints.receiving import digest, known_number, told
from issuer.evidence.event import EventKind

_NOTES = {EntryKind.NOTED, EntryKind.HEARD, EntryKind.ANSWERED}
_Data = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Handling:
    """Leads a case from its arrival to its end. Each change is told to the chain of events.

    Whoever was involved does nothing here, and only the officer who has a case decides it.
    """

    transactions: ComplaintTransactions
    involved: Involved
    zone: ZoneInfo

    def standing(self, complaint: str, *, at: datetime) -> Standing:
        """Return who may decide on a case, or raise `UnknownComplaintError`."""
        with self.transactions.reading() as unit:
            return self.involved.standing(unit, _find(unit, complaint), at=at)

    def how_involved(self, case: Complaint, officer: str, *, at: datetime) -> str | None:
        """Return how `officer` was involved, as what follows *who*, or None."""
        with self.transactions.reading() as unit:
            return self.involved.among(unit, case, [officer], at=at).get(officer)

    def acknowledge(self, complaint: str, *, actor: str, at: datetime) -> Complaint:
        """Record that an officer has read it and that it is looked into; a mail says so."""
        with self.transactions.writing() as unit:
            found = self._touch(unit, complaint, actor, at)
            if found.acknowledged is not None:
                raise ComplaintError("it is acknowledged already")
            made = replace(found, acknowledged=at)
            write_to(unit, made, "complaint_acknowledged", at)
            return self._keep(unit, made, EntryKind.ACKNOWLEDGED, actor, at)

    def assign(self, complaint: str, officer: str, *, actor: str, at: datetime) -> Complaint:
        """Give a case to an officer who may decide it and was not involved."""
        with self.transactions.writing() as unit:
            found = _open(unit, complaint)
            standing = self.involved.standing(unit, found, at=at)
            if not standing.may(officer):
                why = standing.why_not(officer)
                raise ComplaintError(
                    f"{officer} may not have it: {officer} {why}"
                    if why
                    else f"{officer} has no role that decides on complaints"
                )
            if found.assigned == officer:
                raise ComplaintError(f"{officer} has it already")
            made = replace(found, assigned=officer)
            return self._keep(unit, made, EntryKind.ASSIGNED, actor, at, officer, {"to": officer})

    def note(
        self, complaint: str, words: str, *, kind: EntryKind, actor: str, at: datetime
    ) -> Complaint:
        """Keep a note: private, of what the holder was told, or of an answer by other ways."""
        if kind not in _NOTES:
            raise ValueError(kind)
        with self.transactions.writing() as unit:
            found = self._touch(unit, complaint, actor, at)
            return self._keep(unit, found, kind, actor, at, words, {"kind": kind.value})

    def ask(self, complaint: str, question: str, *, actor: str, at: datetime) -> bool:
        """Ask whoever reported it, on their page; tell whether a mail goes out, too."""
        with self.transactions.writing() as unit:
            found = self._own(unit, complaint, actor, at)
            self._keep(unit, found, EntryKind.ASKED, actor, at, question)
            return write_to(unit, found, "complaint_question", at, question=question)

    def link(self, complaint: str, typed: str, *, actor: str, at: datetime) -> Complaint:
        """Say which certificate a case is about. Whoever turns out to be involved loses it."""
        with self.transactions.writing() as unit:
            found = self._own(unit, complaint, actor, at)
            number = known_number(unit, typed)
            if number is None:
                raise ComplaintError("there is no certificate with this number")
            made = replace(found, number=number)
            made = self._keep(unit, made, EntryKind.LINKED, actor, at, number)
            return self._free(unit, made, actor, at)

    def name(self, complaint: str, names: Sequence[str], *, actor: str, at: datetime) -> Complaint:
        """Say whose own act it is about. They do not look into it from then on."""
        with self.transactions.writing() as unit:
            found = self._touch(unit, complaint, actor, at)
            made = replace(found, about=tuple(dict.fromkeys(names)))
            words = "\n".join(made.about)
            made = self._keep(unit, made, EntryKind.NAMED, actor, at, words, {"names": len(names)})
            return self._free(unit, made, actor, at)

    def put_off(self, complaint: str, day: date, *, actor: str, at: datetime) -> Complaint:
        """Set the day on which somebody looks again."""
        with self.transactions.writing() as unit:
            found = self._own(unit, complaint, actor, at)
            if day < at.astimezone(self.zone).date():
                raise ComplaintError("give a day that is not over")
            made, words = replace(found, due=day), day.isoformat()
            return self._keep(unit, made, EntryKind.PUT_OFF, actor, at, words, {"day": words})

    def conclude(
        self,
        complaint: str,
        outcome: Outcome,
        *,
        why: str,
        answer: str,
        actor: str,
        at: datetime,
    ) -> Complaint:
        """Decide a case and end it. Whoever reported it is told `answer`; `why` stays here."""
        with self.transactions.writing() as unit:
            found = self._own(unit, complaint, actor, at)
            made = replace(found, outcome=outcome, ended=at, ended_by=actor, why=why, answer=answer)
            write_to(unit, made, "complaint_ended", at, answer=answer)
            data: _Data = {"outcome": outcome.value, "answer": digest(answer)}
            return self._keep(unit, made, EntryKind.ENDED, actor, at, why, data)

    def _touch(self, unit: ComplaintUnit, complaint: str, actor: str, at: datetime) -> Complaint:
        """Return an open case to somebody who was not involved."""
        found = _open(unit, complaint)
        how = self.involved.among(unit, found, [actor], at=at).get(actor)
        if how is not None:
            raise ComplaintError(f"whoever was involved does nothing here: {actor} {how}")
        return found

    def _own(self, unit: ComplaintUnit, complaint: str, actor: str, at: datetime) -> Complaint:
        """Return an open case to the officer who has it."""
        found = self._touch(unit, complaint, actor, at)
        if found.assigned != actor:
            raise ComplaintError("only the officer who has the case does this")
        return found

    def _free(self, unit: ComplaintUnit, case: Complaint, actor: str, at: datetime) -> Complaint:
        """Take a case from an officer who was involved, as is now known."""
        officer = case.assigned
        if officer is None:
            return case
        how = self.involved.among(unit, case, [officer], at=at).get(officer)
        if how is None:
            return case
        freed = replace(case, assigned=None)
        words = f"{officer} {how}"
        return self._keep(unit, freed, EntryKind.FREED, actor, at, words, {"from": officer})

    def _keep(
        self,
        unit: ComplaintUnit,
        case: Complaint,
        kind: EntryKind,
        actor: str,
        at: datetime,
        words: str = "",
        data: _Data | None = None,
    ) -> Complaint:
        """Write where a case stands, what happened, and its event."""
        unit.complaints.save(case)
        unit.complaints.tell(Entry(case.id, kind, actor, at, words))
        committed: _Data = {"words": digest(words)} if words else {}
        unit.events.append([told(_EVENTS[kind], case, actor, at, committed | (data or {}))])
        return case


_EVENTS = {
    EntryKind.ACKNOWLEDGED: EventKind.COMPLAINT_ACKNOWLEDGED,
    EntryKind.ASSIGNED: EventKind.COMPLAINT_ASSIGNED,
    EntryKind.FREED: EventKind.COMPLAINT_ASSIGNED,
    EntryKind.NOTED: EventKind.COMPLAINT_NOTED,
    EntryKind.HEARD: EventKind.COMPLAINT_NOTED,
    EntryKind.ASKED: EventKind.COMPLAINT_ASKED,
    EntryKind.ANSWERED: EventKind.COMPLAINT_ANSWERED,
    EntryKind.LINKED: EventKind.COMPLAINT_LINKED,
    EntryKind.NAMED: EventKind.COMPLAINT_NAMED,
    EntryKind.PUT_OFF: EventKind.COMPLAINT_PUT_OFF,
    EntryKind.ENDED: EventKind.COMPLAINT_ENDED,
}


def _find(unit: ComplaintUnit, complaint: str, *, lock: bool = False) -> Complaint:
    found = unit.complaints.find(complaint, lock=lock)
    if found is None:
        raise UnknownComplaintError(complaint)
    return found


def _open(unit: ComplaintUnit, complaint: str) -> Complaint:
    """Return a case that has not ended, and hold it until the end."""
    found = _find(unit, complaint, lock=True)
    if found.ended is not None:
        raise ComplaintError("this case has ended")
    return found
