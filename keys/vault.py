"""Where private keys are kept. A port, so that they may lie in files or never leave hardware."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Protocol

from keys import es256
from keys.jwk import key_id
from keys.signer import Signer

_CHALLENGE = b"probatum self-test\n"  # no header of a token starts like this


class VaultError(Exception):
    """A private key cannot be made or used now. The message says why, in words."""


class Vault(Protocol):
    """Makes P-256 keys, keeps their private halves, and lends what signs with them."""

    def make(self) -> es256.PublicKey:
        """Make a key and return its public half; raise `VaultError`."""
        ...

    def signer(self, public: es256.PublicKey) -> Signer:
        """Return the signer with the other half of `public`, proven to be that; or raise."""
        ...

    def where(self, kid: str) -> str | None:
        """Say in words where the private half of a key is, or None where it is not here."""
        ...


@dataclass(frozen=True, slots=True)
class TwoVaults:
    """Makes keys in the first; what was made in the second before goes on signing from there."""

    first: Vault
    second: Vault

    def make(self) -> es256.PublicKey:
        """Make a key in the first."""
        return self.first.make()

    def signer(self, public: es256.PublicKey) -> Signer:
        """Return the signer from the second where the key is there, else from the first."""
        second_has = self.second.where(key_id(public)) is not None
        return (self.second if second_has else self.first).signer(public)

    def where(self, kid: str) -> str | None:
        """Say where the private half is."""
        return self.second.where(kid) or self.first.where(kid)


def prove(signer: Signer, public: es256.PublicKey) -> None:
    """Let `signer` sign at random, and raise `VaultError` unless `public` verifies it.

    What it signs is nothing that anyone could show: no token starts so, and it is thrown away.
    """
    challenge = _CHALLENGE + secrets.token_bytes(32)
    if not es256.is_signed(challenge, signer.sign(challenge), public):
        raise VaultError(f"the key {key_id(public)} does not sign as its public half verifies")
