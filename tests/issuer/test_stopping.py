"""Issuing stopped by an officer: nothing is intended or released any more, all else goes on."""

from __future__ import annotations

import pytest

from issuer.credentials.control import resume_issuing, stop_issuing
from issuer.errors import IssuingStoppedError
from tests.issuer.board import make_result
from tests.issuer.failing import Keys, number_of
from verifier.verdict import Reason


def test_stopped_before_the_intention(board):
    """While issuing is stopped nothing is put on record, and the reason is told."""
    stop_issuing(board.store, "a key may have leaked", actor="test", at=board.clock())
    before = board.everything()
    with pytest.raises(IssuingStoppedError, match="a key may have leaked"):
        board.take()
    assert board.everything() == before
    resume_issuing(board.store, actor="test", at=board.clock())
    board.issue()
    assert board.told("issuing") == ["issuing.stopped", "issuing.resumed"]


def test_stopped_between_intention_and_release(board):
    """The release looks again: what was intended a moment ago does not get out any more."""

    class Stopping:
        def __init__(self, inner):
            self.inner, self.kid = inner, inner.kid

        def sign(self, message):
            stop_issuing(board.store, "now", actor="test", at=board.clock())
            return self.inner.sign(message)

    with pytest.raises(IssuingStoppedError):
        board.having(keys=Keys(board.issuer.keys, Stopping)).take(
            make_result(), actor="test", at=board.clock()
        )
    assert "credential.released" not in board.told()
    assert board.record_of(number_of(board)).token is None


def test_stopped_issuing_stops_nothing_else(board):
    """Denials, results that wait, first answers and verifying go on."""
    first = board.issue()
    stop_issuing(board.store, "why", actor="test", at=board.clock())
    assert board.take() == first
    board.take(attempt="A-1", written={"percent": 1})
    board.take(attempt="A-2", scheme="btx-2")
    assert board.verify(first.token).reason is Reason.VALID
