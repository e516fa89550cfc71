"""What of a scheme's examination a result does not meet, in words and figures. Pure and total."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from issuer.certification.exam import ExamResult, PracticalOutcome, WrittenOutcome
from issuer.certification.examinations import PracticalRule, WrittenRule
from issuer.certification.figures import show_moment, show_percent
from issuer.certification.findings import Unmet, UnmetCode
from issuer.certification.scheme import Scheme

CLOCK_LEEWAY = timedelta(minutes=5)  # an exam system's clock may run ahead of ours by this much


def assess_result(result: ExamResult, scheme: Scheme, at: datetime) -> tuple[Unmet, ...]:
    """Return every requirement of `scheme` that `result` does not meet as of `at`; empty: passed.

    What the scheme does not know - a section, a station, a whole part - is unmet too: a result
    that speaks of another examination proves nothing about this one.
    """
    if result.scheme != scheme.id:
        return (_mismatch(result, scheme),)  # every other figure would be measured wrongly
    return (
        *_profession(result, scheme),
        *_time(result, at),
        *written_unmet(result.written, scheme.written),
        *practical_unmet(result.practical, scheme.practical),
    )


def _mismatch(result: ExamResult, scheme: Scheme) -> Unmet:
    sentence = f"scheme: the result is for {result.scheme}, not for {scheme.id}"
    return Unmet(UnmetCode.SCHEME_MISMATCH, sentence)


def _profession(result: ExamResult, scheme: Scheme) -> Iterator[Unmet]:
    if result.profession not in scheme.professions:
        admitted = ", ".join(scheme.professions)
        sentence = f"profession: {result.profession} is not among those admitted ({admitted})"
        yield Unmet(UnmetCode.PROFESSION_NOT_ADMITTED, sentence)


def _time(result: ExamResult, at: datetime) -> Iterator[Unmet]:
    if result.completed_at > at + CLOCK_LEEWAY:
        sentence = f"examination: completed at {show_moment(result.completed_at)}, in the future"
        yield Unmet(UnmetCode.COMPLETED_IN_FUTURE, sentence)


def written_unmet(
    outcome: WrittenOutcome | None, rule: WrittenRule | None, *, cut: Decimal | None = None
) -> Iterator[Unmet]:
    """Yield what the written part lacks; `cut` is a form's own cut score, in per cent."""
    if rule is None:
        if outcome is not None:
            sentence = "written: the scheme has no written examination"
            yield Unmet(UnmetCode.WRITTEN_NOT_ASKED, sentence)
        return
    if outcome is None:
        yield Unmet(UnmetCode.WRITTEN_MISSING, "written: no result of the written examination")
        return
    needed = rule.cut_percent if cut is None else cut
    if outcome.percent < needed:
        reached, least = show_percent(outcome.percent), show_percent(needed)
        sentence = f"written: {reached} is below the cut score of {least}"
        yield Unmet(UnmetCode.WRITTEN_BELOW_CUT, sentence)
    yield from _sections(outcome, rule)


def _sections(outcome: WrittenOutcome, rule: WrittenRule) -> Iterator[Unmet]:
    unknown = outcome.sections.keys() - {section.id for section in rule.sections}
    for name in sorted(unknown):
        yield Unmet(UnmetCode.SECTION_UNKNOWN, f"written: the scheme has no section {name}")
    for section in rule.sections:
        if section.floor_percent is None:
            continue
        label, percent = f"section {section.id} ({section.title})", outcome.sections.get(section.id)
        floor = show_percent(section.floor_percent)
        if percent is None:
            sentence = f"written: no result of {label}, which has a floor of {floor}"
            yield Unmet(UnmetCode.SECTION_MISSING, sentence)
        elif percent < section.floor_percent:
            sentence = f"written: {label}: {show_percent(percent)} is below the floor of {floor}"
            yield Unmet(UnmetCode.SECTION_BELOW_FLOOR, sentence)


def practical_unmet(
    outcome: PracticalOutcome | None, rule: PracticalRule | None
) -> Iterator[Unmet]:
    """Yield what the practical part lacks."""
    if rule is None:
        if outcome is not None:
            sentence = "practical: the scheme has no practical examination"
            yield Unmet(UnmetCode.PRACTICAL_NOT_ASKED, sentence)
        return
    if outcome is None:
        sentence = "practical: no result of the practical examination"
        yield Unmet(UnmetCode.PRACTICAL_MISSING, sentence)
        return
    if outcome.percent < rule.cut_percent:
        reached, cut = show_percent(outcome.percent), show_percent(rule.cut_percent)
        sentence = f"practical: {reached} is below the cut score of {cut}"
        yield Unmet(UnmetCode.PRACTICAL_BELOW_CUT, sentence)
    yield from _stations(outcome.stations_passed, rule)
    yield from _critical(outcome, rule)


def _stations(passed: int, rule: PracticalRule) -> Iterator[Unmet]:
    count = len(rule.stations)
    if passed > count:
        sentence = f"practical: {passed} stations passed, but the scheme has {count}"
        yield Unmet(UnmetCode.STATIONS_IMPOSSIBLE, sentence)
    elif passed < rule.stations_passed_min:
        least = rule.stations_passed_min
        sentence = f"practical: {passed} of {count} stations passed, at least {least} are needed"
        yield Unmet(UnmetCode.STATIONS_TOO_FEW, sentence)


def _critical(outcome: PracticalOutcome, rule: PracticalRule) -> Iterator[Unmet]:
    """Any critical fail fails the whole examination, and one we cannot place all the more."""
    if not outcome.critical_fails:
        return
    stations = {station.id: station for station in rule.stations}
    for fail in outcome.critical_fails:
        where, _, what = fail.partition("/")
        station = stations.get(where)
        if station is None or what not in station.critical:
            sentence = f"practical: critical fail {fail}, which the scheme does not list"
            yield Unmet(UnmetCode.CRITICAL_FAIL_UNKNOWN, sentence)
        else:
            said = what.replace("-", " ")
            sentence = f"practical: critical fail at station {where} ({station.title}): {said}"
            yield Unmet(UnmetCode.CRITICAL_FAIL, sentence)
