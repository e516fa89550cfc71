"""Stage 4: the written and the practical part - attempts that count, floors, carry-over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import product

from issuer.certification.calendar_days import add_months, show_day
from issuer.certification.dossier.dossier import Dossier
from issuer.certification.dossier.examination import Practical, Remediation, Written
from issuer.certification.dossier.register import is_listed
from issuer.certification.exam import PracticalOutcome, WrittenOutcome
from issuer.certification.examinations import PracticalRule, WrittenRule
from issuer.certification.figures import show_percent
from issuer.certification.findings import Examined, FindingStatus, Unmet, UnmetCode
from issuer.certification.result_rules import CLOCK_LEEWAY, practical_unmet, written_unmet
from issuer.certification.rules.attempts import Attempt, Series, count, what_next
from issuer.certification.rules.scoring import Sat, floor_percent, sittings
from issuer.certification.rules.standing import Standing, expired, met, unmet
from issuer.certification.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Parts:
    """Both parts as they stand, and the attempts that count as passed."""

    written: Standing | None
    practical: Standing | None
    examined: Examined
    first_pass: datetime | None


def examination(dossier: Dossier, scheme: Scheme, at: datetime) -> Parts:
    """Judge every part that the scheme has. A pass carries over as long as the scheme lets it."""
    until = at + CLOCK_LEEWAY
    written = _written(dossier, scheme.written, until) if scheme.written else None
    sat = [one for one in _sat(dossier, scheme.practical) if one.ended <= until]
    practical = _practical(dossier, scheme.practical, sat, until) if scheme.practical else None
    passed = _passed(written, practical, scheme)
    told = _Telling(scheme, passed, at.date())
    return Parts(
        written=told.written(written) if written else None,
        practical=told.practical(practical, sat) if practical else None,
        examined=_examined(passed, practical),
        first_pass=_first_pass(written, practical),
    )


def _written(dossier: Dossier, rule: WrittenRule, until: datetime) -> Series:
    forms = {form.id: form.cut_percent for form in rule.forms}
    attempts = []
    for each in dossier.of(Written):
        if each.ended > until:
            continue
        outcome = written_outcome(each, rule)
        lacks = list(written_unmet(outcome, rule, cut=forms.get(each.form or "")))
        lacks += _impossible(each, rule)
        if forms and each.form not in forms:
            told = f"written: the attempt of {show_day(each.ended.date())} names no form in use"
            lacks.append(Unmet(UnmetCode.ATTEMPT_NOT_COUNTED, told))
        attempts.append(Attempt(each.ref, each.ended, outcome, tuple(lacks), each.form))
    return count(attempts, rule.retakes)


def _impossible(shown: Written, rule: WrittenRule) -> Iterator[Unmet]:
    items = {section.id: section.items or 0 for section in rule.sections}
    for section, right in (shown.points or {}).items():
        if right > items.get(section, right):
            told = f"written: {right} points in section {section}, which has {items[section]} items"
            yield Unmet(UnmetCode.ATTEMPT_NOT_COUNTED, told)


def written_outcome(shown: Written, rule: WrittenRule) -> WrittenOutcome:
    """Return percentages, from points over the items of each section where points were given."""
    if shown.points is None:
        percent = shown.percent or floor_percent(Fraction(0))
        return WrittenOutcome(percent, shown.sections, shown.form)
    items = {section.id: section.items or 0 for section in rule.sections}
    points = {name: min(right, items.get(name, 0)) for name, right in shown.points.items()}
    sections = {
        name: floor_percent(Fraction(100 * right, items[name]))
        for name, right in points.items()
        if items.get(name)
    }
    strange = {name: floor_percent(Fraction(0)) for name in shown.points if name not in items}
    total = Fraction(100 * sum(points.values()), max(sum(items.values()), 1))
    return WrittenOutcome(floor_percent(total), sections | strange, shown.form)


def _sat(dossier: Dossier, rule: PracticalRule | None) -> Iterator[Sat]:
    if rule is not None and rule.is_scored_here:
        yield from sittings(dossier, rule)


def _practical(dossier: Dossier, rule: PracticalRule, sat: list[Sat], until: datetime) -> Series:
    reported = [
        (each.ref, each.ended, _reported(each), each.examiners)
        for each in dossier.of(Practical)
        if each.ended <= until
    ]
    scored = [(one.sitting, one.ended, one.outcome, one.examiners) for one in sat if one.outcome]
    attempts = [
        Attempt(ref, ended, outcome, tuple(practical_unmet(outcome, rule)), None, examiners)
        for ref, ended, outcome, examiners in (*reported, *scored)
    ]
    supervisors = dossier.registers.supervisors
    remedied = [
        each.on
        for each in dossier.of(Remediation)
        if is_listed(supervisors.get(each.supervisor), each.on)
    ]
    return count(attempts, rule.retakes, remedied)


def _reported(shown: Practical) -> PracticalOutcome:
    fails = tuple(sorted(shown.critical_fails))
    return PracticalOutcome(shown.percent, shown.stations_passed, fails)


@dataclass(frozen=True, slots=True)
class _Passed:
    """The passes that count; `together` where both parts are passed as the scheme asks."""

    written: Attempt | None
    practical: Attempt | None
    together: bool


def _passed(written: Series | None, practical: Series | None, scheme: Scheme) -> _Passed:
    """Return the earliest passes that belong together, else the newest of each part."""
    firsts, seconds = _passes(written), _passes(practical)
    for second, first in product(seconds, firsts):
        if _belong(first, second, scheme):
            return _Passed(first, second, together=True)
    if written is None or practical is None:
        return _Passed(_newest(firsts), _newest(seconds), together=True)
    if scheme.practical and scheme.practical.after_written:
        seconds = []  # a pass before the written one, or too long after it
    return _Passed(_newest(firsts), _newest(seconds), together=False)


def _passes(series: Series | None) -> list[Attempt]:
    return [each for each in series.counted if each.passes] if series else []


def _newest(passes: list[Attempt]) -> Attempt | None:
    return passes[-1] if passes else None


def _first_pass(*parts: Series | None) -> datetime | None:
    return min((each.ended for part in parts for each in _passes(part)), default=None)


def _belong(first: Attempt, second: Attempt, scheme: Scheme) -> bool:
    """Tell whether a pass of each part make a whole: in order, and soon enough after another."""
    written, practical = scheme.written, scheme.practical
    if written is None or practical is None:
        return False
    if practical.after_written and second.ended < first.ended:
        return False
    return _lasts(first, second.on, written) and _lasts(second, first.on, practical)


def _lasts(passed: Attempt, until: date, rule: WrittenRule | PracticalRule | None) -> bool:
    """Tell whether a pass carries over to a day."""
    months = rule.carry_over_months if rule else None
    return months is None or until <= add_months(passed.on, months)


@dataclass(frozen=True, slots=True)
class _Telling:
    """Tells how each part stands."""

    scheme: Scheme
    passed: _Passed
    today: date

    def written(self, series: Series) -> Standing:
        rule, passed = self.scheme.written, self.passed.written
        if passed is None:
            none = "no result of the written examination"
            return _not_passed(series, rule, Unmet(UnmetCode.WRITTEN_MISSING, none))
        return self._passed(passed, rule, UnmetCode.WRITTEN_MISSING)

    def practical(self, series: Series, sat: list[Sat]) -> Standing:
        rule, passed = self.scheme.practical, self.passed.practical
        if passed is not None:
            return self._passed(passed, rule, UnmetCode.PRACTICAL_MISSING)
        wants = [want for one in sat for want in one.wants]
        if wants:
            return unmet(UnmetCode.SCORES_INCOMPLETE, *wants, *series.left_out)
        none = "no result of the practical examination"
        if _passes(series):
            none = "the practical part was passed before the written part, or too long after it"
        return _not_passed(series, rule, Unmet(UnmetCode.PRACTICAL_MISSING, none))

    def _passed(
        self, passed: Attempt, rule: WrittenRule | PracticalRule | None, code: UnmetCode
    ) -> Standing:
        percent, day = show_percent(passed.outcome.percent), show_day(passed.on)
        if rule and not self.passed.together and not _lasts(passed, self.today, rule):
            lasted = f"the pass of {day} carried over for {rule.carry_over_months} months"
            return expired(code, lasted)
        return met(f"passed on {day} with {percent}")


def _not_passed(series: Series, rule: WrittenRule | PracticalRule | None, none: Unmet) -> Standing:
    last = series.counted[-1].lacks if series.counted else ()
    lacks = list(last or (none,))
    if last and rule and rule.retakes:
        told = what_next(series, rule.retakes)
        lacks.append(Unmet(UnmetCode.ATTEMPT_NOT_COUNTED, told))
    lacks += [Unmet(UnmetCode.ATTEMPT_NOT_COUNTED, why) for why in series.left_out]
    return Standing(FindingStatus.UNMET, lacks=tuple(lacks))


def _examined(passed: _Passed, practical: Series | None) -> Examined:
    """Return what goes on record with a decision: the passes, or what came nearest to them."""
    second = passed.practical
    if second is None and practical is not None and practical.counted:
        second = practical.counted[-1]
    parts = [each for each in (passed.written, second) if each is not None]
    first, last = passed.written, second
    return Examined(
        written=first.outcome if first and isinstance(first.outcome, WrittenOutcome) else None,
        practical=last.outcome if last and isinstance(last.outcome, PracticalOutcome) else None,
        ended=max((each.ended for each in parts), default=None),
        examiners=tuple(sorted({name for each in parts for name in each.examiners})),
    )
