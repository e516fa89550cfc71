"""Which key signs now, and the signer that holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from issuer.errors import KeyUnavailableError
from keys.files import KeyFileError, read_private_key
from keys.keyring import Purpose, TrustedKey
from keys.signer import LocalSigner, Signer
from verifier.trust import TrustSource


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """Finds the newest key in force for a purpose, and reads its file anew each time.

    Reading costs a tenth of a millisecond; in return a key that was spoilt, removed or laid open
    to others stops issuing at once.
    """

    trust: TrustSource
    url: str
    folder: Path

    def credential_signer(self, at: datetime) -> Signer:
        """Return the signer for credentials, or raise `KeyUnavailableError` with a sentence."""
        return self._signer(Purpose.CREDENTIAL, at)

    def status_signer(self, at: datetime) -> Signer:
        """Return the signer for status lists, or raise `KeyUnavailableError` with a sentence."""
        return self._signer(Purpose.STATUS, at)

    def _signer(self, purpose: Purpose, at: datetime) -> Signer:
        issuer = self.trust.current().find(self.url)
        usable = [key for key in issuer.keyring if _usable(key, purpose, at)] if issuer else []
        if not usable:
            raise KeyUnavailableError(f"no {purpose} key is in force")
        newest = max(usable, key=lambda key: key.since)
        try:
            return LocalSigner(read_private_key(self.folder / f"{newest.kid}.pem"))
        except KeyFileError as exc:
            raise KeyUnavailableError(str(exc)) from exc


def _usable(key: TrustedKey, purpose: Purpose, at: datetime) -> bool:
    return key.purpose is purpose and key.compromised is None and key.may_sign_at(at)
