"""Appeals against decisions, and reviews of what was decided on something that fell away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from issuer.candidates.application import ApplicationState
from issuer.candidates.case_file import CaseFile
from issuer.candidates.dossiers import Dossiers
from issuer.candidates.doubts import raise_review
from issuer.candidates.errors import ProceedingError, UnknownApplicationError
from issuer.candidates.holder_appeals import told_of
from issuer.candidates.ports import CandidateTransactions, CandidateUnit
from issuer.candidates.proceedings import Against, Appeal, AppealOutcome, Review
from issuer.candidates.rulings import earlier_attempts, obstacle
from issuer.certification.impartiality import folded
from issuer.certification.lines import likeness
from issuer.credentials.certificate import CertificateState
from issuer.evidence.event import Event, EventKind

PREFIX = "APX"  # of an appeal's id
OFFICERS = 2  # of a panel, at least
_EVENTS = 200  # the newest of a certificate
_CHANGES = frozenset({EventKind.CERTIFICATE_SUSPENDED, EventKind.CERTIFICATE_REVOKED})
_REINSTATE = "the appeal against its suspension was upheld: reinstate the certificate"


@dataclass(frozen=True, slots=True)
class Appeals:
    """Conducts appeals: within the scheme's window, before a panel not involved before."""

    transactions: CandidateTransactions
    dossiers: Dossiers
    draw_id: Callable[[str], str]

    def lodge(self, application: str, *, grounds: str, actor: str, at: datetime) -> Appeal:
        """Record an appeal against the newest decision, or raise `ProceedingError`."""
        with self.transactions.writing() as unit:
            case = self._case(unit, application, at)
            _require_appealable(case, at)
            if any(each.outcome is None for each in unit.appeals.of(application)):
                raise ProceedingError("an appeal against this decision is open already")
            made = Appeal(
                id=self.draw_id(PREFIX),
                application=application,
                attempt=case.record.attempt or "",
                lodged=at,
                lodged_by=actor,
                grounds=grounds,
            )
            unit.appeals.save(made)
            unit.events.append([told_of(EventKind.APPEAL_LODGED, made, actor, at)])
        return made

    def empanel(self, appeal: str, panel: Sequence[str], *, actor: str, at: datetime) -> Appeal:
        """Name the panel: enough people, none of whom was involved before.

        Two of them are officers, so that nobody sits alone with names; others may be from outside.
        """
        with self.transactions.writing() as unit:
            found = _open(unit, appeal)
            case = self._case(unit, found.application, at)
            rule = case.scheme.appeals
            least = rule.panel_min if rule else 1
            if len({folded(name) for name in panel}) < max(least, len(panel)):
                raise ProceedingError(f"name at least {least} different people")
            for name, why in _barred(unit, case, found, panel, at).items():
                raise ProceedingError(f"{name} may not sit on the panel: {why}")
            _require_officers(unit, panel, min(least, OFFICERS))
            made = replace(found, panel=tuple(panel))
            unit.appeals.save(made)
            unit.events.append([told_of(EventKind.APPEAL_EMPANELLED, made, actor, at)])
        return made

    def conclude(
        self, appeal: str, outcome: AppealOutcome, *, why: str, by: str, at: datetime
    ) -> Appeal:
        """End it, by a member of the panel.

        Upheld, the application is open again; against a suspension, a review asks for the
        certificate to be reinstated, which a person does. Raise `ProceedingError`.
        """
        with self.transactions.writing() as unit:
            found = _open(unit, appeal)
            if by not in found.panel:
                raise ProceedingError("only a member of its panel concludes an appeal")
            made = replace(found, outcome=outcome, ended=at, ended_by=by, why=why)
            unit.appeals.save(made)
            events = [told_of(EventKind.APPEAL_ENDED, made, by, at)]
            if outcome is AppealOutcome.UPHELD:
                events.append(self._follow(unit, made, by, at))
            unit.events.append(events)
        return made

    def barred(self, appeal: Appeal, names: Sequence[str], *, at: datetime) -> dict[str, str]:
        """Return why some of `names` may not sit on the panel, each as a sentence."""
        with self.transactions.reading() as unit:
            case = self.dossiers.load(unit, [appeal.application], at=at)[0]
            return _barred(unit, case, appeal, names, at)

    def of(self, application: str) -> list[Appeal]:
        """Return an application's appeals, oldest first."""
        with self.transactions.reading() as unit:
            return unit.appeals.of(application)

    def open(self) -> list[Appeal]:
        """Return those without an outcome, oldest first."""
        with self.transactions.reading() as unit:
            return unit.appeals.open()

    def reviews(self) -> list[Review]:
        """Return the doubts that nobody has settled, oldest first."""
        with self.transactions.reading() as unit:
            return unit.reviews.open()

    def settle_review(self, review: int, *, note: str, by: str, at: datetime) -> None:
        """Settle a review with a note of what was done.

        A certificate that was not withdrawn meanwhile stands, and its application is granted.
        """
        with self.transactions.writing() as unit:
            found = next((each for each in unit.reviews.open() if each.id == review), None)
            if found is None or not unit.reviews.settle(review, by, note, at):
                raise ProceedingError("this review is settled already")
            _restore(unit, found)
            subject = found.number or found.attempt
            data: dict[str, str | int] = {"note": note}
            unit.events.append([Event(at, EventKind.REVIEW_SETTLED, subject, by, data)])

    def _case(self, unit: CandidateUnit, application: str, at: datetime) -> CaseFile:
        cases = self.dossiers.load(unit, [application], at=at, lock=True)
        if not cases:
            raise UnknownApplicationError(application)
        return cases[0]

    def _follow(self, unit: CandidateUnit, appeal: Appeal, by: str, at: datetime) -> Event:
        if appeal.against is not Against.SUSPENSION:
            return self._reopen(unit, appeal, by, at)
        name, number = appeal.application, appeal.number
        return raise_review(unit, name, appeal.attempt, number, _REINSTATE, by, at)

    def _reopen(self, unit: CandidateUnit, appeal: Appeal, by: str, at: datetime) -> Event:
        name = appeal.application
        record = unit.applications.find([name], lock=True)[name]
        asked = record.application
        if asked.person in unit.applications.open_of(asked.scheme, [asked.person]):
            raise ProceedingError("the candidate has another open application for this scheme")
        unit.applications.settle(replace(record, state=ApplicationState.OPEN))
        return Event(at, EventKind.APPLICATION_REOPENED, name, by, {"appeal": appeal.id})


def _require_appealable(case: CaseFile, at: datetime) -> None:
    rule, decided = case.scheme.appeals, case.record.decided
    if rule is None:
        raise ProceedingError("the scheme does not provide for appeals")
    if case.record.state is not ApplicationState.DENIED or decided is None:
        raise ProceedingError("there is no denial to appeal against")
    if at >= decided + timedelta(days=rule.window_days + 1):
        raise ProceedingError(f"the window of {rule.window_days} days after the decision is over")


def _require_officers(unit: CandidateUnit, panel: Sequence[str], least: int) -> None:
    staff = {likeness(each.name) for each in unit.officers.all() if each.ended is None}
    if len(staff.intersection(map(likeness, panel))) < least:
        raise ProceedingError(f"name at least {least} who are officers of this body")


def _open(unit: CandidateUnit, appeal: str) -> Appeal:
    found = unit.appeals.find(appeal)
    if found is not None:  # of two at once, the second waits here and looks again
        unit.applications.find([found.application], lock=True)
        found = unit.appeals.find(appeal)
    if found is None or found.outcome is not None:
        raise ProceedingError("there is no such open appeal")
    return found


def _barred(
    unit: CandidateUnit, case: CaseFile, appeal: Appeal, names: Sequence[str], at: datetime
) -> dict[str, str]:
    told = {}
    for name in names:
        why = obstacle(case, name, at) or _sat_before(unit, case, appeal, name)
        why = why or _changed_it(unit, appeal, name)
        if why is not None:
            told[name] = why
    return told


def _sat_before(unit: CandidateUnit, case: CaseFile, appeal: Appeal, name: str) -> str | None:
    """Tell whether somebody decided before, or sat on an earlier panel."""
    earlier = earlier_attempts(case.record)
    known = unit.attempts.find(case.record.application.scheme, earlier)
    if any(
        each.decision and folded(each.decision.author) == folded(name) for each in known.values()
    ):
        return "they made the decision."
    panels: Iterator[str] = (
        member
        for other in unit.appeals.of(appeal.application)
        if other.id != appeal.id
        for member in other.panel
    )
    return "they sat on an earlier panel." if folded(name) in map(folded, panels) else None


def _changed_it(unit: CandidateUnit, appeal: Appeal, name: str) -> str | None:
    """Tell whether somebody asked for, made or approved the change that is appealed."""
    if appeal.number is None:
        return None
    for opened in unit.chain.newest(_EVENTS, subject=appeal.number):
        data = json.loads(opened.data) if opened.data is not None else {}
        if opened.link.kind in _CHANGES:
            known = (str(data.get("actor") or ""), str(data.get("asked_by") or ""))
            if likeness(name) in map(likeness, known):
                return "they changed the certificate."
    return None


def _restore(unit: CandidateUnit, review: Review) -> None:
    """Close an application again whose certificate stands after all."""
    if review.application is None or review.number is None:
        return
    certificate = unit.certificates.find([review.number], lock=True).get(review.number)
    record = unit.applications.find([review.application], lock=True).get(review.application)
    if certificate is None or record is None or record.state is not ApplicationState.OPEN:
        return
    if certificate.state is CertificateState.ACTIVE and record.attempt == review.attempt:
        unit.applications.settle(replace(record, state=ApplicationState.GRANTED))
