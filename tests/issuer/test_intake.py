"""An exam result arrives: granted, denied, left waiting or refused, and told the same again."""

from __future__ import annotations

import pytest

from issuer.errors import AttemptConflictError, NameUnprintableError, UnknownSchemeError
from issuer.intake.answers import Denied, Issued, Refused, Waiting
from tests.issuer.board import FAILED, PERSON, make_result, make_results
from verifier.verdict import Reason


def test_granted(board):
    """What meets the scheme is decided, intended and released, and our public verifier agrees."""
    answer = board.take()
    assert isinstance(answer, Issued)
    verdict = board.verify(answer.token)
    assert verdict.reason is Reason.VALID
    assert verdict.credential.number == answer.number
    assert board.told()[-3:] == ["decision.granted", "credential.intended", "credential.released"]


def test_denied(board):
    """What does not is denied with reasons in words; no number and no index is spent."""
    answer = board.take(written=FAILED)
    assert isinstance(answer, Denied)
    assert [code for code, _ in answer.reasons] == ["written_below_cut"]
    assert board.told()[-1] == "decision.denied"
    assert board.everything()[4] == []


def test_waiting(board):
    """Where a person decides, a result is recorded and nothing more."""
    assert board.take(**PERSON) == Waiting("EX-2026-00417")
    assert board.told()[-1] == "result.received"


@pytest.mark.parametrize("changes", [{}, {"written": FAILED}, PERSON])
def test_again(board, changes):
    """The same attempt again gets the first answer, days later too, and changes nothing."""
    first = board.take(**changes)
    before = board.everything()
    board.clock.advance(seconds=3 * 86_400)
    assert board.take(**changes) == first
    assert board.everything() == before


def test_again_after_revocation(board):
    """The first answer stands even when the certificate does not; nobody gets a second one."""
    first = board.issue()
    board.lifecycle.act(
        "revoke", first.number, reason="licence-lost", actor="test", at=board.clock()
    )
    assert board.take() == first
    assert board.verify(first.token).reason is Reason.REVOKED


def test_conflict(board):
    """An attempt that says something else is refused, whatever was decided before."""
    board.take()
    board.take(attempt="A-2", written=FAILED)
    board.take(attempt="A-3", **PERSON)
    before = board.everything()
    for changes in (
        {"written": {"percent": 85}},
        {"attempt": "A-2"},
        {"attempt": "A-3", **PERSON, "profession": "rn"},
    ):
        with pytest.raises(AttemptConflictError):
            board.take(**changes)
    assert board.everything() == before


def test_the_same_attempt_of_two_schemes(board):
    """Schemes number their attempts apart."""
    assert isinstance(board.take(), Issued)
    assert isinstance(board.take(**PERSON), Waiting)


def test_a_mixed_batch(board):
    """A batch of every kind and of several schemes is answered one by one, in its order."""
    batch = [
        make_result(attempt="A-1"),
        make_result(attempt="A-2", **PERSON),
        make_result(attempt="A-3", written=FAILED),
        make_result(attempt="A-4", scheme="nobody-knows"),
        make_result(attempt="A-5", **PERSON),
        make_result(attempt="A-6"),
        make_result(attempt="A-1", scheme="nobody-knows"),
    ]
    answers = board.take_many(*batch)
    assert [type(answer) for answer in answers] == [
        *(Issued, Waiting, Denied, Refused, Waiting, Issued, Refused)
    ]
    assert [answer.attempt for answer in answers] == [result.attempt for result in batch]
    assert {type(answers[place].error) for place in (3, 6)} == {UnknownSchemeError}
    again = board.take_many(*reversed(batch))
    for first, second in zip(answers, reversed(again), strict=True):
        assert type(first) is type(second)
        assert isinstance(first, Refused) or first == second


def test_no_batch(board):
    """Nothing brought, nothing done."""
    before = board.everything()
    assert board.take_many() == []
    assert board.everything() == before


def test_twice_in_a_batch(board):
    """Named twice in one batch, an attempt gets one certificate and one answer."""
    one, other = board.take_many(make_result(), make_result())
    assert one == other
    assert board.told().count("credential.released") == 1


@pytest.mark.parametrize("first", [{}, {"written": FAILED}, PERSON])
def test_twice_in_a_batch_and_not_the_same(board, first):
    """The second says something else: it is refused, and the first is answered all the same."""
    good = make_result(**first)
    other = make_result(**{**first, "profession": "rn"})
    answers = board.take_many(good, other, good)
    assert answers[0] == answers[2] == board.take(**first)
    assert isinstance(answers[1], Refused)
    assert isinstance(answers[1].error, AttemptConflictError)


def test_the_record_decides_which_of_two_is_right(board):
    """When the first of the two contradicts the record, the second still gets its answer."""
    first = board.take()
    answers = board.take_many(make_result(profession="rn"), make_result())
    assert isinstance(answers[0], Refused)
    assert answers[1] == first


def test_a_refused_one_spoils_no_other(make, undrawable):
    """A name that cannot be printed is refused; its batch goes on, and its correction is taken."""
    board = make(undrawable=undrawable)
    bad = make_result(attempt="A-1", candidate={"name": "Dr 🧪 Example"})
    answers = board.take_many(
        make_result(attempt="A-0"), bad, make_result(attempt="A-1"), make_result(attempt="A-2")
    )
    assert [type(answer) for answer in answers] == [Issued, Refused, Issued, Issued]
    assert isinstance(answers[1].error, NameUnprintableError)
    assert "U+1F9EA" in str(answers[1].error)
    assert board.told("A-1") == ["decision.granted"]


def test_many_on_every_database(sql_board):
    """Three hundred at once: each has its own number and its own entry, and every one verifies."""
    answers = sql_board.take_many(*make_results(300))
    assert len({answer.number for answer in answers}) == 300
    entries = {sql_board.record_of(answer.number).index for answer in answers}
    assert len(entries) == 300
    assert all(sql_board.verify(answer.token).reason is Reason.VALID for answer in answers[::37])
    assert sql_board.take_many(*make_results(300)) == answers
