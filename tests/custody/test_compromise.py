"""A stranger may hold a key: what is done at once, and what each verifier says of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from issuer.body.own_trust import OwnTrust
from issuer.credentials.signing_keys import SigningKeys
from issuer.errors import IssuingStoppedError, KeyRefusedError, UnknownKeyError
from issuer.evidence.event import Event, EventKind
from issuer.requests.stopping import Stopping
from keys.keyring import Purpose
from keys.vault import VaultError
from tests.custody.worst_day import HOUR, WHY, WorstDay, credential_of, offline, signed
from tests.issuer.board import make_board
from verifier.status_lists import StatusLists
from verifier.verdict import Outcome, Reason
from verifier.verify import Verifier


@pytest.fixture
def day(sql_board):
    return WorstDay(sql_board)


def forged(made, thief):
    """Return a real certificate's token with another name on it, by the real key."""
    return signed(replace(credential_of(made.token), name="Dr Mallory Sample"), thief)


def test_one_command_does_all_that_cannot_wait(day):
    """The key is out of use, another signs, lists say so, issuing stops, everybody is told."""
    made = day.board.issue()
    with day.board.store.reading() as unit:
        (before,) = unit.lists.all()
    kid = day.board.kid(Purpose.CREDENTIAL)
    done = day.declare(since=day.board.clock() - 3 * HOUR)
    at = day.board.clock()
    assert (done.key.kid, done.key.compromised) == (kid, at - 3 * HOUR)
    assert (done.stopped, done.lists, done.unsigned, done.why_no_key) == (True, 1, 0, None)
    assert day.board.issuer.keys.credential_signer(at).kid == done.new.kid
    with day.board.store.reading() as unit:
        (after,) = unit.lists.all()
        alerts = unit.alerts.unseen("Otto", 10)
    assert after.signed_revision == after.revision > before.revision
    assert [(each.act, each.subject, each.why) for each in alerts] == [("compromise", kid, WHY)]
    assert day.board.told(kid)[-1] == "key.compromised"
    assert day.board.told("issuing") == ["issuing.stopped"]
    with pytest.raises(IssuingStoppedError, match=WHY):
        day.board.issue(attempt="EX-OTHER")
    assert day.board.verify(made.token).reason is Reason.VALID


def test_issuing_is_opened_by_two_people_and_signs_with_the_new_key(day):
    """Signing anew does not wait for that, and does not open it."""
    day.board.issue()
    done = day.declare()
    day.settle()
    assert day.sign_anew() == 1
    stopping = Stopping(day.board.store, lambda _: "REQ-1", timedelta(days=1))
    assert WHY in stopping.stopped()
    stopping.ask_resuming("cleaned", actor="Ines", at=day.board.clock())
    with day.board.store.writing() as unit:
        unit.control.stop_issuing(None)  # what approving it does
    issued = day.board.issue(attempt="EX-OTHER")
    assert day.board.record_of(issued.number).kid == done.new.kid
    assert day.board.verify(issued.token).reason is Reason.VALID


def test_who_reads_a_new_list_or_trust_file_never_says_valid_of_a_forgery(day):
    """Offline it could not be finished, for honest and forged alike; before, both were valid."""
    made, thief = day.board.issue(), day.thief()
    forgery, old = forged(made, thief), day.trust_file()
    day.declare()
    at, new = day.board.clock(), day.trust_file()
    assert offline(old).verify(forgery, at=at).reason is Reason.VALID  # why it must be told at once
    assert (
        offline(replace(old, lists=new.lists)).verify(forgery, at=at).reason
        is Reason.KEY_COMPROMISED
    )
    assert offline(new).verify(forgery, at=at).reason is Reason.KEY_COMPROMISED
    assert offline(new).verify(made.token, at=at).reason is Reason.KEY_COMPROMISED
    assert day.board.verify(forgery).reason is Reason.ALTERED
    assert day.board.verify(made.token).reason is Reason.VALID


def test_a_forgery_dated_after_the_end_of_the_key_is_altered_offline_too(day):
    """The key signs nothing from the next second on: whoever has the new trust file knows."""
    made, thief = day.board.issue(), day.thief()
    day.declare()
    late = replace(credential_of(made.token), signed=day.board.clock() + 2 * HOUR)
    day.board.clock.at += 3 * HOUR
    verdict = offline(day.trust_file()).verify(signed(late, thief), at=day.board.clock())
    assert verdict.reason is Reason.ALTERED


def test_a_new_paper_is_never_altered_for_who_has_the_keys_of_before(day):
    """They cannot know the new key: they could not finish, and with newer keys it is valid."""
    made, old = day.board.issue(), day.trust_file()
    day.board.clock.at += HOUR
    day.declare()
    day.settle()
    day.sign_anew()
    newest, at = day.board.record_of(made.number).token, day.board.clock()
    verdict = offline(old).verify(newest, at=at)
    assert (verdict.reason, verdict.reason.outcome) == (Reason.STALE, Outcome.UNDETERMINED)
    assert offline(day.trust_file()).verify(newest, at=at).reason is Reason.VALID


def test_a_worker_that_has_not_heard_of_it_signs_no_list_without_it(day):
    """Trust is kept for seconds; a list is signed by what is on record."""
    made, thief = day.board.issue(), day.thief()
    board = day.board
    slow = OwnTrust(board.issuer.body, board.store, board.clock)
    slow.current()
    worker = replace(
        board.publisher,
        trust=slow,
        keys=SigningKeys(slow, board.issuer.body.url, board.issuer.keys.vault),
    )
    with board.store.writing() as unit:  # as the command does, and dies before it signs a list
        unit.lists.bump_all()
        unit.public_keys.compromise(board.kid(Purpose.CREDENTIAL), board.clock())
    reader = Verifier(board.trust, StatusLists(worker))
    assert reader.verify(forged(made, thief), at=board.clock()).reason is Reason.KEY_COMPROMISED


def test_without_a_new_key_all_the_rest_is_done(day):
    """A full disk or a lost module keeps no key in use, and no list quiet."""
    made = day.board.issue()
    vault = day.board.issuer.keys.vault

    class Full:
        def make(self):
            raise VaultError("the disk is full")

        signer = vault.signer

    compromises = day.compromises
    broken = replace(compromises, custody=replace(compromises.custody, vault=Full()))
    kid = day.board.kid(Purpose.CREDENTIAL)
    done = broken.declare(kid, since=None, why=WHY, actor="Ines", at=day.board.clock())
    assert (done.new, done.why_no_key, done.lists) == (None, "the disk is full", 1)
    at = day.board.clock()
    assert offline(day.trust_file()).verify(made.token, at=at).reason is Reason.KEY_COMPROMISED


def test_a_key_of_lists_is_replaced_and_every_list_signed_anew_at_once(day):
    """Who has the new keys believes no list of the old one; issuing goes on."""
    made, old = day.board.issue(), day.trust_file()
    kid = day.board.kid(Purpose.STATUS)
    done = day.declare(kid)
    at, new = day.board.clock(), day.trust_file()
    assert (done.stopped, done.lists) == (False, 1)
    assert offline(new).verify(made.token, at=at).reason is Reason.VALID
    mixed = replace(new, lists=old.lists)
    assert offline(mixed).verify(made.token, at=at).reason is Reason.STATUS_UNAVAILABLE
    kept = offline(replace(old, lists=new.lists)).verify(made.token, at=at)
    assert kept.reason is Reason.STATUS_UNAVAILABLE  # undetermined: the new key is not known there
    assert day.board.issue(attempt="EX-OTHER")
    assert day.sign_anew() == 0


def test_what_cannot_be_is_refused_and_changes_nothing(day):
    """An unknown key, the same key twice, a moment to come."""
    day.board.issue()
    kid = day.board.kid(Purpose.CREDENTIAL)
    before = day.board.everything()
    with pytest.raises(UnknownKeyError, match="AAAAAA"):
        day.declare("AAAAAA")
    with pytest.raises(KeyRefusedError, match="still to come"):
        day.declare(since=day.board.clock() + HOUR)
    assert day.board.everything() == before
    day.declare()
    after = day.board.everything()
    files = sorted(day.board.key_folder.iterdir())
    with pytest.raises(KeyRefusedError, match="already"):
        day.declare(kid)
    assert day.board.everything() == after
    assert sorted(day.board.key_folder.iterdir()) == files


def test_it_crosses_a_retirement_of_the_same_key(open_store, tmp_path):
    """Whoever changes keys holds the head of the chain first: on a server none of both gives up."""
    day = WorstDay(make_board(open_store("postgres"), tmp_path / "keys"))
    store, kid = day.board.store, day.board.kid(Purpose.CREDENTIAL)
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype <> 'advisory'")
    with ThreadPoolExecutor(1) as pool:
        with store.writing() as unit:
            at = day.board.clock()
            unit.events.append([Event(at, EventKind.KEY_RETIRED, kid, "Otto")])
            declared = pool.submit(day.declare)
            while not declared.done() and not unit.transaction.connection.scalar(waits):
                pass
            unit.public_keys.retire(kid, at + HOUR)
        assert declared.result().key.compromised == at
    with store.reading() as unit:
        (key,) = [each for each in unit.public_keys.all() if each.kid == kid]
    assert key.until <= at + timedelta(seconds=1)
