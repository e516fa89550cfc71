"""Where an application stands, in one line: the page's heading, and how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from issuer.candidates.application import ApplicationState
from issuer.candidates.case_file import CaseFile
from issuer.candidates.links import Aftermath
from issuer.candidates.proceedings import AppealOutcome
from issuer.certification.findings import Finding
from issuer.certification.requirements import Stage
from issuer.certification.scheme import DecisionMode
from issuer.credentials.certificate import Certificate, CertificateState
from verifier.days import in_words

_BEFORE = {
    Stage.APPLICATION: "from your application",
    Stage.TRAINING: "before the training",
    Stage.EXAMINATION: "before the examination",
    Stage.DECISION: "before a decision can be made",
}
_CHANGED = {
    CertificateState.SUSPENDED: "is suspended",
    CertificateState.REVOKED: "was withdrawn",
    CertificateState.SUPERSEDED: "was replaced by a newer one",
}
_UNRELEASED = frozenset({CertificateState.INTENDED, CertificateState.VOIDED})


class Look(StrEnum):
    """How it looks: each has a colour and a shape of its own, beside its words."""

    GOOD = "good"
    OPEN = "open"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Headline:
    """The heading, and the findings that it counts."""

    text: str
    look: Look
    missing: tuple[Finding, ...] = ()


def headline(case: CaseFile, came: Aftermath, *, at: datetime, zone: ZoneInfo) -> Headline:
    """Return where the application stands at `at`; days are those of `zone`."""
    state = case.record.state
    if state is ApplicationState.WITHDRAWN:
        return Headline("Withdrawn: this application was closed, as you asked", Look.ENDED)
    if state is ApplicationState.GRANTED:
        return _granted(came.certificate, at)
    if state is ApplicationState.DENIED:
        return _denied(case, came, zone)
    return _open(case)


def _granted(certificate: Certificate | None, at: datetime) -> Headline:
    if certificate is None or certificate.state in _UNRELEASED:
        return Headline("Granted: your certificate is being issued", Look.GOOD)
    number = certificate.number
    if certificate.state in _CHANGED:
        return Headline(f"Certificate {number} {_CHANGED[certificate.state]}", Look.ENDED)
    if at >= certificate.expires:
        return Headline(f"Certificate {number} has expired", Look.ENDED)
    return Headline(f"Granted: certificate {number}", Look.GOOD)


def _denied(case: CaseFile, came: Aftermath, zone: ZoneInfo) -> Headline:
    mine = [each for each in came.appeals if each.attempt == case.record.attempt]
    if mine and mine[-1].outcome is None:
        day = in_words(mine[-1].lodged.astimezone(zone).date())
        return Headline(f"Denied: your appeal of {day} is being heard", Look.OPEN)
    if mine and mine[-1].outcome is AppealOutcome.DISMISSED:
        return Headline("Denied: your appeal was dismissed", Look.ENDED)
    decided = case.record.decided
    on = f" on {in_words(decided.astimezone(zone).date())}" if decided else ""
    return Headline(f"Denied{on}", Look.ENDED)


def _open(case: CaseFile) -> Headline:
    for stage in Stage:
        missing = case.assessment.missing_before(stage)
        if missing:
            things = "1 thing is" if len(missing) == 1 else f"{len(missing)} things are"
            return Headline(f"{things} missing {_BEFORE[stage]}", Look.OPEN, missing)
    if case.scheme.decision is DecisionMode.RULE:
        return Headline("Everything is met: the certificate follows", Look.GOOD)
    return Headline("Everything is met: a decision will be made", Look.GOOD)
