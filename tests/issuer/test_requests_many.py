"""Many at once: a dry run, two people, batches that resume, a report, and an undoing."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest

from issuer.credentials.certificate import CertificateState
from issuer.credentials.sought import Sought
from issuer.errors import RequestError, UnknownRequestError
from issuer.evidence.audit import first_break
from issuer.requests.request import DONE, REFUSED, Kind, RequestState
from tests.issuer.asking import ALICE, BOB, Office, make_office, wanted
from tests.issuer.board import make_board, make_results
from verifier.verdict import Reason


@pytest.fixture
def office(sql_board) -> Office:
    """Return an office over each real database in turn."""
    return make_office(sql_board)


@pytest.fixture
def quick(open_store, tmp_path) -> Office:
    """Return an office over SQLite."""
    return make_office(make_board(open_store("sqlite"), tmp_path / "keys"))


def issue(office, count):
    """Issue so many and return their numbers, sorted, and their tokens."""
    answers = office.board.take_many(*make_results(count))
    return sorted(each.number for each in answers), {each.number: each.token for each in answers}


def test_from_dry_run_to_report(office):
    """Frozen, shown with what will be refused, approved by another, done in batches, told."""
    numbers, tokens = issue(office, 7)
    office.ask("suspend", numbers[0])
    office.services.asking.break_glass(
        wanted("revoke"), numbers[1], why="x", actor=BOB, at=office.board.clock()
    )
    draft = office.draft("suspend", scheme="btx-1")
    assert (draft.state, draft.total, draft.refused, draft.left) == (RequestState.DRAFT, 7, 2, 5)
    assert {item.number: item.why for item in office.items(draft) if item.outcome} == {
        numbers[0]: "it is suspended",
        numbers[1]: "it is revoked",
    }
    late = office.board.issue(attempt="late")  # the set is frozen: this one is not in it
    request = office.submit(draft)
    event = office.board.events()[-1]
    listed = "".join(f"{number}\n" for number in numbers[2:])
    assert json.loads(event.data)["set"] == hashlib.sha256(listed.encode()).hexdigest()
    running = office.approve(request)
    assert running.state is RequestState.RUNNING
    first = office.services.running.step(request.id, at=office.board.clock(), limit=2)
    assert (first.done, first.left) == (2, 3)
    done = office.run(request)
    assert (done.state, done.done, done.refused, done.left) == (RequestState.DONE, 5, 2, 0)
    assert [office.board.certificate(each).state.value for each in numbers] == [
        *("suspended", "revoked"),
        *["suspended"] * 5,
    ]
    assert office.board.verify(late.token).reason is Reason.VALID
    assert office.board.verify(tokens[numbers[6]]).reason is Reason.SUSPENDED
    assert office.board.told(request.id)[-1] == "request.finished"
    assert office.run(request) == done  # again: nothing
    assert first_break(office.board.store) is None
    with office.board.store.reading() as unit:
        assert unit.requests.reasons(request.id) == [("it is revoked", 1), ("it is suspended", 1)]


def test_a_draft_is_its_authors_alone(quick):
    """Nobody else submits it, nobody approves it, and it changes nothing."""
    numbers, _ = issue(quick, 2)
    draft = quick.draft("revoke", *numbers)
    with pytest.raises(UnknownRequestError):
        quick.submit(draft, by=BOB)
    with pytest.raises(UnknownRequestError):
        quick.approve(draft)
    assert quick.run(draft).state is RequestState.DRAFT
    quick.submit(draft)
    with pytest.raises(RequestError, match="no draft"):
        quick.submit(draft)
    with pytest.raises(RequestError, match="who asked"):
        quick.approve(draft, by=ALICE)


def test_many_take_two_even_to_suspend(quick):
    """What one may do to one, nobody does alone to many."""
    numbers, _ = issue(quick, 2)
    request = quick.submit(quick.draft("suspend", *numbers))
    assert quick.run(request).done == 0
    assert quick.run(quick.approve(request)).done == 2


def test_nothing_and_everything_are_refused(quick):
    """An empty set, every certificate there is, and a set in which nothing can be changed."""
    numbers, _ = issue(quick, 1)
    with pytest.raises(RequestError, match="every one"):
        quick.services.asking.draft(
            wanted("revoke"), Sought(), selection="", actor=ALICE, at=quick.board.clock()
        )
    for sought in ({"scheme": "other"}, {"key": "\0"}, {"numbers": ("BTX-0000-0000",)}):
        with pytest.raises(RequestError, match="no such certificate"):
            quick.draft("revoke", **sought)
    with pytest.raises(RequestError, match="none of these"):
        quick.submit(quick.draft("reinstate", *numbers))


def test_what_changed_meanwhile_is_left(quick):
    """Withdrawn by another between the approval and its batch: told as refused, not done twice."""
    numbers, _ = issue(quick, 3)
    request = quick.approved("revoke", *numbers)
    quick.services.asking.break_glass(
        wanted("revoke"), numbers[1], why="x", actor=BOB, at=quick.board.clock()
    )
    done = quick.run(request)
    assert (done.done, done.refused) == (2, 1)
    assert [item.outcome for item in quick.items(request)] == [DONE, REFUSED, DONE]
    assert quick.items(request)[1].why == "it is revoked"
    assert quick.board.told(numbers[1]).count("certificate.revoked") == 1


def test_two_requests_over_one_set(quick):
    """Each certificate is changed once, by whichever comes first; one event each, one chain."""
    numbers, _ = issue(quick, 10)
    first, second = quick.approved("revoke", *numbers), quick.approved("revoke", *numbers)
    step = quick.services.running.step
    for _ in range(4):
        step(first.id, at=quick.board.clock(), limit=3)
        step(second.id, at=quick.board.clock(), limit=3)
    told = quick.find(first), quick.find(second)
    assert sum(each.done for each in told) == 10
    assert sum(each.refused for each in told) == 10
    assert quick.board.told().count("certificate.revoked") == 10


def test_a_suspension_of_many_is_taken_back(office):
    """Within a day, by one person; only what still stands as it was left; and once."""
    numbers, tokens = issue(office, 4)
    request = office.run(office.approved("suspend", *numbers))
    office.board.clock.advance(3600)
    office.services.asking.break_glass(
        wanted("revoke"), numbers[0], why="x", actor=BOB, at=office.board.clock()
    )
    office.services.asking.break_glass(
        wanted("reinstate"), numbers[1], why="x", actor=BOB, at=office.board.clock()
    )
    office.ask("suspend", numbers[1])  # anew, for a reason of its own
    running = office.services.running
    undoing = running.undo(request.id, actor=ALICE, at=office.board.clock())
    assert undoing.undoes == request.id
    done = office.run(undoing)
    assert (done.done, done.refused) == (2, 2)
    states = [office.board.certificate(each).state.value for each in numbers]
    assert states == ["revoked", "suspended", "active", "active"]
    assert office.board.verify(tokens[numbers[3]]).reason is Reason.VALID
    with pytest.raises(RequestError, match="already"):
        running.undo(request.id, actor=ALICE, at=office.board.clock())
    with pytest.raises(RequestError, match="only a suspension"):
        running.undo(undoing.id, actor=ALICE, at=office.board.clock())


def test_the_window_of_an_undoing(quick):
    """A second before a day it may be taken back, after a day not; a withdrawal never."""
    numbers, _ = issue(quick, 2)
    request = quick.run(quick.approved("suspend", numbers[0]))
    gone = quick.run(quick.approved("revoke", numbers[1]))
    running = quick.services.running
    with pytest.raises(RequestError, match="only a suspension"):
        running.undo(gone.id, actor=ALICE, at=quick.board.clock())
    late = quick.board.clock() + timedelta(hours=24)
    with pytest.raises(RequestError, match="a day has passed"):
        running.undo(request.id, actor=ALICE, at=late)
    running.undo(request.id, actor=ALICE, at=late - timedelta(seconds=1))
    assert quick.board.certificate(numbers[0]).state is CertificateState.SUSPENDED


def test_a_kind_of_its_own(quick):
    """Many are not approved by the right for one."""
    numbers, _ = issue(quick, 2)
    request = quick.submit(quick.draft("revoke", *numbers))
    with pytest.raises(UnknownRequestError):
        quick.approve(request, kind=Kind.ONE)
