"""Stage 4, practical: from what two examiners scored at each station, alone, to an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from issuer.certification.calendar_days import add_months
from issuer.certification.dossier.dossier import Dossier
from issuer.certification.dossier.examination import MAX_MARK, StationScore
from issuer.certification.dossier.register import is_listed
from issuer.certification.exam import PracticalOutcome
from issuer.certification.examinations import PracticalRule, Station
from issuer.certification.figures import show_percent
from issuer.certification.lines import likeness

NEEDED = 2  # examiners a station
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class StationOutcome:
    """What a station came to; `wants` says what is missing before it came to anything."""

    station: Station
    percent: Fraction = Fraction(0)
    critical: tuple[str, ...] = ()
    wants: str | None = None


@dataclass(frozen=True, slots=True)
class Sat:
    """A sitting of the practical examination: an outcome, or what is missing for one."""

    sitting: str
    ended: datetime
    outcome: PracticalOutcome | None
    wants: tuple[str, ...]
    examiners: tuple[str, ...]


def sittings(dossier: Dossier, rule: PracticalRule) -> Iterator[Sat]:
    """Yield each sitting that the dossier's scores speak of, by its id."""
    by_sitting: dict[str, list[StationScore]] = {}
    for score in dossier.of(StationScore):
        by_sitting.setdefault(score.sitting, []).append(score)
    for sitting, here in sorted(by_sitting.items()):
        yield _sat(sitting, here, dossier, rule)


def _sat(sitting: str, scores: list[StationScore], dossier: Dossier, rule: PracticalRule) -> Sat:
    good: dict[str, list[StationScore]] = {station.id: [] for station in rule.stations}
    examiners = dossier.registers.examiners
    names = set()
    heard: set[tuple[str, str, str]] = set()  # nobody scores a station twice under two ids
    for score in scores:
        if may_examine(score, dossier, rule):
            name = examiners[score.examiner].name
            voice = (score.station, score.role, likeness(name))
            if voice not in heard:
                good.setdefault(score.station, []).append(score)
            heard.add(voice)
            names.add(name)
    stations = [station_outcome(each, good[each.id], rule) for each in rule.stations]
    wants = tuple(each.wants for each in stations if each.wants)
    ended = max(score.ended for score in scores)
    outcome = None if wants else _outcome(stations, rule)
    return Sat(sitting, ended, outcome, wants, tuple(sorted(names)))


def may_examine(score: StationScore, dossier: Dossier, rule: PracticalRule) -> bool:
    """Tell whether the examiner was listed for the scheme, standardised, and free of conflicts."""
    examiner = dossier.registers.examiners.get(score.examiner)
    on, application = score.ended.date(), dossier.application
    if examiner is None or not is_listed(examiner, on):
        return False
    if application.scheme not in examiner.schemes:
        return False
    if any(conflict.person == application.person for conflict in examiner.conflicts):
        return False
    months = rule.standardised_months
    last = dossier.registers.last_standardised(examiner, on)
    return months is None or (last is not None and last >= add_months(on, -months))


def station_outcome(
    station: Station, scores: list[StationScore], rule: PracticalRule
) -> StationOutcome:
    """Return what one station came to: the mean of the examiners, or the lead's where they differ.

    A critical fail counts that all examiners saw, or a lead.
    """
    alone = [score for score in scores if score.role == "examiner"]
    said = f"station {station.id} ({station.title})"
    if len(alone) < NEEDED:
        told = f"{said}: scored by {len(alone)} of {NEEDED} examiners"
        return StationOutcome(station, wants=told)
    seen = [set(score.critical) for score in alone]
    agreed = set.intersection(*seen)
    why = _difference(station, alone, rule)
    if why is None and set.union(*seen) != agreed:
        why = "not all examiners saw the critical fail"
    leads = [score for score in scores if score.role == "lead"]
    if why is not None and not leads:
        return StationOutcome(station, wants=f"{said}: {why}; a lead decides")
    fails = agreed.union(*(lead.critical for lead in leads))
    counting = alone if why is None else leads
    return StationOutcome(station, _mean(station, counting), tuple(sorted(fails)))


def _difference(station: Station, scores: list[StationScore], rule: PracticalRule) -> str | None:
    """Return how far the examiners are apart, if that is too far."""
    marks = [_marks(score, station) for score in scores]
    apart, most = 100 * (max(marks) - min(marks)), _most(station)
    if rule.disagreement_percent is None or apart <= rule.disagreement_percent * most:
        return None
    return f"the examiners are {show_percent(floor_percent(Fraction(apart, most)))} apart"


def _mean(station: Station, scores: list[StationScore]) -> Fraction:
    marks = sum(_marks(score, station) for score in scores)
    return Fraction(100 * marks, len(scores) * _most(station))


def _marks(score: StationScore, station: Station) -> int:
    """Return the marks of one examiner; items that were not scored count 0."""
    return sum(score.items.get(item, 0) for item in station.items)


def _most(station: Station) -> int:
    return MAX_MARK * max(len(station.items), 1)


def floor_percent(exact: Fraction) -> Decimal:
    """Return hundredths, rounded down: nobody passes by rounding."""
    quotient = Decimal(exact.numerator) / Decimal(exact.denominator)
    return quotient.quantize(_HUNDREDTH, ROUND_DOWN)


def _outcome(stations: Iterable[StationOutcome], rule: PracticalRule) -> PracticalOutcome:
    cut = rule.station_cut_percent or rule.cut_percent
    total, weights, passed, fails = Fraction(0), Fraction(0), 0, []
    for each in stations:
        weight = Fraction(each.station.weight or 1)
        total += each.percent * weight
        weights += weight
        passed += each.percent.numerator >= cut * each.percent.denominator
        fails += [f"{each.station.id}/{fail}" for fail in each.critical]
    return PracticalOutcome(floor_percent(total / weights), passed, tuple(sorted(fails)))
