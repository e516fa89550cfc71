"""Two people, as somebody would get round them: stale requests, changed ground, a second stop."""

from __future__ import annotations

import pytest

from issuer.credentials.certificate import CertificateState
from issuer.credentials.succession import Cause
from issuer.errors import RequestError
from issuer.requests.replacement import Replacement
from issuer.requests.request import Kind, RequestState
from issuer.requests.stopping import Stopping
from tests.issuer.asking import ALICE, BOB, Office, make_office
from tests.issuer.board import make_board
from tests.issuer.conftest import (  # noqa: F401 - fixtures
    cleaner,
    migrated_file,
    open_store,
    postgres_url,
    schema,
    server,
    sqlite_url,
)
from tests.issuer.replacing import make_replacing

CAROL = "Carol Example-Officer"
HOLDER = "Dora Example-Officer"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def office(request, open_store, tmp_path) -> Office:  # noqa: F811
    """Return an office over each real database in turn."""
    return make_office(make_board(open_store(request.param), tmp_path / "keys"))


def stopping(office: Office) -> Stopping:
    return office.services.stopping


def replace(office: Office, number: str) -> str:
    board = office.board
    made = make_replacing(board)
    wanted = Replacement(Cause.NAME, "Dr Amélie Example-Novak")
    return str(made.replace(number, wanted, actor=CAROL, at=board.clock()).number)


def test_leave_to_go_on_is_for_one_stop(office):
    """Asked after one stop, it lifts no later one: whoever approves has not heard of that."""
    clock = office.board.clock
    stopping(office).stop("a printer ran dry", actor=ALICE, at=clock())
    asked = stopping(office).ask_resuming("refilled", actor=ALICE, at=clock())
    clock.advance(60)
    stopping(office).stop("a key was stolen", actor=CAROL, at=clock())
    with pytest.raises(RequestError, match="does not wait any more"):
        office.approve(asked, BOB)
    assert stopping(office).stopped() == "a key was stolen"
    again = stopping(office).ask_resuming("the key is retired", actor=ALICE, at=clock())
    office.approve(again, BOB)
    assert stopping(office).stopped() is None


def test_what_was_cleared_is_not_withdrawn_by_an_older_request(office):
    """Suspended when the withdrawal was asked, and cleared since: the second person is told."""
    number = office.board.issue().number
    office.ask("suspend", number)
    asked = office.ask("revoke", number)
    office.board.clock.advance(60)
    office.approve(office.ask("reinstate", number, by=CAROL), BOB)
    with pytest.raises(RequestError, match="was reinstated since"):
        office.approve(asked, BOB)
    assert office.board.certificate(number).state is CertificateState.ACTIVE


def test_a_withdrawal_does_not_miss_the_successor(office):
    """Replaced while its withdrawal waits: approving says so, or a newer one would stay green."""
    number = office.board.issue().number
    asked = office.ask("revoke", number)
    office.board.clock.advance(60)
    newer = replace(office, number)
    with pytest.raises(RequestError, match=f"{newer} took its place"):
        office.approve(asked, BOB)
    assert office.find(asked).state is RequestState.WAITING
    office.approve(office.ask("revoke", newer), BOB)
    assert office.board.certificate(newer).state is CertificateState.REVOKED


def test_many_are_withdrawn_with_their_successors(office):
    """Of a bulk request the older one falls, and the report says that a newer one stands."""
    number = office.board.issue().number
    request = office.submit(office.draft("revoke", number))
    office.board.clock.advance(60)
    newer = replace(office, number)
    office.run(office.approve(request))
    (item,) = office.items(request)
    assert office.board.certificate(number).state is CertificateState.REVOKED
    assert newer in (item.why or "")


def test_nobody_lifts_what_was_done_to_their_own(office):
    """An officer who holds a certificate neither reinstates it nor decides on its withdrawal."""
    number = office.board.issue(candidate={"reference": "P-1", "name": HOLDER}).number
    office.ask("suspend", number, by=CAROL)
    with pytest.raises(RequestError, match="who holds"):
        office.ask("reinstate", number, by=HOLDER.upper())
    asked = office.ask("revoke", number)
    with pytest.raises(RequestError, match="who holds"):
        office.approve(asked, HOLDER)
    with pytest.raises(RequestError, match="who holds"):
        office.services.deciding.decline(
            asked.id, kind=Kind.ONE, why="x", actor=HOLDER, at=office.board.clock()
        )
    office.approve(asked, BOB)
    assert office.board.certificate(number).state is CertificateState.REVOKED


def test_nobody_decides_on_many_that_are_one_of_them_their_own(office):
    """Of many, too: not to approve or decline, not to ask that they be reinstated, nor to undo."""
    own = office.board.issue(candidate={"reference": "P-1", "name": HOLDER}).number
    other = office.board.issue(attempt="A-2").number
    asked = office.submit(office.draft("suspend", own, other))
    for decide in (
        lambda: office.approve(asked, HOLDER.upper()),
        lambda: office.services.deciding.decline(
            asked.id, kind=Kind.MANY, why="x", actor=HOLDER, at=office.board.clock()
        ),
    ):
        with pytest.raises(RequestError, match=f"{own} is held by"):
            decide()
    office.run(office.approve(asked, BOB))
    with pytest.raises(RequestError, match=f"{own} is held by"):
        office.draft("reinstate", own, other, by=HOLDER)
    with pytest.raises(RequestError, match=f"{own} is held by"):
        office.services.running.undo(asked.id, actor=HOLDER, at=office.board.clock())
    office.approve(office.submit(office.draft("revoke", other)), HOLDER)  # nobody's own
    assert office.board.certificate(own).state is CertificateState.SUSPENDED
