"""Was it in force on that day? From the ledger's history, for every day and every order of acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import NOON, YEAR, FakeBody, make_number, make_world
from verifier.answer import on_day_part
from verifier.history import Change, make_history
from verifier.judge_day import answer_day, sentences, tell_day
from verifier.languages import language
from verifier.on_day import InForce
from verifier.status_list import Status

IN, PART, OUT = InForce.IN_FORCE, InForce.PART_OF_DAY, InForce.NOT_IN_FORCE
UNKNOWN = InForce.CANNOT_TELL
VIENNA = ZoneInfo("Europe/Vienna")
MARCH = datetime(2026, 3, 3, 13, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
V, R, S, P = Status.VALID, Status.REVOKED, Status.SUSPENDED, Status.SUPERSEDED


def asked(day, *acts, at=NOON, zone=UTC, **released):
    """Return the answer for `day` of a certificate that was acted upon, as its ledger tells it."""
    body = FakeBody()
    body.ledger.zone = zone
    body.release(**released)
    for status, since in acts:
        body.change(status, since=since)
    body.statuses.clear()
    world = make_world(body, clock=lambda: at)
    verdict = world.inquiry.ask_number(make_number(), at=at)
    on = answer_day(verdict, day, world.inquiry.verifier.ledgers)
    return on.result, on_day_part(on).sentence


LIFTED = "suspended on that day. The suspension was lifted later."
AROUND = [
    ([(S, MARCH)], [(IN, ""), (PART, "until 13:00 UTC. Then it was suspended."), (OUT, "")]),
    ([(R, MARCH)], [(IN, ""), (PART, "Then it was withdrawn."), (OUT, "withdrawn already")]),
    ([(P, MARCH)], [(IN, ""), (PART, "replaced"), (OUT, "replaced by a newer one already")]),
    (
        [(S, MARCH), (V, MARCH + HOUR)],
        [(IN, ""), (PART, "13:00 UTC. It was suspended until 14:00 UTC. Then it was"), (IN, "")],
    ),
    (
        [(S, MARCH - DAY), (V, MARCH + DAY)],
        [(PART, "lifted later"), (OUT, LIFTED), (PART, "until 13:00 UTC. Then it was in force.")],
    ),
    (
        [(S, MARCH - DAY), (R, MARCH + DAY)],
        [(PART, "suspended."), (OUT, "suspended on that day."), (OUT, "withdrawn")],
    ),
]


@pytest.mark.parametrize(("acts", "told"), AROUND)
def test_the_days_around_a_change(acts, told):
    """The day before, the day of, and the day after 3 March 2026."""
    for day, (result, words) in zip((2, 3, 4), told, strict=True):
        answer, sentence = asked(date(2026, 3, day), *acts)
        assert (answer, words in sentence) == (result, True), sentence


def test_a_day_has_the_hours_of_the_certification_body():
    """Suspended at 00:30 in Vienna, it was in force all through the day before there."""
    acts = [(S, datetime(2026, 7, 3, 22, 30, tzinfo=UTC))]  # summer time: two hours behind
    assert asked(date(2026, 7, 3), *acts, zone=VIENNA)[0] is IN
    result, told = asked(date(2026, 7, 4), *acts, zone=VIENNA)
    assert (result, told) == (PART, "It was in force until 00:30 CEST. Then it was suspended.")


def test_today():
    """Today is told as far as it has come; a suspension lifted this morning is not passed over."""
    today = NOON.date()
    assert asked(today) == (IN, "It is in force today.")
    assert asked(today, (S, NOON - DAY))[0] is OUT
    lifted = [(S, NOON - 3 * HOUR), (V, NOON - 2 * HOUR)]
    assert asked(today, *lifted)[0] is PART


def test_days_to_come():
    """What has not come is not told, but for a withdrawal, which stays."""
    tomorrow = NOON.date() + DAY
    assert asked(tomorrow)[0] is UNKNOWN
    assert asked(tomorrow, (S, NOON - DAY))[0] is UNKNOWN
    assert asked(tomorrow, (R, NOON - DAY))[0] is OUT
    assert asked(date(2027, 11, 20))[0] is OUT  # it ends before


def test_before_it_began():
    """Before its first day it was not in force, whatever happened later."""
    assert asked(date(2025, 11, 19)) == (OUT, "It began later, on 20 November 2025.")
    assert asked(date(2025, 11, 20))[0] is IN
    early = asked(NOON.date() + DAY, effective=NOON + 3 * DAY)
    assert early[0] is OUT
    assert asked(NOON.date() + 4 * DAY, effective=NOON + 3 * DAY)[0] is UNKNOWN


def test_an_expired_one_was_in_force():
    """Expired today, it is told as it was on its days."""
    ended = NOON - 9 * DAY - 12 * HOUR
    assert asked(date(2026, 11, 1), expires=ended)[0] is IN
    assert asked(date(2026, 11, 11), expires=ended)[0] is OUT


def test_a_stated_day_outdates_what_was_recorded_since():
    """Withdrawn as of an earlier day: what stood in between no longer counts."""
    acts = [Change(S, MARCH), Change(V, MARCH + 5 * DAY), Change(R, MARCH + DAY)]
    history = make_history(NOON - YEAR, acts, UTC)
    assert [(change.status, change.since) for change in history.changes] == [
        *((V, NOON - YEAR), (S, MARCH), (R, MARCH + DAY)),
    ]
    from_the_start = make_history(MARCH, [Change(R, MARCH - DAY)], UTC)
    assert [change.status for change in from_the_start.changes] == [R]


def test_a_list_that_knows_more_than_the_ledger():
    """Where only the list says withdrawn, nobody says since when."""
    body = FakeBody()
    body.release()
    body.statuses[7] = R
    world = make_world(body)
    verdict = world.inquiry.ask_number(make_number(), at=NOON)
    on = answer_day(verdict, date(2026, 3, 3), world.inquiry.verifier.ledgers)
    assert (verdict.reason.value, on.result) == ("revoked", UNKNOWN)


def test_a_ledger_that_is_down():
    """The dates still tell; the rest could not be finished."""
    body = FakeBody()
    token = body.release()
    world = make_world(body)
    verdict = world.inquiry.ask_text(token, at=NOON)
    body.ledger.down = True
    days = {date(2026, 3, 3): UNKNOWN, date(2020, 1, 1): OUT}
    for day, result in days.items():
        assert answer_day(verdict, day, world.inquiry.verifier.ledgers).result is result


def test_no_day_asked_is_no_answer():
    """Without a day the verdict stays what it was."""
    world = make_world()
    verdict = world.inquiry.ask_text("hello", at=NOON)
    assert tell_day(verdict, None, {}) is verdict
    assert replace(tell_day(verdict, NOON.date(), {}), on=None) == verdict


@pytest.mark.parametrize("code", ["es", "ar"])
def test_every_sentence_is_in_every_language(code):
    """What is told of a day is in the catalogue, with the same places."""
    for sentence in sentences():
        translated = language(code).say(sentence)
        assert translated != sentence
        assert ("{day}" in sentence, "{time}" in sentence) == (
            "{day}" in translated,
            "{time}" in translated,
        )


_ACTS = st.lists(st.tuples(st.sampled_from([V, S, R, P]), st.integers(-60, 24 * 6)), max_size=7)


_ZONES = st.sampled_from(["UTC", "Europe/Vienna", "Asia/Kolkata", "America/Caracas"])


@given(acts=_ACTS, day=st.integers(-3, 8), zone=_ZONES)
def test_every_history_agrees_with_looking_at_every_half_hour(acts, day, zone):
    """Asked half hour by half hour what held, the day's answer is what those say together.

    Acts are in the order of recording; one may state a moment before the one recorded last.
    """
    place = ZoneInfo(zone)
    start = datetime(2026, 3, 27, tzinfo=place)  # clocks go forward in Vienna on the 29th
    released = start.astimezone(UTC) - 30 * DAY
    changes = [Change(status, start.astimezone(UTC) + hours * HOUR) for status, hours in acts]
    history = make_history(released, changes, place)

    def held(moment):
        found = V
        for change in changes:  # the last one recorded that is in force by then, has the word
            if change.since <= moment:
                found = change.status
        return found

    asked_day = start.date() + day * DAY
    half = timedelta(minutes=30)
    first = datetime.combine(asked_day, datetime.min.time(), tzinfo=place).astimezone(UTC)
    steps = [first + half * step for step in range(52)]
    naive = {held(each) for each in steps if each.astimezone(place).date() == asked_day}
    assert {stretch.status for stretch in history.during(asked_day)} == naive
