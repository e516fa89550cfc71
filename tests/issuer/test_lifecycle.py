"""After release: every change that is allowed, and every other one refused."""

from __future__ import annotations

import json

import pytest

from issuer.credentials.certificate import CertificateState
from issuer.credentials.lifecycle import RULES, Act
from issuer.errors import ReasonError, TransitionError, UnknownCertificateError
from tests.issuer.board import make_results
from tests.issuer.failing import cut_power, number_of
from verifier.status_list import Status
from verifier.verdict import Reason

ALLOWED = {
    ("active", "suspend"): ("suspended", Status.SUSPENDED, Reason.SUSPENDED),
    ("active", "revoke"): ("revoked", Status.REVOKED, Reason.REVOKED),
    ("suspended", "reinstate"): ("active", Status.VALID, Reason.VALID),
    ("suspended", "revoke"): ("revoked", Status.REVOKED, Reason.REVOKED),
}
WAYS = {"active": (), "suspended": ("suspend",), "revoked": ("revoke",)}


def do(board, act, number, reason=None, **more):
    act = Act(act)
    wanted = reason or RULES[act].reasons[0]
    return board.lifecycle.act(act, number, reason=wanted, actor="test", at=board.clock(), **more)


def brought_to(board, state):
    issued = board.issue()
    for act in WAYS[state]:
        do(board, act, issued.number)
    board.clock.advance(7)
    return issued


@pytest.mark.parametrize(("state", "act"), ALLOWED)
def test_allowed(board, state, act):
    """The change is told at once by record, ledger, list and event, with reason and moment."""
    issued = brought_to(board, state)
    target, status, reason = ALLOWED[state, act]
    changed = do(board, act, issued.number)
    assert changed == board.certificate(issued.number)
    assert (changed.state, changed.since) == (target, board.clock())
    assert changed.reason == RULES[Act(act)].reasons[0]
    record = board.record_of(issued.number)
    assert board.statuses().get(record.index, Status.VALID) is status
    verdict = board.verify(issued.token)
    since = None if reason is Reason.VALID else board.clock()
    assert (verdict.reason, verdict.since) == (reason, since)
    assert board.told(issued.number)[-1] == f"certificate.{RULES[Act(act)].event.split('.')[1]}"


@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("act", Act)
def test_not_allowed(board, state, act):
    """Any other change is refused with a sentence, and changes nothing."""
    if (state, act) in ALLOWED:
        return
    issued = brought_to(board, state)
    before = board.everything()
    with pytest.raises(TransitionError, match=f"{issued.number} is {state}"):
        do(board, act, issued.number)
    assert board.everything() == before


@pytest.mark.parametrize("act", Act)
def test_every_reason_and_no_other(fake_board, act):
    """Each act knows its reasons; the refusal lists them."""
    board = fake_board
    for number, reason in enumerate(RULES[act].reasons):
        issued = board.issue(attempt=f"A-{number}")
        if act is Act.REINSTATE:
            do(board, Act.SUSPEND, issued.number)
        assert do(board, act, issued.number, reason).reason == reason
    issued = board.issue()
    for wrong in ("", "bored", RULES[act].reasons[0].upper()):
        with pytest.raises(ReasonError, match=RULES[act].reasons[-1]):
            board.lifecycle.act(act, issued.number, reason=wrong, actor="x", at=board.clock())


@pytest.mark.parametrize("act", Act)
def test_unknown(board, act):
    """What was never issued cannot be changed, and neither can what was never released."""
    cut_power(board, *make_results(1))
    with pytest.raises(UnknownCertificateError):
        do(board, act, number_of(board, "A-0"))
    with pytest.raises(UnknownCertificateError):
        do(board, act, "BTX-0000-001Y")


def test_a_voided_one(board):
    """A burnt number is nobody's certificate."""
    cut_power(board, *make_results(1))
    dead = number_of(board, "A-0")
    board.clock.advance(60)
    board.take_many(*make_results(1))
    assert board.certificate(dead).state is CertificateState.VOIDED
    with pytest.raises(UnknownCertificateError):
        do(board, Act.REVOKE, dead)


def test_a_note(board):
    """It is for the record: in the event, with who wrote it, and nowhere else."""
    issued = board.issue()
    do(board, Act.SUSPEND, issued.number, note="letter of 12 November")
    last = board.events()[-1]
    told = json.loads(last.data)
    assert told == {
        "actor": "test",
        "note": "letter of 12 November",
        "public": "under-review",
        "reason": RULES[Act.SUSPEND].reasons[0],
        "review": "2026-12-20",
    }
    do(board, Act.REINSTATE, issued.number)
    assert "note" not in json.loads(board.events()[-1].data)
    assert "letter" not in repr(board.certificate(issued.number))


def test_back_and_forth(board):
    """Suspended and reinstated again and again, the newest change is the one that is told."""
    issued = board.issue()
    for _ in range(3):
        do(board, Act.SUSPEND, issued.number)
        assert board.verify(issued.token).reason is Reason.SUSPENDED
        do(board, Act.REINSTATE, issued.number)
        assert board.verify(issued.token).reason is Reason.VALID
    assert len(board.told(issued.number)) == 8


def test_neighbours_are_unharmed(sql_board):
    """One of a batch is revoked; the others stay valid, over the list and over the ledger."""
    answers = sql_board.take_many(*make_results(20))
    do(sql_board, Act.REVOKE, answers[7].number)
    told = [sql_board.verify(answer.token).reason for answer in answers]
    assert told == [Reason.VALID] * 7 + [Reason.REVOKED] + [Reason.VALID] * 12
    assert list(sql_board.statuses().values()) == [Status.REVOKED]
