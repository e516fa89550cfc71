"""The trust file that an issuer prints: whoever has it alone reaches the same verdicts."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.keyring import Keyring
from tests.factories import FakeBody, make_type
from tests.issuer.board import BODY, SECOND
from tests.issuer.test_lifecycle import do
from tests.issuer.test_types import NEWER, put_in_force
from verifier.status_lists import StatusLists
from verifier.trust import PinnedTrust, Trust
from verifier.trust_file import PinnedLists, TrustFile, format_trust, parse_trust
from verifier.verdict import Reason
from verifier.verify import Verifier


def printed(board):
    """Return the file, as `probatum trust` makes it."""
    lists = {uri: board.publisher.fetch(uri) for uri in board.publisher.uris()}
    return format_trust(TrustFile(board.trust.current(), lists)).encode()


def alone(data):
    """Return a verifier that has nothing but the file."""
    file = parse_trust(data)
    return Verifier(PinnedTrust(file.trust), StatusLists(PinnedLists(file.lists)))


def test_the_same_verdicts(board):
    """Valid, suspended and revoked are told as the issuer itself tells them, with its words."""
    issued = [board.issue(attempt=f"A-{serial}") for serial in range(3)]
    do(board, "suspend", issued[1].number)
    do(board, "revoke", issued[2].number)
    verifier = alone(printed(board))
    for one, reason in zip(issued, [Reason.VALID, Reason.SUSPENDED, Reason.REVOKED], strict=True):
        ours = board.verify(one.token)
        theirs = verifier.verify(one.token, at=board.clock())
        assert theirs.reason is ours.reason is reason
        assert theirs.credential == ours.credential
    at = board.clock() + 86_400 * SECOND
    assert [verifier.verify(one.token, at=at).reason for one in issued] == [
        *(Reason.STALE, Reason.SUSPENDED, Reason.REVOKED)
    ]


def test_inverse(board):
    """What is printed is read as what was meant: keys, types, lists; and printed the same."""
    board.issue()
    put_in_force(board, NEWER)
    board.clock.advance(10)
    data = printed(board)
    file = parse_trust(data)
    (ours,), (theirs,) = board.trust.current().issuers, file.trust.issuers
    assert list(theirs.keyring) == list(ours.keyring)
    assert theirs.types == ours.types
    assert len(theirs.types) == 3
    assert replace(theirs, keyring=ours.keyring) == ours
    assert list(file.lists) == [f"{BODY.url}/s/1"]
    assert format_trust(file).encode() == data


def test_no_secret(board):
    """It may be handed to anybody: no private key, no name of a holder."""
    board.issue()
    data = printed(board)
    assert b'"d"' not in data
    assert b" d = " not in data
    assert b"PRIVATE" not in data
    assert b"Example-Santos" not in data
    assert tomllib.loads(data.decode())["issuer"][0]["url"] == BODY.url


_LINE = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z", "C")), max_size=40
)


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(_LINE, min_size=4, max_size=4), hours=st.integers(1, 9), many=st.booleans())
def test_inverse_whatever_it_says(texts, hours, many):
    """Quotes, line ends, controls, any script: every text comes back as it was."""
    name, telephone, title, limits = texts
    issuers = []
    for url in ["https://a.example.org", "https://b.example.org"][: 1 + many]:
        body = FakeBody(url)
        keys = [
            replace(key, until=key.since + hours * 3600 * SECOND, compromised=key.since)
            for key in body.trusted.keyring
        ]
        kind = replace(make_type(url), title=title, limits=limits, professions={"rn": name})
        issuers.append(
            replace(
                body.trusted,
                name=name,
                telephone=telephone,
                keyring=Keyring(keys),
                types={kind.url: kind},
            )
        )
    lists = {f"{issuer.url}/s/{n}": f"token {n}" for issuer in issuers for n in (1, 2)}
    again = parse_trust(format_trust(TrustFile(Trust(issuers), lists)).encode())
    assert again.lists == lists
    for theirs, ours in zip(again.trust.issuers, issuers, strict=True):
        assert list(theirs.keyring) == list(ours.keyring)
        assert replace(theirs, keyring=ours.keyring) == ours


@pytest.mark.parametrize("cut", range(1, 40))
def test_cut_short(fake_board, cut):
    """A file that ends early is no trust file, or says less; it never breaks the reader."""
    fake_board.issue()
    data = printed(fake_board)
    try:
        file = parse_trust(data[: len(data) * cut // 40])
    except ValueError:
        return
    assert len(file.trust.issuers) <= 1
