"""What is on record towards a certificate's renewal, and what of it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from issuer.candidates.application import Recorded
from issuer.candidates.ports import CandidateUnit
from issuer.certification.audit_sample import period_of
from issuer.certification.certificate_rules import Recertification
from issuer.certification.dossier.practice import Case
from issuer.certification.dossier.training import Education
from issuer.certification.renewal import Renewal, missing_in_words, renewal_of
from issuer.credentials.certificate import Certificate


@dataclass(frozen=True, slots=True)
class Shown:
    """Continuing education within the certificate's own time, and what it comes to.

    `on_record` counts all of it. Where the renewal is `sampled`, what counts is only that of
    which somebody has `seen` the evidence (documents by id). `cases` are performed ones in the log.
    """

    on_record: Renewal
    counted: Renewal
    education: tuple[Recorded, ...]
    sampled: bool
    seen: frozenset[int]
    cases: int

    @property
    def missing(self) -> list[str]:
        """Return what is missing, a piece each; nothing where it can be granted."""
        return [*self._hours(), *self._practice()]

    def _hours(self) -> list[str]:
        if self.sampled and self.on_record.is_complete and not self.counted.is_complete:
            return ["evidence of continuing education, as the audit sample asks"]
        return missing_in_words(self.on_record if not self.on_record.is_complete else self.counted)

    def _practice(self) -> list[str]:
        asked = self.on_record.cases
        return [f"{asked - self.cases} of {asked} performed cases"] if self.cases < asked else []


def shown_for(unit: CandidateUnit, rule: Recertification, made: Certificate) -> Shown:
    """Return what the holder of `made` has on record towards its renewal."""
    since, until, person = made.effective.date(), made.valid_through, made.holder.reference
    entries: Sequence[Recorded] = unit.entries.of([person])[person] if person else ()
    education = tuple(
        each
        for each in entries
        if isinstance(each.document, Education) and each.document.on >= since
    )
    sample = unit.renewal_audits.sample(made.scheme, period_of(until))
    sampled = sample is not None and sample.has(made.number)
    seen = frozenset(unit.renewal_audits.seen([each.id for each in education]))
    counted = [each for each in education if not sampled or each.id in seen]
    return Shown(
        on_record=renewal_of(rule, _documents(education), since=since, until=until),
        counted=renewal_of(rule, _documents(counted), since=since, until=until),
        education=education,
        sampled=sampled,
        seen=seen,
        cases=sum(_is_practice(each, made) for each in entries),
    )


def _documents(recorded: Sequence[Recorded]) -> list[Education]:
    return [each.document for each in recorded if isinstance(each.document, Education)]


def _is_practice(recorded: Recorded, made: Certificate) -> bool:
    case = recorded.document
    return (
        isinstance(case, Case)
        and case.scheme == made.scheme
        and case.role == "performed"
        and case.on >= made.effective.date()
    )
