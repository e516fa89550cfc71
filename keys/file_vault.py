"""Keys as files in one folder, with the passphrase that opens those that are sealed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from keys import es256
from keys.files import (
    KeyFileError,
    is_sealed,
    parse_private_key,
    read_owned,
    write_private_key,
)
from keys.jwk import key_id
from keys.signer import LocalSigner, Signer
from keys.vault import prove


@dataclass(frozen=True, slots=True)
class FileVault:
    """Reads a key's file anew each time it is asked for.

    Reading costs a tenth of a millisecond; in return a key that was spoilt, removed or laid open
    to others stops signing at once. Opening a seal costs ten times that: it is done once for
    the same bytes, and so is the proof that the key is the one it should be.
    """

    folder: Path
    passphrase: bytes | None = field(default=None, repr=False)
    _opened: dict[str, tuple[bytes, Signer]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def make(self) -> es256.PublicKey:
        """Make a key, sealed where there is a passphrase, and return its public half."""
        key = es256.generate()
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_private_key(key, self.folder, self.passphrase)
        except OSError as exc:
            raise KeyFileError(
                f"the key cannot be written: {(exc.strerror or '').lower()}"
            ) from exc
        return key.public_key()

    def signer(self, public: es256.PublicKey) -> Signer:
        """Return the signer with the other half of `public`, or raise `KeyFileError`."""
        kid = key_id(public)
        path = self.folder / f"{kid}.pem"
        pem = read_owned(path)
        digest = hashlib.sha256(pem).digest()
        known = self._opened.get(kid)
        if known is not None and known[0] == digest:
            return known[1]
        key = parse_private_key(pem, path.name, self.passphrase)
        if key.public_key() != public:  # a name is 36 bits: two keys may share one
            raise KeyFileError(f"the key file {path.name} holds another key of this name")
        signer = LocalSigner(key)
        prove(signer, public)
        self._opened[kid] = (digest, signer)
        return signer

    def where(self, kid: str) -> str | None:
        """Say whether the private half is in a file, and whether that is sealed."""
        path = self.folder / f"{kid}.pem"
        if not path.exists():
            return None
        try:
            return "in a sealed file" if is_sealed(read_owned(path)) else "in a file"
        except KeyFileError:
            return "in a file that cannot be used"
