"""Certificate numbers: drawn at random, and given out once."""

from __future__ import annotations

from tests.issuer.board import make_result, make_results
from tests.issuer.failing import cut_power


def drawing(*numbers):
    """Return what draws these, in this order."""
    drawn = iter(numbers)
    return lambda _prefix: next(drawn)


def test_a_number_drawn_twice_is_drawn_again(make):
    """A number that was ever given out, or that a batch drew twice, is not given out again."""
    board = make(draw=drawing("BTX-0000-001Y", "BTX-0000-001Y", "BTX-0000-002R"))
    assert board.issue(attempt="A-1").number == "BTX-0000-001Y"
    assert board.issue(attempt="A-2").number == "BTX-0000-002R"


def test_a_batch_that_draws_one_number_twice(make):
    """It draws anew."""
    one, two = "BTX-0000-001Y", "BTX-0000-002R"
    board = make(draw=drawing(one, one, one, two))
    answers = board.take_many(*make_results(2))
    assert [answer.number for answer in answers] == [one, two]


def test_a_burnt_number_is_never_given_out_again(make):
    """A voided certificate keeps its number."""
    one, two = "BTX-0000-001Y", "BTX-0000-002R"
    board = make(draw=drawing(one, one, two))
    cut_power(board, make_result())
    board.clock.advance(60)
    assert board.issue().number == two
