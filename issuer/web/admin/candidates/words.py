"""How the desk says where applications, requirements and appeals stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from issuer.candidates.application import ApplicationState
from issuer.candidates.proceedings import Appeal, AppealOutcome
from issuer.certification.findings import Assessment, Finding, FindingStatus
from issuer.certification.requirements import Stage
from issuer.web.admin.words import Look, StateWords

APPLICATIONS = {
    ApplicationState.OPEN: StateWords("Open", Look.PAUSED),
    ApplicationState.GRANTED: StateWords("Granted", Look.GOOD),
    ApplicationState.DENIED: StateWords("Denied", Look.ENDED),
    ApplicationState.WITHDRAWN: StateWords("Withdrawn", Look.OVER),
}

FINDINGS = {
    FindingStatus.MET: StateWords("Met", Look.GOOD),
    FindingStatus.UNMET: StateWords("Not met", Look.ENDED),
    FindingStatus.WAIVED: StateWords("Waived", Look.OVER),
    FindingStatus.EXPIRED: StateWords("Expired", Look.PAUSED),
}

OUTCOMES = {
    AppealOutcome.UPHELD: StateWords("Upheld", Look.GOOD),
    AppealOutcome.DISMISSED: StateWords("Dismissed", Look.ENDED),
    AppealOutcome.TAKEN_BACK: StateWords("Taken back", Look.ENDED),
}

APPROVED = StateWords("Approved", Look.GOOD)
UNAPPROVED = StateWords("Waits for another officer", Look.PAUSED)

STAGES = {
    Stage.APPLICATION: "By the application",
    Stage.TRAINING: "Before the training",
    Stage.EXAMINATION: "Before the examination",
    Stage.DECISION: "By the decision",
}


def state_of_appeal(appeal: Appeal) -> StateWords:
    """Return where an appeal stands."""
    if appeal.outcome is not None:
        return OUTCOMES[appeal.outcome]
    return StateWords("Before its panel" if appeal.panel else "Needs a panel", Look.PAUSED)


def stage_by_stage(assessment: Assessment) -> Iterator[tuple[str, list[Finding]]]:
    """Yield each stage that asks something, with how its requirements stand."""
    for stage, title in STAGES.items():
        found = [finding for finding in assessment.findings if finding.by is stage]
        if found:
            yield title, found


def in_short(findings: Iterable[Finding]) -> StateWords:
    """Return how an assessment stands in a few words."""
    listed = list(findings)
    open_ = sum(not finding.is_settled for finding in listed)
    if not open_:
        return StateWords("All is met", Look.GOOD)
    return StateWords(f"{open_} of {len(listed)} not met", Look.ENDED)
