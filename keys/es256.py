"""ECDSA on P-256 with SHA-256 (RFC 7518 section 3.4): signatures are 64 bytes, R || S.

PyJWT's algorithm object does the arithmetic and the R || S packing; its token parsing is never
used, because it accepts several spellings of one token.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from jwt.algorithms import ECAlgorithm

ALGORITHM = "ES256"
SIGNATURE_SIZE = 64  # bytes

PrivateKey = EllipticCurvePrivateKey
PublicKey = EllipticCurvePublicKey

_es256 = ECAlgorithm(ECAlgorithm.SHA256, SECP256R1)


def generate() -> PrivateKey:
    """Make a new P-256 key."""
    return generate_private_key(SECP256R1())


def is_p256(key: object) -> bool:
    """Tell whether `key` is a P-256 key, private or public."""
    return isinstance(key, PrivateKey | PublicKey) and isinstance(key.curve, SECP256R1)


def sign(message: bytes, key: PrivateKey) -> bytes:
    """Return the 64-byte signature of `message`."""
    return _es256.sign(message, key)


def is_signed(message: bytes, signature: bytes, key: PublicKey) -> bool:
    """Tell whether `signature` is one of `message` by `key`; total, whatever the bytes are."""
    return len(signature) == SIGNATURE_SIZE and _es256.verify(message, key, signature)
