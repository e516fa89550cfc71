"""What renews a certificate, and what of it is on record: the scheme's rule against the dossier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from issuer.certification.certificate_rules import Recertification
from issuer.certification.dossier.training import Education


@dataclass(frozen=True, slots=True)
class Need:
    """Hours of one topic, or of all (`topic` empty): what is asked and what is on record."""

    topic: str
    asked: Decimal
    shown: Decimal

    @property
    def missing(self) -> Decimal:
        """Return how many hours are missing."""
        return max(Decimal(0), self.asked - self.shown)


@dataclass(frozen=True, slots=True)
class Renewal:
    """From when a renewal can be asked for, until when, and what it takes."""

    opens: date
    until: date
    needs: tuple[Need, ...]
    cases: int

    def is_open(self, day: date) -> bool:
        """Tell whether it can be asked for on that day."""
        return self.opens <= day <= self.until

    @property
    def is_complete(self) -> bool:
        """Tell whether no hours are missing."""
        return not any(need.missing for need in self.needs)


def renewal_of(
    rule: Recertification, education: Iterable[Education], *, since: date, until: date
) -> Renewal:
    """Return what renews a certificate that runs `since` ... `until` (its last day).

    Only education from the first day on counts.
    """
    counted = [each for each in education if each.on >= since]
    hours = [Need("", Decimal(rule.education_hours), _sum(counted))]
    hours += [
        Need(topic, Decimal(asked), _sum(each for each in counted if each.topic == topic))
        for topic, asked in rule.topics.items()
    ]
    return Renewal(
        until - timedelta(days=rule.window_days), until, tuple(hours), rule.practice_cases
    )


def missing_in_words(renewal: Renewal) -> list[str]:
    """Return what is missing, a piece each: `8 of 20 hours of continuing education`."""
    return [_in_words(need) for need in renewal.needs if need.missing]


def _in_words(need: Need) -> str:
    about = f"on {need.topic.replace('-', ' ')}" if need.topic else "of continuing education"
    return f"{show_hours(need.missing)} of {show_hours(need.asked)} hours {about}"


def show_hours(hours: Decimal) -> str:
    """Return hours as people write them: `12`, `1.5`."""
    return f"{hours.normalize():f}"


def _sum(documents: Iterable[Education]) -> Decimal:
    return sum((Decimal(each.hours) for each in documents), Decimal(0))
