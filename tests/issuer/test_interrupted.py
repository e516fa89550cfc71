"""Between the intention and the release anything may fail: nothing gets out, and a retry heals."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from issuer.duties.intentions import void_dead_intentions
from issuer.errors import InProgressError, MisissuanceError
from issuer.intake.answers import Issued, Refused
from issuer.intake.rulings import grant_of
from keys import es256
from keys.signer import LocalSigner
from tests.issuer.board import LIST_SIZE, make_result, make_results
from tests.issuer.failing import Keys, PowerCutError, cut_power, number_of
from verifier import jws
from verifier.credential import TYP
from verifier.status_list import Status, pack
from verifier.status_token import LIFETIME, StatusList, sign_status_list
from verifier.verdict import Reason


def test_a_power_cut_leaves_an_intention(board):
    """The decision stands, number and index are spoken for, and there is no token."""
    cut_power(board, make_result())
    record = board.record_of(number_of(board))
    assert (record.state, record.token) == ("intended", None)
    assert board.told()[-2:] == ["decision.granted", "credential.intended"]
    assert board.statuses() == {}


@pytest.mark.parametrize(("seconds", "healed"), [(0, False), (59, False), (60, True), (9999, True)])
def test_a_retry_heals_after_a_minute(board, seconds, healed):
    """Before, somebody may be at it; after, the dead intention is voided and another one made."""
    cut_power(board, make_result())
    dead = number_of(board)
    index = board.record_of(dead).index
    board.clock.advance(seconds)
    if not healed:
        with pytest.raises(InProgressError):
            board.take()
        assert board.told(dead) == ["credential.intended"]
        return
    issued = board.issue()
    assert issued.number != dead
    assert board.verify(issued.token).reason is Reason.VALID
    assert board.told(dead) == ["credential.intended", "credential.voided"]
    assert board.statuses() == {index: Status.REVOKED}
    assert board.record_of(issued.number).index != index
    assert board.take() == issued


def test_a_token_signed_before_the_power_cut_is_worth_nothing(board):
    """It verifies as altered while intended, and so it does when voided: it was never released."""
    kept = []

    class Copying:
        def __init__(self, inner):
            self.inner, self.kid = inner, inner.kid

        def sign(self, message):
            kept.append(jws.compact(message, self.inner.sign(message)))
            raise PowerCutError

    with pytest.raises(PowerCutError):
        board.having(keys=Keys(board.issuer.keys, Copying)).take(
            make_result(), actor="test", at=board.clock()
        )
    assert board.verify(kept[0]).reason is Reason.ALTERED
    board.clock.advance(60)
    issued = board.issue()
    assert board.verify(kept[0]).reason is Reason.ALTERED
    offline = replace(board.verifier, ledgers={})
    assert offline.verify(kept[0], at=board.clock()).reason is Reason.REVOKED
    assert offline.verify(issued.token, at=board.clock()).reason is Reason.VALID


def test_a_batch_is_released_as_a_whole(board):
    """The power is cut after three of five: none is out; a minute later all five are."""
    results = make_results(5)
    cut_power(board, *results, after=3)
    assert "credential.released" not in board.told()
    assert {type(answer) for answer in board.take_many(*results)} == {Refused}
    board.clock.advance(60)
    assert {type(answer) for answer in board.take_many(*results)} == {Issued}
    assert board.told().count("credential.voided") == 5


def test_duties_void_what_nobody_retries(board):
    """The clock alone voids a dead intention; the retry after that makes one more, not two."""
    cut_power(board, make_result())
    assert void_dead_intentions(board.store, at=board.clock()) == 0
    board.clock.advance(61)
    assert void_dead_intentions(board.store, at=board.clock()) == 1
    assert void_dead_intentions(board.store, at=board.clock()) == 0
    board.issue()
    assert board.told().count("credential.intended") == 2


def test_who_comes_too_late_releases_nothing(board):
    """A worker that slept for a minute finds its intention voided: it gets no certificate out."""

    class Sleeping:
        def __init__(self, inner):
            self.inner, self.kid = inner, inner.kid

        def sign(self, message):
            board.clock.advance(60)
            woke.append(board.take())
            return self.inner.sign(message)

    woke = []
    sleeper = board.having(keys=Keys(board.issuer.keys, Sleeping))
    with pytest.raises(MisissuanceError):
        sleeper.take(make_result(), actor="test", at=board.clock())
    assert board.take() == woke[0]
    assert board.told().count("credential.released") == 1


def test_a_key_that_is_not_the_published_one(board):
    """Our own verifier refuses what it signs: nothing is released, and nothing ever verifies."""
    stranger = LocalSigner(es256.generate())

    @dataclass(frozen=True)
    class Disguised:
        inner: LocalSigner

        @property
        def kid(self):
            return self.inner.kid

        def sign(self, message):
            return stranger.sign(message)

    with pytest.raises(MisissuanceError, match="altered"):
        board.having(keys=Keys(board.issuer.keys, Disguised)).take(
            make_result(), actor="test", at=board.clock()
        )
    assert "credential.released" not in board.told()
    board.clock.advance(60)
    assert board.verify(board.issue().token).reason is Reason.VALID


def test_a_key_that_changes_while_signing(board):
    """The payload on record names one key; another one does not sign it."""
    stranger = LocalSigner(es256.generate())
    seen = []

    def second_is_another(inner):
        seen.append(inner)
        return inner if len(seen) == 1 else stranger

    keys = Keys(board.issuer.keys, second_is_another)
    with pytest.raises(MisissuanceError, match="another key than"):
        board.having(keys=keys).take(make_result(), actor="test", at=board.clock())
    assert "credential.released" not in board.told()


def test_a_payload_that_is_not_what_was_intended(fake_board):
    """Whatever is signed, what the verifier reads must be what was granted, to the letter."""
    board, seen = fake_board, []
    with board.store.writing() as unit:
        grants = [grant_for(board)]
        seen += board.issuer.intend(unit, grants, at=board.clock())
    other = replace(seen[0].credential, name="Somebody Else")
    header = jws.Header(typ=TYP, kid=seen[0].record.kid)
    forged = replace(seen[0], signing_input=jws.signing_input(header, other.to_payload()))
    with pytest.raises(MisissuanceError):
        board.issuer.sign([forged], at=board.clock())


def grant_for(board):
    return grant_of(make_result(), board.schemes.in_force("btx-1"))


@dataclass(frozen=True)
class Revoking:
    """Gives out lists in which every entry is revoked already."""

    board: object

    def fetch(self, uri):
        at = self.board.clock()
        everything = pack([(index, Status.REVOKED) for index in range(LIST_SIZE)], size=LIST_SIZE)
        made = StatusList(uri, at, at + LIFETIME, everything, frozenset())
        signer = self.board.issuer.keys.status_signer(at)
        return sign_status_list(made, issuer=self.board.trust.current().issuers[0], signer=signer)


def test_an_entry_that_is_revoked_already(board):
    """What our own verifier would call withdrawn at once is not released, however well signed."""
    with pytest.raises(MisissuanceError, match="revoked"):
        board.having(list_source=Revoking(board)).take(
            make_result(), actor="test", at=board.clock()
        )
    assert "credential.released" not in board.told()
