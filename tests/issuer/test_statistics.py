"""The figures of the statistics page: what counts as passed, and what belongs to which month."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from issuer.certification.scheme_file import parse_scheme
from issuer.credentials.lifecycle import Act
from issuer.statistics.figures import PassRate, Raw, Sat, figures, since
from issuer.web.admin.charts import Bar, Chart
from tests.issuer.board import BY_RULE, FAILED
from tests.issuer.hall import SCHEME

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BTX = parse_scheme(BY_RULE)  # S1 has no floor of its own, S5 has one
HALL = parse_scheme(SCHEME)  # 70 per cent at a station
NOTHING = Raw((), {}, {}, (), (), ())


def sat(**changes):
    """Return an exam result, decided at once."""
    document = json.dumps({"written": {"sections": changes.pop("sections", {})}}).encode()
    members = {"scheme": "x", "version": "1", "received": NOON, "decided": NOON, **changes}
    return Sat(document=document, **members)


def scored(marks, station="P1", **more):
    """Return an examiner's score of a station."""
    items = {f"i{n}": mark for n, mark in enumerate(marks)}
    return json.dumps({"scheme": "hall", "station": station, "items": items, **more}).encode()


def made(raw, scheme=BTX):
    """Return the figures under one scheme."""
    return figures(raw, lambda _scheme, _version: scheme, at=NOON)


def test_a_section_is_passed_at_its_floor_or_else_at_the_cut():
    """Exactly at the line is passed; a section that the scheme does not know is not counted."""
    sections = {each.id: each for each in BTX.written.sections}
    floor, cut = sections["S5"].floor_percent, BTX.written.cut_percent
    assert sections["S1"].floor_percent is None
    results = [
        sat(sections={"S1": float(cut), "S5": float(floor), "X9": 0}),
        sat(sections={"S1": float(cut) - 1, "S5": float(floor) - 1}),
        sat(),
    ]
    names = [f"{name} {sections[name].title}" for name in ("S1", "S5")]
    found = made(Raw((), {}, {}, results, (), ())).sections
    assert found == [PassRate(BTX.id, name, 1, 2) for name in names]
    assert found[0].percent == 50


def test_a_station_is_passed_at_its_line_without_a_critical_fail():
    """70 per cent of what can be had, and nothing critical; other stations are not counted."""
    station = HALL.practical.stations[0].id
    scores = [
        scored([3, 2, 2], station),  # 77
        scored([2, 2, 2], station),  # 66
        scored([3, 3, 3], station, critical=["unsafe"]),
        scored([3, 3, 3], "P99"),
    ]
    (rate,) = made(Raw((), {}, {}, (), scores, ()), HALL).stations
    assert (rate.passed, rate.whole, rate.percent) == (1, 3, 33)


def test_months_and_days_without_anything_are_there():
    """Twelve months and thirty days, each counted for itself, the newest last."""
    assert since(NOON) == date(2025, 12, 1)
    issued = [NOON, NOON - timedelta(days=20), datetime(2025, 12, 1, tzinfo=UTC)]
    checks = [(NOON.date(), "valid", 3), (date(2026, 10, 22), "revoked", 1)]
    found = made(Raw(issued, {}, {}, (), (), checks))
    assert [count for _, count in found.issued] == [1, *[0] * 9, 1, 1]
    assert len(found.checks) == 30
    assert found.checks[0] == (date(2026, 10, 22), {"revoked": 1})
    assert found.checks[-1] == (NOON.date(), {"valid": 3})


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0, "the same day"),
        (23, "the same day"),
        (24, "1 to 2 days"),
        (71, "1 to 2 days"),
        (72, "3 to 7 days"),
        (8 * 24, "8 to 30 days"),
        (31 * 24, "longer"),
    ],
)
def test_how_long_a_decision_took(hours, words):
    """Each result is in one group; those that wait are in none."""
    results = [sat(decided=NOON + timedelta(hours=hours)), sat(decided=None)]
    found = made(Raw((), {}, {}, results, (), ()))
    assert [name for name, count in found.waits.items() if count] == [words]
    assert found.median_days == round(hours / 24, 1)
    assert made(NOTHING).median_days is None


def test_what_the_record_counts(sql_board):
    """States, reasons and results of a real database; what expired is told apart."""
    numbers = [sql_board.issue(attempt=f"A-{n}").number for n in range(3)]
    sql_board.take(attempt="A-9", written=FAILED)
    at = sql_board.clock()
    act = sql_board.lifecycle.act
    act(Act.REVOKE, numbers[0], reason="licence-lost", actor="test", at=at)
    act(Act.SUSPEND, numbers[1], reason="audit-open", actor="test", at=at)
    with sql_board.store.reading() as unit:
        raw = unit.statistics.since(since(at), at)
        later = unit.statistics.since(since(at), at + timedelta(days=3650))
    assert raw.standing == {"active": 1, "revoked": 1, "suspended": 1}
    assert later.standing == {"expired": 1, "revoked": 1, "suspended": 1}
    assert raw.reasons == {"licence-lost": 1}
    assert (len(raw.issued), len(raw.results)) == (3, 4)


def test_a_chart_says_what_it_shows():
    """Words of data are escaped; a bar's length is its share; an empty chart draws nothing."""
    bars = [Bar("<b>", "3", [("good", 3)]), Bar("none", "0", [("good", 0)])]
    chart = Chart("c", "A & B", "says", bars, ("x", "y"), (), most=6)
    drawn = str(chart.svg())
    assert '<title id="c-t">A &amp; B</title>' in drawn
    assert "&lt;b&gt;" in drawn
    assert drawn.count('class="good"') == 1
    assert 'width="200.0"' in drawn
    assert Chart("c", "t", "s", bars[1:], (), ()).is_empty
    long = "Recognising and acting on a complication that was simulated"
    drawn = str(Chart("c", "t", "s", [Bar(long, "100 %", [("good", 3)])], (), ()).svg())
    lines = re.findall(r'class="name"[^>]*>([^<]*)<', drawn)
    assert " ".join(lines) == long  # in two lines: none runs into its figure
    assert max(map(len, lines)) < len(long)
