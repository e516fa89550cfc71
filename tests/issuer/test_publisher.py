"""The status list that is served: new after each change, the same bytes otherwise, never older."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from issuer.credentials.control import stop_issuing
from issuer.errors import KeyUnavailableError
from keys.keyring import Purpose
from tests.issuer.board import BODY, SECOND
from tests.issuer.test_lifecycle import do
from verifier.status_list import Status
from verifier.status_lists import StatusUnavailableError
from verifier.status_token import LIFETIME, parse_status_list, sign_status_list

LIST = f"{BODY.url}/s/1"


def read(board, token):
    return parse_status_list(token, issuer=board.trust.current().issuers[0], uri=LIST)


def served(board):
    return read(board, board.publisher.serve(LIST))


@pytest.fixture
def issued(board):
    """A certificate, and with it a list."""
    return board.issue()


def test_no_such_list(board):
    """An address without a list has nothing to serve, and nothing to verify by."""
    assert board.publisher.serve(LIST) is None
    with pytest.raises(StatusUnavailableError):
        board.publisher.fetch(LIST)
    assert board.publisher.uris() == []


@pytest.mark.usefixtures("issued")
def test_the_same_bytes_while_nothing_changes(board):
    """However often it is asked for, by whomever, within half its time to live."""
    first = board.publisher.serve(LIST)
    board.clock.advance(149)
    board.issue(attempt="A-2")
    stop_issuing(board.store, "why", actor="test", at=board.clock())
    assert board.publisher.serve(LIST) == first == board.publisher.fetch(LIST)
    assert board.publisher.uris() == [LIST]


@pytest.mark.parametrize("act", ["suspend", "revoke"])
def test_new_after_a_change(board, issued, act):
    """The next answer has the entry, whatever the age of the last."""
    first = board.publisher.serve(LIST)
    do(board, act, issued.number)
    second = served(board)
    index = board.record_of(issued.number).index
    told = {"suspend": Status.SUSPENDED, "revoke": Status.REVOKED}[act]
    assert read(board, first).bits[index] == Status.VALID
    assert second.bits[index] == told
    assert sum(second.bits[each] != Status.VALID for each in range(len(second.bits))) == 1


@pytest.mark.usefixtures("issued")
def test_signed_anew_after_half_its_time(board):
    """At 149 seconds it is the old one, at 150 a new one with a new end."""
    first = served(board)
    board.clock.advance(149)
    assert served(board) == first
    board.clock.advance(1)
    second = served(board)
    assert second.issued == first.issued + timedelta(seconds=150) == board.clock()
    assert second.expires == second.issued + LIFETIME


def test_a_clock_that_goes_back(board, issued):
    """The list's date does not follow it: verifiers would refuse an older one."""
    first = served(board)
    board.clock.advance(-3600)
    do(board, "revoke", issued.number)
    second = served(board)
    assert second.issued == first.issued
    assert second.bits[board.record_of(issued.number).index] == Status.REVOKED
    board.clock.advance(3600 + 151)
    assert served(board).issued == board.clock()


def test_a_lost_key(board, issued):
    """What did not change is served on; a list that hides a change is not."""
    first = board.publisher.serve(LIST)
    board.key_file(Purpose.STATUS).unlink()
    board.clock.advance(1000)
    assert board.publisher.serve(LIST) == first
    assert board.publisher.trust_file().lists == {LIST: first}
    do(board, "revoke", issued.number)
    with pytest.raises(KeyUnavailableError):
        board.publisher.serve(LIST)
    assert board.publisher.fetch(LIST) == first
    assert board.publisher.trust_file().lists == {}


def test_a_trust_file_has_what_is_served(board, issued):
    """It carries each list as `/s/N` answers it, after a change too."""
    do(board, "revoke", issued.number)
    assert board.publisher.trust_file().lists == {LIST: board.publisher.serve(LIST)}


def test_another_worker_sees_the_change(sql_board):
    """Lists are kept in the store, not in a worker: two of them serve the same bytes."""
    issued = sql_board.issue()
    other = replace(sql_board.publisher, trust=sql_board.trust)
    assert other.serve(LIST) == sql_board.publisher.serve(LIST)
    do(sql_board, "revoke", issued.number)
    assert other.serve(LIST) == sql_board.publisher.serve(LIST)
    assert served(sql_board).bits[sql_board.record_of(issued.number).index] == Status.REVOKED


@dataclass
class Interposed:
    """Transactions between which something else happens, once, before a writing one."""

    inner: object
    meanwhile: object

    @contextmanager
    def writing(self):
        happens, self.meanwhile = self.meanwhile, None
        if happens:
            happens()
        with self.inner.writing() as unit:
            yield unit

    def reading(self):
        return self.inner.reading()


def test_a_change_while_it_is_signed(board, issued):
    """Made from entries read before the change, it is not taken for the list after it."""
    board.clock.advance(200)
    store = Interposed(board.store, lambda: do(board, "revoke", issued.number))
    replace(board.publisher, transactions=store).serve(LIST)
    assert served(board).bits[board.record_of(issued.number).index] == Status.REVOKED


def test_another_worker_is_quicker(board, issued):
    """Of two that sign at once the newer list is kept, and a change is in whatever is served."""
    index = board.record_of(issued.number).index
    do(board, "revoke", issued.number)
    ahead = replace(board.publisher, clock=lambda: board.clock() + timedelta(seconds=1))
    store = Interposed(board.store, lambda: ahead.serve(LIST))
    mine = read(board, replace(board.publisher, transactions=store).serve(LIST))
    assert mine.bits[index] == Status.REVOKED
    assert mine.issued == served(board).issued


def test_a_quicker_worker_that_knew_less(board, issued):
    """A list dated a second later, but read before the change, is not served after it."""
    index = board.record_of(issued.number).index
    board.clock.advance(200)
    early = parse_status_list(
        board.publisher.serve(LIST), issuer=board.trust.current().issuers[0], uri=LIST
    )
    later = replace(early, issued=early.issued + SECOND, expires=early.expires + SECOND)
    signer = board.issuer.keys.status_signer(board.clock())
    token = sign_status_list(later, issuer=board.trust.current().issuers[0], signer=signer)

    def overtaken():
        with board.store.writing() as unit:
            unit.lists.store_token(LIST, revision=0, signed=later.issued, token=token)

    do(board, "revoke", issued.number)
    store = Interposed(board.store, overtaken)
    ours = replace(board.publisher, transactions=store)
    assert read(board, ours.serve(LIST)).bits[index] == Status.REVOKED
    assert served(board).bits[index] == Status.REVOKED
