"""A newer certificate in place of an older one: linked, told, and the old one ended in its time."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from issuer.certification.errors import ExamResultError, ImpartialityError
from issuer.credentials.certificate import CertificateState
from issuer.credentials.examine import TOLD_STATES, examine
from issuer.credentials.lifecycle import Act
from issuer.credentials.succession import Cause, Succession, parse_succession
from issuer.duties.grants import issue_what_was_granted
from issuer.duties.intentions import void_dead_intentions
from issuer.duties.requests import supersede_replaced
from issuer.errors import RequestError, TransitionError, UnknownCertificateError
from issuer.evidence.audit import last_told
from issuer.requests.replacement import Replacement
from tests.issuer.board import BODY, make_board, make_result
from tests.issuer.failing import FailingSigner, Keys, PowerCutError
from tests.issuer.replacing import make_replacing
from tests.issuer.road import DECIDER
from verifier.verdict import Reason

NAME = Replacement(Cause.NAME, "Dr Amélie Example-Novak")
LESS = Replacement(Cause.SCOPE, "", scope=("glabella",))


@pytest.fixture
def board(open_store, tmp_path):
    """Return an issuer over SQLite."""
    return make_board(open_store("sqlite"), tmp_path / "keys")


def replacing(board):
    return make_replacing(board)


def replace(board, number, wanted=NAME):
    return replacing(board).replace(number, wanted, actor="Alice", at=board.clock())


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_change_of_name(open_store, tmp_path, engine):
    """A new number with the new name to the same day; the old runs on for 60 days, saying so."""
    board = make_board(open_store(engine), tmp_path / "keys")
    old = board.issue()
    board.clock.advance(86_400 * 100)
    new = replace(board, old.number)
    first, second = board.certificate(old.number), board.certificate(new.number)
    assert (second.holder.name, second.valid_through) == (NAME.name, first.valid_through)
    assert (second.expires, second.succeeds) == (first.expires, old.number)
    assert (first.successor, first.state) == (new.number, CertificateState.ACTIVE)
    for moment, reason in ((0, Reason.VALID), (86_400 * 60 - 1, Reason.VALID)):
        board.clock.at = second.first_issued + timedelta(seconds=moment)
        assert supersede_replaced(board.store, at=board.clock()) == 0
        verdict = board.verify(old.token)
        assert (verdict.reason, verdict.successor) == (reason, new.number)
    board.clock.advance(1)
    assert supersede_replaced(board.store, at=board.clock()) == 1
    assert supersede_replaced(board.store, at=board.clock()) == 0
    verdict = board.verify(old.token)
    assert (verdict.reason, verdict.successor) == (Reason.SUPERSEDED, new.number)
    assert board.verify(new.token).reason is Reason.VALID
    assert board.told(old.number)[-2:] == ["certificate.succeeded", "certificate.superseded"]
    told = last_told(board.store, TOLD_STATES)
    assert examine(board.store, board.verifier, told=told).faults == ()


def test_a_smaller_scope_counts_at_once(board):
    """The new one's type says less, and the old one is replaced in the same transaction."""
    old = board.issue()
    new = replace(board, old.number, LESS)
    assert board.verify(old.token).reason is Reason.SUPERSEDED
    verdict = board.verify(new.token)
    assert verdict.reason is Reason.VALID
    assert replacing(board).scope_of(board.certificate(new.number)) == ("glabella",)
    assert board.certificate(new.number).holder == board.certificate(old.number).holder
    kinds = board.trust.current().issuers[0].types
    assert len(kinds[verdict.credential.type].scope) == 1
    again = board.issue(attempt="A-2")
    types = len(kinds)
    replace(board, again.number, LESS)  # of the type that there is by now
    assert len(board.trust.current().issuers[0].types) == types


@pytest.mark.parametrize("act", ["suspend", "revoke"])
def test_only_one_in_force_is_replaced(board, act):
    """A suspension would be forgotten, and a withdrawal undone."""
    old = board.issue()
    board.lifecycle.act(
        Act(act), old.number, reason="holder-request", actor="test", at=board.clock()
    )
    before = board.everything()
    with pytest.raises(TransitionError):
        replace(board, old.number)
    assert board.everything() == before


def test_what_cannot_be_replaced(board):
    """Twice, when it expired, by the same, by nothing less, by a name that cannot be printed."""
    old = board.issue()
    holder = board.certificate(old.number).holder
    for wrong in (
        Replacement(Cause.CORRECTION, holder.name, holder.native_name, holder.native_language),
        Replacement(Cause.RENEWAL, "Dr New Example"),
        Replacement(Cause.SCOPE, ""),
        Replacement(Cause.SCOPE, "", scope=("glabella", "forehead", "lateral-canthal")),
        Replacement(Cause.SCOPE, "", scope=("everything",)),
    ):
        with pytest.raises(RequestError):
            replace(board, old.number, wrong)
    for name in ("", "=1+1", "a\x00b", "x" * 300):
        with pytest.raises(ExamResultError):
            replace(board, old.number, Replacement(Cause.NAME, name))
    with pytest.raises(UnknownCertificateError):
        replace(board, "BTX-0000-0000")
    replace(board, old.number)
    with pytest.raises(TransitionError, match="was replaced by"):
        replace(board, old.number)
    other = board.issue(attempt="A-2")
    board.clock.at = board.certificate(other.number).expires
    with pytest.raises(RequestError, match="expired"):
        replace(board, other.number)


def die_signing(board, number, wanted=NAME):
    """Let the power be cut between the intention and its signature."""
    keys = Keys(board.issuer.keys, lambda inner: FailingSigner(inner, []))
    made = dataclasses.replace(replacing(board), intake=board.having(keys=keys))
    with pytest.raises(PowerCutError):
        made.replace(number, wanted, actor="Alice", at=board.clock())


def test_a_death_before_the_release(board):
    """Granted and never released: the duty issues it, with the same scope and end, and links it."""
    old = board.issue()
    die_signing(board, old.number, LESS)
    assert board.certificate(old.number).successor is None
    board.clock.advance(61)
    assert void_dead_intentions(board.store, at=board.clock()) == 1
    assert issue_what_was_granted(board.store, board.intake, at=board.clock()) == 1
    first = board.certificate(old.number)
    second = board.certificate(first.successor)
    assert first.state is CertificateState.SUPERSEDED
    assert (second.expires, second.type) == (first.expires, f"{BODY.url}/t/3")


def test_withdrawn_before_the_successor_was_released(board):
    """What died half issued does not bring a withdrawn certificate back under a new number."""
    old = board.issue()
    die_signing(board, old.number)
    board.lifecycle.act(
        Act.REVOKE, old.number, reason="licence-lost", actor="test", at=board.clock()
    )
    board.clock.advance(61)
    assert void_dead_intentions(board.store, at=board.clock()) == 1
    assert issue_what_was_granted(board.store, board.intake, at=board.clock()) == 0
    with board.store.reading() as unit:
        found, _ = unit.certificates.search("")
    assert [each.number for each in found] == [old.number]


def test_a_succession_is_read_back():
    """On record and back, with and without what is kept."""
    for made in (Succession("BTX-1", Cause.RENEWAL), Succession("B", Cause.SCOPE, "https://x/t/2")):
        assert parse_succession(made.to_json()) == made


@pytest.mark.parametrize("road", ["sqlite"], indirect=True)
def test_who_was_involved_replaces_nothing(road):
    """As for a decision: not who taught, supervised or examined, however spelt, nor the holder."""
    (issued,) = road.candidates.decisions.grant([road.ready()], author=DECIDER, at=road.clock())
    board, before = road.board, road.board.everything()
    for name in ("Dr Example-Teacher", "DR EXAMPLE-TEACHER", "Dr Example-P-1"):
        with pytest.raises(ImpartialityError):
            replacing(board).replace(issued.number, NAME, actor=name, at=board.clock())
    assert board.everything() == before
    replacing(board).replace(issued.number, NAME, actor=DECIDER, at=board.clock())


def test_an_examiner_of_the_result_replaces_nothing(board):
    """Also where there is no dossier, and only the result names who examined."""
    old = board.issue()
    examiner = make_result().examiners[0]
    with pytest.raises(ImpartialityError, match="examined"):
        replacing(board).replace(old.number, NAME, actor=examiner.upper(), at=board.clock())
