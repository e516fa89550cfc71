"""Appeals that a certificate's holder lodges: against its suspension, its withdrawal, a denial.

They are the same appeals as those that the desk records: heard by a panel of people not involved,
within the days that the scheme gives. Lodging one changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from issuer.body.schemes import SchemeShelf
from issuer.candidates.application import ApplicationRecord, ApplicationState
from issuer.candidates.errors import ProceedingError
from issuer.candidates.ports import CandidateTransactions, CandidateUnit
from issuer.candidates.proceedings import Against, Appeal, AppealOutcome
from issuer.certification.certificate_rules import Appeals as AppealRule
from issuer.credentials.certificate import Certificate, CertificateState
from issuer.evidence.event import Event, EventKind

HOLDER = "holder"  # who lodged it
_CHANGES = {
    CertificateState.SUSPENDED: Against.SUSPENSION,
    CertificateState.REVOKED: Against.WITHDRAWAL,
}


@dataclass(frozen=True, slots=True)
class Appealable:
    """A decision that can be appealed: until when (its last day), and when the panel must end.

    `number` and `against` are those of a change of the certificate; without, it is a denial.
    """

    application: str
    attempt: str
    decided: datetime
    until: date
    number: str | None = None
    against: Against | None = None

    @property
    def key(self) -> str:
        """Return by what it is told from the others."""
        return self.application if self.against is None else self.against.value


@dataclass(frozen=True, slots=True)
class Heard:
    """An appeal of a holder's, and the day by which the scheme wants it concluded."""

    appeal: Appeal
    due: date | None


@dataclass(frozen=True, slots=True)
class HolderAppeals:
    """Takes appeals from holders: `held` are their certificates, the one that counts first."""

    transactions: CandidateTransactions
    schemes: SchemeShelf
    draw_id: Callable[[str], str]

    def possible(self, held: Sequence[Certificate], *, at: datetime) -> list[Appealable]:
        """Return the decisions that can be appealed now."""
        with self.transactions.reading() as unit:
            return self._possible(unit, held, at)

    def of(self, held: Sequence[Certificate]) -> list[Heard]:
        """Return the holder's appeals, the newest first."""
        with self.transactions.reading() as unit:
            records = {each.application.id: each for each in _records(unit, held)}
            found = [
                Heard(each, None if rule is None else due_of(each, rule))
                for name, rule in ((name, self._rule(each)) for name, each in records.items())
                for each in unit.appeals.of(name)
            ]
        return sorted(found, key=lambda heard: heard.appeal.lodged, reverse=True)

    def lodge(self, held: Sequence[Certificate], key: str, *, grounds: str, at: datetime) -> Appeal:
        """Record an appeal against the decision of this key, or raise `ProceedingError`."""
        with self.transactions.writing() as unit:
            chosen = {each.key: each for each in self._possible(unit, held, at, lock=True)}
            if key not in chosen:
                raise ProceedingError("there is no such decision that can be appealed now")
            against = chosen[key]
            made = Appeal(
                id=self.draw_id("APX"),
                application=against.application,
                attempt=against.attempt,
                lodged=at,
                lodged_by=HOLDER,
                grounds=grounds,
                number=against.number,
                against=against.against,
            )
            unit.appeals.save(made)
            unit.events.append([told_of(EventKind.APPEAL_LODGED, made, HOLDER, at)])
        return made

    def take_back(self, held: Sequence[Certificate], appeal: str, *, at: datetime) -> None:
        """End an appeal of the holder's own that has no outcome, or raise `ProceedingError`."""
        with self.transactions.writing() as unit:
            records = {each.application.id for each in _records(unit, held)}
            unit.applications.find(sorted(records), lock=True)
            found = unit.appeals.find(appeal)
            if found is None or found.application not in records or found.outcome is not None:
                raise ProceedingError("there is no such open appeal of yours")
            outcome = AppealOutcome.TAKEN_BACK
            made = replace(found, outcome=outcome, ended=at, ended_by=HOLDER)
            unit.appeals.save(made)
            unit.events.append([told_of(EventKind.APPEAL_ENDED, made, HOLDER, at)])

    def _possible(
        self,
        unit: CandidateUnit,
        held: Sequence[Certificate],
        at: datetime,
        *,
        lock: bool = False,
    ) -> list[Appealable]:
        records = _records(unit, held)
        if lock:  # of two at once, the second waits here and finds the appeal of the first
            unit.applications.find(sorted(each.application.id for each in records), lock=True)
        found, origin = [], _origin(records, held)
        for record in records:
            rule = self._rule(record)
            if rule is None:
                continue
            for each in _decisions(record, held, origin):
                until = (each.decided + timedelta(days=rule.window_days)).date()
                if at.date() <= until and not _is_appealed(unit, each):
                    found.append(replace(each, until=until))
        return found

    def _rule(self, record: ApplicationRecord) -> AppealRule | None:
        asked = record.application
        return self.schemes.version(asked.scheme, asked.version).scheme.appeals


def due_of(appeal: Appeal, rule: AppealRule) -> date:
    """Return the day by which an appeal must be concluded."""
    return (appeal.lodged + timedelta(days=rule.decision_days)).date()


def told_of(kind: EventKind, appeal: Appeal, actor: str, at: datetime) -> Event:
    """Return the event of a step of an appeal."""
    data: dict[str, str | int] = {"application": appeal.application, "attempt": appeal.attempt}
    if appeal.number is not None and appeal.against is not None:
        data |= {"number": appeal.number, "against": appeal.against.value}
    if appeal.panel:
        data["panel"] = len(appeal.panel)
    if appeal.outcome is not None:
        data["outcome"] = appeal.outcome.value
    return Event(at, kind, appeal.id, actor, data)


def _records(unit: CandidateUnit, held: Sequence[Certificate]) -> list[ApplicationRecord]:
    """Return the holder's applications for the scheme, the newest first; none of a stranger's.

    An exam system's reference may be somebody else's here: one of them led to a certificate held.
    """
    current, attempts = held[0], {each.attempt for each in held}
    found = [
        each
        for each in unit.applications.of_person(current.holder.reference)
        if each.application.scheme == current.scheme
    ]
    return found if any(each.attempt in attempts for each in found) else []


def _decisions(
    record: ApplicationRecord, held: Sequence[Certificate], origin: str | None
) -> Iterator[Appealable]:
    name, attempt, decided = record.application.id, record.attempt or "", record.decided
    if decided is None:
        return
    if record.state is ApplicationState.DENIED:
        yield Appealable(name, attempt, decided, decided.date())
    current, against = held[0], _CHANGES.get(held[0].state)
    if record.state is not ApplicationState.GRANTED or against is None or current.since is None:
        return
    if attempt == origin:
        since = current.since
        yield Appealable(name, attempt, since, since.date(), current.number, against)


def _origin(records: Sequence[ApplicationRecord], held: Sequence[Certificate]) -> str | None:
    """Return the decision that the current certificate, or the one it replaced, came from."""
    known = {each.attempt for each in records}
    return next((each.attempt for each in held if each.attempt in known), None)


def _is_appealed(unit: CandidateUnit, decision: Appealable) -> bool:
    """Tell whether an appeal was lodged since the decision, and not taken back."""
    return any(
        each.against is decision.against
        and each.attempt == decision.attempt
        and each.lodged >= decision.decided
        and each.outcome is not AppealOutcome.TAKEN_BACK
        for each in unit.appeals.of(decision.application)
    )
