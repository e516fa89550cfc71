"""The figures of the statistics page, from what the record has. Pure."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from issuer.certification.calendar_days import add_months
from issuer.certification.dossier.examination import MAX_MARK
from issuer.certification.scheme import Scheme

MONTHS = 12
DAYS = 30
_WAITS = ((0, "the same day"), (2, "1 to 2 days"), (7, "3 to 7 days"), (30, "8 to 30 days"))
_LONGER = "longer"

SchemeOf = Callable[[str, str], Scheme | None]


@dataclass(frozen=True, slots=True)
class Sat:
    """An exam result: its document, when it arrived, and when it was decided."""

    scheme: str
    version: str
    document: bytes
    received: datetime
    decided: datetime | None


@dataclass(frozen=True, slots=True)
class Raw:
    """What a store counts. `standing` is by state, expired ones apart; `stations` are documents."""

    issued: Sequence[datetime]
    standing: Mapping[str, int]
    reasons: Mapping[str, int]
    results: Sequence[Sat]
    stations: Sequence[bytes]
    checks: Sequence[tuple[date, str, int]]


@dataclass(frozen=True, slots=True)
class PassRate:
    """Of `whole` that were sat, `passed`; `scheme` and `part` name what."""

    scheme: str
    part: str
    passed: int
    whole: int

    @property
    def percent(self) -> int:
        """Return whole per cent, rounded down: nothing is rounded in anybody's favour."""
        return self.passed * 100 // self.whole


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page shows. Months and days without anything are there, with 0."""

    issued: Sequence[tuple[date, int]]
    standing: Mapping[str, int]
    reasons: Mapping[str, int]
    sections: Sequence[PassRate]
    stations: Sequence[PassRate]
    waits: Mapping[str, int]
    median_days: float | None
    checks: Sequence[tuple[date, Mapping[str, int]]]


def since(at: datetime) -> date:
    """Return the first day of the earliest month that is shown."""
    return add_months(at.date().replace(day=1), 1 - MONTHS)


def figures(raw: Raw, scheme_of: SchemeOf, *, at: datetime) -> Figures:
    """Return the figures of the last twelve months, and of the last thirty days of checks."""
    waits = [_days(sat) for sat in raw.results if sat.decided is not None]
    return Figures(
        issued=_by_month(raw.issued, since(at)),
        standing=raw.standing,
        reasons=dict(Counter(raw.reasons).most_common()),
        sections=_sections(raw.results, scheme_of),
        stations=_stations(raw.stations, scheme_of),
        waits=_by_wait(waits),
        median_days=round(median(waits), 1) if waits else None,
        checks=_by_day(raw.checks, at.date()),
    )


def _by_month(moments: Iterable[datetime], first: date) -> list[tuple[date, int]]:
    counted = Counter((moment.year, moment.month) for moment in moments)
    months = [add_months(first, number) for number in range(MONTHS)]
    return [(month, counted[month.year, month.month]) for month in months]


def _by_day(
    checks: Iterable[tuple[date, str, int]], today: date
) -> list[tuple[date, Mapping[str, int]]]:
    counted: dict[date, Counter[str]] = defaultdict(Counter)
    for day, reason, number in checks:
        counted[day][reason] += number
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    return [(day, dict(counted[day])) for day in days]


def _days(sat: Sat) -> float:
    return max(0.0, ((sat.decided or sat.received) - sat.received) / timedelta(days=1))


def _by_wait(waits: Iterable[float]) -> dict[str, int]:
    counted = Counter(
        next((words for days, words in _WAITS if int(wait) <= days), _LONGER) for wait in waits
    )
    return {words: counted[words] for words in (*(words for _, words in _WAITS), _LONGER)}


def _sections(results: Iterable[Sat], scheme_of: SchemeOf) -> list[PassRate]:
    sat: Counter[tuple[str, str]] = Counter()
    passed: Counter[tuple[str, str]] = Counter()
    for result in results:
        scheme = scheme_of(result.scheme, result.version)
        written = json.loads(result.document).get("written") or {}
        if scheme is None or scheme.written is None:
            continue
        known = {section.id: section for section in scheme.written.sections}
        for name, percent in (written.get("sections") or {}).items():
            if name not in known:
                continue
            floor = known[name].floor_percent or scheme.written.cut_percent
            key = (scheme.id, f"{name} {known[name].title}")
            sat[key] += 1
            passed[key] += Decimal(str(percent)) >= floor
    return _rates(sat, passed)


def _stations(documents: Iterable[bytes], scheme_of: SchemeOf) -> list[PassRate]:
    """Return how often a station was passed in an examiner's own score."""
    sat: Counter[tuple[str, str]] = Counter()
    passed: Counter[tuple[str, str]] = Counter()
    for document in documents:
        scored: dict[str, Any] = json.loads(document)
        scheme = scheme_of(scored["scheme"], "")
        practical = None if scheme is None else scheme.practical
        if scheme is None or practical is None:
            continue
        titles = {station.id: station.title for station in practical.stations}
        name = scored["station"]
        if name not in titles:
            continue
        marks = list(scored["items"].values())
        percent = Decimal(100 * sum(marks)) / (MAX_MARK * len(marks))
        cut = practical.station_cut_percent or practical.cut_percent
        key = (scheme.id, f"{name} {titles[name]}")
        sat[key] += 1
        passed[key] += percent >= cut and not scored.get("critical")
    return _rates(sat, passed)


def _rates(sat: Counter[tuple[str, str]], passed: Counter[tuple[str, str]]) -> list[PassRate]:
    return [PassRate(*key, passed[key], whole) for key, whole in sorted(sat.items())]
