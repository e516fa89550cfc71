"""Issuing never fails while keys are rotated: several workers, each with what it knows of keys."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from issuer.body.own_trust import OwnTrust
from issuer.credentials.number import draw_number
from issuer.credentials.publish import StatusPublisher
from issuer.credentials.signing_keys import SigningKeys
from issuer.custody.keeping import SPREADS, Custody
from issuer.errors import KeyUnavailableError, StorageUnavailableError
from keys.file_vault import FileVault
from keys.keyring import Purpose, TrustedKey
from tests.issuer.board import BODY, SECOND, make_result
from verifier.verdict import Reason

WORKERS = 3
OVERLAP = timedelta(seconds=10)  # in the clock of the test, of which a second passes when told


def open_worker(board):
    """Return an intake as another process has it: with trust and keys of its own."""
    trust = OwnTrust(BODY, board.store, board.clock)
    keys = SigningKeys(trust, BODY.url, FileVault(board.key_folder))
    lists = StatusPublisher(BODY.url, board.store, keys, trust, board.clock)
    return board.having(trust=trust, keys=keys, list_source=lists)


@dataclass
class Load:
    """Workers that issue until they are told to stop, and what they issued."""

    board: object
    over: bool = False
    counts: list[int] = field(default_factory=lambda: [0] * WORKERS)
    tokens: list[str] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def work(self, worker: int) -> None:
        intake = open_worker(self.board)
        for serial in itertools.count():
            if self.over:
                return
            result = make_result(attempt=f"W-{worker}-{serial}")
            try:
                issued = intake.take(result, actor="test", at=self.board.clock())
            except StorageUnavailableError:
                continue  # SQLite, on a machine that is busy with something else: not of keys
            except BaseException:
                self.over = True
                raise
            with self.changed:
                self.tokens.append(issued.token)
                self.counts[worker] += 1
                self.changed.notify_all()

    def pass_seconds(self, seconds: int) -> None:
        """Let time pass a second at a time; in each something is issued, in all by everyone."""
        wanted = [count + 1 for count in self.counts]
        for _ in range(seconds):
            self.board.clock.advance(1)
            with self.changed:
                enough = sum(self.counts) + 2
                self._wait(lambda enough=enough: sum(self.counts) >= enough)
        with self.changed:
            self._wait(lambda: all(n >= w for n, w in zip(self.counts, wanted, strict=True)))

    def _wait(self, enough: Callable[[], bool]) -> None:
        assert self.changed.wait_for(lambda: self.over or enough(), timeout=60)


def test_rotations_under_load(sql_board):
    """Through two rotations, and a key that signs and retires, nothing fails; all are valid."""
    board = sql_board
    load = Load(board)
    custody = Custody(board.store, BODY.url, FileVault(board.key_folder), OVERLAP)
    with ThreadPoolExecutor(WORKERS) as pool:
        working = [pool.submit(load.work, worker) for worker in range(WORKERS)]
        try:
            for _ in range(2):
                custody.rotate(at_once=False, actor="test", at=board.clock())
                load.pass_seconds(OVERLAP // SECOND + 2)
            added = custody.add(
                Purpose.CREDENTIAL, since=None, at_once=False, actor="test", at=board.clock()
            )
            load.pass_seconds(OVERLAP // SECOND + 2)
            custody.retire(added.kid, actor="test", at=board.clock())
            load.pass_seconds(SPREADS // SECOND + 2)
        finally:
            load.over = True
        for each in working:
            each.result()
    board.trust.forget()
    assert {board.verify(token).reason for token in load.tokens} == {Reason.VALID}
    with board.store.reading() as unit:
        signed = unit.key_uses.in_force(board.clock())
        keys = [k for k in unit.public_keys.all() if k.purpose is Purpose.CREDENTIAL]
    assert [key.kid in signed for key in keys] == [True] * 4
    assert sum(use.credentials for use in signed.values()) == len(load.tokens) == sum(load.counts)


def test_a_newer_key_is_heard_of_between_intention_and_signature(board):
    """What was intended with the old key is signed with it, is valid, and the next has the new."""
    vault, at = FileVault(board.key_folder), board.clock()
    old = board.kid(Purpose.CREDENTIAL)
    new = TrustedKey(BODY.url, Purpose.CREDENTIAL, vault.make(), since=at)
    with board.store.writing() as unit:
        unit.public_keys.add(new)

    def draw_and_hear(prefix):
        board.trust.forget()
        return draw_number(prefix)

    issued = board.having(draw_number=draw_and_hear).take(make_result(), actor="test", at=at)
    assert board.record_of(issued.number).kid == old
    assert board.verify(issued.token).reason is Reason.VALID
    second = board.issue(attempt="A-2")
    assert board.record_of(second.number).kid == new.kid


def test_a_compromised_key_signs_nothing_more(board):
    """Nor does it sign what was intended with it before."""
    kid, at = board.kid(Purpose.CREDENTIAL), board.clock()
    keys = board.issuer.keys
    assert keys.recorded_signer(kid, at).kid == kid
    with board.store.writing() as unit:
        unit.public_keys.compromise(kid, at + SECOND)
    board.trust.forget()
    with pytest.raises(KeyUnavailableError, match="may not sign any more"):
        keys.recorded_signer(kid, at)
