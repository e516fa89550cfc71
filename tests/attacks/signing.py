"""Who signs an attack, and with what."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from keys import es256
from keys.jwk import to_jwk

P = 2**256 - 2**224 + 2**192 + 2**96 - 1  # the field of P-256
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # its order
NUMBERS = {
    "0": 0,
    "1": 1,
    "n-1": N - 1,
    "n": N,
    "n+1": N + 1,
    "p-1": P - 1,
    "p": P,
    "max": 2**256 - 1,
}


@dataclass(frozen=True, slots=True)
class Signers:
    """Keys by whose they are, and the documents that a confused verifier might take for a key."""

    keys: Mapping[str, es256.PrivateKey] = field(repr=False)
    documents: Mapping[str, bytes] = field(repr=False)

    def sign(self, how: str, signed: bytes, genuine: bytes) -> bytes:
        """Return a signature of `signed`, or what stands in the place of one.

        `own` is the key that signed the genuine token; `stranger`, `status` ... are other keys.
        `kept` is the genuine signature, `twin` its other half, `none` nothing. `bytes:N` are N
        random bytes, `numbers:R:S` two of NUMBERS, `hmac:DOCUMENT` and `hmac-long:DOCUMENT` a tag
        of 32 or of 64 bytes.
        """
        kind, *details = how.split(":")
        if kind in self.keys:
            return es256.sign(signed, self.keys[kind])
        makers: dict[str, Callable[[], bytes]] = {
            "none": lambda: b"",
            "kept": lambda: genuine,
            "twin": lambda: twin(genuine),
            "bytes": lambda: secrets.token_bytes(int(details[0])),
            "numbers": lambda: b"".join(NUMBERS[name].to_bytes(32) for name in details),
            "hmac": lambda: hmac.digest(self.documents[details[0]], signed, "sha256"),
            "hmac-long": lambda: hmac.digest(self.documents[details[0]], signed, "sha512"),
        }
        return makers[kind]()


def twin(signature: bytes) -> bytes:
    """Return the other signature of the same bytes that anybody can make of one: (r, n - s)."""
    return signature[:32] + (N - int.from_bytes(signature[32:])).to_bytes(32)


def public_documents(key: es256.PublicKey, key_set: bytes) -> dict[str, bytes]:
    """Return what anybody knows of a key, in each form that has been used as a secret."""
    jwk = to_jwk(key)
    return {
        "point": key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint),
        "pem": key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "der": key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        "jwk": json.dumps(jwk, separators=(",", ":")).encode(),
        "jwks": key_set,
        "kid": jwk["kid"].encode(),
        "nothing": b"",
        "weak": b"\0\0\0",
    }
