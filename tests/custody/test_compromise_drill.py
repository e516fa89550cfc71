"""The drill: 10,000 forgeries by the real key, none accepted; honest holders, none harmed.

PROBATUM_TEST_FORGERIES makes another number of them. `python -m bench drill` has the times, with
100,000 holders.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace

import jwt
import pytest

from issuer.custody.publishing import PublishedKeys
from keys.jwk import to_jwk
from keys.keyring import Purpose
from tests.custody.worst_day import WorstDay, forgeries, offline
from tests.store.conftest import SQLITE
from verifier.verdict import Outcome, Reason

FORGERIES = int(os.environ.get("PROBATUM_TEST_FORGERIES", "10000"))
HOLDERS = 200


@pytest.fixture
def day(sql_board):
    return WorstDay(sql_board)


class Stranger:
    """Another's library: it has the JWK Set of the issuer, and knows nothing else of ours."""

    def __init__(self, day):
        at, published = day.board.clock(), PublishedKeys(day.board.store)
        day.board.trust.forget()
        ring = [
            k
            for k in day.board.trust.current().issuers[0].keyring
            if k.purpose is Purpose.CREDENTIAL
        ]
        self.keys = jwt.PyJWKSet([to_jwk(key.key) for key in published.of(ring, at)])

    def accepts(self, token):
        try:
            key = self.keys[jwt.get_unverified_header(token)["kid"]]
            jwt.decode(
                token,
                key,
                algorithms=["ES256"],
                options={"verify_iat": False, "verify_exp": False, "verify_nbf": False},
            )
        except (KeyError, jwt.InvalidTokenError):
            return False
        return True


def newest(day, numbers):
    with day.board.store.reading() as unit:
        return [unit.credentials.of([number])[number][0].token for number in numbers]


@pytest.mark.parametrize("sql_board", [SQLITE], indirect=True)
def test_no_forgery_is_accepted_and_no_holder_is_harmed(day):
    """By the server, offline with the new list, and by a stranger's library with the key set."""
    board = day.board
    made = [board.issue(attempt=f"EX-{serial}") for serial in range(HOLDERS)]
    papers, numbers = [each.token for each in made], [each.number for each in made]
    thief, before = day.thief(), day.trust_file()
    forged = list(forgeries(papers[0], thief, FORGERIES, board.clock()))
    assert len(set(forged)) == FORGERIES
    assert all(map(Stranger(day).accepts, forged[::50]))  # the key is the real one

    day.declare()
    at, after, stranger = board.clock(), day.trust_file(), Stranger(day)
    said = Counter(board.verifier.verify(each, at=at).reason.outcome for each in forged)
    assert said == {Outcome.INVALID: FORGERIES}
    for file, some in ((after, forged), (replace(before, lists=after.lists), forged[::10])):
        reader = offline(file)
        told = Counter(reader.verify(each, at=at).reason for each in some)
        assert Outcome.VALID not in {reason.outcome for reason in told}, told
    assert not any(map(stranger.accepts, forged))

    day.settle()
    steps = []

    def look(done):
        """At every step, every paper out there is valid on our server."""
        steps.append(done)
        assert {board.verify(each).reason for each in papers + newest(day, numbers)} == {
            Reason.VALID
        }

    assert day.sign_anew(limit=80, told=look) == HOLDERS
    assert steps == [80, 80, 40]
    fresh, at = newest(day, numbers), board.clock()
    assert len(set(fresh) | set(papers)) == 2 * HOLDERS
    reader = offline(day.trust_file())
    assert {reader.verify(each, at=at).reason for each in fresh} == {Reason.VALID}
    assert {reader.verify(each, at=at).reason for each in papers} == {Reason.KEY_COMPROMISED}
    assert {offline(before).verify(each, at=at).reason.outcome for each in fresh} <= {
        Outcome.VALID,
        Outcome.UNDETERMINED,
    }
    assert all(map(Stranger(day).accepts, fresh))
    assert not any(board.verify(each).reason is Reason.VALID for each in forged[::50])
