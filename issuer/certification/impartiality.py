"""Who was involved with a candidate, and therefore may not decide about them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date

from issuer.certification.calendar_days import add_months
from issuer.certification.dossier.dossier import Dossier
from issuer.certification.dossier.examination import Practical, Remediation, StationScore
from issuer.certification.dossier.practice import Case, Feedback
from issuer.certification.dossier.register import Examiner, Supervisor
from issuer.certification.dossier.training import Training
from issuer.certification.lines import likeness
from issuer.certification.scheme import Scheme


def involvement(dossier: Dossier, scheme: Scheme, name: str, on: date) -> str | None:
    """Return how the officer called `name` was involved with the candidate, or None.

    Teaching and supervising count for the months that the scheme gives, examining always. The
    registers tell by which name somebody works at the desk; a respelt name is the same name.
    """
    wanted = likeness(name)
    barred = scheme.impartiality.months if scheme.impartiality else None
    since = add_months(on, -barred) if barred else date.min
    for other, how in _involved(dossier, since):
        if likeness(other) == wanted:
            return how
    return None


def _involved(dossier: Dossier, since: date) -> Iterator[tuple[str, str]]:
    supervisors, examiners = dossier.registers.supervisors, dossier.registers.examiners
    for lesson in dossier.of(Training):
        if lesson.on >= since:
            yield lesson.instructor, "trained the candidate"
    cases: list[Case | Feedback | Remediation] = [*dossier.of(Case), *dossier.of(Feedback)]
    cases += dossier.of(Remediation)
    for case in cases:
        if case.on >= since:
            yield from _names(supervisors.get(case.supervisor), "supervised the candidate")
    for reported in dossier.of(Practical):
        yield from ((examiner, "examined the candidate") for examiner in reported.examiners)
    for score in dossier.of(StationScore):
        yield from _names(examiners.get(score.examiner), "examined the candidate")
    person = dossier.application.person
    for examiner in examiners.values():
        if any(conflict.person == person for conflict in examiner.conflicts):
            yield from _names(examiner, "declared a conflict of interest with the candidate")


def _names(listed: Supervisor | Examiner | None, how: str) -> Iterator[tuple[str, str]]:
    if listed is not None:
        yield listed.name, how
        if listed.officer is not None:
            yield listed.officer, how


def folded(name: str) -> str:
    """Fold case, width and spacing, so that a respelt name does not get round the rule."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
