"""From arrival to outcome: by somebody who had no part in it, each step told to the chain."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from issuer.accounts.ports import Officer
from issuer.accounts.roles import Role
from issuer.complaints.complaint import Concern, EntryKind, Outcome, View
from issuer.complaints.errors import ComplaintError, UnknownComplaintError
from issuer.credentials.lifecycle import Act
from issuer.duties.complaints import KEPT, forget_complainants
from issuer.evidence.event import EventKind
from tests.complaints.office import FREE, OTHER, TEACHER, open_office
from tests.issuer.road import DECIDER, REGISTRAR

on_sqlite = pytest.mark.parametrize("road", ["sqlite"], indirect=True)


def test_the_life_of_a_case(road):
    """Acknowledged, given, asked, linked, put off, decided: the timeline and the events agree."""
    office = open_office(road)
    made, at = office.report(typed="").complaint, road.clock()
    do = office.services.handling
    do.acknowledge(made.id, actor=REGISTRAR, at=at)
    do.assign(made.id, FREE, actor=OTHER, at=at)
    do.note(made.id, "looked at the file", kind=EntryKind.HEARD, actor=FREE, at=at)
    do.ask(made.id, "Which day?", actor=FREE, at=at)
    do.link(made.id, office.number, actor=FREE, at=at)
    do.name(made.id, ["Somebody Else"], actor=FREE, at=at)
    do.put_off(made.id, date(2027, 1, 5), actor=FREE, at=at)
    do.conclude(made.id, Outcome.UPHELD, why="Proved.", answer="You are right.", actor=FREE, at=at)
    case = office.case(made.id)
    assert (case.outcome, case.ended_by, case.number) == (Outcome.UPHELD, FREE, office.number)
    assert (case.due, case.acknowledged, case.about) == (date(2027, 1, 5), at, ("Somebody Else",))
    with road.board.store.reading() as unit:
        kinds = [entry.kind.value for entry in unit.complaints.entries(made.id)]
    assert kinds == [
        *("acknowledged", "assigned", "heard", "asked", "linked", "named", "put_off", "ended"),
    ]
    assert road.board.told(made.id) == [
        f"complaint.{each}"
        for each in (
            *("received", "acknowledged", "assigned", "noted", "asked", "linked", "named"),
            *("put_off", "ended"),
        )
    ]
    assert sorted(topic for topic, _ in office.mails()) == [
        f"complaint_{each}" for each in ("acknowledged", "ended", "question", "received")
    ]
    text = "".join(f"{event.data}" for event in road.board.events())
    for secret in ("Proved", "You are right", "Which day", "looked at", "pat@example"):
        assert secret not in text


@on_sqlite
def test_every_kind_of_event_of_complaints_is_lived_through(road):
    """None is on the list without a way to it."""
    office = open_office(road)
    made, at = office.report(typed=""), road.clock()
    do, case = office.services.handling, made.complaint.id
    do.acknowledge(case, actor=FREE, at=at)
    do.assign(case, FREE, actor=OTHER, at=at)
    do.note(case, "x", kind=EntryKind.NOTED, actor=FREE, at=at)
    do.ask(case, "x", actor=FREE, at=at)
    office.services.receiving.answer(case, made.code, "x", at=at)
    do.link(case, office.number, actor=FREE, at=at)
    do.name(case, ["x"], actor=FREE, at=at)
    do.put_off(case, date(2027, 1, 5), actor=FREE, at=at)
    do.conclude(case, Outcome.WITHDRAWN, why="x", answer="x", actor=FREE, at=at)
    wanted = {kind.value for kind in EventKind if kind.value.startswith("complaint.")}
    assert set(road.board.told(case)) == wanted


@on_sqlite
@pytest.mark.parametrize(
    ("officer", "why"),
    [
        (DECIDER, "decided on the certificate"),
        (TEACHER, "trained the candidate"),
        ("Dr A. Example-Examiner", "examined the candidate"),
    ],
)
def test_who_had_a_part_in_it_cannot_have_it(road, officer, why):
    """Trainers, examiners and whoever decided are barred, and told why; the rest may."""
    office = open_office(road)
    _hire(road, officer)
    made = office.report().complaint
    standing = office.services.handling.standing(made.id, at=road.clock())
    assert standing.why_not(officer) == why
    assert {FREE, OTHER} <= set(standing.eligible)
    with pytest.raises(ComplaintError, match=why):
        office.services.handling.assign(made.id, officer, actor=OTHER, at=road.clock())
    do = office.services.handling
    with pytest.raises(ComplaintError, match=why):
        do.note(made.id, "x", kind=EntryKind.NOTED, actor=officer, at=road.clock())


@on_sqlite
@pytest.mark.parametrize(
    ("words", "barred"),
    [
        ("rosa EXAMPLE-FREE laughed at me", True),
        ("Dr. Rosa Example Free laughed at me", True),
        ("A free treatment by Rosa", False),
    ],
)
def test_who_is_named_in_it_cannot_have_it(road, words, barred):
    """In any spelling; a part of a name is nobody."""
    office = open_office(road, grant=False)
    made = office.report(words=words).complaint
    standing = office.services.handling.standing(made.id, at=road.clock())
    assert standing.may(FREE) is not barred


@on_sqlite
def test_who_made_the_decision_complained_of_cannot_have_it(road):
    """A complaint about the body itself: whoever suspended may judge others' deeds, not this."""
    office = open_office(road)
    wanted = {"reason": "audit-open", "actor": FREE, "at": road.clock()}
    road.board.lifecycle.act(Act.SUSPEND, office.number, **wanted)
    other = office.report().complaint
    about_us = office.report(concern=Concern.BODY).complaint
    handling, at = office.services.handling, road.clock()
    assert handling.standing(other.id, at=at).may(FREE)
    assert handling.standing(about_us.id, at=at).why_not(FREE) == "changed the certificate"
    handling.name(other.id, [OTHER], actor=FREE, at=at)
    assert handling.standing(other.id, at=at).why_not(OTHER) == "did what is complained of"


@on_sqlite
def test_only_who_has_it_decides(road):
    """Nobody else asks, links, puts off or decides; and only those who may are given it."""
    office = open_office(road)
    case, at, do = office.given(), road.clock(), office.services.handling
    for deed in (
        lambda: do.ask(case.id, "x", actor=OTHER, at=at),
        lambda: do.link(case.id, office.number, actor=OTHER, at=at),
        lambda: do.put_off(case.id, date(2027, 1, 1), actor=OTHER, at=at),
        lambda: do.conclude(case.id, Outcome.UPHELD, why="x", answer="x", actor=OTHER, at=at),
    ):
        with pytest.raises(ComplaintError, match="only the officer who has the case"):
            deed()
    with pytest.raises(ComplaintError, match="no role that decides"):
        do.assign(case.id, REGISTRAR, actor=OTHER, at=at)
    with pytest.raises(ComplaintError, match="has it already"):
        do.assign(case.id, FREE, actor=OTHER, at=at)
    assert office.case(case.id) == case


@on_sqlite
def test_a_link_frees_whoever_was_involved(road):
    """An officer who granted it learns of it by the link, and the case goes to another."""
    office = open_office(road)
    case = office.given(DECIDER, typed="")
    made = office.services.handling.link(case.id, office.number, actor=DECIDER, at=road.clock())
    assert (made.assigned, office.case(case.id).assigned) == (None, None)
    with road.board.store.reading() as unit:
        last = unit.complaints.entries(case.id)[-1]
    assert (last.kind, last.words) == (
        EntryKind.FREED,
        f"{DECIDER} decided on the certificate",
    )
    with pytest.raises(ComplaintError, match="whoever was involved does nothing here"):
        office.services.handling.ask(case.id, "x", actor=DECIDER, at=road.clock())


def test_what_has_ended_stays(road):
    """No step follows the outcome; strangers' cases are unknown; acknowledging is done once."""
    office = open_office(road)
    case, at, do = office.given(), road.clock(), office.services.handling
    do.acknowledge(case.id, actor=FREE, at=at)
    with pytest.raises(ComplaintError, match="already"):
        do.acknowledge(case.id, actor=FREE, at=at)
    with pytest.raises(ComplaintError, match="not over"):
        do.put_off(case.id, date(2026, 11, 19), actor=FREE, at=at)
    with pytest.raises(ComplaintError, match="no certificate"):
        do.link(case.id, "BTX-0000-0000", actor=FREE, at=at)
    do.conclude(case.id, Outcome.PASSED_ON, why="x", answer="x", actor=FREE, at=at)
    with pytest.raises(ComplaintError, match="has ended"):
        do.note(case.id, "x", kind=EntryKind.NOTED, actor=FREE, at=at)
    with pytest.raises(UnknownComplaintError):
        do.acknowledge("C-2026-00000000", actor=FREE, at=at)


def test_addresses_are_forgotten_a_year_after_the_end(road):
    """The case stays, and its outcome; nobody is reached by it and no code opens it any more."""
    office = open_office(road, grant=False)
    made, at, do = office.report(), road.clock(), office.services.handling
    case, open_case = made.complaint.id, office.report().complaint
    do.assign(case, FREE, actor=OTHER, at=at)
    do.conclude(case, Outcome.NOT_UPHELD, why="x", answer="x", actor=FREE, at=at)
    store = road.board.store
    assert forget_complainants(store, at=at + KEPT) == 0
    office.services.receiving.look(case, made.code)
    assert forget_complainants(store, at=at + KEPT + timedelta(seconds=1)) == 1
    assert forget_complainants(store, at=at + 2 * KEPT) == 0
    found = office.case(case)
    assert (found.contact, found.outcome) == ("", Outcome.NOT_UPHELD)
    assert office.case(open_case.id) == open_case
    for code in (made.code, ""):
        with pytest.raises(UnknownComplaintError):
            office.services.receiving.look(case, code)


def test_the_views(road):
    """New, mine, overdue, decided: each case is where it belongs, the most urgent first."""
    office = open_office(road, grant=False)
    at, do = road.clock(), office.services.handling
    new, mine, late, ended = (office.report().complaint.id for _ in range(4))
    for case in (mine, late, ended):
        do.assign(case, FREE, actor=OTHER, at=at)
    do.put_off(late, at.date(), actor=FREE, at=at)
    do.conclude(ended, Outcome.NOT_UPHELD, why="x", answer="x", actor=FREE, at=at)
    tomorrow = at.date() + timedelta(days=1)
    with road.board.store.reading() as unit:
        seen = {
            view: [c.id for c in unit.complaints.of(view, officer=FREE, on=tomorrow, limit=9)]
            for view in View
        }
        counts = unit.complaints.counts(officer=OTHER, on=tomorrow)
    assert seen[View.OPEN][0] == late
    assert {view: set(cases) for view, cases in seen.items()} == {
        View.OPEN: {new, mine, late},
        View.NEW: {new},
        View.MINE: {mine, late},
        View.OVERDUE: {late},
        View.ENDED: {ended},
    }
    assert counts[View.MINE] == 0


def _hire(road, name):
    with road.board.store.writing() as unit:
        unit.officers.add(Officer(name, frozenset({Role.DECISION_MAKER})), road.clock())
