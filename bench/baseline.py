"""What bare cryptography can do here and now: the yardstick of every ratio."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from bench.figure import rate

_MESSAGE = b"m" * 400
_KEY = generate_private_key(SECP256R1())
_SIGNATURE = _KEY.sign(_MESSAGE, ECDSA(SHA256()))


def bare_verifications() -> float:
    """Return ES256 verifications a second on one core."""
    public = _KEY.public_key()
    return rate(lambda: public.verify(_SIGNATURE, _MESSAGE, ECDSA(SHA256())))


def bare_issues() -> float:
    """Return how often a second one signature plus one verification can be done."""
    signs = rate(lambda: _KEY.sign(_MESSAGE, ECDSA(SHA256())))
    return 1 / (1 / signs + 1 / bare_verifications())
