"""New keys are published before they sign, old ones verify until their last credential ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from issuer.custody.keeping import SPREADS, Custody
from issuer.custody.publishing import PublishedKeys
from issuer.custody.standing import OLD_AFTER, KeyState, aged, standings
from issuer.errors import KeyRefusedError, KeyUnavailableError, UnknownKeyError
from keys.file_vault import FileVault
from keys.keyring import Purpose
from tests.issuer.board import BODY, SECOND
from verifier.trust import KEYS_LAST
from verifier.verdict import Reason

HOUR = timedelta(hours=1)
OVERLAP = 48 * HOUR
WHO = {"actor": "test"}


@pytest.fixture
def board(sql_board):
    return sql_board


@pytest.fixture
def custody(board):
    return Custody(board.store, BODY.url, FileVault(board.key_folder), OVERLAP)


def on_record(board):
    with board.store.reading() as unit:
        return unit.public_keys.all()


def states(board):
    return [(each.key.purpose, each.state) for each in standings(board.store, board.clock())]


def signers(board):
    keys, at = board.issuer.keys, board.clock()
    board.trust.forget()
    return keys.credential_signer(at).kid, keys.status_signer(at).kid


def test_a_rotation_from_its_announcement_to_the_last_day(board, custody):
    """Published at once, signing from the switch to the second; what was signed stays valid."""
    old, began = signers(board), board.clock()
    issued = board.issue(attempt="A-1")
    new = custody.rotate(at_once=False, at=began, **WHO)
    assert [key.since - began for key in new] == [OVERLAP] * 2
    assert {key.kid for key in new} <= {key.kid for key in on_record(board)}
    board.clock.at = began + OVERLAP - SECOND
    assert signers(board) == old
    assert states(board) == [
        (Purpose.CREDENTIAL, KeyState.SIGNING),
        (Purpose.STATUS, KeyState.SIGNING),
        (Purpose.CREDENTIAL, KeyState.PUBLISHED),
        (Purpose.STATUS, KeyState.PUBLISHED),
    ]
    board.clock.at = began + OVERLAP
    assert signers(board) == tuple(key.kid for key in new)
    later = board.issue(attempt="A-2")
    assert [board.record_of(each.number).kid for each in (issued, later)] == [old[0], new[0].kid]
    assert {board.verify(each.token).reason for each in (issued, later)} == {Reason.VALID}
    one, *_, other, _ = standings(board.store, board.clock())
    assert [each.use.credentials for each in (one, other)] == [1, 1]
    end = board.certificate(issued.number).expires
    assert one.words == f"retired, verifies until {end:%Y-%m-%d %H:%M:%SZ}"
    told = [(each.link.kind, each.link.subject) for each in board.events()]
    assert told.count(("key.retired", old[0])) == told.count(("key.retired", old[1])) == 1
    assert ("key.added", new[0].kid) in told


def test_how_long_a_key_stays_in_the_key_set(board, custody):
    """Until the last credential that it signed ends, revoked too; a list key while lists live."""
    published = PublishedKeys(board.store)
    issued = board.issue()
    number = issued.number
    board.lifecycle.act("revoke", number, reason="licence-lost", at=board.clock(), **WHO)
    custody.rotate(at_once=False, at=board.clock(), **WHO)
    keys = on_record(board)
    until, end = keys[0].until, board.certificate(number).expires

    def left_out(at):
        there = [key.kid for key in published.of(keys, at)]
        return [key.kid for key in keys if key.kid not in there]

    assert left_out(until + 24 * HOUR - SECOND) == []
    assert left_out(until + 24 * HOUR) == left_out(end - SECOND) == [keys[1].kid]
    assert left_out(end) == [keys[0].kid, keys[1].kid]
    idle = custody.add(Purpose.CREDENTIAL, since=None, at_once=False, at=until, **WHO)
    retired = replace(idle, until=idle.since + HOUR)
    assert published.of([retired], retired.until + HOUR - SECOND) == [retired]
    assert published.of([retired], retired.until + HOUR) == []
    assert published.of([replace(idle, compromised=until)], until) == []
    board.clock.at = end + SECOND
    board.trust.forget()
    assert board.verify(issued.token).reason is Reason.REVOKED


def test_a_key_is_made_for_a_moment(board, custody):
    """Not before every verifier has heard of it, unless nothing else can sign."""
    at = board.clock()
    with pytest.raises(KeyRefusedError, match="24 hours"):
        custody.add(Purpose.STATUS, since=at + KEYS_LAST - SECOND, at_once=False, at=at, **WHO)
    with pytest.raises(KeyRefusedError, match="not both"):
        custody.add(Purpose.STATUS, since=at + 2 * KEYS_LAST, at_once=True, at=at, **WHO)
    made = custody.add(Purpose.STATUS, since=at + KEYS_LAST, at_once=False, at=at, **WHO)
    soon = custody.add(Purpose.CREDENTIAL, since=None, at_once=True, at=at, **WHO)
    assert (made.since, soon.since) == (at + KEYS_LAST, at + SPREADS)


def test_what_must_not_be_retired(board, custody):
    """A key nobody has; the only one; one whose successors end, or cannot sign; one retired."""
    at = board.clock()

    def refused(kid, says, error=KeyRefusedError):
        before = board.everything()
        with pytest.raises(error, match=says):
            custody.retire(kid, at=at, **WHO)
        assert board.everything() == before

    first = board.kid(Purpose.CREDENTIAL)
    refused("absent", "ever called absent", UnknownKeyError)
    refused(first, "no other credential key could sign")
    new, _ = custody.rotate(at_once=False, at=at, **WHO)
    refused(new.kid, "every other credential key retires")
    refused(first, "no other credential key could sign")
    spare = custody.add(Purpose.CREDENTIAL, since=None, at_once=True, at=at, **WHO)
    file = board.key_folder / f"{spare.kid}.pem"
    file.rename(file.with_suffix(".away"))
    refused(first, "is missing")
    file.with_suffix(".away").rename(file)
    assert custody.retire(first, at=at, **WHO).until == at + SPREADS
    refused(first, "retired already")
    board.clock.at = at + SPREADS
    assert signers(board)[0] == spare.kid


def test_one_rotation_at_a_time(board, custody):
    """While new keys wait to sign, another rotation is refused, and leaves nothing on record."""
    custody.rotate(at_once=False, at=board.clock(), **WHO)
    keys = on_record(board)
    with pytest.raises(KeyRefusedError, match="signs from"):
        custody.rotate(at_once=True, at=board.clock(), **WHO)
    assert on_record(board) == keys


def test_a_lost_key_is_replaced(board, custody):
    """Without its file nothing is issued; half a minute after a rotation at once, it is again."""
    issued = board.issue(attempt="A-1")
    board.key_file().unlink()
    with pytest.raises(KeyUnavailableError, match="is missing"):
        board.take(attempt="A-2")
    custody.rotate(at_once=True, at=board.clock(), **WHO)
    board.clock.at += SPREADS
    assert board.verify(board.issue(attempt="A-2").token).reason is Reason.VALID
    assert board.verify(issued.token).reason is Reason.VALID


def test_what_cannot_be_made_is_never_published(board, tmp_path):
    """Where no private half can be kept, no public one goes on record."""
    (tmp_path / "a file").touch()
    custody = Custody(board.store, BODY.url, FileVault(tmp_path / "a file"), OVERLAP)
    before = on_record(board)
    with pytest.raises(KeyUnavailableError, match="cannot be written"):
        custody.rotate(at_once=False, at=board.clock(), **WHO)
    assert on_record(board) == before


def test_a_key_of_a_year(board, custody):
    """It is told to the second, until its end is on record."""
    first = on_record(board)[0].since
    keys = on_record(board)
    assert aged(keys, first + OLD_AFTER - SECOND) == []
    assert aged(keys, first + OLD_AFTER) == keys
    custody.rotate(at_once=False, at=first + OLD_AFTER, **WHO)
    assert aged(on_record(board), first + OLD_AFTER) == []
