"""The candidate's page as its template shows it: where it stands, what is asked, what is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from issuer.candidates.application import ApplicationState
from issuer.candidates.case_file import CaseFile
from issuer.candidates.links import Aftermath
from issuer.candidates.proceedings import Appeal
from issuer.certification.findings import Finding
from issuer.certification.requirements import Stage
from issuer.credentials.certificate import CertificateState
from issuer.web.candidate.documents import Shelf, shelves
from issuer.web.candidate.headline import Headline, headline
from issuer.web.candidate.words import Words

_TITLES = {
    Stage.APPLICATION: ("Application", "with the application"),
    Stage.TRAINING: ("Training", "before training starts"),
    Stage.EXAMINATION: ("Examination", "before the examination"),
    Stage.DECISION: ("Decision", "before the decision"),
}
_PUBLIC = frozenset(CertificateState) - {CertificateState.INTENDED, CertificateState.VOIDED}


@dataclass(frozen=True, slots=True)
class StageGroup:
    """The requirements of one stage, and by when they are to be met."""

    stage: Stage
    title: str
    by: str
    findings: tuple[Finding, ...]

    @property
    def settled(self) -> int:
        """Return how many of them ask for nothing more."""
        return sum(finding.is_settled for finding in self.findings)

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing more is asked for this stage."""
        return self.settled == len(self.findings)


@dataclass(frozen=True, slots=True)
class AppealWindow:
    """Until when an appeal is taken, and whether that is over."""

    last_day: date
    is_open: bool


@dataclass(frozen=True, slots=True)
class CandidateView:
    """What the template shows."""

    case: CaseFile
    words: Words
    headline: Headline
    groups: tuple[StageGroup, ...]
    shelves: tuple[Shelf, ...]
    number: str | None
    reasons: tuple[str, ...]
    appeals: tuple[Appeal, ...]
    window: AppealWindow | None

    @property
    def later(self) -> list[str]:
        """Return how much more is missing by each stage that the headline does not count."""
        counted = set(self.headline.missing)
        told = []
        for group in self.groups:
            count = sum(not one.is_settled and one not in counted for one in group.findings)
            if count:
                told.append(f"{count} more {group.by}")
        return told

    @property
    def is_decided(self) -> bool:
        """Tell whether nothing more is asked, because the application is closed."""
        return self.case.record.state is not ApplicationState.OPEN


def make_view(case: CaseFile, came: Aftermath, *, at: datetime, zone: ZoneInfo) -> CandidateView:
    """Return the page of `case` as of `at`; days are those of the certification body's `zone`."""
    words = Words(case.scheme, zone)
    certificate, decision = came.certificate, came.decision
    is_public = certificate is not None and certificate.state in _PUBLIC
    return CandidateView(
        case=case,
        words=words,
        headline=headline(case, came, at=at, zone=zone),
        groups=_groups(case),
        shelves=tuple(shelves(case.dossier, words)),
        number=certificate.number if certificate and is_public else None,
        reasons=tuple(sentence for _, sentence in decision.reasons) if decision else (),
        appeals=came.appeals,
        window=_window(case, at, zone),
    )


def _groups(case: CaseFile) -> tuple[StageGroup, ...]:
    found = case.assessment.findings
    groups = (
        StageGroup(stage, *_TITLES[stage], tuple(each for each in found if each.by is stage))
        for stage in Stage
    )
    return tuple(group for group in groups if group.findings)


def _window(case: CaseFile, at: datetime, zone: ZoneInfo) -> AppealWindow | None:
    rule, decided = case.scheme.appeals, case.record.decided
    if rule is None or decided is None or case.record.state is not ApplicationState.DENIED:
        return None
    last = decided + timedelta(days=rule.window_days)
    # The day after the last one is let pass too, so that the last is whole wherever one lives.
    return AppealWindow(last.astimezone(zone).date(), at < last + timedelta(days=1))
