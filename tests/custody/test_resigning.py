"""Signing anew: the same numbers, a new key, each certificate once, whatever dies in between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from issuer.credentials.examine import TOLD_STATES, examine
from issuer.credentials.lifecycle import Act, Lifecycle
from issuer.credentials.resigning import Batch
from issuer.duties.intentions import void_dead_intentions
from issuer.errors import KeyUnavailableError
from issuer.evidence.audit import first_break, last_told
from tests.custody.worst_day import WorstDay, credential_of, offline
from verifier.number import parse_number
from verifier.status_list import Status
from verifier.verdict import Reason

DAY = timedelta(days=1)


@pytest.fixture
def day(sql_board):
    return WorstDay(sql_board)


def issue(day, count):
    return [day.board.issue(attempt=f"EX-{serial}") for serial in range(count)]


def change(day, act, number, reason):
    Lifecycle(day.board.store).act(act, number, reason=reason, actor="Ines", at=day.board.clock())


def faults(board):
    told = last_told(board.store, TOLD_STATES)
    return examine(board.store, board.verifier, told=told).faults


def test_a_certificate_gets_a_second_credential_and_keeps_the_rest(day):
    """Number, name, dates and status stay; key, index and moment of signing are new."""
    (made,) = issue(day, 1)
    before = day.board.certificate(made.number)
    day.board.clock.at += 30 * DAY
    new = day.declare().new
    day.settle()
    assert day.sign_anew() == 1
    old, newest = (
        credential_of(each) for each in (made.token, day.board.record_of(made.number).token)
    )
    assert day.board.certificate(made.number) == before
    assert day.board.record_of(made.number).kid == new.kid
    assert (newest.number, newest.name, newest.type) == (old.number, old.name, old.type)
    assert (newest.effective, newest.expires) == (old.effective, old.expires)
    assert newest.signed == day.board.clock()
    assert newest.status != old.status
    assert day.board.told(made.number)[-2:] == ["credential.intended", "credential.resigned"]
    by_number = day.board.verifier.verify_number(parse_number(made.number), at=day.board.clock())
    assert (by_number.reason, by_number.credential) == (Reason.VALID, newest)


def test_both_papers_follow_the_certificate(day):
    """Who holds the old paper and who holds the new one get the same answer from our server."""
    (made,) = issue(day, 1)
    day.declare()
    day.settle()
    day.sign_anew()
    papers = [made.token, day.board.record_of(made.number).token]
    assert [day.board.verify(each).reason for each in papers] == [Reason.VALID, Reason.VALID]
    change(day, Act.REVOKE, made.number, "misuse-of-certificate")
    assert [day.board.verify(each).reason for each in papers] == [Reason.REVOKED, Reason.REVOKED]
    assert set(day.board.statuses().values()) == {Status.REVOKED}
    assert len(day.board.statuses()) == 2
    assert not faults(day.board)


def test_what_is_suspended_is_signed_anew_and_what_ended_is_not(day):
    """A suspended certificate may be in force again; one withdrawn or over needs no new paper."""
    active, suspended, revoked, over = issue(day, 4)
    change(day, Act.SUSPEND, suspended.number, "audit-open")
    change(day, Act.REVOKE, revoked.number, "misuse-of-certificate")
    first = day.declare().new
    day.settle()
    assert day.sign_anew() == 3
    assert len({day.board.record_of(each.number).kid for each in (active, suspended, over)}) == 1
    newest = day.board.record_of(suspended.number).token
    assert day.board.verify(newest).reason is Reason.SUSPENDED
    assert offline(day.trust_file()).verify(newest, at=day.board.clock()).reason is Reason.SUSPENDED
    assert not faults(day.board)
    change(day, Act.REINSTATE, suspended.number, "cleared")
    assert day.board.verify(newest).reason is Reason.VALID
    assert day.board.record_of(revoked.number).token == revoked.token
    day.board.clock.at = day.board.certificate(over.number).expires
    day.declare(first.kid)
    day.settle()
    assert day.sign_anew() == 0


def test_each_is_signed_once_however_often_and_in_however_many_steps(day):
    """A step takes the next ones; another run finds nothing left."""
    made = issue(day, 5)
    day.declare()
    assert day.resigning.step(actor="a", at=day.board.clock()) == Batch(0, None)  # not settled yet
    day.settle()
    steps = []
    assert day.sign_anew(limit=2, told=steps.append) == 5
    assert steps == [2, 2, 1]
    assert day.sign_anew() == 0
    with day.board.store.reading() as unit:
        assert {
            len(each) for each in unit.credentials.of([one.number for one in made]).values()
        } == {2}
    progress = day.resigning.progress(at=day.board.clock())
    assert (progress.left, progress.done) == (0, 5)
    assert first_break(day.board.store) is None


def test_a_death_after_the_intention_voids_the_paper_and_not_the_certificate(day):
    """Whatever was signed and never released is worth nothing, and the certificate goes on."""
    (made,) = issue(day, 1)
    day.declare()
    day.settle()
    with day.board.store.writing() as unit:
        (intended,) = day.resigning._intend(unit, [made.number], day.board.clock())
    token = day.board.issuer.sign([intended], at=day.board.clock())[made.number]
    assert day.board.take(attempt="EX-0").token == made.token  # a retry gets the first answer
    assert day.sign_anew() == 0  # it is in hand
    day.board.clock.advance(61)
    assert void_dead_intentions(day.board.store, at=day.board.clock()) == 1
    assert day.board.verify(made.token).reason is Reason.VALID
    assert day.board.verify(token).reason is Reason.ALTERED
    assert day.sign_anew() == 1
    assert day.board.verify(day.board.record_of(made.number).token).reason is Reason.VALID
    assert not faults(day.board)


def test_what_is_withdrawn_between_two_steps_gets_no_new_paper(day):
    """Status may change while a paper is signed: it is voided then, and the others go out."""
    kept, fallen = issue(day, 2)
    day.declare()
    day.settle()
    numbers = sorted([kept.number, fallen.number])
    with day.board.store.writing() as unit:
        made = day.resigning._intend(unit, numbers, day.board.clock())
    change(day, Act.REVOKE, fallen.number, "misuse-of-certificate")
    tokens = day.board.issuer.sign(made, at=day.board.clock())
    assert day.resigning._release(tokens, actor="a", at=day.board.clock()) == 1
    assert day.board.verify(tokens[kept.number]).reason is Reason.VALID
    assert day.board.told(fallen.number)[-1] == "credential.voided"
    assert day.board.verify(fallen.token).reason is Reason.REVOKED
    assert not faults(day.board)


def test_nothing_is_signed_anew_where_no_key_can_sign(day):
    """Without a key nothing is put on record either."""
    issue(day, 1)
    new = day.declare().new
    day.settle()
    (day.board.key_folder / f"{new.kid}.pem").unlink()
    before = day.board.everything()
    with pytest.raises(KeyUnavailableError):
        day.sign_anew()
    assert day.board.everything() == before
