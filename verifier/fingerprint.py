"""A key's thumbprint (RFC 7638) as people compare it: hexadecimal, read aloud in fours."""

from __future__ import annotations

import base64
import binascii
import re

from keys.es256 import PublicKey
from keys.jwk import thumbprint

_GROUP = 4
_SIZE = 32  # bytes of a SHA-256
_IGNORED = re.compile(r"[\s:.-]+")
_BASE64 = 43  # characters of a thumbprint as a JWK Set's reader has it


def fingerprint(key: PublicKey) -> str:
    """Return the thumbprint of `key` as sixteen groups of four hexadecimal digits."""
    digits = base64.urlsafe_b64decode(thumbprint(key) + "=").hex()
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def parse_fingerprint(text: str) -> str:
    """Return a thumbprint as `fingerprint` writes it; grouping and case make no difference.

    Base64url, as RFC 7638 has it, is read too. Raise `ValueError` for anything else.
    """
    data = _from_base64(text.strip()) if len(text.strip()) == _BASE64 else _from_digits(text)
    if len(data) != _SIZE:
        raise ValueError("a fingerprint has 64 hexadecimal digits")
    digits = data.hex()
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=", altchars=b"-_", validate=True)
    except binascii.Error as exc:
        raise ValueError("not a thumbprint in base64url") from exc


def _from_digits(text: str) -> bytes:
    digits = _IGNORED.sub("", text)
    if not digits.isascii():
        raise ValueError("a fingerprint has 64 hexadecimal digits")
    return bytes.fromhex(digits)
