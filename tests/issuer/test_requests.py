"""A change that two people make: asked for, approved by another, declined, expired, stale."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from issuer.accounts.ports import Officer
from issuer.accounts.roles import EVERY_ROLE
from issuer.credentials.certificate import CertificateState
from issuer.credentials.lifecycle import Act
from issuer.errors import (
    ReasonError,
    RequestError,
    SecondPersonError,
    StatedDateError,
    TransitionError,
    UnknownRequestError,
)
from issuer.requests.request import Kind, RequestState
from issuer.store.tables.accounts import AccountRow
from tests.issuer.asking import ALICE, BOB, LIVES, Office, make_office, wanted
from tests.issuer.board import make_board, make_results
from verifier.verdict import Reason


@pytest.fixture
def office(open_store, tmp_path) -> Office:
    """Return an office over SQLite: most of this is the same on every engine."""
    return make_office(make_board(open_store("sqlite"), tmp_path / "keys"))


@pytest.fixture
def any_office(sql_board) -> Office:
    """Return an office over each real database in turn."""
    return make_office(sql_board)


def test_a_withdrawal_takes_two(any_office):
    """Asked for, it is valid still; approved by another, every check says so, and who asked."""
    office = any_office
    issued = office.board.issue()
    request = office.ask("revoke", issued.number, note="memo")
    assert (request.state, request.kind, request.total) == (RequestState.WAITING, Kind.ONE, 1)
    assert office.board.verify(issued.token).reason is Reason.VALID
    office.board.clock.advance(60)
    done = office.approve(request)
    assert done == office.find(request)
    assert (done.state, done.decided_by, done.done) == (RequestState.DONE, BOB, 1)
    assert office.board.verify(issued.token).reason is Reason.REVOKED
    last = office.board.events()[-1]
    assert json.loads(last.data) == {
        "actor": BOB,
        "asked_by": ALICE,
        "note": "memo",
        "public": "cause",
        "reason": "licence-lost",
        "request": request.id,
    }
    assert office.board.told(request.id) == ["request.made", "request.approved"]


def test_one_person_suspends_at_once(any_office):
    """No request: it is suspended, to be looked at again on a day; time changes nothing."""
    office = any_office
    issued = office.board.issue()
    day = date(2026, 12, 24)
    changed = office.ask("suspend", issued.number, review=day)
    assert (changed.state, changed.review) == (CertificateState.SUSPENDED, day)
    assert changed == office.board.certificate(issued.number)
    office.board.clock.advance(86_400 * 90)
    assert office.board.certificate(issued.number).state is CertificateState.SUSPENDED
    request = office.ask("reinstate", issued.number)
    office.approve(request)
    assert office.board.certificate(issued.number).review is None


def test_without_a_day_it_is_looked_at_in_a_month(office):
    """A suspension that nobody dated does not lie forgotten."""
    issued = office.board.issue()
    assert office.ask("suspend", issued.number).review == date(2026, 12, 20)


def test_one_person_alone_is_refused_below_the_requests_too(office):
    """The lifecycle itself does not do what takes two."""
    issued = office.board.issue()
    with pytest.raises(SecondPersonError):
        office.services.asking.lifecycle.act(
            Act.REVOKE, issued.number, reason="licence-lost", actor=ALICE, at=office.board.clock()
        )


@pytest.mark.parametrize("name", [ALICE, ALICE.upper(), f"  {ALICE}", ALICE.replace("-", "\u2010")])
def test_who_asked_may_not_approve_or_decline(office, name):
    """However the name is spelt."""
    request = office.ask("revoke", office.board.issue().number)
    before = office.board.everything()
    with pytest.raises(RequestError, match="who asked may not approve"):
        office.approve(request, by=name)
    with pytest.raises(RequestError, match="take it back"):
        office.services.deciding.decline(
            request.id, kind=Kind.ONE, why="no", actor=name, at=office.board.clock()
        )
    assert office.board.everything() == before


def test_declined_with_a_reason(office):
    """Nothing is changed; who asked reads why; it cannot be approved afterwards."""
    issued = office.board.issue()
    request = office.ask("revoke", issued.number)
    at = office.board.clock()
    made = office.services.deciding.decline(
        request.id, kind=Kind.ONE, why="the wrong person", actor=BOB, at=at
    )
    assert (made.state, made.why) == (RequestState.DECLINED, "the wrong person")
    with pytest.raises(RequestError, match="does not wait any more"):
        office.approve(request)
    assert office.board.verify(issued.token).reason is Reason.VALID


def test_taken_back_by_who_asked_alone(office):
    """Another's request is nobody else's to take back."""
    request = office.ask("revoke", office.board.issue().number)
    deciding, at = office.services.deciding, office.board.clock()
    with pytest.raises(UnknownRequestError):
        deciding.take_back(request.id, actor=BOB, at=at)
    assert deciding.take_back(request.id, actor=ALICE, at=at).state is RequestState.TAKEN_BACK
    with pytest.raises(RequestError):
        office.approve(request)


def test_it_expires_to_the_second(any_office):
    """A moment before its end it is approved, at its end not; the duty writes it down once."""
    office = any_office
    first, second = (answer.number for answer in office.board.take_many(*make_results(2)))
    early, late = office.ask("revoke", first), office.ask("revoke", second)
    office.board.clock.at += LIVES - timedelta(seconds=1)
    office.approve(early)
    office.board.clock.advance(1)
    with pytest.raises(RequestError, match="expired"):
        office.approve(late)
    deciding = office.services.deciding
    assert deciding.expire(at=office.board.clock()) == 1
    assert office.find(late).state is RequestState.EXPIRED
    assert deciding.expire(at=office.board.clock()) == 0
    assert isinstance(office.ask("revoke", second).id, str)  # it may be asked for again


def test_a_stale_reinstatement_is_refused(office):
    """Suspended anew meanwhile, for something else: what was looked at is not what stands."""
    issued = office.board.issue()
    office.ask("suspend", issued.number)
    office.board.clock.advance(60)
    first = office.ask("reinstate", issued.number)
    waits = office.find(first)
    office.approve(first)
    office.board.clock.advance(60)
    office.ask("suspend", issued.number, reason="audit-open")
    second = office.ask("reinstate", issued.number)
    with office.board.store.writing() as unit:  # as if it had been asked before
        item = unit.requests.items(second.id, limit=1)[0]
        assert item.since == office.board.clock()
        unit.transaction.connection.exec_driver_sql("UPDATE request_item SET since = NULL")
    with pytest.raises(RequestError, match="changed since this was asked"):
        office.approve(second)
    assert office.find(second).state is RequestState.WAITING
    assert waits.state is RequestState.WAITING


def test_withdrawn_meanwhile_by_another_way(office):
    """Two requests cannot both be made; and what is revoked already is not revoked again."""
    issued = office.board.issue()
    request = office.ask("revoke", issued.number)
    with pytest.raises(RequestError, match="asks for this already"):
        office.ask("revoke", issued.number, by=BOB)
    office.services.asking.break_glass(
        wanted("revoke"), issued.number, why="it cannot wait", actor=BOB, at=office.board.clock()
    )
    with pytest.raises(TransitionError):
        office.approve(request)
    assert office.find(request).state is RequestState.WAITING


def test_suspended_while_its_withdrawal_waits(office):
    """The usual order of an incident: asked for, suspended at once, and withdrawn all the same."""
    issued = office.board.issue()
    request = office.ask("revoke", issued.number)
    office.ask("suspend", issued.number)
    assert office.approve(request).done == 1
    assert office.board.certificate(issued.number).state is CertificateState.REVOKED


def test_breaking_the_glass(any_office):
    """One acts alone: it is an event of its own, and every officer is told until they read it."""
    office = any_office
    issued = office.board.issue()
    office.services.asking.break_glass(
        wanted("revoke"), issued.number, why="on the news", actor=ALICE, at=office.board.clock()
    )
    assert office.board.told(issued.number)[-2:] == ["glass.broken", "certificate.revoked"]
    with office.board.store.writing() as unit:
        for name in (ALICE, BOB):
            (alert,) = unit.alerts.unseen(name, 10)
            assert (alert.actor, alert.subject, alert.why) == (ALICE, issued.number, "on the news")
        unit.alerts.see(alert.id, BOB, office.board.clock())
        unit.alerts.see(alert.id, BOB, office.board.clock())
        unit.alerts.see(alert.id + 1, BOB, office.board.clock())
        assert (len(unit.alerts.unseen(ALICE, 10)), unit.alerts.unseen(BOB, 10)) == (1, [])


def test_the_stated_day(office):
    """It may be earlier than the record's and is kept beside it; a day to come is refused."""
    issued = office.board.issue()
    for wrong in (date(2026, 11, 22), date(2026, 11, 18), date.max, date.min):
        with pytest.raises(StatedDateError):
            office.ask("suspend", issued.number, effective=wrong)
    with pytest.raises(StatedDateError, match="over"):
        office.ask("suspend", issued.number, review=date(2026, 11, 18))
    office.ask("suspend", issued.number, effective=date(2026, 11, 19))
    told = json.loads(office.board.events()[-1].data)
    assert (told["effective"], told["public"]) == ("2026-11-19", "under-review")


def test_a_kind_is_not_approved_by_the_right_for_another(office):
    """The address names the kind, and with it the right: another kind's finds nothing."""
    request = office.ask("revoke", office.board.issue().number)
    for kind in (Kind.MANY, Kind.RESUMING):
        with pytest.raises(UnknownRequestError):
            office.approve(request, kind=kind)
    for name in ("REQ-0000-0000", "", "\0", "x" * 500):
        with pytest.raises(UnknownRequestError):
            office.services.deciding.approve(
                name, kind=Kind.ONE, actor=BOB, at=office.board.clock()
            )


def test_an_unknown_reason_asks_for_nothing(office):
    """No request is made for a reason that the scheme does not know."""
    issued = office.board.issue()
    with pytest.raises(ReasonError):
        office.ask("revoke", issued.number, reason="bored")
    assert office.board.told(issued.number)[-1] == "credential.released"


def test_issuing_goes_on_when_two_say_so(any_office):
    """One stops it; one asks; the same may not approve; the second opens it again."""
    office = any_office
    stopping = office.services.stopping
    at = office.board.clock()
    with pytest.raises(RequestError, match="not stopped"):
        stopping.ask_resuming("why", actor=ALICE, at=at)
    stopping.stop("a key may have leaked", actor=ALICE, at=at)
    request = stopping.ask_resuming("it had not", actor=ALICE, at=at)
    with pytest.raises(RequestError, match="already"):
        stopping.ask_resuming("again", actor=BOB, at=at)
    with pytest.raises(RequestError, match="who asked"):
        office.approve(request, by=ALICE)
    assert stopping.stopped() == "a key may have leaked"
    assert office.approve(request).state is RequestState.DONE
    assert stopping.stopped() is None
    office.board.issue()


def test_issuing_opened_by_one(office):
    """It can be, and every officer hears of it."""
    stopping, at = office.services.stopping, office.board.clock()
    stopping.stop("drill", actor=ALICE, at=at)
    stopping.break_glass("drill is over", actor=ALICE, at=at)
    assert stopping.stopped() is None
    assert office.board.told("issuing") == ["issuing.stopped", "glass.broken", "issuing.resumed"]
    with office.board.store.reading() as unit:
        assert unit.alerts.unseen(BOB, 10)[0].subject == "issuing"


def test_a_mail_to_each_officer_with_an_address(office):
    """Breaking the glass waits in the outbox for those who have one and have not left."""
    issued, at = office.board.issue(), office.board.clock()
    with office.board.store.writing() as unit:
        for name in (ALICE, BOB):
            unit.officers.add(Officer(name, EVERY_ROLE), at)
        accounts = AccountRow.table()
        given = accounts.update().where(accounts.c.officer == ALICE).values(mail="a@b.example")
        unit.transaction.connection.execute(given)
    office.services.asking.break_glass(
        wanted("suspend"), issued.number, why="a fire", actor=BOB, at=at
    )
    with office.board.store.reading() as unit:
        rows = unit.transaction.connection.exec_driver_sql(
            "SELECT recipient, data FROM message WHERE topic = 'glass_broken'"
        ).all()
    ((recipient, data),) = rows
    assert (recipient, "a fire" in str(data)) == ("a@b.example", True)
