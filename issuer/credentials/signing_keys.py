"""Which key signs, and the signer that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from issuer.errors import KeyUnavailableError
from keys.keyring import Purpose, TrustedKey
from keys.signer import Signer
from keys.vault import Vault, VaultError
from verifier.trust import TrustSource


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """Finds the newest key in force for a purpose, and has the vault prove that it is that key."""

    trust: TrustSource
    url: str
    vault: Vault

    def credential_signer(self, at: datetime) -> Signer:
        """Return the signer for credentials, or raise `KeyUnavailableError` with a sentence."""
        return self._newest(Purpose.CREDENTIAL, at)

    def status_signer(self, at: datetime) -> Signer:
        """Return the signer for status lists, or raise `KeyUnavailableError` with a sentence."""
        return self._newest(Purpose.STATUS, at)

    def recorded_signer(self, kid: str, at: datetime) -> Signer:
        """Return the signer of the credential key on record for what is dated `at`.

        A newer key may be in force by now: what was intended with this one is signed with it.
        Raise `KeyUnavailableError` if it may not sign what is dated so, or is compromised.
        """
        for key in self._usable(Purpose.CREDENTIAL, at):
            if key.kid == kid:
                return self._signer(key)
        raise KeyUnavailableError(f"the key {kid} may not sign any more")

    def _newest(self, purpose: Purpose, at: datetime) -> Signer:
        usable = self._usable(purpose, at)
        if not usable:
            raise KeyUnavailableError(f"no {purpose} key is in force")
        return self._signer(max(usable, key=lambda key: key.since))

    def _usable(self, purpose: Purpose, at: datetime) -> list[TrustedKey]:
        issuer = self.trust.current().find(self.url)
        ring = issuer.keyring if issuer else ()
        return [
            key
            for key in ring
            if key.purpose is purpose and key.compromised is None and key.may_sign_at(at)
        ]

    def _signer(self, key: TrustedKey) -> Signer:
        try:
            return _Refusing(self.vault.signer(key.key))
        except VaultError as exc:
            raise KeyUnavailableError(str(exc)) from exc


@dataclass(frozen=True, slots=True)
class _Refusing:
    """A signer whose failure is a refusal: hardware may go away between two signatures."""

    signer: Signer

    @property
    def kid(self) -> str:
        return self.signer.kid

    def sign(self, message: bytes) -> bytes:
        try:
            return self.signer.sign(message)
        except VaultError as exc:
            raise KeyUnavailableError(str(exc)) from exc
