"""A replacement that two people make: asked for, approved by another, declined, stale, erased."""

from __future__ import annotations

import dataclasses
import json

import pytest

from issuer.certification.errors import ImpartialityError
from issuer.credentials.certificate import CertificateState
from issuer.credentials.lifecycle import Act
from issuer.credentials.succession import Cause
from issuer.duties.grants import issue_what_was_granted
from issuer.duties.intentions import void_dead_intentions
from issuer.errors import RequestError, SecondPersonError, TransitionError
from issuer.intake.answers import Issued
from issuer.requests.replacement import Replacement
from issuer.requests.request import Kind, RequestState
from tests.issuer.asking import ALICE, BOB, make_office
from tests.issuer.board import make_board, make_result
from tests.issuer.failing import FailingSigner, Keys, PowerCutError
from tests.issuer.replacing import activate_two, make_by_two, make_replacing
from verifier.verdict import Reason

NAME = Replacement(Cause.NAME, "Dr Amélie Example-Novak", note="memo")
LESS = Replacement(Cause.SCOPE, "", scope=("glabella",))


@pytest.fixture
def board(open_store, tmp_path):
    """Return an issuer over SQLite, one of whose schemes wants two people."""
    made = make_board(open_store("sqlite"), tmp_path / "keys")
    activate_two(made)
    return made


def ask(board, number, wanted=NAME, by=ALICE):
    return make_by_two(board).ask(number, wanted, actor=by, at=board.clock())


def approve(board, request, by=BOB):
    return make_by_two(board).approve(request.id, actor=by, at=board.clock())


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
@pytest.mark.parametrize("wanted", [NAME, LESS], ids=["name", "scope"])
def test_two_replace(open_store, tmp_path, engine, wanted):
    """Asked for, all is as it was; approved by another, the newer one says what was asked."""
    board = make_board(open_store(engine), tmp_path / "keys")
    old = board.issue(scheme=activate_two(board))
    types = len(board.trust.current().issuers[0].types)
    request = ask(board, old.number, wanted)
    assert (request.kind, request.state) == (Kind.REPLACING, RequestState.WAITING)
    assert (request.replacement, request.total) == (wanted, 1)
    assert board.certificate(old.number).successor is None
    assert len(board.trust.current().issuers[0].types) == types
    done = approve(board, request)
    office = make_office(board)
    assert done == office.find(request)
    assert (done.state, done.decided_by, done.done) == (RequestState.DONE, BOB, 1)
    first = board.certificate(old.number)
    second = board.certificate(first.successor)
    assert second.succeeds == old.number
    named = wanted.name or first.holder.name
    assert (second.holder.name, second.expires) == (named, first.expires)
    reason = Reason.VALID if wanted is NAME else Reason.SUPERSEDED
    assert board.verify(old.token).reason is reason
    assert board.told(request.id) == ["request.made", "request.approved"]
    told = [json.loads(each.data) for each in board.events()]
    (decision,) = (each for each in told if each.get("replaces") == old.number)
    assert (decision["asked_by"], decision["request"]) == (ALICE, request.id)
    assert NAME.name not in json.dumps(told, ensure_ascii=False)


def test_where_one_may_it_is_done_at_once(board):
    """No request; and what forgets to ask is refused below."""
    old = board.issue()
    assert isinstance(ask(board, old.number), Issued)
    other = board.issue(scheme="btx-3", attempt="A-2")
    with pytest.raises(SecondPersonError, match="two people"):
        make_replacing(board).replace(other.number, NAME, actor=ALICE, at=board.clock())


def test_who_may_not(board):
    """Not who asked, the holder or an examiner; a second request for the same waits for nothing."""
    old = board.issue(scheme="btx-3")
    holder = board.certificate(old.number).holder.name
    examiner = make_result().examiners[0]
    for name in (holder, examiner):
        with pytest.raises(ImpartialityError):
            ask(board, old.number, by=name)
    request = ask(board, old.number)
    before = board.everything()
    with pytest.raises(RequestError, match="who asked may not approve"):
        approve(board, request, by=ALICE.upper())
    for name in (holder, examiner):
        with pytest.raises(ImpartialityError):
            approve(board, request, by=name)
    with pytest.raises(RequestError, match="already, and waits"):
        ask(board, old.number, LESS, by=BOB)
    held = board.certificate(old.number).holder
    same = Replacement(Cause.NAME, held.name, held.native_name, held.native_language)
    with pytest.raises(RequestError, match="nothing would be corrected"):
        ask(board, old.number, same)
    assert board.everything() == before


def test_declined_taken_back_and_asked_again(board):
    """As with a withdrawal; what was decided is decided."""
    old = board.issue(scheme="btx-3")
    deciding, at = make_office(board).services.deciding, board.clock()
    request = ask(board, old.number)
    kind = Kind.REPLACING
    assert deciding.decline(request.id, kind=kind, why="no", actor=BOB, at=at).why == "no"
    with pytest.raises(RequestError, match="does not wait any more"):
        approve(board, request)
    again = ask(board, old.number)
    assert deciding.take_back(again.id, actor=ALICE, at=at).state is RequestState.TAKEN_BACK
    late = ask(board, old.number)
    board.clock.at = late.expires
    with pytest.raises(RequestError, match="expired"):
        approve(board, late)


@pytest.mark.parametrize("cleared", [False, True], ids=["suspended", "suspended and cleared"])
def test_changed_since_it_was_asked(board, cleared):
    """A suspension is not forgotten, and one that came and went is told."""
    old = board.issue(scheme="btx-3")
    request = ask(board, old.number)
    board.clock.advance(60)
    act = board.lifecycle.act
    act(Act.SUSPEND, old.number, reason="audit-open", actor="test", at=board.clock())
    if cleared:
        act(Act.REINSTATE, old.number, reason="cleared", actor="test", at=board.clock())
    before = board.everything()
    with pytest.raises(RequestError if cleared else TransitionError):
        approve(board, request)
    assert board.everything() == before


def test_one_breaks_the_glass(board):
    """Alone, with a reason, as an event and an alert for every officer."""
    old = board.issue(scheme="btx-3")
    by_two = make_by_two(board)
    made = by_two.break_glass(old.number, NAME, why="nobody is here", actor=ALICE, at=board.clock())
    assert board.certificate(old.number).successor == made.number
    assert board.told(old.number)[-2:] == ["glass.broken", "certificate.succeeded"]
    with board.store.reading() as unit:
        (alert,) = unit.alerts.unseen(BOB, 5)
    assert (alert.act, alert.subject, alert.why) == ("replace", old.number, "nobody is here")


def test_a_death_after_the_approval(board):
    """What two people decided is issued by the duties; the request is done."""
    old = board.issue(scheme="btx-3")
    request = ask(board, old.number)
    keys = Keys(board.issuer.keys, lambda inner: FailingSigner(inner, []))
    by_two = make_by_two(board)
    dying = dataclasses.replace(by_two.alone, intake=board.having(keys=keys))
    with pytest.raises(PowerCutError):
        dataclasses.replace(by_two, alone=dying).approve(request.id, actor=BOB, at=board.clock())
    assert make_office(board).find(request).state is RequestState.DONE
    assert board.certificate(old.number).successor is None
    board.clock.advance(61)
    assert void_dead_intentions(board.store, at=board.clock()) == 1
    assert issue_what_was_granted(board.store, board.intake, at=board.clock()) == 1
    newer = board.certificate(board.certificate(old.number).successor)
    assert (newer.holder.name, newer.state) == (NAME.name, CertificateState.ACTIVE)
