"""Attempts at a part of the examination: which count, and which pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from issuer.certification.calendar_days import add_months, show_day
from issuer.certification.exam import PracticalOutcome, WrittenOutcome
from issuer.certification.examinations import Retakes
from issuer.certification.findings import Unmet


@dataclass(frozen=True, slots=True)
class Attempt:
    """One complete attempt at one part; `lacks` is empty where it passes."""

    ref: str
    ended: datetime
    outcome: WrittenOutcome | PracticalOutcome
    lacks: tuple[Unmet, ...]
    form: str | None = None
    examiners: tuple[str, ...] = ()

    @property
    def on(self) -> date:
        """Return its day."""
        return self.ended.date()

    @property
    def passes(self) -> bool:
        """Tell whether it passes."""
        return not self.lacks

    @property
    def is_critical(self) -> bool:
        """Tell whether a critical fail was made."""
        return isinstance(self.outcome, PracticalOutcome) and bool(self.outcome.critical_fails)


@dataclass(frozen=True, slots=True)
class Series:
    """The attempts at a part in time order: those that count, and why others do not."""

    counted: tuple[Attempt, ...]
    left_out: tuple[str, ...] = ()


def count(
    attempts: Iterable[Attempt], rule: Retakes | None, remedied: Sequence[date] = ()
) -> Series:
    """Apply the rules of retakes, attempt by attempt. `remedied`: days of remediation plans."""
    ordered = sorted(attempts, key=lambda one: (one.ended, one.ref))
    if rule is None:
        return Series(tuple(ordered))
    kept: list[Attempt] = []
    left_out = []
    for each in ordered:
        why = _refusal(each, kept, rule, remedied)
        if why is None:
            kept.append(each)
        else:
            left_out.append(f"not counted: the attempt of {show_day(each.on)}, {why}")
    return Series(tuple(kept), tuple(left_out))


def _refusal(
    attempt: Attempt, before: list[Attempt], rule: Retakes, remedied: Sequence[date]
) -> str | None:
    if not before:
        return None
    last = before[-1]
    wait = wait_after(len(before), rule)
    if attempt.on < last.on + timedelta(days=wait):
        return f"{(attempt.on - last.on).days} days after the one before; {wait} are asked"
    since = add_months(attempt.on, -rule.within_months)
    if sum(each.on > since for each in before) >= rule.attempts_max:
        return f"{rule.attempts_max} are allowed in {rule.within_months} months"
    if rule.new_form and attempt.form in {each.form for each in before}:
        return "with a form that was used before"
    needs_remedy = rule.remediation_after_critical_fail and last.is_critical
    if needs_remedy and not any(last.on <= day <= attempt.on for day in remedied):
        return "without a remediation plan after the critical fail"
    return None


def wait_after(taken: int, rule: Retakes) -> int:
    """Return the days to wait after `taken` attempts; the last figure goes on."""
    waits = rule.wait_days
    return waits[min(taken, len(waits)) - 1] if waits else 0


def what_next(series: Series, rule: Retakes) -> str:
    """Return how many attempts were made, and when the next may be."""
    taken = series.counted
    if not taken:
        return f"{rule.attempts_max} attempts left"
    last = taken[-1].on
    since = add_months(last, -rule.within_months)
    recent = [each for each in taken if each.on > since]
    soonest = last + timedelta(days=wait_after(len(taken), rule))
    said = f"{len(recent)} of {rule.attempts_max} attempts used"
    if len(recent) >= rule.attempts_max:
        soonest = max(soonest, _forgotten(recent[-rule.attempts_max].on, rule.within_months))
    needs_plan = rule.remediation_after_critical_fail and taken[-1].is_critical
    plan = ", after a remediation plan that a supervisor signs" if needs_plan else ""
    return f"{said}, the next from {show_day(soonest)}{plan}"


def _forgotten(taken: date, months: int) -> date:
    """Return the first day whose window of so many months does not reach back to `taken`."""
    day = add_months(taken, months)
    while add_months(day, -months) < taken:
        day += timedelta(days=1)
    return day
