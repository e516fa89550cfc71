"""Signed messages by the Standard Webhooks specification 1.0.0: HMAC-SHA256 under a shared secret.

The specification's own library (standardwebhooks) is small, but it asks a clock of its own, which
no test can set, and lets a broken header escape as a bare error of the decoder; so these lines.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from issuer.candidates.errors import SignatureError

WINDOW = timedelta(minutes=5)  # a message's clock may be off, or it be on its way, by this much
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")

_PREFIX = "whsec_"
_SECRET_BYTES = 32
_MAX_SIGNATURES = 10  # a sender that changes its secret sends two
# No full stop: it parts what is signed, and must not be movable (specification, signature scheme).
_ID = re.compile(r"[!-\-/-~]{1,256}", re.ASCII)
_SECONDS = re.compile(r"[0-9]{1,11}", re.ASCII)


def draw_secret() -> bytes:
    """Return a new secret: 32 random bytes."""
    return secrets.token_bytes(_SECRET_BYTES)


def show_secret(secret: bytes) -> str:
    """Return the spelling in which a secret is handed over: `whsec_` and base64."""
    return _PREFIX + base64.b64encode(secret).decode("ascii")


def sign(secret: bytes, id: str, seconds: str, body: bytes) -> str:  # noqa: A002 - its name
    """Return the signature of a message sent at a Unix time, as it is spelt: `v1,` and base64."""
    signed = f"{id}.{seconds}.".encode("ascii") + body
    return "v1," + base64.b64encode(hmac.digest(secret, signed, "sha256")).decode("ascii")


def check_signature(
    headers: Mapping[str, str], body: bytes, *, secret: bytes, at: datetime
) -> None:
    """Raise `SignatureError` unless one signature is right and the message not 5 minutes off.

    `headers` are named in any case. Exactly five minutes before or after `at` is not too much.
    """
    given = {name.lower(): value for name, value in headers.items()}
    if any(name not in given for name in HEADERS):
        raise SignatureError("a header is missing")
    id_, seconds, signatures = (given[name] for name in HEADERS)
    if _ID.fullmatch(id_) is None or _SECONDS.fullmatch(seconds) is None:
        raise SignatureError("a header cannot be read")
    right = sign(secret, id_, seconds, body).encode("ascii")
    offered = [each.encode("utf-8", "replace") for each in signatures.split(" ")]
    # All are compared, in constant time: how long it takes says nothing about the right one.
    matches = [hmac.compare_digest(each, right) for each in offered[:_MAX_SIGNATURES]]
    if not any(matches):
        raise SignatureError("no signature is right")
    if abs(int(seconds) - at.astimezone(UTC).timestamp()) > WINDOW.total_seconds():
        raise SignatureError("the message is too old, or from the future")
