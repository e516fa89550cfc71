"""Who may examine: accredited and standardised today, and free of any tie to the candidate. Pure.

What stands against it is told as a sentence that names nobody. Days are those of UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from issuer.certification.calendar_days import add_months, show_day
from issuer.certification.dossier.documents import Document
from issuer.certification.dossier.dossier import Person
from issuer.certification.dossier.examination import Remediation
from issuer.certification.dossier.practice import Case, Feedback
from issuer.certification.dossier.register import Examiner, Supervisor, is_listed
from issuer.certification.dossier.training import Training
from issuer.certification.impartiality import folded
from issuer.certification.scheme import Scheme


def unfit(examiner: Examiner, scheme: Scheme, today: date) -> str | None:
    """Return why this person may examine nobody under `scheme` today, or None."""
    if not is_listed(examiner, today):
        return "your accreditation as an examiner is not in force today"
    if scheme.id not in examiner.schemes:
        return f"you are not accredited to examine for {scheme.id}"
    months = scheme.practical.standardised_months if scheme.practical else None
    if months is not None and examiner.standardised < add_months(today, -months):
        last = show_day(examiner.standardised)
        return f"you were last standardised on {last}, more than {months} months ago"
    return None


def conflicted(examiner: Examiner, candidate: Person) -> str | None:
    """Return why what is declared, or who it is, bars this examiner from this candidate."""
    if any(conflict.person == candidate.ref for conflict in examiner.conflicts):
        return "a conflict of interest with this candidate is declared"
    if folded(candidate.name) in _names(examiner):
        return "nobody examines themselves"
    return None


def involved(
    examiner: Examiner,
    documents: Iterable[Document],
    supervisors: Mapping[str, Supervisor],
    scheme: Scheme,
    today: date,
) -> str | None:
    """Return that this examiner taught the candidate, within the scheme's months, or None.

    A scheme that names no months bars for ever.
    """
    names = _names(examiner)
    months = scheme.impartiality.months if scheme.impartiality else None
    since = date.min if months is None else add_months(today, -months)
    for on, taught in _taught(documents, supervisors):
        if on >= since and not names.isdisjoint(taught):
            return f"you trained or supervised this candidate, on {show_day(on)}"
    return None


def supervisors_in(documents: Iterable[Document]) -> list[str]:
    """Return the ids of the supervisors that documents name."""
    kinds = (Case, Feedback, Remediation)
    return sorted({each.supervisor for each in documents if isinstance(each, kinds)})


def _taught(
    documents: Iterable[Document], supervisors: Mapping[str, Supervisor]
) -> Iterator[tuple[date, set[str]]]:
    for each in documents:
        if isinstance(each, Training):
            yield each.on, {folded(each.instructor)}
        elif isinstance(each, Case | Feedback | Remediation) and each.supervisor in supervisors:
            yield each.on, _names(supervisors[each.supervisor])


def _names(listed: Examiner | Supervisor) -> set[str]:
    return {folded(name) for name in (listed.name, listed.officer) if name}
