"""A clock that jumps dates nothing: no certificate, no list, until it is back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from issuer.custody.clock_watch import ClockWatch
from issuer.errors import ClockJumpedError, KeyUnavailableError
from tests.issuer.board import BODY, make_result
from tests.issuer.test_lifecycle import do

LIST = f"{BODY.url}/s/1"


class Machine:
    """A wall clock, and one that only grows."""

    def __init__(self):
        self.wall = 1_800_000_000.0
        self.steady = 500.0
        self.watch = ClockWatch(lambda: self.now, lambda: self.wall, lambda: self.steady)

    @property
    def now(self):
        """Return what the wall clock says."""
        return datetime.fromtimestamp(self.wall, UTC)

    def require_steady(self, at=None):
        """Ask the watch about now, or about what was read before."""
        self.watch.require_steady(at or self.now)

    def go_on(self, seconds, step=0.0):
        """Let time pass, and set the wall clock."""
        self.steady += seconds
        self.wall += seconds + step


@pytest.fixture
def machine():
    return Machine()


@pytest.mark.parametrize("step", [0, 59, -59])
def test_time_that_goes_on_is_no_jump(machine, step):
    """Nor is what verifiers allow for."""
    machine.go_on(10_000_000, step)
    machine.require_steady()


@pytest.mark.parametrize("step", [3600, -3600, 61, -61])
def test_a_jump_refuses_until_it_is_undone(machine, step):
    """However long ago it was."""
    for seconds in (0, 100_000):
        machine.go_on(seconds, step if not seconds else 0)
        with pytest.raises(ClockJumpedError, match=re.escape(f"jumped by {step:+d} s")):
            machine.require_steady()
    machine.go_on(1, -step)
    machine.require_steady()


def test_each_jump_is_told_once(machine, caplog):
    """From two seconds on; that it went back is told too."""
    for step in (1, 4, 0, -5, 0):
        machine.go_on(60, step)
        machine.require_steady()
    told = [line.message for line in caplog.records if line.levelname == "CRITICAL"]
    assert [line.split()[5] for line in told] == ["+5", "+0"]


def test_what_was_read_while_it_was_ahead_is_refused(machine):
    """Also when it is back by the time that something would be dated by it."""
    machine.go_on(1, 3600)
    read = machine.now
    machine.go_on(1, -3600)
    with pytest.raises(ClockJumpedError, match="went back just now"):
        machine.require_steady(read)
    machine.require_steady(machine.now + timedelta(seconds=60))
    machine.require_steady(machine.now - timedelta(days=1))


def test_nothing_is_issued_and_no_list_is_signed(board, machine):
    """What was issued is verified on, and a withdrawal is never hidden by the old list."""
    issued = board.issue()
    intake = board.having(watch=machine.watch)
    publisher = replace(board.publisher, watch=machine.watch)
    first = publisher.serve(LIST)
    machine.go_on(0, 3600)
    board.clock.advance(3600)
    with pytest.raises(ClockJumpedError):
        intake.take(make_result(attempt="A-2"), actor="test", at=board.clock())
    assert publisher.serve(LIST) == first
    do(board, "revoke", issued.number)
    with pytest.raises(KeyUnavailableError):
        publisher.serve(LIST)
    machine.go_on(0, -3600)
    board.clock.advance(-3600)
    assert publisher.serve(LIST) != first
