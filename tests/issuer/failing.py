"""Issuers that fail in the middle: a signer that dies, and keys that are not what they were."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from keys.signer import LocalSigner


class PowerCutError(Exception):
    """The process ends here."""


@dataclass(frozen=True)
class FailingSigner:
    """Signs `left` times, and then the power is cut."""

    inner: LocalSigner
    left: list[None]

    @property
    def kid(self):
        return self.inner.kid

    def sign(self, message):
        if not self.left:
            raise PowerCutError
        self.left.pop()
        return self.inner.sign(message)


@dataclass(frozen=True)
class Keys:
    """Keys of which the credential's is another one."""

    real: object
    signer: object

    def credential_signer(self, at):
        return self.signer(self.real.credential_signer(at))

    def recorded_signer(self, kid, at):
        return self.signer(self.real.recorded_signer(kid, at))

    def status_signer(self, at):
        return self.real.status_signer(at)


def cut_power(board, *results, after=0):
    """Let the power be cut when so many tokens are signed."""
    keys = Keys(board.issuer.keys, lambda inner: FailingSigner(inner, [None] * after))
    with pytest.raises(PowerCutError):
        board.having(keys=keys).take_many(results, actor="test", at=board.clock())


def number_of(board, attempt="EX-2026-00417"):
    with board.store.reading() as unit:
        return unit.certificates.of_attempts("btx-1", [attempt])[attempt].number
