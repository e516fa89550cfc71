"""One-time codes of an authenticator app (RFC 6238), and recovery codes on paper."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from datetime import datetime

# The library that everything else signs with has RFC 6238 too; nothing more is installed for it.
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30  # seconds
RECOVERY_CODES = 10
_DIGITS = 6
_SECRET_SIZE = 20  # bytes, RFC 4226 section 4
_DRIFT = 1  # steps that a clock may be off, either way
_CODE = re.compile(r"[0-9]{6}", re.ASCII)
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: nothing is taken for another
_GROUPS, _GROUP = 6, 4  # 24 letters: 120 bits, so that a plain hash keeps them
_READ_AS = str.maketrans("OIL", "011")


def make_secret() -> bytes:
    """Return a new key for one-time codes."""
    return secrets.token_bytes(_SECRET_SIZE)


def secret_text(secret: bytes) -> str:
    """Return a key in the form that apps take when it is typed."""
    return base64.b32encode(secret).decode("ascii")


def read_secret(text: str) -> bytes | None:
    """Return the key of `secret_text`, or None."""
    try:
        secret = base64.b32decode(text.encode("ascii", "replace"))
    except binascii.Error:
        return None
    return secret if len(secret) == _SECRET_SIZE else None


def app_link(secret: bytes, *, name: str, issuer: str) -> str:
    """Return what an authenticator app's QR code says."""
    return _totp(secret).get_provisioning_uri(name, issuer)


def step_of(secret: bytes, typed: str, at: datetime) -> int | None:
    """Return the time step whose code was typed, None if none of now is.

    A code must not be taken twice: whoever calls this records the step.
    """
    code = "".join(typed.split())
    if _CODE.fullmatch(code) is None:
        return None
    now = int(at.timestamp()) // STEP
    totp, wanted, found = _totp(secret), code.encode("ascii"), None
    for step in range(now - _DRIFT, now + _DRIFT + 1):
        if hmac.compare_digest(totp.generate(step * STEP), wanted):
            found = step
    return found


def code_at(secret: bytes, at: datetime) -> str:
    """Return the code of a moment, as the app shows it."""
    return _totp(secret).generate(int(at.timestamp())).decode("ascii")


def make_recovery_codes() -> list[str]:
    """Return new recovery codes, as they are shown once."""
    return [
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
        for _ in range(RECOVERY_CODES)
    ]


def recovery_digest(officer: str, typed: str) -> bytes:
    """Return what is kept of a recovery code, however it is typed."""
    letters = re.sub(r"[\s-]", "", typed).upper().translate(_READ_AS)
    named = f"{officer}\0{letters}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(b"probatum recovery\0" + named).digest()


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, _DIGITS, SHA1(), STEP)  # noqa: S303 - the one hash that all apps know
