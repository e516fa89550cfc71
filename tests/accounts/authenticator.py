"""A passkey in software: it answers challenges as a browser with a device would, or wrongly."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """A device with one passkey. Change what it says of itself, and it is an attacker's."""

    origin: str
    host: str
    counter: int = 1
    flags: int = PRESENT | VERIFIED
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    handle: bytes = b""

    def create(self, options: str, *, attestation: bytes | None = None) -> str:
        """Answer `navigator.credentials.create()`."""
        asked = json.loads(options)
        self.handle = base64url_to_bytes(asked["user"]["id"])
        client = self._client("webauthn.create", asked["challenge"])
        made = {"fmt": "none", "attStmt": {}, "authData": self._data(with_key=self._cose())}
        return self._told(
            {
                "clientDataJSON": bytes_to_base64url(client),
                "attestationObject": bytes_to_base64url(
                    cbor2.dumps(made) if attestation is None else attestation
                ),
            }
        )

    def get(self, options: str) -> str:
        """Answer `navigator.credentials.get()`."""
        client = self._client("webauthn.get", json.loads(options)["challenge"])
        data = self._data()
        signed = data + hashlib.sha256(client).digest()
        return self._told(
            {
                "clientDataJSON": bytes_to_base64url(client),
                "authenticatorData": bytes_to_base64url(data),
                "signature": bytes_to_base64url(self.key.sign(signed, ec.ECDSA(SHA256()))),
                "userHandle": bytes_to_base64url(self.handle),
            }
        )

    def create_rsa(self, options: str) -> str:
        """Answer with an RSA key, which was not offered."""
        numbers = rsa.generate_private_key(65537, 2048).public_key().public_numbers()
        cose = {1: 3, 3: -257, -1: numbers.n.to_bytes(256, "big"), -2: b"\x01\x00\x01"}
        made = {"fmt": "none", "attStmt": {}, "authData": self._data(with_key=cose)}
        return self.create(options, attestation=cbor2.dumps(made))

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        ).encode()

    def _cose(self) -> dict[int, Any]:
        point = self.key.public_key().public_numbers()
        return {
            1: 2,
            3: -7,
            -1: 1,
            -2: point.x.to_bytes(32, "big"),
            -3: point.y.to_bytes(32, "big"),
        }

    def _data(self, *, with_key: dict[int, Any] | None = None) -> bytes:
        flags = self.flags | (ATTESTED if with_key else 0)
        data = hashlib.sha256(self.host.encode()).digest() + bytes([flags])
        data += self.counter.to_bytes(4, "big")
        if with_key is not None:
            data += bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(with_key)
        return data

    def _told(self, response: dict[str, str]) -> str:
        name = bytes_to_base64url(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
