"""The statistics page: how much was issued, withdrawn, passed, decided and checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from issuer.accounts.roles import Action
from issuer.certification.calendar_days import show_day
from issuer.certification.scheme import Scheme
from issuer.errors import UnknownSchemeError
from issuer.statistics.figures import Figures, PassRate, figures, since
from issuer.web.admin.charts import Bar, Chart
from issuer.web.admin.words import reason_in_words
from issuer.web.permission import require
from issuer.wiring import IssuerWorld
from verifier.verdict import Outcome, Reason

_STANDING = {
    "active": ("Valid", "good"),
    "suspended": ("Suspended", "paused"),
    "revoked": ("Withdrawn", "ended"),
    "superseded": ("Replaced by a newer one", "over"),
    "expired": ("Expired", "over"),
}
_ANSWERS = {
    Outcome.VALID: ("Valid", "good"),
    Outcome.INVALID: ("Do not rely on it", "ended"),
    Outcome.UNDETERMINED: ("Not finished", "paused"),
}
_PLAIN = "plain"


def statistics_blueprint(world: IssuerWorld) -> Blueprint:
    """Make the page."""
    blueprint = Blueprint("statistics", __name__, url_prefix="/statistics")

    @blueprint.get("")
    @require(Action.READ_STATISTICS)
    def show() -> ResponseReturnValue:
        found = _figures(world)
        charts = [chart for chart in _charts(found) if not chart.is_empty]
        empty = [chart.title for chart in _charts(found) if chart.is_empty]
        return render_template("admin/statistics.html", charts=charts, empty=empty)

    return blueprint


def _figures(world: IssuerWorld) -> Figures:
    at = world.clock()
    with world.database.reading() as unit:
        raw = unit.statistics.since(since(at), at)

    def scheme_of(scheme: str, version: str) -> Scheme | None:
        try:
            shelf = world.schemes
            found = shelf.version(scheme, version) if version else shelf.in_force(scheme)
        except UnknownSchemeError:
            return None
        return found.scheme

    return figures(raw, scheme_of, at=at)


def _charts(found: Figures) -> list[Chart]:
    return [
        _issued(found),
        _standing(found),
        _reasons(found),
        _rates("sections", "Sections passed", "section", found.sections),
        _rates("stations", "Stations passed, as examiners scored them", "station", found.stations),
        _waits(found),
        _checks(found),
    ]


def _issued(found: Figures) -> Chart:
    bars = [
        Bar(_month(month), str(n), [(_PLAIN, n)], _month(month)[:3]) for month, n in found.issued
    ]
    total = sum(bar.total for bar in bars)
    return Chart(
        "issued",
        "Certificates issued by month",
        f"{_certificates(total)} in the last twelve months.",
        bars,
        ("Month", "Issued"),
        [(bar.name, bar.told) for bar in bars],
        stands=True,
    )


def _standing(found: Figures) -> Chart:
    bars = [
        Bar(words, str(found.standing.get(state, 0)), [(look, found.standing.get(state, 0))])
        for state, (words, look) in _STANDING.items()
    ]
    total, valid = sum(bar.total for bar in bars), bars[0].total
    return Chart(
        "standing",
        "How all certificates stand today",
        f"{_certificates(total)} ever issued, of which {valid} valid today.",
        bars,
        ("State", "Certificates"),
        [(bar.name, bar.told) for bar in bars],
        most=total,
    )


def _reasons(found: Figures) -> Chart:
    bars = [
        Bar(reason_in_words(reason) or "No reason on record", str(n), [("ended", n)])
        for reason, n in found.reasons.items()
    ]
    total = sum(bar.total for bar in bars)
    return Chart(
        "reasons",
        "Withdrawn, by reason",
        f"{_certificates(total)} withdrawn in the last twelve months.",
        bars,
        ("Reason", "Withdrawn"),
        [(bar.name, bar.told) for bar in bars],
        most=total,
    )


def _rates(name: str, title: str, part: str, rates: Sequence[PassRate]) -> Chart:
    several = len({rate.scheme for rate in rates}) > 1
    bars = [
        Bar(
            f"{rate.scheme}: {rate.part}" if several else rate.part,
            f"{rate.percent} %",
            [(_PLAIN, rate.percent)],
        )
        for rate in rates
    ]
    lowest = min(rates, key=lambda rate: rate.percent, default=None)
    says = f"Passed least often: {lowest.part}, {lowest.percent} %." if lowest else "None yet."
    return Chart(
        name,
        title,
        says,
        bars,
        (part.capitalize(), "Passed", "Sat", "Per cent"),
        [
            (bar.name, str(rate.passed), str(rate.whole), bar.told)
            for bar, rate in zip(bars, rates, strict=True)
        ],
        most=100,
    )


def _waits(found: Figures) -> Chart:
    bars = [
        Bar(words[:1].upper() + words[1:], str(n), [(_PLAIN, n)])
        for words, n in found.waits.items()
    ]
    days = found.median_days
    within = f"within {days:g} days" if days and days >= 1 else "on the same day"
    half = "" if days is None else f"Half are decided {within}. "
    return Chart(
        "waits",
        "From result to decision",
        f"{half}Results of the last twelve months.",
        bars,
        ("Decided within", "Results"),
        [(bar.name, bar.told) for bar in bars],
    )


def _checks(found: Figures) -> Chart:
    bars, rows = [], []
    for n, (day, counts) in enumerate(found.checks):
        by = {
            outcome: sum(k for reason, k in counts.items() if Reason(reason).outcome is outcome)
            for outcome in Outcome
        }
        parts = [(_ANSWERS[outcome][1], by[outcome]) for outcome in Outcome]
        first = n % 7 == 0
        short = f"{day.day} {_month(day)[:3]}" if first else ""
        bars.append(Bar(show_day(day), str(sum(by.values())), parts, short))
        rows.append((show_day(day), *(str(by[outcome]) for outcome in Outcome)))
    total = sum(bar.total for bar in bars)
    return Chart(
        "checks",
        "Checks by day",
        f"{total} checks in the last thirty days, by page, program and list.",
        bars,
        ("Day", *(words for words, _ in _ANSWERS.values())),
        rows,
        stands=True,
        key=[(look, words) for words, look in _ANSWERS.values()],
    )


def _month(month: date) -> str:
    return show_day(month).partition(" ")[2]


def _certificates(number: int) -> str:
    return "1 certificate" if number == 1 else f"{number} certificates"
