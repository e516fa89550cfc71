"""The lists a verifier remembers: always the newest it has seen, for every thread."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

import pytest

from tests.core.making import (
    DAY,
    HOUR,
    ISSUER,
    LIST,
    NOON,
    SECOND,
    STRANGER,
    Offered,
    World,
    make_issuer,
    make_list,
    make_token,
)
from verifier.credential import StatusReference
from verifier.status_list import Status
from verifier.status_lists import StatusLists, StatusUnavailableError
from verifier.status_token import parse_status_list
from verifier.verdict import Reason

REVOKED = {7: Status.REVOKED}
OLD = make_list(issued=NOON - HOUR)
NEW = make_list(REVOKED, issued=NOON - HOUR + SECOND)


def test_an_older_list_is_refused():
    """Who was revoked a moment ago is not made valid by an older list, however fresh."""
    world = World(tokens={LIST: OLD})
    assert world.verify(make_token())
    world.source.offer(NEW)
    assert world.verify(make_token()).reason is Reason.REVOKED
    world.source.offer(OLD)
    verdict = world.verify(make_token())
    assert verdict.reason is Reason.REVOKED
    assert verdict.status_as_of == NOON - HOUR + SECOND


def test_a_newer_list_is_taken_at_once():
    """A suspension that ended is over with the next list."""
    world = World(tokens={LIST: make_list({7: Status.SUSPENDED})})
    assert world.verify(make_token()).reason is Reason.SUSPENDED
    world.source.offer(make_list(issued=NOON + SECOND))
    assert world.verify(make_token())


def test_two_lists_of_one_second():
    """Of two lists signed in the same second the one offered last is taken."""
    world = World(tokens={LIST: make_list()})
    assert world.verify(make_token())
    world.source.offer(make_list(REVOKED))
    assert world.verify(make_token()).reason is Reason.REVOKED


@pytest.mark.parametrize("token", [None, "nonsense", make_list(issued=NOON + HOUR, key=STRANGER)])
def test_the_last_good_list_stands_in(token):
    """When the source fails or offers a forgery, the list remembered is used until it is stale."""
    world = World()
    assert world.verify(make_token())
    if token is None:
        world.source.tokens.clear()
    else:
        world.source.offer(token)
    assert world.verify(make_token())
    assert world.verify(make_token(), at=NOON + DAY).reason is Reason.STALE


def test_each_list_has_its_own_memory():
    """A newer list at another address says nothing of this one's age."""
    other = f"{ISSUER}/s/2"
    world = World(tokens={LIST: OLD, other: make_list(issued=NOON, uri=other)})
    assert world.verify(make_token(status=StatusReference(other, 7)))
    assert world.verify(make_token()).status_as_of == NOON - HOUR


def test_nothing_is_remembered_of_what_was_not_believed():
    """A forged list leaves nothing behind."""
    world = World(tokens={LIST: make_list(issued=NOON + HOUR, key=STRANGER)})
    assert world.verify(make_token()).reason is Reason.STATUS_UNAVAILABLE
    world.source.offer(OLD)
    assert world.verify(make_token())


def test_a_list_is_verified_once():
    """The same token again gives the same object: a warm check does not read it."""
    lists = StatusLists(Offered())
    issuer = make_issuer()
    first = lists.current(issuer, LIST, NOON)
    assert lists.current(issuer, LIST, NOON) is first


@pytest.mark.parametrize(
    ("seen", "offered", "told"),
    [
        (NEW, OLD, NEW),
        (OLD, NEW, NEW),
        (make_list(REVOKED, key=STRANGER), OLD, OLD),
        (make_list(REVOKED, issued=NOON + DAY), OLD, OLD),
    ],
)
def test_a_list_told_beforehand_counts_as_seen(seen, offered, told):
    """What came with the trust file, if it can be believed, is not outdone by an older list."""
    lists = StatusLists(Offered({LIST: offered}), seen={LIST: seen})
    expected = parse_status_list(told, issuer=make_issuer(), uri=LIST)
    for _ in range(2):
        assert lists.current(make_issuer(), LIST, NOON).issued == expected.issued


def test_no_list_at_all():
    """Without any list there is an error that says so."""
    with pytest.raises(StatusUnavailableError):
        StatusLists(Offered({})).current(make_issuer(), LIST, NOON)


class Shuffled:
    """A source that gives every thread another of its tokens."""

    def __init__(self, tokens):
        self._tokens = cycle(tokens)
        self._lock = threading.Lock()

    def fetch(self, _uri):
        with self._lock:
            return next(self._tokens)


def test_threads_never_go_back():
    """Whatever the threads are offered, no thread sees a list older than one it has seen."""
    lists = StatusLists(
        Shuffled([make_list(issued=NOON + second * SECOND) for second in (0, 3, 1, 2, 5, 4)])
    )
    issuer = make_issuer()

    def look(_):
        return [lists.current(issuer, LIST, NOON).issued for _ in range(50)]

    with ThreadPoolExecutor(8) as pool:
        for seen in pool.map(look, range(8)):
            assert seen == sorted(seen)
    assert lists.current(issuer, LIST, NOON).issued == NOON + 5 * SECOND
