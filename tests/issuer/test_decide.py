"""A person decides: what the scheme allows, on what waits, and not on what they had a hand in."""

from __future__ import annotations

import pytest

from issuer.body.schemes import activate
from issuer.certification.errors import AuthorError, ImpartialityError
from issuer.credentials.control import resume_issuing, stop_issuing
from issuer.errors import (
    IssuingStoppedError,
    KeyUnavailableError,
    UnknownAttemptError,
    UnknownSchemeError,
)
from issuer.intake.answers import Denied, Issued, Waiting
from tests.issuer.board import BODY, BY_PERSON, FAILED, PERSON
from verifier.verdict import Reason

OFFICER = "Ines Example-Officer"
ATTEMPT = "EX-2026-00417"


def decide(board, *, grant=True, author=OFFICER, why="", scheme="btx-2", attempt=ATTEMPT):
    return board.intake.decide(
        scheme, attempt, grant=grant, author=author, why=why, at=board.clock()
    )


def queue(board):
    with board.store.reading() as unit:
        return [waiting.attempt for waiting in unit.attempts.waiting(100)]


def test_granted(board):
    """It is issued at once, the author is on record, and the result sent again says so."""
    board.take(**PERSON)
    board.clock.advance(86_400)
    answer = decide(board)
    assert isinstance(answer, Issued)
    assert board.verify(answer.token).reason is Reason.VALID
    assert board.certificate(answer.number).first_issued == board.clock()
    assert queue(board) == []
    assert board.take(**PERSON) == answer
    assert board.told(ATTEMPT) == ["result.received", "decision.granted"]
    told = next(e for e in board.events() if e.link.kind == "decision.granted")
    assert b'"author":"Ines Example-Officer","author_kind":"person"' in told.data


def test_denied(board):
    """A person may deny what the scheme would allow, and says why."""
    board.take(**PERSON)
    answer = decide(board, grant=False, why="the identity was not proven")
    assert answer == Denied(ATTEMPT, (("officer_denied", "the identity was not proven"),))
    assert board.take(**PERSON) == answer
    assert queue(board) == []


@pytest.mark.parametrize("grant", [True, False])
def test_what_the_scheme_does_not_allow(board, grant):
    """Nobody can grant it: it is denied for what it lacks, whatever the person wanted."""
    board.take(**PERSON, written=FAILED)
    answer = decide(board, grant=grant, why="as I please")
    assert isinstance(answer, Denied)
    assert [code for code, _ in answer.reasons] == ["written_below_cut"]


@pytest.mark.parametrize(
    "author",
    ["Prof Ines Specimen-Koch", "prof  INES specimen-koch", "Dr Amélie Example-Santos"],
)
def test_not_impartial(board, author):
    """Who examined, or is the candidate, decides nothing, however the name is spelt."""
    board.take(**PERSON)
    before = board.everything()
    for grant in (True, False):
        with pytest.raises(ImpartialityError):
            decide(board, author=author, grant=grant)
    assert board.everything() == before
    assert queue(board) == [ATTEMPT]


@pytest.mark.parametrize("scheme", ["btx-1", "btx-2"])
def test_nothing_waits(board, scheme):
    """What was never reported, or is decided, waits for nobody."""
    board.take(**PERSON)
    board.take()
    decide(board)
    before = board.everything()
    with pytest.raises(UnknownAttemptError):
        decide(board, scheme=scheme, grant=False, why="no")
    with pytest.raises(UnknownAttemptError):
        decide(board, scheme=scheme, attempt="A-999")
    with pytest.raises((UnknownAttemptError, UnknownSchemeError)):
        decide(board, scheme="nobody-knows")
    assert board.everything() == before


def test_a_refusal_leaves_it_waiting(board):
    """A lost key or stopped issuing undoes the decision too: the same person decides again."""
    board.take(**PERSON)
    path = board.key_file()
    kept = path.read_bytes()
    path.unlink()
    with pytest.raises(KeyUnavailableError):
        decide(board)
    path.touch(mode=0o600)
    path.write_bytes(kept)
    stop_issuing(board.store, "why", actor="test", at=board.clock())
    with pytest.raises(IssuingStoppedError):
        decide(board)
    assert queue(board) == [ATTEMPT]
    resume_issuing(board.store, actor="test", at=board.clock())
    assert isinstance(decide(board), Issued)


def test_the_version_that_was_in_force_decides(board):
    """An attempt is decided under the version it was sat under, though a newer one is stricter."""
    board.take(**PERSON)
    stricter = BY_PERSON.replace(b'"2026.1"', b'"2027.1"').replace(
        b"[written]\ncut_percent = 72", b"[written]\ncut_percent = 99"
    )
    activate(board.store, BODY, stricter, actor="test", at=board.clock())
    board.clock.advance(10)
    assert board.schemes.in_force("btx-2").scheme.version == "2027.1"
    answer = decide(board)
    assert isinstance(answer, Issued)
    assert board.certificate(answer.number).version == "2026.1"
    assert board.take(**PERSON, attempt="A-2") == Waiting("A-2")
    assert isinstance(decide(board, attempt="A-2"), Denied)


def test_a_rule_is_no_persons_to_apply(fake_board):
    """Where the scheme became one of the rule's meanwhile, the attempt keeps its own."""
    board = fake_board
    board.take(**PERSON)
    by_rule = BY_PERSON.replace(b'"2026.1"', b'"2027.1"').replace(b'= "person"', b'= "rule"')
    activate(board.store, BODY, by_rule, actor="test", at=board.clock())
    board.clock.advance(10)
    assert isinstance(decide(board), Issued)
    assert isinstance(board.take(**PERSON, attempt="A-2"), Issued)
    with pytest.raises((AuthorError, UnknownAttemptError)):
        decide(board, attempt="A-2")
