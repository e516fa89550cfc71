"""P-256 public keys as JSON Web Keys (RFC 7517), and their names (RFC 7638)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicNumbers

from keys.es256 import ALGORITHM, PublicKey

KID_LENGTH = 6  # characters of the thumbprint; unique within an issuer for ever, by constraint
_COORDINATE = 32  # bytes


class JwkError(ValueError):
    """The mapping is not the public JWK of a P-256 signing key."""


def to_jwk(key: PublicKey) -> dict[str, str]:
    """Return the public JWK of `key`, with `kid`, `use` and `alg`."""
    return {**_required(key), "kid": key_id(key), "use": "sig", "alg": ALGORITHM}


def from_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    """Read a public JWK; raise `JwkError` unless it is a P-256 key meant for ES256 signatures."""
    if "d" in jwk:
        raise JwkError("holds a private key")
    wanted = {"kty": "EC", "crv": "P-256", "use": "sig", "alg": ALGORITHM}
    for member, value in wanted.items():
        if jwk.get(member) != value:
            raise JwkError(f"{member} is not {value}")
    x, y = _coordinate(jwk.get("x")), _coordinate(jwk.get("y"))
    try:
        key = EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
    except ValueError as exc:
        raise JwkError("not a point of P-256") from exc
    if jwk.get("kid") != key_id(key):
        raise JwkError("kid is not the start of the thumbprint")
    return key


def thumbprint(key: PublicKey) -> str:
    """Return the RFC 7638 SHA-256 thumbprint of `key`, 43 base64url characters."""
    canonical = json.dumps(_required(key), sort_keys=True, separators=(",", ":")).encode()
    return _b64(hashlib.sha256(canonical).digest())


def key_id(key: PublicKey) -> str:
    """Return the `kid` of `key`: the first six characters of its thumbprint."""
    return thumbprint(key)[:KID_LENGTH]


def _required(key: PublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    x, y = (_b64(n.to_bytes(_COORDINATE, "big")) for n in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _coordinate(text: object) -> int:
    if not isinstance(text, str):
        raise JwkError("a coordinate is not text")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as exc:
        raise JwkError("a coordinate is not base64url") from exc
    if len(data) != _COORDINATE or _b64(data) != text:
        raise JwkError("a coordinate is not 32 bytes in base64url")
    return int.from_bytes(data, "big")
