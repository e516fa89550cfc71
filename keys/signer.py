"""Signs bytes. A port, so that the key may live in this process or in hardware."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from keys import es256
from keys.jwk import key_id


class Signer(Protocol):
    """Holds one private key and signs with it."""

    @property
    def kid(self) -> str:
        """Return the ID of the key."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte ES256 signature of `message`."""
        ...


@dataclass(frozen=True, slots=True)
class LocalSigner:
    """A `Signer` whose key is in this process."""

    key: es256.PrivateKey = field(repr=False)
    kid: str = field(init=False)

    def __post_init__(self) -> None:
        """Name the key once: a thumbprint costs more than a dictionary look-up."""
        object.__setattr__(self, "kid", key_id(self.key.public_key()))

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte ES256 signature of `message`."""
        return es256.sign(message, self.key)
